"""/documents: collections, the documents in one, and those that a word is looked for in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot import buttons
from bot.delivery import Outgoing
from bot.desk import Desk
from bot.library import verbs
from bot.library.admins import cards, collection_name, is_admin_here, is_admins_press, key_of, page_of, turning
from bot.markup import joined, one_line
from bot.replies import pop_up, rewrite, say
from bot.texts import Texts
from index.types import DocumentCard

PAGE_SIZE = 8
LABEL_UNITS = 50
DATA_BYTES = 64
"""The most that Telegram keeps behind a button."""
SHORT_WORD, ENDING = 4, 2
"""A longer word is looked for without so many of its last letters: «приказы» finds «приказ»."""


async def show_documents(desk: Desk, message: Message) -> None:
    """The collections; after the command, words to look for in titles and paths."""
    if not await is_admin_here(desk, message):
        return
    texts = desk.texts(message.from_user)
    known = await cards(desk)
    wanted = " ".join((message.text or "").split()[1:])
    await say(desk, message, _found(texts, known, wanted, 0) if wanted else _collections(texts, known, 0))


async def press_list(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    """Any button that leads to a list."""
    if not await is_admins_press(desk, query):
        return
    texts = desk.texts(query.from_user)
    known = await cards(desk)
    await pop_up(query)
    if press.verb == verbs.DOCUMENTS:
        shown = documents_in(texts, known, press.text(0), press.number(1))
    elif press.verb == verbs.SEARCH:
        shown = _found(texts, known, press.text(0), press.number(1))
    else:
        shown = _collections(texts, known, press.number(0))
    await rewrite(desk, query, shown)


def documents_in(texts: Texts, known: Sequence[DocumentCard], collection: str, page: int) -> Outgoing:
    """The documents of the collection of that key."""
    inside = [card for card in known if key_of(card.collection) == collection]
    if not inside:
        return _collections(texts, known, 0)
    shown, page, pages = page_of(inside, page, PAGE_SIZE)
    title = texts("library-collection", name=collection_name(texts, inside[0].collection), n=len(inside))
    rows = [
        *_entries(shown),
        *turning(texts, page, pages, verbs.DOCUMENTS, before=(collection,)),
        [buttons.button(texts.plain("button-back"), verbs.COLLECTIONS, 0)],
    ]
    return Outgoing(title, InlineKeyboardMarkup(rows))


def page_with(known: Sequence[DocumentCard], card: DocumentCard) -> int:
    """Which page of its collection's list a document stands on."""
    inside = [other.path for other in known if other.collection == card.collection]
    return inside.index(card.path) // PAGE_SIZE if card.path in inside else 0


def _collections(texts: Texts, known: Sequence[DocumentCard], page: int) -> Outgoing:
    if not known:
        return Outgoing(texts("library-empty"))
    counts = Counter(card.collection for card in known)
    shown, page, pages = page_of(sorted(counts), page, PAGE_SIZE)
    rows = [
        [buttons.button(f"{collection_name(texts, name)} · {counts[name]}", verbs.DOCUMENTS, key_of(name), 0)]
        for name in shown
    ]
    text = joined("\n", [texts("library-title", n=len(known)), texts("library-search-hint")])
    return Outgoing(text, InlineKeyboardMarkup([*rows, *turning(texts, page, pages, verbs.COLLECTIONS)]))


def _found(texts: Texts, known: Sequence[DocumentCard], wanted: str, page: int) -> Outgoing:
    wanted = _short_enough(wanted)
    found = matching(known, wanted)
    title = texts("library-found", wanted=wanted, n=len(found))
    shown, page, pages = page_of(found, page, PAGE_SIZE)
    rows = [
        *_entries(shown),
        *turning(texts, page, pages, verbs.SEARCH, before=(wanted,)),
        [buttons.button(texts.plain("library-all"), verbs.COLLECTIONS, 0)],
    ]
    return Outgoing(title, InlineKeyboardMarkup(rows))


def matching(known: Sequence[DocumentCard], wanted: str) -> list[DocumentCard]:
    """Those in whose title or path the beginnings of all the words stand, by path."""
    beginnings = [word[:-ENDING] if len(word) > SHORT_WORD + ENDING else word for word in _folded(wanted).split()]
    return [card for card in known if all(word in _folded(f"{card.title}\n{card.path}") for word in beginnings)]


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _short_enough(wanted: str) -> str:
    """What still fits behind a button that turns the page; words so cut find no less."""
    room = DATA_BYTES - len(f"{verbs.SEARCH}::9999")
    return one_line(wanted.replace(":", " "), DATA_BYTES).encode()[:room].decode("utf-8", "ignore").rstrip("… ")


def _entries(shown: Sequence[DocumentCard]) -> list[buttons.Row]:
    return [[buttons.button(_label(card), verbs.CARD, key_of(card.path))] for card in shown]


def _label(card: DocumentCard) -> str:
    title = one_line(card.title, LABEL_UNITS) or one_line(card.path, LABEL_UNITS)
    return f"{title} · {card.date:%d.%m.%Y}" if card.date else title
