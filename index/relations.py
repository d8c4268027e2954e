"""What documents say of one another's force: «признать утратившим силу», «отменить», «взамен», "supersedes".

Text → mentions of other documents by number, date and name; mentions → documents of the library. A mention is a
proposal: nobody but an admin declares a document void.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rapidfuzz import fuzz

from index.ports import Snapshot
from index.readers.dates import parse_date
from index.types import Document, DocumentCard, Relation, RelationKind

HEAD = 500
"""Characters from the beginning in which a document tells its own number."""
LONGEST_QUOTE = 300
LONGEST_LIST = 30
"""Lines that follow «Признать утратившими силу:»."""
LIKE_A_NAME = 92
"""Of 100: how near a quoted name must be to a title."""
SHORTEST_NAME = 8

_KIND = (
    r"(?:приказ|распоряжени|постановлени|положени|инструкци|регламент|порядок|порядк|правил|решени|указани|"
    r"стандарт|политик|памятк|методик|закон|order|regulation|instruction|polic|procedure|rules|directive|standard)\w*"
)
_VOID_AFTER = re.compile(
    r"(?:призна\w+|счита\w+)\s+утративш\w+\s+силу|(?<!не\s)\bотмен(?:ить|яет|яется|яются|ён|ен|ены)\b|\bвзамен\b"
    r"|\b(?:supersed|revok|repeal)(?:es?|ed|ing)\b|\breplaces\b|\bin place of\b",
    re.IGNORECASE,
)
_VOID_BEFORE = re.compile(
    r"призна\w+\s+утративш\w+\s+силу|утрачива\w+\s+силу|утратил\w*\s+силу|\bотмен(?:ить|яется|ён|ен[аоы]?|яются)\b"
    r"|no longer in force|\bis (?:hereby )?(?:superseded|revoked|repealed|withdrawn)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:пункт|подпункт|абзац|раздел|глав|част|стат|приложени|строк|п\.|пп\.|clause|section|paragraph|appendix)\w*"
    rf"\s*[\w.,\s\-–№]{{0,40}}?\b{_KIND}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:№|\bN\b|\bNo\.?)\s*([\w][\w./\-]*)", re.IGNORECASE)
_NAME = re.compile(r"[«\"“]([^»\"”\n]{4,200})[»\"”]")
_MARK = re.compile(r"^\s*(?:[-–—•*]|\(?\w{1,3}[.)])\s+")
_EDITION = re.compile(
    r"\bв\s+ред(?:акции|\.)\s+от\s+([^,;()\n]{6,30})|\bas amended (?:on|of)\s+([^,;()\n]{6,30})", re.I
)
_APART = re.compile(rf";|\bи\s+(?={_KIND})|,\s*(?={_KIND})|\band\s+(?={_KIND})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that another one says is no longer in force."""

    kind: RelationKind
    quote: str
    """Verbatim, where it is said."""
    number: str = ""
    day: date | None = None
    name: str = ""
    before: date | None = None
    """Of an edition: the one meant is older."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a document can be named by."""

    numbers: frozenset[str]
    days: frozenset[date]
    title: str
    edition: date | None

    @classmethod
    def of(cls, document: Document) -> Marks:
        head = f"{document.card.title}\n{document.text[:HEAD]}"
        own = head[: found.start()] if (found := _VOID_AFTER.search(head)) else head
        numbers = frozenset(_same_number(number) for number in _NUMBER.findall(own))
        days = frozenset(day for day in (document.card.date, *map(parse_date, own.split("\n"))) if day)
        return cls(numbers, days, _plain(document.card.title), _edition(own))


def mentions(document: Document) -> list[Mention]:
    """All that the document says on the force of others, and whose later edition it is, in order."""
    text = document.text
    found = [mention for line in _passages_of_force(text) for mention in _in_line(line)]
    edition = _edition(f"{document.card.title}\n{text[:HEAD]}")
    if edition is not None:
        quote = document.card.title if _EDITION.search(document.card.title) else text[:LONGEST_QUOTE]
        own = Marks.of(document)
        number = min(own.numbers, default="")
        named = Mention(RelationKind.EDITION, quote.strip(), number, None, _without_edition(own.title), edition)
        found.append(named)
    return list({(mention.quote, mention.number, mention.name): mention for mention in found}.values())


