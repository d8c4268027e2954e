"""«А в Галиче?» after «Сколько стоит ЭКГ в Костроме?»: the new words put where the ones of their kind stood.

What is of one kind is told by the dictionary and by word forms, not by a recogniser of names in text: people type
"а в галиче" without the capitals that such recognisers go by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.types import Span
from index.words import grammar, is_english_function_word, is_preposition

LONGEST = 5
"""Words of a question that is taken for an ellipsis."""

_OPENING = re.compile(
    r"^\W*(?:(?:а|и|но|ну|нет|не|ой|точнее|вернее|то есть|теперь|если|именно|"
    r"(?:я )?(?:про|имел\w* в виду|имею в виду|хотел\w* сказать)|что насч[её]т|как насч[её]т|"
    r"and|but|no|or|i mean|what about|how about)\b[\s,:–—-]*)+",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\w+(?:-\w+)*|[^\w\s]")
_YEAR = re.compile(r"(?:19|20)\d\d(?:-?[а-яё]{1,3})?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:-?[а-яё]{1,3})?")
_MONTH = re.compile(r"(январ|феврал|март|апрел|ма[йяею]$|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*", re.IGNORECASE)
_DAY = re.compile(r"(понедельник|вторник|сред[ауеы]|четверг|пятниц|суббот|воскресень)\w*", re.IGNORECASE)
_SPELT = {"во": "в", "со": "с", "ко": "к", "обо": "о", "об": "о", "ото": "от", "изо": "из", "на": "в"}
"""Prepositions that stand for one another here: of two places, one may take «в» and the other «на»."""
_OBLIQUE = frozenset({"gent", "datv", "accs", "ablt", "loct", "gen2", "loc2"})


_CONTENT = frozenset({"NOUN", "ADJF", "PRTF", "VERB", "INFN", "NUMR"})


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    span: Span

    @property
    def preposition(self) -> str | None:
        lowered = self.text.lower()
        return _SPELT.get(lowered, lowered) if is_preposition(lowered) else None


def without_opening(question: str) -> str:
    """Without the words that only tie a question to the one before: «а», «нет», «что насчёт»."""
    return _OPENING.sub("", question).strip()


def fill(question: str, before: str) -> str | None:
    """The question before with what `question` brings in the place of what is of its kind.

    What begins with a preposition and has no such place is added at the end; else None where there is none.
    """
    core = without_opening(question).rstrip("?!. ")
    new, old = _words(core), _words(before)
    if not 0 < len(new) <= LONGEST:
        return None
    for place_of in (_same_kind, _same_preposition, _same_case):
        found = place_of(new, old)
        if found is not None:
            replaced, start = found
            return _with_subject(core, start, before, replaced)
    return f"{before.rstrip('?!. ')} {core}?" if new[0].preposition and len(new) > 1 else None


def _with_subject(core: str, start: int, before: str, replaced: Span) -> str | None:
    """The question before with `core` from `start` on in one place; a new subject («А МРТ в Галиче?») in its own.

    None where the subject has no place: no word that was asked may go unheard.
    """
    filled = before[: replaced.start] + core[start:] + before[replaced.end :]
    subject = [word for word in _words(core[:start]) if _is_content(word)]
    if not subject:
        return filled
    place = _same_case(subject, _words(before[: replaced.start]))
    if place is None:
        return None
    said = core[subject[0].span.start : subject[-1].span.end]
    return before[: place[0].start] + said + filled[place[0].end :]


def _is_content(word: _Word) -> bool:
    if not word.text[0].isalnum() or word.preposition or is_english_function_word(word.text.lower()):
        return False
    parts = grammar(word.text).parts
    return parts <= {"None"} or bool(parts & _CONTENT)


def _words(text: str) -> list[_Word]:
    return [_Word(match.group(), Span(*match.span())) for match in _TOKEN.finditer(text)]


_Place = tuple[Span, int]
"""What to replace in the question before, and where in the new one that which takes its place begins."""

_KINDS: Sequence[Callable[[str], bool]] = (
    lambda word: _YEAR.fullmatch(word) is not None,
    lambda word: _MONTH.fullmatch(word) is not None,
    lambda word: _DAY.fullmatch(word) is not None,
    lambda word: _NUMBER.fullmatch(word) is not None and not _YEAR.fullmatch(word),
    lambda word: grammar(word).person,
    lambda word: grammar(word).place,
)


def _same_kind(new: Sequence[_Word], old: Sequence[_Word]) -> _Place | None:
    """A year for a year, a month for a month, a place for a place; the last such of the question before.

    The preposition goes with it where both have one; what the new question has beside it goes along.
    """
    for is_one in _KINDS:
        brought = [place for place, word in enumerate(new) if is_one(word.text)]
        there = list(_runs(old, is_one))
        if not brought or not there:
            continue
        first, last = there[-1]
        start = new[brought[0]].span.start
        both = brought[0] > 0 and new[brought[0] - 1].preposition and first > 0 and old[first - 1].preposition
        if brought[0] > 0 and new[brought[0] - 1].preposition and (both or not _is_number(new[brought[0]])):
            start = new[brought[0] - 1].span.start
        begin = old[first - 1].span.start if both else old[first].span.start
        return Span(begin, old[last].span.end), start
    return None


def _is_number(word: _Word) -> bool:
    return _NUMBER.fullmatch(word.text) is not None


def _runs(words: Sequence[_Word], is_one: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """First and last places of neighbouring words of a kind: a name and a surname are one."""
    place = 0
    while place < len(words):
        last = place
        while last < len(words) and is_one(words[last].text):
            last += 1
        if last > place:
            yield place, last - 1
        place = max(last, place + 1)


def _same_preposition(new: Sequence[_Word], old: Sequence[_Word]) -> _Place | None:
    """«для студентов» for «для пенсионеров»: to the end of the words that hang on it."""
    own = next((place for place, word in enumerate(new[:-1]) if word.preposition), None)
    if own is None:
        return None
    for place in reversed(range(len(old) - 1)):
        if old[place].preposition == new[own].preposition and _is_number(old[place + 1]) == _is_number(new[own + 1]):
            return Span(old[place].span.start, old[_end_of_phrase(old, place + 1)].span.end), new[own].span.start
    return None


def _same_case(new: Sequence[_Word], old: Sequence[_Word]) -> _Place | None:
    """«терапевта» for «кардиолога», «студентам» for «донорам»: the last noun that can be in the same oblique case."""
    nouns = [cases for word in new if (cases := _oblique_cases(word))]
    if not nouns or new[0].preposition or any(grammar(word.text).parts & {"VERB", "INFN"} for word in new):
        return None
    for place in reversed(range(len(old))):
        if _oblique_cases(old[place]) & nouns[-1] and not old[place].preposition:
            first = place
            while first > 0 and _is_modifier(old[first - 1]):
                first -= 1
            if first == 0 or old[first - 1].preposition is None:
                return Span(old[first].span.start, old[place].span.end), 0
    return None


def _oblique_cases(word: _Word) -> frozenset[str]:
    """Of a noun; an abbreviation («МРТ») may stand in any."""
    known = grammar(word.text)
    return _OBLIQUE if known.parts == {"None"} else known.cases & _OBLIQUE


def _end_of_phrase(words: Sequence[_Word], place: int) -> int:
    """The last place of the modifiers, the noun and the genitives after it, from `place` on."""
    seen_noun = False
    last = place
    while place < len(words):
        known = grammar(words[place].text)
        noun = "NOUN" in known.parts or not known.parts & {"ADJF", "PRTF", "NUMR", "NPRO"}
        if not words[place].text[0].isalnum() or words[place].preposition or known.parts & {"VERB", "INFN", "CONJ"}:
            break
        if seen_noun and not (_is_modifier(words[place]) or known.cases & {"gent"}):
            break
        seen_noun = seen_noun or noun
        last = place
        place += 1
    return last


def _is_modifier(word: _Word) -> bool:
    parts = grammar(word.text).parts
    return bool(parts & {"ADJF", "PRTF"}) and "NOUN" not in parts and not parts & {"NPRO"}
