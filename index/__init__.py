"""Documents in, cited answers out. Synchronous; knows neither Telegram nor the environment."""
