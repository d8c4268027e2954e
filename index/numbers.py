"""Numbers, dates and times → lemmas that are the same however they were written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.lexer import ENGLISH_MONTHS, MONTHS, Kind, Token

# English words stand here as Snowball leaves them.
UNITS = {
    "два": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9,
    "двое": 2, "трое": 3, "четверо": 4, "пятеро": 5,
    "второй": 2, "второе": 2, "третий": 3, "третье": 3, "четвертый": 4, "пятый": 5, "шестой": 6, "седьмой": 7,
    "восьмой": 8, "девятый": 9,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
}  # fmt: skip
ONES = {"один": 1, "первый": 1, "one": 1, "first": 1}
"""Too often no number at all ("один из", "в первую очередь"): count only after tens or hundreds."""
TEENS = {
    "десять": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13, "четырнадцать": 14, "пятнадцать": 15,
    "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18, "девятнадцать": 19,
    "десятый": 10, "одиннадцатый": 11, "двенадцатый": 12, "тринадцатый": 13, "четырнадцатый": 14, "пятнадцатый": 15,
    "шестнадцатый": 16, "семнадцатый": 17, "восемнадцатый": 18, "девятнадцатый": 19,
    "ten": 10, "eleven": 11, "twelv": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "tenth": 10,
}  # fmt: skip
TENS = {
    "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60, "семьдесят": 70,
    "восемьдесят": 80, "девяносто": 90,
    "двадцатый": 20, "тридцатый": 30, "сороковой": 40, "пятидесятый": 50, "шестидесятый": 60, "семидесятый": 70,
    "восьмидесятый": 80, "девяностый": 90,
    "twenti": 20, "thirti": 30, "forti": 40, "fifti": 50, "sixti": 60, "seventi": 70, "eighti": 80, "nineti": 90,
}  # fmt: skip
HUNDREDS = {
    "сто": 100, "двести": 200, "триста": 300, "четыреста": 400, "пятьсот": 500, "шестьсот": 600, "семьсот": 700,
    "восемьсот": 800, "девятьсот": 900, "сотый": 100,
}  # fmt: skip
SCALES = {
    "тысяча": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12,
    "сотня": 100, "hundr": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
SIGNS = {"%": "процент", "‰": "промилле", "₽": "рубль", "$": "доллар", "€": "евро", "£": "фунт"}
FRACTIONS = {"¼": "25", "½": "5", "¾": "75"}

_DIGITS = re.compile(r"\d[\d ,.]*")
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3}){2,}")
_ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_SMALL_ROMAN = re.compile(r"[IVXL]+|[ivx]{2,}")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_CYRILLIC_ROMAN = str.maketrans("ХІ", "XI")


def written_number(text: str) -> list[str]:
    """Of a number in digits: "1 388", "1,388" and "1388" are one; "2,5" is "2.5"; "3.10" stays apart from "3.1"."""
    match = _DIGITS.match(text)
    digits = (match.group() if match else text).strip(" ,.")
    fraction = FRACTIONS.get(text[len(digits) : len(digits) + 1])
    grouped = _GROUPED.match(digits)
    if grouped and (grouped.end() == len(digits) or digits[grouped.end()] in ",."):
        whole = re.sub(r"\D", "", grouped.group())
        digits = whole + digits[grouped.end() :]
    if digits.count(",") > 1 or ("," in digits and "." in digits):
        return [_plain(part) for part in digits.split(",") if part]
    digits = _plain(digits.replace(",", "."))
    return [f"{digits}.{fraction}" if fraction and "." not in digits else digits]


def _plain(digits: str) -> str:
    """Other alphabets' digits as ASCII, zeros before a whole number dropped."""
    ascii_digits = "".join(str(int(char)) if char.isdecimal() else char for char in digits)
    return ascii_digits.lstrip("0") or "0" if "." not in ascii_digits else ascii_digits


def scaled(number: str, scale: str) -> str | None:
    """ "10", "тысяча" → "10000"; None where the lemma is no scale or the product no whole number."""
    if scale not in SCALES or number.count(".") > 1:
        return None
    whole, _, decimals = number.partition(".")
    value = int(whole + decimals) * SCALES[scale]
    return None if value % 10 ** len(decimals) else str(value // 10 ** len(decimals))


def spelled_number(lemmas: Sequence[str], start: int) -> tuple[int, int] | None:
    """The value of the number spelled out from `start` and how many words it takes; None where there is none."""
    value, taken = 0, 0
    for table in (HUNDREDS, TEENS, TENS, UNITS):
        lemma = lemmas[start + taken] if start + taken < len(lemmas) else ""
        if lemma in table:
            value, taken = value + table[lemma], taken + 1
            if table is TEENS:
                break
        elif table is UNITS and taken and value % 100 not in range(1, 20) and lemma in ONES:
            value, taken = value + 1, taken + 1
    return (value, taken) if taken else None


def roman_number(word: str) -> int | None:
    """The value of a Roman numeral; of small letters only i, v and x count, and not alone.

    A single I is left to the caller, for it is an English word; C, D and M stand for units and brands in short words.
    """
    latin = word.translate(_CYRILLIC_ROMAN)
    if latin == "L" or not (_SMALL_ROMAN.fullmatch(latin) or (len(latin) > 3 and latin.isupper())):
        return None
    latin = latin.upper()
    if not _ROMAN.fullmatch(latin):
        return None
    values = [_ROMAN_VALUES[char] for char in latin]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def date_lemmas(token: Token) -> list[str]:
    """The day as ISO 8601, then day, month and year by themselves; what is no real date, its numbers."""
    day, month, year = _date_parts(token)
    month_lemma = MONTHS[month - 1] if 1 <= month <= 12 else str(month)
    parts = [str(day), month_lemma, *([str(year)] if year else [])]
    try:
        return [date(year, month, day).isoformat(), *parts] if year else parts
    except ValueError:
        return parts


def _date_parts(token: Token) -> tuple[int, int, int]:
    """Day, month, year; 0 for a year that is not told."""
    numbers = [int(digits) for digits in re.findall(r"\d+", token.text)]
    if token.kind is Kind.ISO_DATE:
        return numbers[2], numbers[1], numbers[0]
    if token.kind is Kind.DATE:
        day, month, year = numbers
        return day, month, year if year > 99 else 2000 + year
    names = MONTHS if token.kind is Kind.RUSSIAN_DATE else ENGLISH_MONTHS
    text = token.text.lower().replace("мая", "май")
    month = next(at for at, name in enumerate(names, start=1) if name[:3] in text)
    return numbers[0], month, numbers[1] if len(numbers) > 1 else 0


def time_lemmas(text: str) -> list[str]:
    """ "09:00" → "9:00" and the hour by itself."""
    hour, _, minute = text.partition(":")
    return [f"{int(hour)}:{minute}", str(int(hour))]
