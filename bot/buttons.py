"""What is written on and behind the buttons. All of it is in the chat's history for ever: old forms stay readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts import Texts
from index.types import Span

Row = list[InlineKeyboardButton]

PAGE, ANSWER, DOCUMENT, UP, DOWN, IDLE = "p", "a", "d", "u", "v", "-"
ADMIT, REFUSE = "ok", "no"
LIST, CARD, GRANT, SWITCH = "pl", "pc", "pg", "ps"
FORGET, KEEP = "fy", "fn"


@dataclass(frozen=True, slots=True)
class Press:
    """What a button says when it is pressed: a verb and its arguments."""

    verb: str
    arguments: tuple[str, ...]

    @classmethod
    def parse(cls, data: str) -> Press:
        verb, *arguments = data.split(":")
        return cls(verb, tuple(arguments))

    def text(self, place: int) -> str:
        """The argument at that place; empty where there is none."""
        return self.arguments[place] if place < len(self.arguments) else ""

    def number(self, place: int) -> int:
        """The argument at that place as a number; 0 where there is none."""
        text = self.text(place)
        return int(text) if text.lstrip("-").isdecimal() else 0


def button(label: str, *data: str | int) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=":".join(map(str, data)))


DIFFERING = "!"


@dataclass(frozen=True, slots=True)
class Marks:
    """How the text of an answer is set."""

    bold: Span | None = None
    differing: bool = False

    @property
    def packed(self) -> str:
        place = f"{self.bold.start}-{self.bold.end}" if self.bold else ""
        return place + DIFFERING * self.differing

    @classmethod
    def unpacked(cls, text: str) -> Marks:
        """What `packed` made; no marks from anything else."""
        start, _, end = text.removesuffix(DIFFERING).partition("-")
        fits = start.isdecimal() and end.isdecimal() and int(start) < int(end)
        return cls(Span(int(start), int(end)) if fits else None, text.endswith(DIFFERING))


PLAIN = Marks()


def answer_buttons(
    texts: Texts, question: str, passages: int, others: int, marks: Marks = PLAIN
) -> InlineKeyboardMarkup:
    """Under an answer: of its `passages`, `others` are not quoted. How it was set travels with the buttons."""
    row: Row = []
    if others:
        row.append(button(texts.plain("button-passages", n=others), PAGE, question, "", marks.packed))
    if passages:
        row.append(button(texts.plain("button-document"), DOCUMENT, question, 0))
    return InlineKeyboardMarkup([row, thumbs(question)] if row else [thumbs(question)])


def page_buttons(texts: Texts, question: str, turn: Turning, marks: Marks = PLAIN) -> InlineKeyboardMarkup:
    """Under a page of the passages; at the ends the arrows lead around."""
    arrows = [
        button(texts.plain("button-previous"), PAGE, question, (turn.page - 1) % turn.pages, marks.packed),
        button(f"{turn.page + 1}/{turn.pages}", IDLE),
        button(texts.plain("button-next"), PAGE, question, (turn.page + 1) % turn.pages, marks.packed),
    ]
    ways = [
        button(texts.plain("button-answer"), ANSWER, question, marks.packed),
        button(texts.plain("button-document"), DOCUMENT, question, turn.rank),
    ]
    return InlineKeyboardMarkup([*([arrows] if turn.pages > 1 else []), ways, thumbs(question)])


@dataclass(frozen=True, slots=True)
class Turning:
    """Where one is among the pages of the passages."""

    page: int
    pages: int
    rank: int
    """Of the passage on that page."""


def thumbs(question: str) -> Row:
    return [button("👍", UP, question), button("👎", DOWN, question)]


def decision_buttons(texts: Texts, subject: str) -> InlineKeyboardMarkup:
    """Under a request to be let in; `subject` is p or g and the id."""
    return InlineKeyboardMarkup(
        [[button(texts.plain("button-admit"), ADMIT, subject), button(texts.plain("button-refuse"), REFUSE, subject)]]
    )


def forget_buttons(texts: Texts, person: int) -> InlineKeyboardMarkup:
    row = [button(texts.plain("button-forget"), FORGET, person), button(texts.plain("button-keep"), KEEP, person)]
    return InlineKeyboardMarkup([row])


def columns(buttons: Sequence[InlineKeyboardButton], many: int) -> list[Row]:
    return [list(buttons[start : start + many]) for start in range(0, len(buttons), many)]
