"""Text → sentences and lemmas: what lexical search sees of a document and of a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.lexer import Kind, Token, tokens
from index.numbers import (
    ONES,
    SCALES,
    SIGNS,
    date_lemmas,
    roman_number,
    scaled,
    spelled_number,
    time_lemmas,
    written_number,
)
from index.sentences import split_sentences
from index.words import Lemma, word_lemmas

__all__ = ["content_lemmas", "lemmas", "split_sentences"]

_BEFORE_NUMBER = {
    "ст": "статья", "п": "пункт", "пп": "пункт", "ч": "часть", "гл": "глава", "разд": "раздел", "рис": "рисунок",
    "табл": "таблица",
}  # fmt: skip
_LONGEST_WORD = 100
"""Letters; what is longer is no word but data."""
_LONGEST_ABBREVIATION = max(map(len, _BEFORE_NUMBER))
_DOTTED_TIME = re.compile(r"([01]?\d|2[0-3])\.([0-5][05])")
_BEFORE_TIME = frozenset({"в", "с", "до", "к", "на", "по", "около", "после"})
_AFTER_AMOUNT = frozenset({"раз", "рубль", "процент", "доллар", "евро", "метр", "километр", "тонна", *SCALES})


def lemmas(text: str) -> list[str]:
    """In order, with repeats; small letters, е for ё, no white space within one.

    A hyphenated word gives itself and its parts, a date its ISO form, day, month and year, "10 тысяч" also "10000".
    """
    return [lemma.text for lemma in _analysed(text)]


def content_lemmas(text: str) -> list[str]:
    """Without repeats and without words that only serve grammar or ask; all of them where nothing else is left."""
    analysed = _analysed(text)
    content = [lemma.text for lemma in analysed if not lemma.function]
    return list(dict.fromkeys(content or [lemma.text for lemma in analysed]))


def _analysed(text: str) -> list[Lemma]:
    raw = list(tokens(text))
    words = [_word(raw, at) for at in range(len(raw))]
    # One more, so that what follows the last token can be asked for.
    heads = [word[0].text if word else "" for word in words] + [""]
    result: list[Lemma] = []
    at = 0
    while at < len(raw):
        numbers, taken = _numbers(raw, heads, at)
        if numbers:
            product = scaled(numbers[-1], heads[at + taken]) if raw[at].kind in {Kind.NUMBER, Kind.WORD} else None
            result.extend(Lemma(number) for number in [*numbers, *([product] if product else [])])
        else:
            result.extend(words[at])
        at += taken
    return result


def _word(raw: Sequence[Token], at: int) -> tuple[Lemma, ...]:
    token = raw[at]
    if token.kind is Kind.SIGN:
        return (Lemma(SIGNS[token.text]),)
    if token.kind is not Kind.WORD:
        return ()
    full = _abbreviated(raw, at) if len(token.text) <= _LONGEST_ABBREVIATION else None
    return (Lemma(full),) if full else word_lemmas(token.text[:_LONGEST_WORD])


def _abbreviated(raw: Sequence[Token], at: int) -> str | None:
    """What an abbreviation stands for where its neighbours tell: "ст. 5", "2024 г.", "г. Томск"."""
    word = raw[at].text.lower()
    before = raw[at - 1].text if at else ""
    after = raw[at + 1] if at + 1 < len(raw) else None
    if word == "г":
        if before[-4:].isdecimal() and len(before) >= 4:
            return "год"
        return "город" if after and after.text[0].isupper() else None
    return _BEFORE_NUMBER.get(word) if after and after.kind is Kind.NUMBER else None


def _numbers(raw: Sequence[Token], heads: Sequence[str], at: int) -> tuple[list[str], int]:
    """The number lemmas that begin at a token, none for other words, and how many tokens they take."""
    token = raw[at]
    match token.kind:
        case Kind.WORD:
            return _numbers_in_words(raw, heads, at)
        case Kind.SIGN:
            return [], 1
        case Kind.TIME:
            return time_lemmas(token.text), 1
        case Kind.NUMBER:
            return [*written_number(token.text), *_dotted_time(token.text, heads, at)], 1
        case _:
            return date_lemmas(token), 1


def _numbers_in_words(raw: Sequence[Token], heads: Sequence[str], at: int) -> tuple[list[str], int]:
    spelled = spelled_number(heads, at)
    if spelled:
        return [str(spelled[0])], spelled[1]
    if heads[at] in {"первый", "first"}:
        return [heads[at], str(ONES[heads[at]])], 1
    roman = roman_number(raw[at].text)
    if roman and (raw[at].text != "I" or any(_is_russian(near.text) for near in raw[max(0, at - 1) : at + 2])):
        return [str(roman)], 1
    return [], 1


def _is_russian(word: str) -> bool:
    return "а" <= word[-1].lower() <= "я"


def _dotted_time(text: str, heads: Sequence[str], at: int) -> Iterator[str]:
    """ "с 9.00": the time as well as the number, for it may be either."""
    match = _DOTTED_TIME.fullmatch(text)
    if match and at and heads[at - 1] in _BEFORE_TIME and heads[at + 1] not in _AFTER_AMOUNT:
        yield from time_lemmas(f"{match[1]}:{match[2]}")
