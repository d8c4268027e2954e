"""One word → its lemmas: Russian by pymorphy3, English by Snowball, mixed alphabets put right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock

import pymorphy3
import snowballstemmer

FUNCTION_TAGS = frozenset({"PREP", "CONJ", "PRCL", "NPRO"})
"""OpenCorpora's parts of speech that carry no content."""
FUNCTION_LEMMAS = frozenset(
    {
        "сколько", "насколько", "какой", "каков", "который", "чей", "где", "куда", "откуда", "когда", "почему", "зачем",
        "отчего", "как", "так", "там", "тут", "здесь", "туда", "сюда", "тогда", "потом", "очень", "также", "этот",
        "тот", "такой", "таков", "сам", "самый", "свой", "мой", "твой", "наш", "ваш", "весь", "все", "это", "быть",
        "есть", "являться"
    }
)  # fmt: skip
ENGLISH_FUNCTION_WORDS = frozenset(
    {
        "a", "an", "the", "this", "that", "these", "those", "and", "or", "but", "nor", "if", "then", "than", "so", "as",
        "of", "at", "by", "for", "from", "in", "into", "on", "onto", "to", "with", "without", "about", "over", "under",
        "between", "during", "up", "down", "out", "off", "per", "via", "is", "are", "was", "were", "be", "been",
        "being", "am", "do", "does", "did", "doing", "done", "have", "has", "had", "having", "will", "would", "shall",
        "should", "can", "could", "may", "might", "must", "i", "you", "he", "she", "it", "we", "they", "me", "him",
        "her", "us", "them", "my", "your", "his", "its", "our", "their", "who", "whom", "whose", "what", "which",
        "when", "where", "why", "how", "many", "much", "there", "here", "not", "no", "any", "some", "such"
    }
)  # fmt: skip
ABBREVIATIONS = {
    "млрд": "миллиард", "млн": "миллион", "трлн": "триллион", "тыс": "тысяча", "руб": "рубль", "коп": "копейка",
    "чел": "человек", "гг": "год", "км": "километр", "кг": "килограмм", "мин": "минута",
    "bn": "billion", "mln": "million",
}  # fmt: skip

_ENGLISH_PREPOSITIONS = frozenset({"at", "by", "for", "from", "in", "of", "on", "to", "with", "during", "about"})
_CYRILLIC = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_LATIN_TWINS = "aceopxyABCEHKMOPTXy"
_CYRILLIC_TWINS = "асеорхуАВСЕНКМОРТХу"
_TO_CYRILLIC = str.maketrans(_LATIN_TWINS, _CYRILLIC_TWINS)
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS, _LATIN_TWINS)
_PART = re.compile(r"^\d+(?=[^\W\d_])|[^-]+")
_VOWELS = "аеиоуыэюяьй"
_NAME_TAGS = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn"})
_PERSON_TAGS = frozenset({"Name", "Surn", "Patr"})
_OWN_NAME_TAGS = _PERSON_TAGS | {"Geox"}
_LOCK = Lock()
"""pymorphy3 and Snowball keep state while they work."""


@dataclass(frozen=True, slots=True)
class Lemma:
    text: str
    function: bool = False
    """Whether the word only serves grammar, so that a search may leave it out."""


@lru_cache(maxsize=100_000)
def word_lemmas(word: str) -> tuple[Lemma, ...]:
    """A compound ("Усолье-Сибирское", "10км") gives itself and its parts; `word` has its letter case and е for ё."""
    word = _one_alphabet(word)
    parts = [_lemma(part.lower()) for part in _PART.findall(word)]
    if len(parts) == 1:
        return (_lemma(word.lower()),)
    if is_known(word) and (whole := _lemma(word.lower())).function:
        return (whole,)
    return (Lemma("-".join(part.text for part in parts)), *parts)


def is_known(word: str) -> bool:
    """Whether the Russian dictionary has the word, as it stands or with ё."""
    with _LOCK:
        return bool(_morphology().word_is_known(word.lower()))


def known_words(words: Iterable[str]) -> tuple[str, ...]:
    """Those of the small-letter words that the Russian dictionary has."""
    with _LOCK:
        known = _morphology().word_is_known
        return tuple(sorted(word for word in words if known(word)))


def in_form_of(model: str, noun: str) -> str:
    """The noun in the case and number of another; as it is where it has no such form."""
    with _LOCK:
        parse = _morphology().parse
        tag = parse(model)[0].tag
        wanted = {each for each in (tag.case, tag.number) if each}
        inflected = parse(noun)[0].inflect(wanted) if wanted else None
    return inflected.word if inflected else noun


