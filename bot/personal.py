"""What a person says to the bot beside questions: /start, /help, /new, /forgetme, and what is no text."""

from __future__ import annotations

from collections.abc import Callable

from telegram import CallbackQuery, Message

from bot import buttons
from bot.access import Verdict
from bot.delivery import Outgoing
from bot.desk import Desk, is_group, topic_of
from bot.markup import Html, joined
from bot.menu import register_admin
from bot.people import ask_for_group, ask_for_person, show_open_requests
from bot.replies import pop_up, rewrite, say
from bot.state import Thread
from bot.texts import Texts


async def start(desk: Desk, message: Message) -> None:
    """For a stranger it asks to be let in; an admin can be given their commands and what waits for a decision."""
    await _to_those_let_in(desk, message, lambda texts: texts("start"))
    user = message.from_user
    if user is not None and desk.policy.is_admin(user.id) and not is_group(message.chat):
        await register_admin(desk, user.id)
        await show_open_requests(desk, await desk.patiently(lambda: desk.see(user, message.chat)))


async def help_(desk: Desk, message: Message) -> None:
    await _to_those_let_in(desk, message, lambda texts: _help_html(desk, message, texts))


async def new(desk: Desk, message: Message) -> None:
    """Forgets the conversation."""
    if message.from_user is not None:
        thread = Thread(message.chat_id, topic_of(message), message.from_user.id)
        await desk.patiently(lambda: desk.state.conversations.forget(thread))
        await say(desk, message, Outgoing(desk.texts(message.from_user)("new-done")))


async def not_text(desk: Desk, message: Message) -> None:
    await _to_those_let_in(desk, message, lambda texts: texts("only-text"))


async def forget_me(desk: Desk, message: Message) -> None:
    if message.from_user is not None and not is_group(message.chat):
        texts = desk.texts(message.from_user)
        await say(
            desk, message, Outgoing(texts("forgetme-confirm"), buttons.forget_buttons(texts, message.from_user.id))
        )


async def press_forget(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    texts = desk.texts(query.from_user)
    person = query.from_user.id
    if press.number(0) != person:
        await pop_up(query, texts.plain("not-yours"), alert=True)
        return
    await pop_up(query)
    if press.verb == buttons.KEEP:
        await rewrite(desk, query, Outgoing(texts("forgetme-kept")))
        return
    forgotten = await desk.patiently(lambda: desk.state.retention.forget_person(person))
    await rewrite(desk, query, Outgoing(texts("forgetme-done", questions=forgotten.questions)))


async def _to_those_let_in(desk: Desk, message: Message, word: Callable[[Texts], Html]) -> None:
    user = message.from_user
    if user is None or user.is_bot:
        return
    texts = desk.texts(user)
    await desk.patiently(lambda: desk.see(user, message.chat))
    if is_group(message.chat):
        await desk.patiently(lambda: desk.see_group(message.chat))
    place = await desk.patiently(lambda: desk.place(user.id, message.chat_id))
    if desk.policy.verdict(place) is Verdict.ALLOWED:
        await say(desk, message, Outgoing(word(texts)))
    else:
        ask = ask_for_group if is_group(message.chat) else ask_for_person
        await say(desk, message, Outgoing(await ask(desk, message, texts)))


def _help_html(desk: Desk, message: Message, texts: Texts) -> Html:
    text = texts("help", username=desk.bot.username)
    admin = message.from_user is not None and desk.policy.is_admin(message.from_user.id)
    if not admin or is_group(message.chat):
        return text
    return joined("\n", [text, texts("help-admin"), texts("docs-help"), texts("stats-help"), texts("unanswered-help")])
