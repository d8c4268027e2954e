"""Bytes of a text file → characters, whatever its encoding."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from index.errors import DocumentError
from index.types import SkipReason

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_SAMPLE = 20_000
# Letters by how often they stand in Russian texts (the National Corpus), in tenths of a percent.
_FREQUENCY = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (
            110,
            85,
            80,
            74,
            67,
            63,
            55,
            47,
            45,
            44,
            35,
            32,
            30,
            28,
            26,
            20,
            19,
            17,
            17,
            16,
            16,
            14,
            12,
            10,
            9,
            7,
            6,
            5,
            4,
            3,
            3,
            1,
            1,
        ),
        strict=True,
    )
)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_BINARY = 0.01


def decode(data: bytes, declared: str = "") -> str:
    """The text, without its byte-order mark. Raises DocumentError BROKEN for what is no text.

    `declared` is the encoding that the file names itself; it is believed when it fits.
    """
    text = _decode(data, declared)
    if len(_BINARY.findall(text[:_SAMPLE])) > _MAX_BINARY * min(len(text), _SAMPLE):
        raise DocumentError(SkipReason.BROKEN, "not a text")
    return text


def _decode(data: bytes, declared: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    wide = _wide_encoding(data[:_SAMPLE])
    if wide:
        return data.decode(wide, errors="replace")
    for encoding in ("utf-8", declared):
        text = _strictly(data, encoding)
        if text is not None:
            return text
    if _mostly_utf8(data):
        return data.decode("utf-8", errors="replace")
    return data.decode(_single_byte_encoding(data[:_SAMPLE]), errors="replace")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):
        return None


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 without its mark: every second byte is the high byte of a Latin or Cyrillic letter."""
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high, low = sample[first::2], sample[1 - first :: 2]
        if high and b"\x00" in high and _share(high, b"\x00\x04") > 0.8 > _share(low, b"\x00\x04"):
            return encoding
    return ""


def _share(values: bytes, wanted: bytes) -> float:
    counts = Counter(values)
    return sum(counts[value] for value in wanted) / len(values) if values else 0.0


def _mostly_utf8(data: bytes) -> bool:
    """Cut in the middle of a letter, or damaged in few places."""
    text = data[:_SAMPLE].decode("utf-8", errors="replace")
    return text.count("\ufffd") * 20 < sum(character > "\x7f" for character in text)


def _single_byte_encoding(sample: bytes) -> str:
    """That in which the sample looks most like Russian; cp1252 when its few odd letters stand among Latin ones."""
    high = sum(byte > 0x7F for byte in sample)
    letters = sum(chr(byte).isalpha() for byte in sample if byte < 0x80)
    if letters > high and _among_latin(sample):
        return "cp1252"
    return max(_CYRILLIC, key=lambda encoding: _russian_likeness(sample.decode(encoding, errors="replace")))


def _among_latin(sample: bytes) -> bool:
    odd = re.findall(rb"[A-Za-z]?[\xc0-\xff]+[A-Za-z]?", sample)
    return 2 * sum(any(byte < 0x80 for byte in word) for word in odd) > len(odd)


def _russian_likeness(text: str) -> float:
    """Mean frequency of the letters, less what no Russian text has: capitals within words, odd signs."""
    score = 0.0
    for before, character in zip(" " + text, text, strict=False):
        if character < "\x80":
            continue
        capital_inside = character.isupper() and before.islower()
        value = _FREQUENCY.get(character.lower(), 0 if character in "«»—–№…“”„ \u00a0" else -60)
        score += value - 100 * capital_inside - 10 * character.isupper()
    return score
