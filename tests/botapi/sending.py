"""The methods that send, edit and delete messages."""

from __future__ import annotations

from aiogram import methods as m
from aiogram.types import InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto
from telegram.constants import ChatAction

from .calls import DAY, Call, Table
from .chat import Chat, ShownAction, media_json
from .errors import bad_request
from .keyboards import check_keyboard
from .message import Json, Message, StoredFile
from .text import Formatted, format_caption, format_message, format_text

MAX_PHOTO = 10_000_000
DELETABLE_FOR_S = 2 * DAY
ACTIONS = frozenset(str(action.value) for action in ChatAction)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def send_message(call: Call, method: m.SendMessage) -> Json:
    chat = call.writable(method.chat_id, method.message_thread_id)
    formatted = call.lint(format_message(method.text, method.parse_mode, method.entities))
    return _post(call, chat, method, formatted).json


def send_document(call: Call, method: m.SendDocument) -> Json:
    chat = call.writable(method.chat_id, method.message_thread_id)
    caption = call.lint(format_caption(method.caption, method.parse_mode, method.caption_entities))
    return _post(call, chat, method, caption, "document", call.file(method.document, "document")).json


def send_photo(call: Call, method: m.SendPhoto) -> Json:
    chat = call.writable(method.chat_id, method.message_thread_id)
    caption = call.lint(format_caption(method.caption, method.parse_mode, method.caption_entities))
    return _post(call, chat, method, caption, "photo", _photo(call.file(method.photo, "photo"))).json


def _photo(stored: StoredFile) -> StoredFile:
    if stored.size > MAX_PHOTO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS", kind="limit")
    return stored


def _post(
    call: Call,
    chat: Chat,
    method: m.SendMessage | m.SendDocument | m.SendPhoto,
    formatted: Formatted,
    kind: str = "",
    stored: StoredFile | None = None,
) -> Message:
    reply_to = call.reply_target(chat, method.reply_parameters, method.reply_to_message_id)
    keyboard = check_keyboard(method.reply_markup)
    call.admit(chat)
    message = chat.add(
        call.world.bot,
        text=formatted.text,
        entities=formatted.entities,
        raw=formatted.raw,
        keyboard=keyboard,
        reply_to=reply_to,
        thread_id=_thread(chat, method.message_thread_id, reply_to),
        file=stored,
        media={kind: media_json(kind, stored)} if stored else {},
    )
    chat.draft = None
    return message


def _thread(chat: Chat, thread_id: int | None, reply_to: Message | None) -> int | None:
    """A reply in a forum goes where the replied message is, also when no topic is named."""
    return reply_to.thread_id if chat.forum and thread_id is None and reply_to is not None else thread_id


def send_media_group(call: Call, method: m.SendMediaGroup) -> list[Json]:
    chat = call.writable(method.chat_id, method.message_thread_id)
    if not 2 <= len(method.media) <= 10:
        raise bad_request("there must be 2 to 10 media in the group", kind="limit")
    if len({type(item) for item in method.media}) > 1:
        raise bad_request("documents and photos can't be mixed in a group", kind="limit")
    reply_to = call.reply_target(chat, method.reply_parameters, method.reply_to_message_id)
    prepared = [_prepare_item(call, item) for item in method.media]
    call.admit(chat, len(prepared))
    group = {"media_group_id": str(call.world.next_id())}
    thread_id = _thread(chat, method.message_thread_id, reply_to)
    sent = [
        chat.add(
            call.world.bot,
            text=caption.text,
            entities=caption.entities,
            raw=caption.raw,
            reply_to=reply_to,
            thread_id=thread_id,
            file=stored,
            media={kind: media_json(kind, stored)} | group,
        )
        for kind, stored, caption in prepared
    ]
    return [message.json for message in sent]


