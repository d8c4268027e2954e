"""The day's figures and headlines as a picture, to be read on a phone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.digests.content import Content
from bot.markup import one_line, visible
from bot.texts import Texts
from index.digest import Entry, Story
from index.types import ChangeKind

WIDTH = 1080
"""Pixels: what Telegram shows a phone without scaling it down."""
MARGIN = 72
HEADLINES = 6
TITLE_LINES, SENTENCE_LINES = 3, 3
BACKGROUND, INK, FAINT, LINE = "#f6f5f1", "#1d2733", "#66707c", "#dcd9d0"
COLOURS = {ChangeKind.ADDED: "#1f7a4d", ChangeKind.CHANGED: "#b36b00", ChangeKind.REMOVED: "#8a8f98"}
FONTS = Path(__file__).parent / "fonts"

_MISSING = re.compile(
    "[^ -~\u00a0-\u017f\u0400-\u052f\u2010-\u2014\u2018-\u201e\u2020\u2022\u2026\u2030\u2039\u203a€₽№™]"
)
"""What the fonts have no letters for."""


@dataclass(slots=True)
class _Sheet:
    """A page that is written from its top to its bottom."""

    draw: ImageDraw.ImageDraw
    y: int = MARGIN

    def write(self, text: str, font: ImageFont.FreeTypeFont, colour: str, lines: int, left: int = MARGIN) -> None:
        """At most so many lines; what is left over ends in an ellipsis."""
        step = round(font.size * 1.28)
        for line in _wrapped(text, font, WIDTH - MARGIN - left, lines):
            self.draw.text((left, self.y), line, font=font, fill=colour)
            self.y += step


def draw(texts: Texts, content: Content) -> bytes:
    """PNG; as high as what it says."""
    height = _compose(ImageDraw.Draw(Image.new("RGB", (WIDTH, 1))), texts, content)
    image = Image.new("RGB", (WIDTH, height), BACKGROUND)
    _compose(ImageDraw.Draw(image), texts, content)
    written = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def _compose(canvas: ImageDraw.ImageDraw, texts: Texts, content: Content) -> int:
    """The height that it takes."""
    sheet = _Sheet(canvas)
    sheet.write(texts.plain("digest-picture-title"), _font("Bold", 60), INK, 1)
    sheet.write(texts.plain("place-date", date=content.day), _font("Regular", 38), FAINT, 1)
    sheet.y += 30
    _write_counts(sheet, texts, content)
    for story in content.stories[:HEADLINES]:
        _write_headline(sheet, texts, story)
    if len(content.stories) > HEADLINES:
        more = texts.plain("digest-picture-more", n=len(content.stories) - HEADLINES)
        sheet.write(more, _font("Regular", 36), FAINT, 1)
    return sheet.y + MARGIN - 20


def _write_counts(sheet: _Sheet, texts: Texts, content: Content) -> None:
    left, top = MARGIN, sheet.y
    for kind, colour in COLOURS.items():
        many = content.count(kind)
        if many:
            number, label = str(many), texts.plain(f"digest-picture-{kind}", n=many)
            sheet.draw.text((left, top), number, font=_font("Bold", 104), fill=colour)
            sheet.draw.text((left, top + 118), label, font=_font("Regular", 34), fill=FAINT)
            width = max(_font("Bold", 104).getlength(number), _font("Regular", 34).getlength(label))
            left += round(width) + 70
    sheet.y = top + 190


def _write_headline(sheet: _Sheet, texts: Texts, story: Story) -> None:
    sheet.draw.line([(MARGIN, sheet.y), (WIDTH - MARGIN, sheet.y)], fill=LINE, width=2)
    sheet.y += 26
    top = sheet.y
    left = MARGIN + 30
    sheet.write(_drawable(story.lead.card.title or story.lead.card.path), _font("Bold", 42), INK, TITLE_LINES, left)
    for text in _said(texts, story.lead):
        sheet.y += 6
        sheet.write(_drawable(text), _font("Regular", 36), INK, SENTENCE_LINES, left)
    sheet.draw.rectangle([MARGIN, top + 6, MARGIN + 8, sheet.y - 4], fill=COLOURS[story.lead.kind])
    sheet.y += 26


def _said(texts: Texts, entry: Entry) -> Iterator[str]:
    """One sentence of a new document, one place of a changed one."""
    if entry.sentences:
        yield next((sentence for sentence in entry.sentences if re.search(r"\d", sentence)), entry.sentences[0])
    for edit in entry.edits[:1]:
        yield visible(
            texts("digest-is", text=edit.after) if edit.after else texts("digest-taken-out", text=edit.before)
        )


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(_fitting(word, font, width))
    if len(lines) > most:
        lines[most - 1] = _fitting(f"{lines[most - 1]} …", font, width)
    return lines[:most]


def _fitting(word: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """A word, or a line with its ellipsis, that is too wide is cut."""
    if font.getlength(word) <= width:
        return word
    word = word.rstrip(" …")
    while word and font.getlength(f"{word}…") > width:
        word = word[:-1]
    return f"{word}…"


def _drawable(text: str) -> str:
    return one_line(_MISSING.sub("", text), 600)


@cache
def _font(style: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"VestovoySans-{style}.ttf"), size)
