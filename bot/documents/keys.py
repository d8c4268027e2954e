"""What is written on and behind the buttons of documents."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.buttons import button, columns
from bot.markup import one_line
from bot.texts import Texts

CANCEL_REINDEX = "rxc"
CHOOSE, PUBLISH, DROP = "upc", "upp", "upx"

LABEL_UNITS = 40
MOST_CHOICES = 60
"""A keyboard holds 100 buttons."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A place an upload may go to: a folder, or the very document that it is a new version of."""

    folder: str
    """Empty: outside of folders."""
    path: str = ""
    """Of the document, where it is one."""
    is_new: bool = False

    @property
    def key(self) -> str:
        """Short enough for a button, and as good as unique."""
        return hashlib.blake2b(f"{self.folder}\n{self.path}".encode(), digest_size=6).hexdigest()

    def label(self, texts: Texts) -> str:
        if self.path:
            return f"🔁 {one_line(self.path, LABEL_UNITS)}"
        name = one_line(self.folder, LABEL_UNITS) or texts.plain("collection-root")
        return f"➕ {name}" if self.is_new else f"📁 {name}"


def cancel_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(texts.plain("docs-button-cancel"), CANCEL_REINDEX)]])


def choice_keyboard(texts: Texts, upload_id: str, choices: Sequence[Choice]) -> InlineKeyboardMarkup:
    documents = [choice for choice in choices if choice.path]
    folders = [choice for choice in choices if not choice.path][: MOST_CHOICES - len(documents)]
    made = [button(choice.label(texts), CHOOSE, upload_id, choice.key) for choice in (*documents, *folders)]
    alone = [[one] for one in made[: len(documents)]]
    drop = [button(texts.plain("docs-button-drop"), DROP, upload_id)]
    return InlineKeyboardMarkup([*alone, *columns(made[len(documents) :], 2), drop])


def publish_keyboard(texts: Texts, upload_id: str) -> InlineKeyboardMarkup:
    publish = button(texts.plain("docs-button-publish"), PUBLISH, upload_id)
    return InlineKeyboardMarkup([[publish, button(texts.plain("docs-button-drop"), DROP, upload_id)]])
