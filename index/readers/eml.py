"""Letters: subject, people, the body without markup, and the names of what was attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from index.errors import DocumentError
from index.readers.blocks import Block, Content
from index.readers.clean import normalise, one_line
from index.readers.decode import decode
from index.readers.html import page_content
from index.readers.limits import ReadLimits
from index.readers.plain import blocks_of
from index.types import SkipReason

_PEOPLE = (("From", "От"), ("To", "Кому"), ("Cc", "Копия"))
_MAX_PEOPLE = 300


def read(data: bytes, limits: ReadLimits) -> Content:
    letter = message_from_bytes(data, policy=policy.default)
    if not isinstance(letter, EmailMessage) or not any(letter.get(name) for name in ("From", "To", "Subject", "Date")):
        raise DocumentError(SkipReason.BROKEN, "no letter: it has no header")
    subject = one_line(str(letter.get("Subject", "")))
    return Content(_blocks(letter, subject), subject, _date(letter))


def _blocks(letter: EmailMessage, subject: str) -> Iterator[Block]:
    if subject:
        yield Block(subject, level=1)
    people = ((name, one_line(str(letter.get(header, "")))) for header, name in _PEOPLE)
    lines = [f"{name}: {value[:_MAX_PEOPLE]}" for name, value in people if value]
    yield Block("\n".join(lines))
    yield from _body(letter)
    attached = [one_line(part.get_filename() or "") for part in letter.iter_attachments()]
    if any(attached):
        yield Block("Вложения: " + ", ".join(filter(None, attached)))


def _body(letter: EmailMessage) -> Iterator[Block]:
    """The plain part if it says something, else the page."""
    plain = letter.get_body(("plain",))
    text = _text(plain) if isinstance(plain, EmailMessage) else ""
    if text.strip():
        yield from blocks_of(_unflowed(text) if plain is not None and _is_flowed(plain) else text)
        return
    page = letter.get_body(("html",))
    if isinstance(page, EmailMessage):
        yield from page_content(_text(page)).blocks


def _text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    return (
        normalise(decode(payload, part.get_content_charset() or "")) if isinstance(payload, bytes) and payload else ""
    )


def _is_flowed(part: object) -> bool:
    return isinstance(part, EmailMessage) and str(part.get_param("format", "")).lower() == "flowed"


def _unflowed(text: str) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one, but for the signature's "-- "."""
    return re.sub(r"(?<!^--) \n(?=\S)", " ", text, flags=re.MULTILINE)


def _date(letter: EmailMessage) -> date | None:
    stated = letter.get("Date")
    moment = getattr(stated, "datetime", None)
    return moment.date() if isinstance(moment, datetime) else None
