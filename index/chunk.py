"""Document → passages of whole sentences, bounded in the embedder's own tokens."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.packing import Seam, Unit, pack
from index.pieces import split_long
from index.ports import Embedder
from index.sentences import split_sentences, trimmed
from index.types import Document, DocumentCard, EmbedderIdentity, Passage, Section, SectionKind, Span

TITLE_LENGTH = 100
"""Characters of a title, and of a heading, that are embedded with each passage."""
RESERVED_TOKENS = 10
"""For the embedder's prompt and special tokens."""
LEAST_TEXT = 0.25
"""The part of a passage that is its own text however long title and heading are."""
TINY = 0.125
"""A section below this part of the limit may share a passage with its neighbour."""
SHORT_SENTENCE = 25
"""Characters; a shorter sentence says too little without its heading."""
HEADING_SEPARATOR = " › "


@dataclass(frozen=True, slots=True)
class ChunkSizes:
    """In the embedder's own tokens."""

    passage: int = 384
    """What is embedded at most, title and heading included."""
    overlap: int = 48
    """Of the sentences before it that a passage repeats where a paragraph had to be cut."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    section: Section
    tokens: int


def chunk_document(document: Document, embedder: Embedder, sizes: ChunkSizes) -> list[Passage]:
    """In order. All of the text that is not white lies in some passage; a document without any gives none."""
    limits = _text_limits(document, embedder, sizes)
    sentences = _sentences(document, embedder, limits)
    units = _units(document.text, sentences, limits)
    return [
        _passage(document, embedder.identity, position, sentences[start:end])
        for position, (start, end) in enumerate(_overlapping(units, pack(units, sizes.overlap), sizes.overlap))
    ]


def embedded_text(card: DocumentCard, passage: Passage) -> str:
    """What is embedded for a passage: its text under its title and heading, unless it begins with them."""
    header = header_of(card, passage.heading, passage.text)
    return f"{header}\n{passage.text}" if header else passage.text


def header_of(card: DocumentCard, heading: str, text: str) -> str:
    """Title and heading on one line, without that with which the text itself begins; empty where there are none."""
    parts = [part for part in _header_parts(card, heading) if not _begins_with(text, part)]
    return ". ".join(part.rstrip(" .") for part in parts)


def sentence_texts(card: DocumentCard, passage: Passage) -> Sequence[str]:
    """What is embedded for each sentence of a passage, in order."""
    topic = passage.heading or _own_title(card)
    texts = []
    for span in passage.sentences:
        sentence = passage.text[span.start - passage.start : span.end - passage.start]
        texts.append(f"{_cut(topic)}: {sentence}" if topic and len(sentence) < SHORT_SENTENCE else sentence)
    return texts


def _header_parts(card: DocumentCard, heading: str) -> list[str]:
    title, heading = _cut(_own_title(card)), _cut(heading)
    if not heading or heading.casefold() in title.casefold():
        return [title] if title else []
    return [title, heading] if title and title.casefold() not in heading.casefold() else [heading]


def _own_title(card: DocumentCard) -> str:
    """Empty for a title that is only the first sentence cut short: it says nothing of the passages further on."""
    return "" if card.title.endswith("…") else card.title


def _cut(title: str) -> str:
    """One line of at most `TITLE_LENGTH` characters, cut between words."""
    line = " ".join(title.split())
    return (
        line
        if len(line) <= TITLE_LENGTH
        else line[: TITLE_LENGTH + 1].rpartition(" ")[0][:TITLE_LENGTH] or line[:TITLE_LENGTH]
    )


def _begins_with(text: str, part: str) -> bool:
    return " ".join(text[: 2 * len(part)].split()).casefold().startswith(part.casefold())


def _text_limits(document: Document, embedder: Embedder, sizes: ChunkSizes) -> dict[str, int]:
    """By heading, how many tokens of its own text a passage may have."""
    bound = min(sizes.passage, embedder.max_tokens - RESERVED_TOKENS)
    headings = list(dict.fromkeys(section.heading for section in document.sections))
    headers = embedder.count_tokens([". ".join(_header_parts(document.card, heading)) for heading in headings])
    least = max(1, int(bound * LEAST_TEXT))
    return {heading: max(least, bound - header) for heading, header in zip(headings, headers, strict=True)}


def _sentences(document: Document, embedder: Embedder, limits: dict[str, int]) -> list[_Sentence]:
    spans = list(_spans(document))
    counts = embedder.count_tokens([document.text[span.start : span.end] for span, _ in spans])
    result: list[_Sentence] = []
    for (span, section), count in zip(spans, counts, strict=True):
        limit = limits[section.heading]
        if count <= limit:
            result.append(_Sentence(span, section, count))
            continue
        pieces = split_long(document.text, span, limit, embedder.count_tokens)
        piece_counts = embedder.count_tokens([document.text[piece.start : piece.end] for piece in pieces])
        result.extend(_Sentence(*piece) for piece in zip(pieces, [section] * len(pieces), piece_counts, strict=True))
    return result


def _spans(document: Document) -> Iterator[tuple[Span, Section]]:
    """Sentences and rows, each with the section in which it begins; a sentence may run on over a page's end."""
    starts = [section.start for section in document.sections]
    for (kind, _), group in groupby(document.sections, key=lambda section: (section.kind, section.heading)):
        sections = list(group)
        start, end = sections[0].start, sections[-1].end
        for span in (
            _rows(document.text, start, end) if kind is SectionKind.TABLE else _prose(document.text, start, end)
        ):
            yield span, document.sections[bisect_right(starts, span.start) - 1]


