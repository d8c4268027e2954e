"""A user's question repaired before the search: the wrong keyboard layout, typing errors, lost and stray spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.keyboard import Knows, repair_layout
from index.spoken import as_written
from index.typos import Similar, is_familiar, meant_word
from index.words import is_function_word, is_known, word_lemmas

SHORTEST_GLUED = 8
"""Letters of two words that may have lost the space between them."""
LONGEST_QUESTION = 500
"""Characters; what is longer was pasted, not typed, and has too many words to try slips on."""
LONGEST_WORD = 40

_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+")
_UNTOUCHED = re.compile(r"[@\\/_\d]|\w\.\w")
_MARKS = "?!.,:;\"'«»()"
_COMPOUND = re.compile(r"по-|\w+[ое]-")
_SPACES = re.compile(r"(?<=\S)[ \t\u00a0]{2,}(?=\S)")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A question as it was understood."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()
    """What was typed and what is searched for instead, in order; empty for an untouched question."""


def repair(question: str, knows: Knows, similar: Similar) -> Repaired:
    """Words that the index or the dictionary has, numbers and addresses are never touched; nothing is raised."""
    text = _with_joined_words(repair_layout(_SPACES.sub(" ", question), knows), knows)
    if len(text) <= LONGEST_QUESTION:
        text = _CHUNK.sub(lambda match: _repaired_chunk(match, knows, similar), text)
    return Repaired(text, _changes(question, text))


def _repaired_chunk(match: re.Match[str], knows: Knows, similar: Similar) -> str:
    chunk = match.group()
    if len(chunk) > LONGEST_WORD or _UNTOUCHED.search(chunk) or _is_compound_word(chunk):
        return chunk
    opening = not match.string[: match.start()].strip()

    def repaired(word: re.Match[str]) -> str:
        spoken = as_written(word.group(), knows, opening=opening)
        if spoken:
            return spoken
        found = meant_word(word.group(), knows, similar, opening=opening)
        return found or _split_word(word.group(), knows) or word.group()

    return _WORD.sub(repaired, chunk)


def _is_compound_word(chunk: str) -> bool:
    """ "по-голландски", "монголо-татарам", "давным-давно": their parts are no words by themselves."""
    word = chunk.strip(_MARKS).lower()
    return "-" in word and (bool(_COMPOUND.match(word)) or is_known(word))


def _split_word(word: str, knows: Knows) -> str | None:
    """Two words that lost their space; None where there is no one way to part them."""
    if len(word) < SHORTEST_GLUED or not word[1:].islower() or is_familiar(word.lower(), knows):
        return None
    ways = [(word[:at], word[at:]) for at in range(1, len(word) - 2)]
    sure = [f"{left} {right}" for left, right in ways if _stands_alone(left, knows) and _stands_alone(right, knows)]
    return sure[0] if len(sure) == 1 else None


def _stands_alone(word: str, knows: Knows) -> bool:
    """Whether a part of a word may be a word: one of grammar, or one that the index has and that is long enough."""
    word = word.lower()
    return is_function_word(word) or (len(word) > 3 and any(knows(lemma.text) for lemma in word_lemmas(word)))


def _with_joined_words(text: str, knows: Knows) -> str:
    """ "рези дентов" → "резидентов", where one half at least is no word and the index has the whole."""
    parts = re.split(r"(?<=[^\W\d_]) (?=[^\W\d_])", text)
    result = parts[:1]
    for part in parts[1:]:
        left, right = _last_word(result[-1]), _first_word(part)
        broken = min(len(left), len(right)) > 1 and not all(is_familiar(half.lower(), knows) for half in (left, right))
        if broken and any(knows(lemma.text) for lemma in word_lemmas(left + right)):
            result[-1] += part
        else:
            result.append(part)
    return " ".join(result)


def _last_word(text: str) -> str:
    words = _WORD.findall(text)
    return words[-1] if words and text.endswith(words[-1]) else ""


def _first_word(text: str) -> str:
    words = _WORD.findall(text)
    return words[0] if words and text.startswith(words[0]) else ""


def _changes(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Word for word where there are as many; else the whole question."""
    old, new = before.split(), after.split()
    if old == new:
        return ()
    if len(old) != len(new):
        return ((before, after),)
    return tuple((one, other) for one, other in zip(old, new, strict=True) if one != other)
