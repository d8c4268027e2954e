"""/unanswered: groups of questions page by page, their wordings, and those that need no answer."""

from __future__ import annotations

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot import buttons
from bot.delivery import Outgoing
from bot.desk import Desk
from bot.library.admins import is_admin_here, is_admins_press, moment, name_of, page_of, turning
from bot.markup import Html, joined, one_line
from bot.replies import pop_up, rewrite, say
from bot.state.unanswered_steps import Held
from bot.state.unanswered_values import NewResolution, Resolution, ResolutionState
from bot.texts import Texts
from bot.unanswered import verbs
from bot.unanswered.groups import Group, gather, group_of
from bot.unanswered.reviewing import due_notes

PAGE_SIZE = 5
QUESTION_UNITS = 300
VARIANTS_SHOWN = 15
VARIANT_UNITS = 200


async def show_unanswered(desk: Desk, message: Message) -> None:
    if await is_admin_here(desk, message):
        await say(desk, message, await _page(desk, desk.texts(message.from_user), 0))


async def press_list(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    if await is_admins_press(desk, query):
        await pop_up(query)
        await rewrite(desk, query, await _page(desk, desk.texts(query.from_user), press.number(0)))


async def pressed_group(desk: Desk, query: CallbackQuery, press: buttons.Press) -> Group | None:
    """None where the presser may not, or the group is settled; then they were told."""
    if not await is_admins_press(desk, query):
        return None
    group = group_of(await gather(desk), press.text(0))
    if group is None:
        await pop_up(query, desk.texts(query.from_user).plain("unanswered-settled"), alert=True)
    return group


async def press_variants(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    group = await pressed_group(desk, query, press)
    if group is not None:
        await pop_up(query)
        await rewrite(desk, query, _variants(desk.texts(query.from_user), group, press.number(1)))


async def press_dismiss(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    """No answer is needed; the button that undoes it stands above the list."""
    group = await pressed_group(desk, query, press)
    if group is None:
        return
    texts, user = desk.texts(query.from_user), query.from_user
    new = NewResolution(user.id, user.id, user.language_code, group.lead.text, group.lead.id)
    made = await desk.patiently(lambda: desk.state.unanswered.dismiss(new, group.ids))
    if not isinstance(made, Resolution):
        await pop_up(query, await refusal(desk, texts, made, user.id), alert=True)
        return
    await pop_up(query, texts.plain("changed"))
    await rewrite(desk, query, await _page(desk, texts, press.number(1), dismissed=(made.id, group.lead.text)))


async def press_undo(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    if not await is_admins_press(desk, query):
        return
    texts = desk.texts(query.from_user)
    by = query.from_user.id
    restored = await desk.patiently(lambda: desk.state.unanswered.restore(press.text(0), by))
    word = "changed" if restored else "already-decided"
    await pop_up(query, texts.plain(word), alert=not restored)
    await rewrite(desk, query, await _page(desk, texts, press.number(1)))


async def refusal(desk: Desk, texts: Texts, held: Held | None, presser: int) -> str:
    """Why a group cannot be answered or dismissed now."""
    if held is None or held.state not in (ResolutionState.ASKED, ResolutionState.CHOOSING, ResolutionState.PUBLISHING):
        return texts.plain("unanswered-settled")
    if held.by == presser:
        return texts.plain("unanswered-held-by-you")
    return texts.plain("unanswered-held", name=await name_of(desk, texts, held.by), at=moment(held.since))


async def _page(desk: Desk, texts: Texts, page: int, dismissed: tuple[str, str] | None = None) -> Outgoing:
    groups = await gather(desk)
    shown, page, pages = page_of(groups, page, PAGE_SIZE)
    first = page * PAGE_SIZE + 1
    head = texts("unanswered-title", n=len(groups)) if groups else texts("unanswered-none")
    parts = [head, *[await _entry(desk, texts, group, number) for number, group in enumerate(shown, first)]]
    rows: list[buttons.Row] = []
    if dismissed is not None:
        parts.insert(0, texts("unanswered-dismissed", question=one_line(dismissed[1], QUESTION_UNITS)))
        rows.append([buttons.button(texts.plain("unanswered-button-undo"), verbs.UNDO, dismissed[0], page)])
    rows += [_row(texts, group, number, page) for number, group in enumerate(shown, first)]
    rows += turning(texts, page, pages, verbs.LIST)
    reviews = len(await due_notes(desk))
    if reviews:
        rows.append([buttons.button(texts.plain("note-button-reviews", n=reviews), verbs.REVIEW, 0)])
    return Outgoing(joined("\n\n", parts), InlineKeyboardMarkup(rows) if rows else None)


async def _entry(desk: Desk, texts: Texts, group: Group, number: int) -> Html:
    question = one_line(group.lead.text, QUESTION_UNITS)
    lines = [
        texts("unanswered-entry", number=number, question=question),
        texts("unanswered-asked", n=group.people, at=moment(group.last)),
    ]
    if group.held_by is not None:
        lines.append(texts("unanswered-at-it", name=await name_of(desk, texts, group.held_by)))
    return joined("\n", lines)


def _row(texts: Texts, group: Group, number: int, page: int) -> buttons.Row:
    lead = group.lead.id
    return [
        buttons.button(texts.plain("unanswered-button-answer", number=number), verbs.ANSWER, lead),
        buttons.button(texts.plain("unanswered-button-dismiss"), verbs.DISMISS, lead, page),
        buttons.button(texts.plain("unanswered-button-variants"), verbs.VARIANTS, lead, page),
    ]


def _variants(texts: Texts, group: Group, page: int) -> Outgoing:
    variants = group.variants
    lines = [
        texts("unanswered-variant", question=one_line(text, VARIANT_UNITS), n=count)
        for text, count in variants[:VARIANTS_SHOWN]
    ]
    if len(variants) > VARIANTS_SHOWN:
        lines.append(texts("docs-and-more", n=len(variants) - VARIANTS_SHOWN))
    declined = sum(one.declined for one in group.questions)
    head = texts("unanswered-variants", n=group.people, declined=declined, down=len(group.questions) - declined)
    lead = group.lead.id
    rows = [
        [
            buttons.button(texts.plain("unanswered-button-answer-one"), verbs.ANSWER, lead),
            buttons.button(texts.plain("unanswered-button-dismiss"), verbs.DISMISS, lead, page),
        ],
        [buttons.button(texts.plain("button-back"), verbs.LIST, page)],
    ]
    return Outgoing(joined("\n\n", [head, joined("\n", lines)]), InlineKeyboardMarkup(rows))
