"""A text parameter as the Bot API takes it: parsed, cleaned, trimmed, measured."""

from dataclasses import dataclass

from aiogram.client.default import Default
from aiogram.types import MessageEntity

from .errors import bad_request
from .html import Entity, Parsed, clean, parse_html, utf16_length

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_RAW_BYTES = 32_768
INVISIBLE = " \n\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

ParseMode = str | Default | None


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text ready to be shown; `raw` is what the bot sent, `lint` what it should not have."""

    text: str
    entities: list[Entity]
    raw: str
    lint: list[str]


def format_text(
    raw: str,
    parse_mode: ParseMode = None,
    entities: list[MessageEntity] | None = None,
    *,
    max_length: int = MAX_TEXT,
    what: str = "message",
) -> Formatted:
    """Lengths count code points after parsing. Raises ApiError 400; an empty result is the caller's to judge."""
    if len(raw.encode()) > MAX_RAW_BYTES:
        raise bad_request(f"{what} is too long", kind="length")
    parsed = _trim(_parse(raw, parse_mode, entities))
    if len(parsed.text) > max_length:
        raise bad_request(f"{what} is too long", kind="length")
    return Formatted(parsed.text, parsed.entities, raw, parsed.lint)


def format_message(raw: str, parse_mode: ParseMode = None, entities: list[MessageEntity] | None = None) -> Formatted:
    """A text that must not be empty."""
    if not raw:
        raise bad_request("message text is empty", kind="length")
    formatted = format_text(raw, parse_mode, entities)
    if not formatted.text.strip(INVISIBLE):
        raise bad_request("text must be non-empty", kind="length")
    return formatted


def format_caption(
    raw: str | None, parse_mode: ParseMode = None, entities: list[MessageEntity] | None = None
) -> Formatted:
    return format_text(raw or "", parse_mode, entities, max_length=MAX_CAPTION, what="message caption")


def _parse(raw: str, parse_mode: ParseMode, entities: list[MessageEntity] | None) -> Parsed:
    mode = parse_mode.lower() if isinstance(parse_mode, str) else ""
    if mode == "html":
        return parse_html(raw)
    if mode:
        known = mode in ("markdown", "markdownv2")
        reason = "this server reads HTML only" if known else "unsupported parse_mode"
        raise bad_request(reason, kind="markup")
    if entities:
        return Parsed(raw, [_checked(entity, raw) for entity in entities])
    return Parsed(clean(raw))


def _checked(entity: MessageEntity, text: str) -> Entity:
    end, length = entity.offset + entity.length, utf16_length(text)
    if entity.offset < 0 or entity.length <= 0 or end > length:
        where = f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text"
        raise bad_request(f"can't parse entities: {where} at UTF-16 offset {end}", kind="markup")
    dumped: Entity = entity.model_dump(mode="json", exclude_none=True)
    return dumped


def _trim(parsed: Parsed) -> Parsed:
    """Without the white space at both ends; entities move and shrink along."""
    text = parsed.text.strip()
    if text == parsed.text:
        return parsed
    lead = utf16_length(parsed.text) - utf16_length(parsed.text.lstrip())
    length = utf16_length(text)
    entities = []
    for entity in parsed.entities:
        begin = max(0, entity["offset"] - lead)
        end = min(length, entity["offset"] + entity["length"] - lead)
        if end > begin:
            entities.append(entity | {"offset": begin, "length": end - begin})
    return Parsed(text, entities, parsed.lint)
