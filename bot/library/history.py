"""/history and /rollback: the states the library was in, and back to one of them."""

from __future__ import annotations

from functools import partial

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot import buttons
from bot.delivery import Outgoing
from bot.desk import Desk
from bot.library import verbs
from bot.library.admins import changing, is_admin_here, is_admins_press, moment, name_of, page_of, turning
from bot.markup import Html, joined
from bot.replies import pop_up, rewrite, say
from bot.texts import Texts
from index.errors import HistoryError, ReindexRunningError
from index.types import ChangeKind, DocumentChange, GenerationInfo, ReindexReport

PAGE_SIZE = 10
ROLLED_BACK = "rollback"


async def show_history(desk: Desk, message: Message) -> None:
    if await is_admin_here(desk, message):
        await say(desk, message, await _history(desk, desk.texts(message.from_user), 0))


async def ask_rollback(desk: Desk, message: Message) -> None:
    """/rollback N: what would change, and whether to."""
    if not await is_admin_here(desk, message):
        return
    texts = desk.texts(message.from_user)
    words = (message.text or "").split()
    if len(words) < 2 or not words[1].isdecimal():
        await say(desk, message, await _history(desk, texts, 0))
        return
    await say(desk, message, await _question(desk, texts, int(words[1][:9])))


async def press_history(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    if not await is_admins_press(desk, query):
        return
    texts = desk.texts(query.from_user)
    if press.verb == verbs.ROLL_BACK_NOW:
        await _roll_back(desk, query, texts, press.number(0), press.number(1))
        return
    await pop_up(query)
    if press.verb == verbs.ROLL_BACK:
        await rewrite(desk, query, await _question(desk, texts, press.number(0)))
    elif press.verb == verbs.STAY:
        await rewrite(desk, query, Outgoing(texts("library-stayed")))
    else:
        await rewrite(desk, query, await _history(desk, texts, press.number(0)))


async def _history(desk: Desk, texts: Texts, page: int) -> Outgoing:
    known = await desk.pool.run(desk.library.generations)
    if not known:
        return Outgoing(texts("history-empty"))
    shown, page, pages = page_of(known, page, PAGE_SIZE)
    lines = [_line(texts, info, newest=info == known[0]) for info in shown]
    back = [
        buttons.button(texts.plain("library-to", n=info.number), verbs.ROLL_BACK, info.number)
        for info in shown
        if info != known[0]
    ]
    rows = [*buttons.columns(back, 5), *turning(texts, page, pages, verbs.HISTORY)]
    return Outgoing(joined("\n", [texts("library-history"), *lines]), InlineKeyboardMarkup(rows) if rows else None)


def _line(texts: Texts, info: GenerationInfo, *, newest: bool) -> Html:
    word = "library-generation-now" if newest else "library-generation"
    counts = {"added": info.added, "changed": info.changed, "removed": info.removed}
    return texts(word, n=info.number, at=moment(info.at), **counts)


async def _question(desk: Desk, texts: Texts, generation: int) -> Outgoing:
    known = await desk.pool.run(desk.library.generations)
    info = next((info for info in known if info.number == generation), None)
    if info is None:
        return Outgoing(texts("error-history-unknown", n=generation))
    changes = await desk.pool.run(desk.library.changes_since, generation)
    rows = [
        [
            buttons.button(texts.plain("library-roll-back"), verbs.ROLL_BACK_NOW, generation, known[0].number),
            buttons.button(texts.plain("library-stay"), verbs.STAY),
        ]
    ]
    told = texts("library-rollback-ask", n=generation, at=moment(info.at), **_undone(changes))
    return Outgoing(told, InlineKeyboardMarkup(rows))


def _undone(changes: list[DocumentChange]) -> dict[str, int]:
    kinds = [change.kind for change in changes]
    return {
        "gone": kinds.count(ChangeKind.ADDED),
        "changed": kinds.count(ChangeKind.CHANGED),
        "back": kinds.count(ChangeKind.REMOVED),
    }


async def _roll_back(desk: Desk, query: CallbackQuery, texts: Texts, generation: int, seen: int) -> None:
    """`seen` is the newest state when it was asked: what came since was not shown to whoever says yes."""
    known = await desk.pool.run(desk.library.generations)
    if not known or known[0].number != seen:
        await pop_up(query, texts.plain("library-changed-since"), alert=True)
        await rewrite(desk, query, await _history(desk, texts, 0))
        return
    await pop_up(query, texts.plain("library-rolling-back"))
    await rewrite(desk, query, Outgoing(texts("library-rolling-back")))
    try:
        report = await changing(partial(desk.library.rollback, generation))
    except HistoryError as error:
        await rewrite(desk, query, Outgoing(history_refusal(texts, error)))
        return
    except ReindexRunningError:
        await rewrite(desk, query, Outgoing(texts("library-busy")))
        return
    by = query.from_user.id
    await desk.patiently(lambda: desk.state.audit.record(by, ROLLED_BACK, f"generation:{generation}"))
    await rewrite(desk, query, Outgoing(await _done(desk, texts, by, generation, report)))


def history_refusal(texts: Texts, error: HistoryError) -> Html:
    return texts(f"error-history-{error.problem}", n=error.generation, files=error.files)


async def _done(desk: Desk, texts: Texts, by: int, generation: int, report: ReindexReport) -> Html:
    return texts(
        "library-rolled-back",
        n=generation,
        now=report.generation,
        by=await name_of(desk, texts, by),
        added=len(report.added),
        changed=len(report.changed),
        removed=len(report.removed),
        seconds=f"{report.seconds:.1f}",
    )
