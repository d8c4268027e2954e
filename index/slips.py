"""The slips of people who type: what can become of a word, and how likely each slip is."""

from __future__ import annotations

from index.keyboard import CYRILLIC_KEYS

CONFUSED = 0.5
"""What a slip of spelling costs: an unstressed vowel, a double letter, a soft sign."""
DEAFENED = 0.6
SWAPPED = 0.6
ADJACENT = 0.7
MISSED = 0.8
OTHER = 1.0
FIRST_LETTER = 0.4
"""On top, for a slip in the first letter: people seldom make one."""
_ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_VOWELS = ("оа", "еи", "еэ", "иы", "яе", "яи", "ую", "ео", "аы", "ei", "ea", "ao", "ou", "yi")
_CONSONANTS = ("бп", "вф", "гк", "дт", "жш", "зс", "шщ", "сц", "гх", "ck", "sz", "sc")
_CYRILLIC_ROWS = (CYRILLIC_KEYS[1:13], CYRILLIC_KEYS[13:24], CYRILLIC_KEYS[24:33])
_LATIN_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def one_edit(typed: str) -> set[str]:
    """A letter dropped, added, struck beside its key, or two of them swapped."""
    cuts = [(typed[:at], typed[at:]) for at in range(len(typed) + 1)]
    deleted = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    replaced = {left + key + right[1:] for left, right in cuts if right for key in _NEIGHBOURS.get(right[0], "")}
    inserted = {left + letter + right for left, right in cuts for letter in _ALPHABET}
    return (deleted | swapped | replaced | inserted) - {typed}


def confused(typed: str) -> set[str]:
    """Vowels and consonants that sound alike, double letters and soft signs, one of them changed."""
    result: set[str] = set()
    for at, letter in enumerate(typed):
        left, right = typed[:at], typed[at + 1 :]
        result.update(left + other + right for other in _CONFUSIONS.get(letter, ""))
        if letter in "ьъ" or right[:1] == letter:
            result.add(left + right)
        elif letter not in "аеиоуыэюя":
            result.add(left + letter + letter + right)
            result.add(left + letter + "ь" + right)
    return result


def slip_cost(typed: str, word: str) -> float:
    """Weighted optimal string alignment: the cheapest slips that make `typed` of `word`."""
    rows = [[0.0] * (len(word) + 1) for _ in range(len(typed) + 1)]
    for at in range(1, len(typed) + 1):
        rows[at][0] = rows[at - 1][0] + MISSED
    for at in range(1, len(word) + 1):
        rows[0][at] = rows[0][at - 1] + MISSED
    for i in range(1, len(typed) + 1):
        for j in range(1, len(word) + 1):
            rows[i][j] = min(
                rows[i - 1][j - 1] + _replaced(typed[i - 1], word[j - 1]),
                rows[i - 1][j] + _dropped(typed, i - 1),
                rows[i][j - 1] + _dropped(word, j - 1),
            )
            if i > 1 and j > 1 and typed[i - 1] == word[j - 2] and typed[i - 2] == word[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + SWAPPED)
    return rows[-1][-1] + (FIRST_LETTER if typed[0] != word[0] else 0.0)


def _replaced(typed: str, letter: str) -> float:
    return 0.0 if typed == letter else _REPLACEMENTS.get((typed, letter), OTHER)


def _dropped(word: str, at: int) -> float:
    if word[at] in "ьъ" or (at and word[at - 1] == word[at]):
        return CONFUSED
    return MISSED


def _replacement_costs() -> dict[tuple[str, str], float]:
    costs: dict[tuple[str, str], float] = {}
    for rows in (_CYRILLIC_ROWS, _LATIN_ROWS):
        keys = {key: (x + y / 2, y) for y, row in enumerate(rows) for x, key in enumerate(row)}
        for one, (x, y) in keys.items():
            for other, (u, v) in keys.items():
                if abs(x - u) + abs(y - v) <= 1.5 and one != other:
                    costs[one, other] = ADJACENT
    for pairs, cost in ((_CONSONANTS, DEAFENED), (_VOWELS, CONFUSED)):
        for pair in pairs:
            costs[pair[0], pair[1]] = costs[pair[1], pair[0]] = cost
    return costs


def _neighbours() -> dict[str, str]:
    """By letter, those that may replace it for less than any other."""
    table: dict[str, str] = {}
    for typed, letter in _REPLACEMENTS:
        table[typed] = table.get(typed, "") + letter
    return table


def _confusions() -> dict[str, str]:
    table: dict[str, str] = {}
    for pair in (*_VOWELS, *_CONSONANTS):
        table[pair[0]] = table.get(pair[0], "") + pair[1]
        table[pair[1]] = table.get(pair[1], "") + pair[0]
    return table


_REPLACEMENTS = _replacement_costs()
_NEIGHBOURS = _neighbours()
_CONFUSIONS = _confusions()
