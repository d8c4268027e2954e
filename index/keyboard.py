"""Words typed with the other keyboard layout on: "ghjtrn" → "проект", "куышвутеы" → "residents"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.words import is_english_function_word, is_function_word, is_known, word_lemmas

Knows = Callable[[str], int]
"""How often the index has a lemma; 0 where it has not."""

LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,." + '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
CYRILLIC_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю" + "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
SURE_LENGTH = 4
"""Letters from which on a word of the dictionary may tell of the wrong layout; words of the index or of grammar: 3."""
MAJORITY = 0.6
"""The part of a question's strange letters that must turn into words before its short words are turned too."""
# English words that are also Russian words on the other layout, of the common ones.
ENGLISH_TWINS = frozenset(
    {
        "abu", "bob", "ceo", "den", "eat", "eve", "eye", "fbi", "fit", "gen", "gun", "hey", "key", "led", "ltd", "nba",
        "nbc", "net", "pet", "pub", "put", "rev", "tim", "vet", "tot", "eds",
        "able", "belt", "brit", "cert", "dent", "dept", "dyer", "ends", "entity", "erect", "fable", "fare", "fart",
        "feat", "fibre", "heck", "hehe", "hens", "herb", "here", "inert", "kept", "keys", "lens", "neat", "next",
        "reds", "rene", "rent", "tyne", "verb", "vert", "were",
    }
)  # fmt: skip

_TO_CYRILLIC = str.maketrans(LATIN_KEYS + "&", CYRILLIC_KEYS + "?")
_TO_LATIN = str.maketrans(CYRILLIC_KEYS, LATIN_KEYS)
_TAIL_KEYS = str.maketrans("&", "?")
_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"[@\\/_]|\d(?!\d*-[^\W\d])|\w\.\w+\.\w|^www\.", re.IGNORECASE)
_RUSSIAN_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_ENGLISH_WORD = re.compile(r"[a-z]+(?:[-'][a-z]+)*", re.IGNORECASE)
_TAIL = re.compile(r"[?!.,:;\"')»&]{0,3}$")
_HEAD = re.compile(r"^[\"'(«]?")


def repair_layout(question: str, knows: Knows) -> str:
    """The question with words of the wrong layout typed anew; the others stay to the letter."""
    chunks = [match.group() for match in _CHUNK.finditer(question)]
    turned = _turned(chunks, knows)
    fresh = iter(turned)
    return _CHUNK.sub(lambda _: next(fresh), question)


def _turned(chunks: Sequence[str], knows: Knows) -> list[str]:
    sure = [_to_russian(chunk, knows) or _to_english(chunk, knows) for chunk in chunks]
    strange = {chunk for chunk in chunks if _is_strange(chunk, knows)}
    letters = sum(len(chunk) for chunk in chunks if chunk in strange)
    solved = sum(len(chunk) for chunk, repair in zip(chunks, sure, strict=True) if repair)
    all_strange = strange.issuperset(chunks) and sum(map(bool, sure)) > 1
    if not solved or (solved < MAJORITY * letters and not all_strange):
        return [repair or chunk for chunk, repair in zip(chunks, sure, strict=True)]
    to_cyrillic = any(repair and _RUSSIAN_WORD.search(repair) for repair in sure)
    return [
        repair or (_rest(chunk, to_cyrillic) if chunk in strange or len(_core(chunk)) < SURE_LENGTH - 1 else chunk)
        for chunk, repair in zip(chunks, sure, strict=True)
    ]


def _is_strange(chunk: str, knows: Knows) -> bool:
    """Whether nothing says that the chunk was meant as it stands."""
    if _ADDRESS.search(chunk):
        return False
    word = _core(chunk)
    if not word or not any(char.isalpha() for char in word):
        return False
    return not (_in_index(word, knows) or (_RUSSIAN_WORD.fullmatch(word) and is_known(word)))


def _core(chunk: str) -> str:
    return _TAIL.sub("", _HEAD.sub("", chunk))


def _to_russian(chunk: str, knows: Knows) -> str | None:
    """The chunk in Cyrillic where that is surely what was meant."""
    core = _core(chunk)
    if len(core) < SURE_LENGTH - 1 or not core.isascii() or not _is_strange(chunk, knows):
        return None
    if core.lower() in ENGLISH_TWINS or is_english_function_word(core.lower()):
        return None
    return next((turned for turned in _readings(chunk) if _is_russian(turned, knows)), None)


def _readings(chunk: str) -> list[str]:
    """In Cyrillic: punctuation at the end as letters, and as punctuation, a comma as a comma first."""
    tail = _TAIL.search(chunk)
    ends = sorted(range(tail.start() if tail else len(chunk), len(chunk) + 1), reverse=not chunk.endswith(","))
    head = _HEAD.match(chunk)
    starts = (0, head.end()) if head and head.end() else (0,)
    return [
        chunk[:start] + chunk[start:end].translate(_TO_CYRILLIC) + chunk[end:].translate(_TAIL_KEYS)
        for start in starts
        for end in ends
    ]


def _is_russian(turned: str, knows: Knows) -> bool:
    word = _core(turned)
    if not _RUSSIAN_WORD.fullmatch(word):
        return False
    if len(word) < SURE_LENGTH:
        return len(word) == SURE_LENGTH - 1 and (is_function_word(word.lower()) or _in_index(word, knows))
    return is_known(word) or _in_index(word, knows)


def _to_english(chunk: str, knows: Knows) -> str | None:
    """The chunk in Latin letters where the index has that word, or English grammar does."""
    if not _RUSSIAN_WORD.fullmatch(_core(chunk)) or not _is_strange(chunk, knows):
        return None
    tail = _TAIL.search(chunk)
    end = tail.start() if tail else len(chunk)
    turned = chunk[:end].translate(_TO_LATIN)
    word = _core(turned)
    if not _ENGLISH_WORD.fullmatch(word) or len(word) < SURE_LENGTH - 1:
        return None
    return turned + chunk[end:] if is_english_function_word(word.lower()) or _in_index(word, knows) else None


def _rest(chunk: str, to_cyrillic: bool) -> str:
    """A word too short or too rare to be sure of, turned along with the others."""
    end = _TAIL.search(chunk)
    stop = end.start() if end else len(chunk)
    if to_cyrillic:
        turned = chunk[:stop].translate(_TO_CYRILLIC) + chunk[stop:].translate(_TAIL_KEYS)
        return turned if chunk[:stop].isascii() else chunk
    return chunk[:stop].translate(_TO_LATIN) + chunk[stop:] if _RUSSIAN_WORD.search(chunk[:stop]) else chunk


def _in_index(word: str, knows: Knows) -> bool:
    return any(knows(lemma.text) for lemma in word_lemmas(word.replace("ё", "е").replace("Ё", "Е")))
