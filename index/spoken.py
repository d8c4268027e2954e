"""Words as people say them → the words that documents use: «скока» → «сколько», «в общаге» → «в общежитии»."""

from __future__ import annotations

from index.keyboard import Knows
from index.words import in_form_of, word_lemmas

_BY_EAR = {
    form: meant
    for meant, forms in {
        "сколько": "скока скоко скок сколька",
        "сколько стоит": "почем почём",
        "когда": "када кагда",
        "что": "че чё чо шо што",
        "кто": "хто",
        "куда": "куды",
        "откуда": "откудова",
        "сейчас": "щас щаз ща счас сичас щяс",
        "сегодня": "седня сёдня",
        "только": "тока токо",
        "вообще": "ваще вапще вобще",
        "надо": "нада",
        "можно": "мона",
        "нельзя": "низя",
        "пожалуйста": "пж пжл пжлст плиз",
    }.items()
    for form in forms.split()
}
_NOUNS = {
    "комп": "компьютер", "ноут": "ноутбук", "инет": "интернет", "прога": "программа", "инфа": "информация",
    "мобила": "телефон", "мобильник": "телефон", "зп": "зарплата", "наличка": "деньги", "док": "документ",
    "общага": "общежитие", "универ": "университет", "препод": "преподаватель", "столовка": "столовая",
    "магаз": "магазин", "комбез": "комбинезон", "роба": "спецодежда", "зам": "заместитель",
    "гендир": "директор", "главбух": "бухгалтер", "бухи": "бухгалтерия",
}  # fmt: skip
"""Lemmas as the dictionary, or its guess, has them; put in where the index has the other word and not this one."""


def as_written(word: str, knows: Knows) -> str | None:
    """What documents would say for it; None for a word that is no such one."""
    typed = word.lower()
    if typed in _BY_EAR:
        return _BY_EAR[typed]
    said = typed if typed in _NOUNS else word_lemmas(typed)[0].text
    meant = _NOUNS.get(said)
    if meant is None or knows(said) or not knows(word_lemmas(meant)[0].text):
        return None
    return in_form_of(typed, meant)