@lru_cache(maxsize=20_000)
def is_person_name(word: str) -> bool:
    """Whether its likeliest reading is a Russian first name, surname or patronymic, known or by its ending."""
    with _LOCK:
        return bool(_PERSON_TAGS & _morphology().parse(word.lower())[0].tag.grammemes)


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a Russian word can be, over all its readings."""

    parts: frozenset[str]
    """Of speech, as OpenCorpora names them."""
    cases: frozenset[str]
    """Of its readings as a noun."""
    place: bool
    person: bool


@lru_cache(maxsize=20_000)
def grammar(word: str) -> Grammar:
    """By the dictionary, by the ending where that has it not; nothing of what is not all Cyrillic."""
    if not _CYRILLIC.fullmatch(word):
        return Grammar(frozenset(), frozenset(), place=False, person=False)
    with _LOCK:
        tags = [parse.tag for parse in _morphology().parse(word.lower())]
    return Grammar(
        frozenset(str(tag.POS) for tag in tags),
        frozenset(str(tag.case) for tag in tags if tag.POS == "NOUN"),
        any("Geox" in tag for tag in tags),
        bool(_PERSON_TAGS & tags[0].grammemes),
    )


def is_preposition(word: str) -> bool:
    """Of Russian or English."""
    return word.lower() in _ENGLISH_PREPOSITIONS or "PREP" in grammar(word).parts


def is_proper_name(word: str) -> bool:
    """Whether the Russian dictionary has it as the name of a person, a place or an organisation."""
    with _LOCK:
        parse = _morphology().parse(word)[0]
    return bool(parse.is_known and _NAME_TAGS & parse.tag.grammemes)


@lru_cache(maxsize=20_000)
def name_lemmas(word: str) -> frozenset[str]:
    """Of a place's or a person's name; none for what is not in the dictionary or may be anything else."""
    with _LOCK:
        readings = _morphology().parse(word.lower())
    sure = all(
        each.is_known and each.tag.POS == "NOUN" and each.tag.grammemes & _OWN_NAME_TAGS and "Abbr" not in each.tag
        for each in readings
    )
    return frozenset(str(each.normal_form) for each in readings) if sure else frozenset()


@lru_cache(maxsize=20_000)
def is_of_place(word: str) -> bool:
    """Whether it is the adjective of a place that the dictionary has: «северский», «глазовский»."""
    with _LOCK:
        parsed = _morphology().parse(word.lower())
        lemmas = {str(each.normal_form) for each in parsed if each.tag.POS == "ADJF" and each.is_known}
        places = {lemma.removesuffix(end) for lemma in lemmas for end in ("ий", "ский") if lemma.endswith("ский")}
        return any("Geox" in each.tag and each.is_known for place in places for each in _morphology().parse(place))


def is_function_word(word: str) -> bool:
    """Of Russian; small letters."""
    return is_known(word) and _lemma(word).function


def is_english_function_word(word: str) -> bool:
    return word in ENGLISH_FUNCTION_WORDS


def _lemma(word: str) -> Lemma:
    if word in ABBREVIATIONS:
        return Lemma(ABBREVIATIONS[word])
    if not _has_cyrillic(word):
        return _english_lemma(word)
    with _LOCK:
        parse = _morphology().parse(word)[0]
        lemma = parse.normal_form.replace("ё", "е")
        if not parse.is_known:
            # The guessed nominative of one name differs from case to case ("мэннинг", "мэннинга") by its last vowel.
            lemma = lemma.rstrip(_VOWELS) or lemma
    return Lemma(lemma, lemma in FUNCTION_LEMMAS or parse.tag.POS in FUNCTION_TAGS)


def _english_lemma(word: str) -> Lemma:
    if word.removesuffix("n't") in ENGLISH_FUNCTION_WORDS:
        return Lemma(word, function=True)
    plain = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    plain = plain.removesuffix("'s").replace("'", "")
    with _LOCK:
        return Lemma(_stemmer("english").stemWord(plain) or word)


def _has_cyrillic(word: str) -> bool:
    return any("а" <= char <= "я" for char in word.lower())


def _one_alphabet(word: str) -> str:
    """Letters that look alike put into the alphabet of the word's other letters; Cyrillic where both would do."""
    if word.isascii() or not any(char.isascii() and char.isalpha() for char in word) or not _has_cyrillic(word):
        return word
    for table in (_TO_CYRILLIC, _TO_LATIN):
        candidate = word.translate(table)
        if not _has_cyrillic(candidate) or not any(char.isascii() and char.isalpha() for char in candidate):
            return candidate
    return word


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(language)
