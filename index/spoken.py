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
        "надо": "нада",
        "нельзя": "низя",
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
"""Lemmas as the dictionary, or its guess, has them."""
_TOWNS = {"питер": "петербург", "спб": "петербург", "мск": "москва", "екб": "екатеринбург", "ебург": "екатеринбург"}


def as_written(word: str, knows: Knows, *, opening: bool) -> str | None:
    """What documents would say for it; None for a word that is no such one, is a name or stands in the documents.

    A noun or a town is put in only where the documents have the other one. `opening`: whether the word opens the
    question, so that its capital letter makes no name of it.
    """
    typed = word.lower()
    lemma = word_lemmas(typed)[0].text
    if lemma in _TOWNS:
        return None if knows(lemma) or not knows(_TOWNS[lemma]) else in_form_of(typed, _TOWNS[lemma]).title()
    if word.istitle() and not opening:
        return None
    if typed in _BY_EAR:
        meant = _BY_EAR[typed]
        return None if lemma != meant and knows(lemma) else meant
    said = typed if typed in _NOUNS else lemma
    if said not in _NOUNS or knows(said) or not knows(word_lemmas(_NOUNS[said])[0].text):
        return None
    return in_form_of(typed, _NOUNS[said])