def resolve(mention: Mention, newer: DocumentCard, known: Mapping[str, Marks]) -> str | None:
    """The path of the one document meant; None where it is none or could be several. `known` is by path."""
    fitting = [path for path, marks in known.items() if path != newer.path and _fits(mention, marks)]
    if mention.kind is RelationKind.EDITION and len(fitting) > 1:
        return max(fitting, key=lambda path: known[path].edition or date.min)
    return fitting[0] if len(fitting) == 1 else None


def _fits(mention: Mention, marks: Marks) -> bool:
    if mention.before is not None:
        same = _without_edition(marks.title) == mention.name
        return same and (marks.edition is None or marks.edition < mention.before)
    if mention.day is not None and marks.days and mention.day not in marks.days:
        return False
    if mention.number:
        return _same_number(mention.number) in marks.numbers
    return bool(mention.name) and _is_named(mention.name, marks.title)


def _is_named(name: str, title: str) -> bool:
    name = _plain(name)
    return len(name) >= SHORTEST_NAME and (fuzz.ratio(name, title) >= LIKE_A_NAME or name in title)


def _passages_of_force(text: str) -> Iterator[str]:
    """Lines with such words; after a colon, each line of the list with the words before it."""
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if not (_VOID_AFTER.search(line) or _VOID_BEFORE.search(line)):
            continue
        yield line
        if line.rstrip().endswith(":"):
            for item in lines[place + 1 : place + 1 + LONGEST_LIST]:
                if not _MARK.match(item):
                    break
                yield f"{line.rstrip()} {item.strip()}"


def _in_line(line: str) -> Iterator[Mention]:
    """A line's sentences about force, and in each what is named after such words, else before them."""
    quote = line.strip()[:LONGEST_QUOTE]
    after, before = _VOID_AFTER.search(line), _VOID_BEFORE.search(line)
    named = list(_named(line[after.end() :], quote)) if after else []
    if not named and before:
        named = list(_named(line[: before.start()], quote))
    yield from named


def _named(text: str, quote: str) -> Iterator[Mention]:
    """The documents named in a stretch of text; not those of which only a part is meant."""
    for piece in _apart(text):
        if _PART.search(piece):
            continue
        number = found[1].rstrip(".") if (found := _NUMBER.search(piece)) else ""
        name = found[1] if (found := _NAME.search(piece)) else ""
        if re.search(_KIND, piece, re.IGNORECASE) and (number or name):
            yield Mention(RelationKind.REPEAL, quote, number, parse_date(piece), name)


def _apart(text: str) -> Iterator[str]:
    places = [0, *(match.end() for match in _APART.finditer(text)), len(text)]
    return (text[start:end] for start, end in pairwise(places))


def _edition(head: str) -> date | None:
    found = _EDITION.search(head)
    return parse_date(found[1] or found[2]) if found else None


def _same_number(number: str) -> str:
    """Letters that look alike in both alphabets count as the same."""
    return number.casefold().rstrip(".").translate(str.maketrans("aeopcxykmth", "аеорсхукмтн"))


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.casefold().replace("ё", "е")))


def _without_edition(title: str) -> str:
    return re.sub(r"\bв ред(?:акции)?\b.*|\bas amended\b.*", "", title).strip()


def find_relations(snapshot: Snapshot, paths: Iterable[str]) -> list[Relation]:
    """What the documents of those paths say of others; one that is newer is never declared void."""
    documents = [document for path in paths if (document := snapshot.document(path)) is not None]
    said = [(document.card, mention) for document in documents for mention in mentions(document)]
    if not said:
        return []
    cards = {card.path: card for card in snapshot.documents()}
    known = {path: Marks.of(document) for path in cards if (document := snapshot.document(path)) is not None}
    found = [
        Relation(card.path, mention.kind, mention.quote, older)
        for card, mention in said
        if (older := resolve(mention, card, known)) is not None and _is_older(cards[older], card)
    ]
    return list({(relation.newer, relation.older): relation for relation in found}.values())


def _is_older(older: DocumentCard, newer: DocumentCard) -> bool:
    return older.date is None or newer.date is None or older.date <= newer.date
