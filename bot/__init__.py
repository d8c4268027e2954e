"""What people see: Telegram and the terminal. Asynchronous; crosses into `index` in one place."""