def _prose(text: str, start: int, end: int) -> list[Span]:
    return [Span(start + span.start, start + span.end) for span in split_sentences(text[start:end])]


def _rows(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for line in text[start:end].splitlines(keepends=True):
        row = trimmed(text, at, at + len(line))
        at += len(line)
        if row is not None:
            yield row


def _units(text: str, sentences: Sequence[_Sentence], limits: dict[str, int]) -> list[Unit]:
    tiny = _tiny_headings(sentences, limits)
    seams = [Seam.WALL] * len(sentences)
    for at in range(1, len(sentences)):
        seams[at] = _seam(text, sentences[at - 1], sentences[at], tiny)
    return [
        Unit(sentence.tokens, limits[sentence.section.heading], seam)
        for sentence, seam in zip(sentences, seams, strict=True)
    ]


def _tiny_headings(sentences: Sequence[_Sentence], limits: dict[str, int]) -> frozenset[int]:
    """Sections, by where they start, that stand under a heading with very little text."""
    tiny: list[int] = []
    for heading, group in groupby(sentences, key=lambda sentence: sentence.section.heading):
        members = list(group)
        if sum(member.tokens for member in members) <= TINY * limits[heading]:
            tiny.extend(member.section.start for member in members)
    return frozenset(tiny)


def _seam(text: str, before: _Sentence, after: _Sentence, tiny: frozenset[int]) -> Seam:
    if before.section.heading != after.section.heading:
        both_tiny = before.section.start in tiny and after.section.start in tiny
        return Seam.HEADING if both_tiny and _parent(before) == _parent(after) else Seam.WALL
    left = text[before.span.start : before.span.end]
    if left.endswith(":") or _is_heading(left, before.section.heading):
        return Seam.TIED
    if before.section.kind is after.section.kind is not SectionKind.TEXT:
        return Seam.TIED
    return Seam.PARAGRAPH if "\n" in text[before.span.end : after.span.start] else Seam.WITHIN


def _is_heading(line: str, heading: str) -> bool:
    return line.strip(" #*.").casefold() == heading.rpartition(HEADING_SEPARATOR)[2].strip(" .").casefold()


def _parent(sentence: _Sentence) -> str:
    return sentence.section.heading.rpartition(HEADING_SEPARATOR)[0]


def _overlapping(units: Sequence[Unit], ranges: Sequence[tuple[int, int]], overlap: int) -> Iterator[tuple[int, int]]:
    """The ranges, each begun earlier by whole units where a paragraph was cut."""
    for start, end in ranges:
        room = min(overlap, units[start].limit - sum(unit.tokens for unit in units[start:end]))
        first = start
        while first and units[first].seam is Seam.WITHIN and units[first - 1].tokens <= room:
            first -= 1
            room -= units[first].tokens
        yield first, end


def _passage(document: Document, identity: EmbedderIdentity, position: int, sentences: Sequence[_Sentence]) -> Passage:
    first = sentences[0]
    start, end = first.span.start, sentences[-1].span.end
    text = document.text[start:end]
    return Passage(
        id=_passage_id(document.card, position, text, first.section.heading, identity),
        document=document.card.path,
        position=position,
        start=start,
        end=end,
        text=text,
        heading=first.section.heading,
        page=first.section.page,
        sentences=tuple(sentence.span for sentence in sentences),
    )


def _passage_id(card: DocumentCard, position: int, text: str, heading: str, identity: EmbedderIdentity) -> str:
    digest = hashlib.sha256()
    for part in (card.path, str(position), text, card.title, heading, str(identity)):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:32]
