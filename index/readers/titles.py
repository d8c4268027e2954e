"""What a document is called where people see it."""

from __future__ import annotations

import re
from itertools import dropwhile, islice
from pathlib import PurePosixPath

from razdel import sentenize

from index.readers.blocks import Block
from index.readers.clean import one_line
from index.types import SectionKind

_MAX_SENTENCE = 80
_MAX_LINE = 100
_MAX_HEADING = 120
_OPENING = 15
_MEANINGLESS = re.compile(
    r"(?:microsoft |file:|https?:).*|.*\.(?:docx?|xlsx?|pptx?|odt|rtf|pdf|txt|indd|cdr|html?)"
    r"|(?:untitled|без имени|без названия|новый документ|документ|document|презентация|presentation|powerpoint|слайд"
    r"|slide|лист|sheet|книга|book|workbook|normal|template|шаблон|титул|title|print|scan|скан|image|doc)"
    r"(?: (?:presentation|powerpoint|microsoft word))?[\W\d_]*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:статья|§|article)\s*\d", re.IGNORECASE)
# What stands above the title of a Russian official paper.
_APPROVAL = re.compile(
    r"утвержд|согласован|приложение\s*(?:№|n\b|\d|к\b|$)|к приказу|приказом|(?:генеральный |исполнительный )?директор\b"
    r"|руководитель\b|(?:ООО|АО|ПАО|ЗАО|ИП|ФГУП|МБУ|ГБУ)\b|общество с ограниченной|акционерное общество"
    r"|_|«_|от\s+[«\d_]|г\.\s|№|[^а-яёa-z]*$|[\W\d_]*\d{4}\s*г",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"(?:приказ|положение|инструкция|должностная инструкция|регламент|порядок|правила|договор|протокол|распоряжение"
    r"|устав|политика|памятка|методика|постановление|соглашение|служебная записка|стандарт)(?:\s*№\s*\S+)?",
    re.IGNORECASE,
)
_NUMBER_AND_DATE = re.compile(r"(?:от\b|№|«?\d)", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:об?|по|на|для|в|при|внутреннего|пользования)\s", re.IGNORECASE)


def choose_title(metadata: str, blocks: list[Block], name: str) -> str:
    """The metadata's if it means something, else the first heading or short first line, else the first sentence."""
    stated = one_line(metadata)
    if _meaningful(stated, name):
        return cut_at_word(stated, _MAX_HEADING)
    if blocks[0].kind is SectionKind.TABLE:
        return _from_name(name) or _first_sentence(blocks)
    opening = _opening(blocks)
    below = list(dropwhile(lambda line: _APPROVAL.match(line[0]), opening)) or opening
    title = _official_title(below) or _short_line(below) or next((line for line, level in below if level), "")
    if title:
        return cut_at_word(_with_article(title, blocks), _MAX_HEADING)
    return _first_sentence(blocks) or PurePosixPath(name).stem


def cut_at_word(text: str, length: int) -> str:
    """At most `length` characters; what is cut ends in "…"."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    if not text[length - 1].isspace():
        head = head.rpartition(" ")[0] or head
    return head.rstrip(' ,;:.—–-(«"') + "…"


def _meaningful(title: str, name: str) -> bool:
    stem = PurePosixPath(name).stem.casefold()
    letters = sum(character.isalpha() for character in title)
    return letters >= 3 and title.casefold() != stem and not _MEANINGLESS.fullmatch(title)


def _from_name(name: str) -> str:
    """A table says little of itself; its file's name may, if it has words."""
    stem = re.sub(r"[_\s]+", " ", PurePosixPath(name).stem).strip()
    return stem if re.search(r"[^\W\d_]{4}", stem) and not re.search(r"[0-9a-f]{8}", stem) else ""


def _opening(blocks: list[Block]) -> list[tuple[str, int]]:
    """The first lines that are not empty, each with its level as a heading."""
    lines = (
        (one_line(line), block.level)
        for block in blocks[:_OPENING]
        for line in ([block.heading] if block.heading else block.text[:5000].split("\n"))
    )
    return list(islice(((line, level) for line, level in lines if line), _OPENING))


def _official_title(opening: list[tuple[str, int]]) -> str:
    """ "ПРИКАЗ", "от 12 марта 2024 г. № 15", "О премировании" are one title on three lines."""
    if not opening or not _KIND.fullmatch(opening[0][0]):
        return ""
    parts = [opening[0][0].capitalize()]
    for line, _ in opening[1:4]:
        if len(line) > _MAX_LINE or not (_NUMBER_AND_DATE.match(line) or _SUBJECT.match(line)):
            continue
        parts.append(line)
        if _SUBJECT.match(line):
            break
    return " ".join(parts)


def _short_line(opening: list[tuple[str, int]]) -> str:
    """The first line if it is a heading or looks like one."""
    if not opening or not any(map(str.isalpha, opening[0][0])):
        return ""
    line, level = opening[0]
    short = len(opening) > 1 and len(line) <= _MAX_LINE and " | " not in line
    return line if level or (short and not line.endswith((".", ",", ";", ":", "…"))) else ""


def _with_article(title: str, blocks: list[Block]) -> str:
    """ "Трудовой кодекс РФ" says too little of a file that holds one article of it."""
    headings = (one_line(block.heading or block.text) for block in blocks if block.level)
    articles = [heading for heading in headings if _ARTICLE.match(heading)]
    return f"{title.rstrip('.')}. {articles[0]}" if len(articles) == 1 and not _ARTICLE.match(title) else title


def _first_sentence(blocks: list[Block]) -> str:
    text = one_line(" ".join(block.text[:1000] for block in blocks[:3]))[:1000]
    sentence = next((found.text for found in sentenize(text)), "")
    return cut_at_word(sentence.rstrip("."), _MAX_SENTENCE)
