"""Telegram's HTML: to plain text with entities as the Bot API reads it, and back.

Entity offsets and lengths are in UTF-16 code units, as everywhere in the Bot API.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from string import ascii_letters, digits
from typing import Any
from urllib.parse import urlsplit

from .errors import ApiError, bad_request

Entity = dict[str, Any]

TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
ATTRIBUTES = {"a": "href", "code": "class", "span": "class", "tg-emoji": "emoji-id", "blockquote": "expandable"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE = " \t\n\r\v\f"
NAME_TOKEN = ascii_letters + digits + ".-"
_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]+)|([0-9]+));?|(lt|gt|amp|quot);?)")
_PLAIN = re.compile(r"[^<>&]+")
_CLEANED: dict[int, str | None] = {
    **{code: " " for code in range(32) if code != 0x0A},
    **dict.fromkeys((0x0D, 0x333, 0x33F, 0x30A, *range(0x2028, 0x202F))),
}


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def clean(text: str) -> str:
    """As the API does: control characters become spaces, a few others vanish."""
    return text.translate(_CLEANED)


@dataclass
class _Open:
    """A tag that was opened and not yet closed."""

    name: str
    argument: str
    offset: int
    start: int


@dataclass
class Parsed:
    """Plain text, its entities, and `lint`: what the API lets pass though its documentation forbids it."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    lint: list[str] = field(default_factory=list)


