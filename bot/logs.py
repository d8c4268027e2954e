"""Structured logs: an event and its fields, on one line or as one JSON object. The token is never in them."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from bot.settings import Settings

QUIET = {
    **dict.fromkeys(("httpx", "httpcore", "apscheduler", "tornado.access", "alembic", "asyncio"), logging.WARNING),
    "telegram": logging.INFO,
}
"""Loggers that otherwise print addresses with the token in them, or whole updates."""

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Formatter(logging.Formatter):
    """What is given as `extra` becomes fields; a secret that got into a line by whatever way is blotted out."""

    def __init__(self, secrets: tuple[str, ...], *, as_json: bool) -> None:
        super().__init__()
        self._secrets = secrets
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        line = self._json(record) if self._as_json else self._line(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line

    def _line(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={_shown(value)}" for name, value in _fields(record).items())
        line = f"{_moment(record)} {record.levelname} {record.name}: {record.getMessage()}{fields}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line

    def _json(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False, default=str)


def set_up_logs(settings: Settings) -> None:
    """The root logger writes to standard error."""
    secrets = (settings.telegram_token, settings.webhook_secret)
    shown = tuple(secret.get_secret_value() for secret in secrets if secret and secret.get_secret_value())
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter(shown, as_json=settings.log_json))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def _shown(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if not text or any(c in ' "\n\r=' for c in text) else text


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
