"""An admin's answer → a note: what stands in the file, and what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.documents.names import safe_name
from bot.markup import clean, one_line
from bot.texts import Texts

FOLDER = "notes"
"""Within a collection; of the documents outside of folders, notes lie beside them: a folder would be a collection."""
SUFFIX = ".md"
"""Its front matter has the title apart from the text: what is quoted is then the answer, and not its question."""
TITLE_UNITS = 120
NAME_UNITS = 60
SIGNER_UNITS = 100

_INLINE = re.compile(r"[\\`*_\[\]<>&~|]")
_BLOCK = re.compile(r"^(\d*)([-+#=.):])")
_HARD_BREAK = re.compile(r"(?<=[^\n])\n(?=[^\n])")


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    signed_on: date
    review_on: date


def note_text(texts: Texts, title: str, answer: str, signature: Signature) -> str:
    """The question, the answer, who signed it when, and when it is to be looked at again."""
    name = one_line(signature.name, SIGNER_UNITS)
    signed = texts.plain(
        "note-signed",
        name=as_markdown(name),
        signed=f"{signature.signed_on:%d.%m.%Y}",
        review=f"{signature.review_on:%d.%m.%Y}",
    )
    front = [
        f'title: "{title}"',
        f"date: {signature.signed_on.isoformat()}",
        f'signed: "{name}"',
        f"review: {signature.review_on.isoformat()}",
    ]
    return "\n".join(["---", *front, "---", "", as_markdown(answer), "", signed, ""])


def note_title(question: str) -> str:
    """On one line, as a question is written."""
    line = one_line(question, TITLE_UNITS)
    ended = line if line.endswith(("?", "!", ".", "…")) else f"{line}?"
    return ended[:1].upper() + ended[1:]


def as_markdown(text: str) -> str:
    """Markdown that reads as the text does, line by line, whatever signs are in it."""
    lines = [_BLOCK.sub(r"\1\\\2", _INLINE.sub(r"\\\g<0>", line.strip())) for line in text.splitlines()]
    return _HARD_BREAK.sub("\\\\\n", "\n".join(lines))


def note_answer(written: str) -> str:
    """Without what cannot be shown."""
    return clean(written).strip()


def note_path(folder: Path, collection: str, title: str) -> str:
    """A free one within the collection, named by the question."""
    name = safe_name(one_line(title, NAME_UNITS).rstrip("…?!. ").replace("/", "-").replace("\\", "-") + SUFFIX, "note")
    place = f"{collection}/{FOLDER}/" if collection else ""
    stem, number, path = name.removesuffix(SUFFIX), 1, place + name
    while (folder / path).exists():
        number += 1
        path = f"{place}{stem} ({number}){SUFFIX}"
    return path
