"""What Word keeps apart from the text: the level of a heading, the number of a list item."""

from __future__ import annotations

import re
from collections import defaultdict

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_VAL = qn("w:val")
_HEADING_NAME = re.compile(r"(?:heading|заголовок)\s*([1-9])$", re.I)
_TITLE_NAME = re.compile(r"(?:title|название|заголовок)$", re.I)
_MAX_BASES = 20
_LEVELS = 9
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ALPHABETS = {
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя",
}


class Styles:
    """Paragraph styles with what they inherit."""

    def __init__(self, document: WordDocument) -> None:
        styles = document.part._styles_part.element if document.part._styles_part is not None else ()
        self._by_id = {style.get(qn("w:styleId")): style for style in styles if style.tag == qn("w:style")}

    def chain(self, paragraph: Element) -> list[Element]:
        """The paragraph's style and those it is based on, nearest first."""
        found: list[Element] = []
        name = _value(paragraph, "pPr", "pStyle")
        while name in self._by_id and len(found) < _MAX_BASES:
            found.append(self._by_id[name])
            name = _value(found[-1], "basedOn")
        return found

    def outline_level(self, paragraph: Element) -> int:
        """1 to 9, 0 for body text."""
        chain = self.chain(paragraph)
        for element in (paragraph, *chain):
            stated = _value(element, "pPr", "outlineLvl")
            if stated.isdecimal():
                return int(stated) + 1 if int(stated) < _LEVELS else 0
        for style in chain:
            name = _value(style, "name")
            match = _HEADING_NAME.match(name)
            if match or _TITLE_NAME.match(name):
                return int(match[1]) if match else 1
        return 0


class Numbering:
    """Counts list items as Word does when it shows them."""

    def __init__(self, document: WordDocument) -> None:
        self._levels: dict[tuple[str, int], Element] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._restarted: set[tuple[str, int]] = set()
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * _LEVELS)
        related = [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")]
        for part in related:
            self._learn(part.element)

    def label(self, paragraph: Element, styles: Styles) -> tuple[str, int]:
        """What stands before the item ("3.1.", "а)", "•") and how deep it is; "" for what is no item."""
        number, depth = self._place(paragraph, styles)
        abstract = self._abstract.get(number)
        level = self._levels.get((abstract, depth)) if abstract is not None else None
        if abstract is None or level is None:
            return "", 0
        counts = self._counts[abstract]
        begins = self._begins_anew(number, depth) or not counts[depth]
        counts[depth] = self._start(number, depth) if begins else counts[depth] + 1
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        return self._written(abstract, depth, counts), depth

    def _learn(self, root: Element) -> None:
        for abstract in root.findall(qn("w:abstractNum")):
            for level in abstract.findall(qn("w:lvl")):
                depth = level.get(qn("w:ilvl"), "")
                if depth.isdecimal() and int(depth) < _LEVELS:
                    self._levels[abstract.get(qn("w:abstractNumId"), ""), int(depth)] = level
        for number in root.findall(qn("w:num")):
            name = number.get(qn("w:numId"), "")
            self._abstract[name] = _value(number, "abstractNumId")
            for override in number.findall(qn("w:lvlOverride")):
                depth, start = override.get(qn("w:ilvl"), ""), _value(override, "startOverride")
                if depth.isdecimal() and start.isdecimal():
                    self._restarts[name, int(depth)] = int(start)

    def _begins_anew(self, number: str, depth: int) -> bool:
        """Whether this is the first item of a list that restarts what another has counted."""
        place = number, depth
        first = place in self._restarts and place not in self._restarted
        self._restarted.add(place)
        return first

    def _place(self, paragraph: Element, styles: Styles) -> tuple[str, int]:
        """The list and depth that the paragraph or its style names; "0" switches a style's list off."""
        depth = _value(paragraph, "pPr", "numPr", "ilvl")
        for element in (paragraph, *styles.chain(paragraph)):
            number = _value(element, "pPr", "numPr", "numId")
            if number:
                depth = depth or _value(element, "pPr", "numPr", "ilvl")
                return number, int(depth) if depth.isdecimal() and int(depth) < _LEVELS else 0
        return "", 0

    def _start(self, number: str, depth: int) -> int:
        if (number, depth) in self._restarts:
            return self._restarts[number, depth]
        stated = _value(self._levels[self._abstract[number], depth], "start")
        return int(stated) if stated.isdecimal() else 1

    def _written(self, abstract: str, depth: int, counts: list[int]) -> str:
        if _value(self._levels[abstract, depth], "numFmt") == "bullet":
            return "•"

        def counted(match: re.Match[str]) -> str:
            inner = int(match[1]) - 1
            level = self._levels.get((abstract, inner))
            kind = _value(level, "numFmt") if level is not None else "decimal"
            return format_number(counts[inner] or 1, kind)

        return re.sub(r"%([1-9])", counted, _value(self._levels[abstract, depth], "lvlText")).strip()


def format_number(number: int, kind: str) -> str:
    """As Word's `numFmt` says: "decimal", "lowerRoman", "russianUpper" and so on."""
    small = kind.replace("upper", "lower").replace("Upper", "Lower")
    if kind == "none":
        return ""
    if small == "lowerRoman":
        written = _roman(number)
    elif small in _ALPHABETS:
        alphabet = _ALPHABETS[small]
        written = alphabet[(number - 1) % len(alphabet)]
    else:
        written = str(number)
    return written.upper() if small != kind else written


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def _value(element: Element, *path: str) -> str:
    found = element.find("/".join(qn(f"w:{tag}") for tag in path))
    return found.get(_VAL, "") if found is not None else ""
