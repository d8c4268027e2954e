"""Documents that others say are no longer in force: each pair is put before the admins once, and the first decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from telegram import CallbackQuery, InlineKeyboardMarkup

from bot import buttons
from bot.delivery import Outgoing, Spot
from bot.desk import Desk
from bot.library import verbs
from bot.library.admins import cards, is_admins_press, key_of, name_of
from bot.markup import Html, one_line
from bot.replies import pop_up, rewrite, tell
from bot.state import Person
from bot.state.library import DOCUMENT
from bot.texts import Texts
from index.types import Relation

TITLE_UNITS = 150
QUOTE_UNITS = 300
CONFIRMED, REJECTED = "relation-confirmed", "relation-rejected"


@dataclass(slots=True)
class Herald:
    """Tells the admins of what was found, after each generation that it has not looked at.

    While none of them can be written to it waits: each pair is told of once.
    """

    desk: Desk
    generation: int = -1
    told: set[str] = field(default_factory=set)
    """Keys of pairs that this run has told of; the state remembers those of earlier ones for a week."""

    async def look(self) -> None:
        newest = (await self.desk.pool.run(self.desk.library.status)).generation
        if newest == self.generation or not await _active_admins(self.desk):
            return
        for relation in await self.desk.pool.run(self.desk.library.relations):
            if relation.confirmed is None:
                await self._tell(relation)
        self.generation = newest

    async def _tell(self, relation: Relation) -> None:
        key = relation_key(relation)
        if key in self.told:
            return
        self.told.add(key)
        first = partial(self.desk.state.once.first, f"relation:{key}")
        if await self.desk.patiently(first):
            await _ask_admins(self.desk, relation)


def relation_key(relation: Relation) -> str:
    return key_of(f"{relation.newer}\n{relation.older}")


async def _ask_admins(desk: Desk, relation: Relation) -> None:
    for admin in await _active_admins(desk):
        texts = desk.texts_of(admin)
        await tell(desk, Spot(admin.id), await _question(desk, texts, relation))


async def _active_admins(desk: Desk) -> list[Person]:
    """Those who have started the bot; no other may be written to."""
    admins = [await desk.patiently(partial(desk.state.people.get, one)) for one in sorted(desk.policy.admin_ids)]
    return [admin for admin in admins if admin is not None and admin.is_active]


async def _question(desk: Desk, texts: Texts, relation: Relation) -> Outgoing:
    key = relation_key(relation)
    newer, older = await _titles(desk, relation)
    quote = one_line(relation.quote, QUOTE_UNITS)
    row = [
        buttons.button(texts.plain("relation-confirm"), verbs.CONFIRM, key),
        buttons.button(texts.plain("relation-reject"), verbs.REJECT, key),
    ]
    told = texts(f"relation-ask-{relation.kind}", newer=newer, older=older, quote=quote)
    return Outgoing(told, InlineKeyboardMarkup([row]))


async def press_relation(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    if not await is_admins_press(desk, query):
        return
    texts = desk.texts(query.from_user)
    known = await desk.pool.run(desk.library.relations)
    relation = next((one for one in known if relation_key(one) == press.text(0)), None)
    if relation is None:
        await pop_up(query, texts.plain("document-gone"), alert=True)
        return
    confirmed = press.verb == verbs.CONFIRM
    if not await desk.pool.run(desk.library.decide, relation, confirmed=confirmed):
        await pop_up(query, texts.plain("already-decided"), alert=True)
        return
    by = query.from_user.id
    action = CONFIRMED if confirmed else REJECTED
    await desk.patiently(lambda: desk.state.audit.record(by, action, DOCUMENT + relation.older, relation.newer))
    await pop_up(query, texts.plain("changed"))
    await rewrite(desk, query, Outgoing(await _decided(desk, texts, relation, action, by)))


async def _decided(desk: Desk, texts: Texts, relation: Relation, action: str, by: int) -> Html:
    newer, older = await _titles(desk, relation)
    return texts(action, newer=newer, older=older, by=await name_of(desk, texts, by))


async def _titles(desk: Desk, relation: Relation) -> tuple[str, str]:
    titles = {card.path: card.title for card in await cards(desk)}
    newer, older = (one_line(titles.get(path, path), TITLE_UNITS) for path in (relation.newer, relation.older))
    return newer, older
