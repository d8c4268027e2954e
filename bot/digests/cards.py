"""What a digest's title leads to: the document's card, in private, and the document by a button."""

from __future__ import annotations

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, User
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from bot import buttons
from bot.access import NOTHING, may_see
from bot.delivery import Outgoing
from bot.desk import Desk
from bot.digests.gather import Collections, granted_to
from bot.digests.links import Linked, short_name
from bot.feedback import send_file
from bot.markup import Html, joined, one_line
from bot.render import Source, source_line
from bot.replies import pop_up, say
from bot.texts import Texts
from index.types import DocumentCard

FILE = "dd"
"""The verb of the button under a card: the chat whose digest led there, and the document."""
FOLDER_UNITS = 100
INSIDE = frozenset(
    {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER, ChatMemberStatus.RESTRICTED}
)


async def open_card(desk: Desk, message: Message) -> None:
    """A title was followed."""
    user, linked = message.from_user, Linked.parse(message.text or "")
    if user is None:
        return
    texts = desk.texts(user)
    await desk.patiently(lambda: desk.see(user, message.chat))
    card = None if linked is None else await _card(desk, linked, user)
    if linked is None or card is None:
        await say(desk, message, Outgoing(texts("digest-card-gone")))
        return
    row = [buttons.button(texts.plain("button-document"), FILE, linked.chat_id, linked.document)]
    await say(desk, message, Outgoing(_card_html(texts, card), InlineKeyboardMarkup([row])))


async def press_file(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    texts, message = desk.texts(query.from_user), query.message
    card = await _card(desk, Linked(press.number(0), press.text(1)), query.from_user)
    if card is None or not isinstance(message, Message):
        await pop_up(query, texts.plain("digest-card-gone"), alert=True)
        return
    await send_file(desk, query, message, texts, card.path)


async def _card(desk: Desk, linked: Linked, user: User) -> DocumentCard | None:
    """None for a document that is gone, or that neither the person nor the chat they are in may see now."""
    cards = await desk.pool.run(desk.library.documents)
    card = next((card for card in cards if short_name(card.path) == linked.document), None)
    if card is None:
        return None
    own = await granted_to(desk, user.id)
    if own is not None and may_see(own.collections, card.path):
        return card
    return card if may_see(await _of_chat(desk, linked.chat_id, user), card.path) else None


async def _of_chat(desk: Desk, chat_id: int, user: User) -> Collections:
    """What the chat may see, to those who are in it."""
    if chat_id > 0 or not await _is_inside(desk, chat_id, user):
        return NOTHING
    place = await desk.patiently(lambda: desk.place(user.id, chat_id))
    return desk.policy.collections(place)


async def _is_inside(desk: Desk, chat_id: int, user: User) -> bool:
    chat = await desk.patiently(lambda: desk.state.chats.get(chat_id))
    if chat is None:
        return False
    try:
        member = await desk.bot.get_chat_member(chat.id, user.id)
    except (BadRequest, Forbidden):
        return False
    return member.status in INSIDE


def _card_html(texts: Texts, card: DocumentCard) -> Html:
    folder = one_line(card.collection, FOLDER_UNITS) or texts.plain("collection-root")
    source = source_line(texts, Source(card.path, card.title, card.date, None))
    return joined("\n", [source, texts("digest-card-folder", name=folder)])