class _Parser:
    """One walk over the source; offsets in messages are bytes of the UTF-8 source, as in the API."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.result = Parsed()

    def parse(self) -> Parsed:
        while self.position < len(self.source):
            if plain := _PLAIN.match(self.source, self.position):
                self.position = plain.end()
                self._emit(plain[0])
            elif self._peek() != "<":
                self._special()
            elif self.source.startswith("</", self.position):
                self._close_tag()
            else:
                self._open_tag()
        if self.open:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        self.result.text = "".join(self.out)
        self.result.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return self.result

    def _error(self, message: str, at: int | None = None) -> ApiError:
        place = "" if at is None else f" at byte offset {len(self.source[:at].encode())}"
        return bad_request(f"can't parse entities: {message}{place}", kind="markup")

    def _peek(self) -> str:
        return self.source[self.position : self.position + 1]

    def _skip(self, characters: str) -> None:
        while (character := self._peek()) and character in characters:
            self.position += 1

    def _skip_until(self, characters: str) -> None:
        while (character := self._peek()) and character not in characters:
            self.position += 1

    def _reference(self) -> str | None:
        """The character of the reference here, None where none stands."""
        found = _REFERENCE.match(self.source, self.position)
        if found is None:
            return None
        hexadecimal, decimal, name = found.groups()
        code = int(hexadecimal, 16) if hexadecimal else int(decimal) if decimal else 0
        if not name and not (0 < code < 0xD800 or 0xDFFF < code < 0x110000):
            return None
        self.position = found.end()
        return NAMED[name] if name else chr(code)

    def _special(self) -> None:
        """A reference, or an & or > that stands for itself."""
        character = self._peek()
        decoded = self._reference() if character == "&" else None
        if decoded is None:
            self.result.lint.append(f"unescaped {character} at character {self.position}")
            self.position += 1
        self._emit(decoded or character)

    def _emit(self, text: str) -> None:
        cleaned = clean(text)
        self.out.append(cleaned)
        self.length += utf16_length(cleaned)

    def _open_tag(self) -> None:
        start = self.position
        self.position += 1
        self._skip_until(SPACE + ">")
        if not self._peek():
            raise self._error("Unclosed start tag", start)
        name = self.source[start + 1 : self.position].lower()
        if name not in TYPES:
            raise self._error(f'Unsupported start tag "{name}"', start)
        argument = ""
        for attribute, value in self._attributes(name, start):
            if attribute == ATTRIBUTES.get(name):
                argument = value
            else:
                self.result.lint.append(f'attribute "{attribute}" of tag "{name}"')
        self.position += 1
        if name == "span" and argument != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', start)
        if name == "tg-emoji" and not argument.isdigit():
            raise self._error("Invalid custom emoji identifier specified")
        self._lint_nesting(name)
        self.open.append(_Open(name, argument, self.length, start))

    def _attributes(self, name: str, start: int) -> Iterator[tuple[str, str]]:
        while True:
            self._skip(SPACE)
            if self._peek() == ">":
                return
            begin = self.position
            self._skip_until(SPACE + "=>")
            attribute = self.source[begin : self.position]
            if not attribute:
                raise self._error(f'Empty attribute name in the tag "{name}"', start)
            self._skip(SPACE)
            value = "1"
            if self._peek() == "=":
                self.position += 1
                self._skip(SPACE)
                value = self._attribute_value()
            if not self._peek():
                raise self._error("Unclosed start tag", start)
            yield attribute, value

    def _attribute_value(self) -> str:
        quote = self._peek()
        if quote not in ("'", '"'):
            begin = self.position
            self._skip(NAME_TOKEN)
            if self._peek() not in tuple(SPACE + ">"):
                raise self._error("Unexpected end of name token", begin)
            return self.source[begin : self.position].lower()
        self.position += 1
        value: list[str] = []
        while (character := self._peek()) and character != quote:
            decoded = self._reference() if character == "&" else None
            if decoded is None:
                self.position += 1
            value.append(decoded or character)
        self.position += 1
        return "".join(value)

    def _lint_nesting(self, name: str) -> None:
        outer = [tag.name for tag in self.open]
        inside_code = [tag for tag in outer if tag in ("code", "pre")]
        if inside_code and not (name == "code" and outer[-1] == "pre"):
            self.result.lint.append(f'tag "{name}" inside "{inside_code[-1]}"')
        if name in ("a", "blockquote") and name in outer:
            self.result.lint.append(f'tag "{name}" inside itself')

    def _close_tag(self) -> None:
        start = self.position
        if not self.open:
            raise self._error("Unexpected end tag", start)
        self.position += 2
        self._skip_until(SPACE + ">")
        name = self.source[start + 2 : self.position]
        self._skip(SPACE)
        if self._peek() != ">":
            raise self._error("Unclosed end tag", start)
        self.position += 1
        tag = self.open.pop()
        if name and name.lower() != tag.name:
            expected = f'expected "</{tag.name}>", found "</{name}>"'
            raise self._error(f"Unmatched end tag at byte offset {len(self.source[:start].encode())}, {expected}")
        if self.length > tag.offset:
            self._add_entity(tag)

    def _add_entity(self, tag: _Open) -> None:
        entity: Entity = {"type": TYPES[tag.name], "offset": tag.offset, "length": self.length - tag.offset}
        if tag.name == "a":
            entity = self._link(entity, tag)
        elif tag.name == "tg-emoji":
            entity["custom_emoji_id"] = tag.argument
        elif tag.name == "blockquote" and tag.argument:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "code" and tag.argument:
            entity["language"] = tag.argument.removeprefix("language-")
        elif tag.name == "pre":
            self._merge_code(entity)
        if entity:
            self.result.entities.append(entity)

    def _merge_code(self, pre: Entity) -> None:
        """`<pre><code class="language-…">` is one entity."""
        last = self.result.entities[-1] if self.result.entities else {}
        if (last.get("type"), last.get("offset"), last.get("length")) == ("code", pre["offset"], pre["length"]):
            self.result.entities.pop()
            pre |= {"language": last["language"]} if "language" in last else {}

    def _link(self, entity: Entity, tag: _Open) -> Entity:
        url = tag.argument or utf16_slice("".join(self.out), entity["offset"], entity["length"])
        mention = re.fullmatch(r"tg://user\?id=(\d+)", url)
        if mention:
            return entity | {"type": "text_mention", "user": {"id": int(mention[1]), "is_bot": False, "first_name": ""}}
        if not is_valid_url(url):
            self.result.lint.append(f"link to {url!r}")
            return {}
        return entity | {"url": url}


def is_valid_url(url: str) -> bool:
    """True for what the API takes as a link: http(s), tg or ton, and a host with a dot in it."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
    except ValueError:
        return False
    if parts.scheme in ("tg", "ton"):
        return bool(parts.netloc)
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and "." in host.strip(".") and not re.search(r"\s", url)


def parse_html(source: str) -> Parsed:
    """Raises ApiError 400 "can't parse entities: …" in the API's own words."""
    return _Parser(source).parse()


def render_html(text: str, entities: list[Entity]) -> str:
    """The text with its entities as Telegram HTML."""
    units = text.encode("utf-16-le")
    marks: dict[int, list[str]] = {}
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    for entity in ordered:
        opening, closing = _tags(entity)
        marks.setdefault(entity["offset"] + entity["length"], []).insert(0, closing)
        marks.setdefault(entity["offset"], []).append(opening)
    places = sorted({0, *marks, len(units) // 2})
    pieces = list(marks.get(0, []))
    for begin, end in pairwise(places):
        pieces.append(escape(units[2 * begin : 2 * end].decode("utf-16-le"), quote=False))
        pieces += marks.get(end, [])
    return "".join(pieces)


def _tags(entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if kind == "spoiler":
        return "<tg-spoiler>", "</tg-spoiler>"
    names = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre"}
    name = names.get(kind, "blockquote" if kind == "blockquote" else "")
    return (f"<{name}>", f"</{name}>") if name else ("", "")