def _prepare_item(call: Call, item: object) -> tuple[str, StoredFile, Formatted]:
    if not isinstance(item, InputMediaDocument | InputMediaPhoto):
        raise bad_request(f"{type(item).__name__} is not served here", kind="method")
    kind = "document" if isinstance(item, InputMediaDocument) else "photo"
    caption = call.lint(format_caption(item.caption, item.parse_mode, item.caption_entities))
    return kind, call.file(item.media, kind), caption


def edit_text(call: Call, method: m.EditMessageText) -> Json | bool:
    message = call.own_message(method.chat_id, method.message_id, method.inline_message_id)
    if message.file is not None:
        raise bad_request("there is no text in the message to edit", kind="target")
    formatted = call.lint(format_message(method.text or "", method.parse_mode, method.entities))
    return _edit(call, message, formatted, method.reply_markup)


def edit_caption(call: Call, method: m.EditMessageCaption) -> Json | bool:
    message = call.own_message(method.chat_id, method.message_id, method.inline_message_id)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit", kind="target")
    caption = call.lint(format_caption(method.caption, method.parse_mode, method.caption_entities))
    return _edit(call, message, caption, method.reply_markup)


def edit_markup(call: Call, method: m.EditMessageReplyMarkup) -> Json | bool:
    message = call.own_message(method.chat_id, method.message_id, method.inline_message_id)
    unchanged = Formatted(message.text, message.entities, message.raw, [])
    return _edit(call, message, unchanged, method.reply_markup)


def _edit(call: Call, message: Message, formatted: Formatted, markup: InlineKeyboardMarkup | None) -> Json | bool:
    """An edit without markup takes the keyboard away, as in the API."""
    keyboard = check_keyboard(markup)
    new = (formatted.text, formatted.entities, keyboard)
    if new == (message.text, message.entities, message.keyboard):
        raise bad_request(NOT_MODIFIED, kind="unmodified")
    with message.chat.changing():
        message.history.append(message.text)
        message.text, message.entities, message.keyboard = new
        message.raw = formatted.raw
        message.edit_date = int(call.world.now)
    return True if message.inline_message_id is not None else message.json


def delete_message(call: Call, method: m.DeleteMessage) -> bool:
    chat = call.writable(method.chat_id)
    message = call.message(chat, method.message_id, "delete")
    foreign = not chat.is_private and message.sender is not call.world.bot and chat.bot_status != "administrator"
    if foreign or call.world.now - message.date > DELETABLE_FOR_S:
        raise bad_request("message can't be deleted for everyone", kind="target")
    with chat.changing():
        message.deleted = True
    return True


def send_chat_action(call: Call, method: m.SendChatAction) -> bool:
    chat = call.writable(method.chat_id, method.message_thread_id)
    if method.action not in ACTIONS:
        raise bad_request("wrong parameter action in request", kind="shape")
    with chat.changing():
        chat.actions.append(ShownAction(method.action, method.message_thread_id, call.world.now))
    return True


def send_draft(call: Call, method: m.SendMessageDraft) -> bool:
    """A text still growing, in a private chat; a sent message ends it."""
    chat = call.writable(method.chat_id)
    if not chat.is_private or method.message_thread_id is not None:
        raise bad_request("drafts are for private chats without topics", kind="target")
    if method.draft_id == 0:
        raise bad_request("draft_id must be non-zero", kind="shape")
    formatted = call.lint(format_text(method.text or "", method.parse_mode, method.entities))
    with chat.changing():
        chat.draft = formatted.text
    return True


TABLE: Table = {
    m.SendMessage: send_message,
    m.SendDocument: send_document,
    m.SendPhoto: send_photo,
    m.SendMediaGroup: send_media_group,
    m.EditMessageText: edit_text,
    m.EditMessageCaption: edit_caption,
    m.EditMessageReplyMarkup: edit_markup,
    m.DeleteMessage: delete_message,
    m.SendChatAction: send_chat_action,
    m.SendMessageDraft: send_draft,
}
