"""What may stand in an inline keyboard."""

from typing import Any

from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from .errors import bad_request
from .html import is_valid_url

MAX_BUTTONS = 100
MAX_IN_ROW = 8
MAX_BYTES = 10_240
MAX_DATA_BYTES = 64

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply
Keyboard = list[list[dict[str, Any]]]


def check_keyboard(markup: Markup | None) -> Keyboard:
    """The rows of an inline keyboard, [] for any other markup. Raises ApiError 400."""
    if markup is not None and "inline_keyboard" in (markup.model_extra or ()):
        raise bad_request("can't parse inline keyboard markup JSON object", kind="shape")
    if not isinstance(markup, InlineKeyboardMarkup):
        return []
    rows = markup.inline_keyboard
    if any(not 1 <= len(row) <= MAX_IN_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("inline keyboard rows must hold 1 to 8 buttons, 100 in all", kind="keyboard")
    if len(markup.model_dump_json(exclude_unset=True).encode()) > MAX_BYTES:
        raise bad_request("reply markup is too long", kind="keyboard")
    for row in rows:
        for button in row:
            _check_button(button)
    return [[button.model_dump(mode="json", exclude_unset=True) for button in row] for row in rows]


def _check_button(button: InlineKeyboardButton) -> None:
    if not button.text.strip():
        raise bad_request("can't parse inline keyboard button: button text must be non-empty", kind="keyboard")
    actions = button.model_fields_set - {"text", "style", "icon_custom_emoji_id"}
    if not actions:
        reason = "Text buttons are unallowed in the inline keyboard"
        raise bad_request(f"can't parse inline keyboard button: {reason}", kind="keyboard")
    if len(actions) > 1:
        raise bad_request(f"inline keyboard button has several actions: {sorted(actions)}", kind="keyboard")
    if button.callback_data is not None and not 1 <= len(button.callback_data.encode()) <= MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID", kind="keyboard")
    if button.url is not None and not is_valid_url(button.url):
        reason = f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL"
        raise bad_request(reason, kind="keyboard")
