"""/audit: who of the admins did what, when; page by page, or all of it as a file."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Sequence
from functools import partial

from telegram import CallbackQuery, InlineKeyboardMarkup, InputFile, Message
from telegram.error import BadRequest, NetworkError

from bot import buttons
from bot.delivery import Outgoing
from bot.desk import Desk
from bot.library import verbs
from bot.library.admins import act_word, is_admin_here, is_admins_press, moment, name_of
from bot.markup import Html, joined, one_line
from bot.replies import pop_up, rewrite, say
from bot.state import Act
from bot.texts import Texts

log = logging.getLogger(__name__)

PAGE_SIZE = 10
FILE_BATCH = 1000
FILE_NAME = "audit.csv"
SUBJECT_UNITS, DETAIL_UNITS = 80, 120


async def show_audit(desk: Desk, message: Message) -> None:
    if await is_admin_here(desk, message):
        await say(desk, message, await _page(desk, desk.texts(message.from_user), None))


async def press_audit(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    if not await is_admins_press(desk, query):
        return
    texts = desk.texts(query.from_user)
    await pop_up(query)
    if press.verb == verbs.AUDIT_FILE:
        await _send_file(desk, query, texts)
    else:
        await rewrite(desk, query, await _page(desk, texts, press.number(0) or None))


async def _page(desk: Desk, texts: Texts, before: int | None) -> Outgoing:
    """The newest acts, or those before the one of that id."""
    acts = await desk.patiently(lambda: desk.state.audit.acts(limit=PAGE_SIZE + 1, before_id=before))
    if not acts:
        return Outgoing(texts("audit-empty"))
    lines = [await _line(desk, texts, act) for act in acts[:PAGE_SIZE]]
    turn = [] if before is None else [buttons.button(texts.plain("audit-newest"), verbs.AUDIT, 0)]
    if len(acts) > PAGE_SIZE:
        turn.append(buttons.button(texts.plain("audit-older"), verbs.AUDIT, acts[PAGE_SIZE - 1].id))
    rows = [*([turn] if turn else []), [buttons.button(texts.plain("audit-as-file"), verbs.AUDIT_FILE)]]
    return Outgoing(joined("\n\n", [texts("audit-title"), *lines]), InlineKeyboardMarkup(rows))


async def _line(desk: Desk, texts: Texts, act: Act) -> Html:
    told = one_line(f"{act.subject} {act.detail}", SUBJECT_UNITS + DETAIL_UNITS)
    name = await name_of(desk, texts, act.by)
    return texts("audit-line", at=moment(act.at), name=name, action=act_word(texts, act.action), subject=told)


async def _send_file(desk: Desk, query: CallbackQuery, texts: Texts) -> None:
    """Tried once: whoever still wants it presses again."""
    message = query.message
    if message is None:
        return
    table = await _table(desk, texts)
    try:
        sent = await desk.bot.send_document(message.chat.id, InputFile(io.BytesIO(as_csv(table)), FILE_NAME))
    except BadRequest:
        raise
    except NetworkError as error:
        log.warning("the audit was not sent: %s", error)
    else:
        desk.courier.saw(message.chat.id, sent.message_id)


async def _table(desk: Desk, texts: Texts) -> list[tuple[str, ...]]:
    """All acts, oldest first, under a row of headings."""
    acts: list[Act] = []
    names: dict[int, str] = {}
    while True:
        before = acts[-1].id if acts else None
        found = await desk.patiently(partial(desk.state.audit.acts, limit=FILE_BATCH, before_id=before))
        acts += found
        if len(found) < FILE_BATCH:
            break
    for act in acts:
        if act.by not in names:
            names[act.by] = await name_of(desk, texts, act.by)
    heads = ("at", "id", "name", "action", "subject", "detail")
    rows = [
        (act.at.isoformat(), str(act.by), names[act.by], act.action, act.subject, act.detail) for act in reversed(acts)
    ]
    return [tuple(texts.plain(f"audit-column-{head}") for head in heads), *rows]


def as_csv(table: Sequence[Sequence[str]]) -> bytes:
    """As spreadsheet programs read it; a cell that they would take for a formula is marked as text."""
    out = io.StringIO()
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in table])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
