"""Which messages of admins are answers to the bot's prompts, and no questions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from telegram import Message, Update

from bot.desk import Desk, is_group
from bot.state.unanswered_values import Resolution


async def answers_to_prompts(desk: Desk, updates: Sequence[Update]) -> set[int]:
    """Ids of the updates that are; the state is asked of few: replies of admins to the bot in private."""
    found = set()
    for update in updates:
        message = update.message or update.edited_message
        if message is not None and await resolution_of(desk, message) is not None:
            found.add(update.update_id)
    return found


async def resolution_of(desk: Desk, message: Message) -> Resolution | None:
    """What the message is an answer to, be it closed since."""
    prompt = message.reply_to_message
    if prompt is None or not may_answer(desk, message):
        return None
    return await desk.patiently(partial(desk.state.unanswered.by_prompt, message.chat_id, prompt.message_id))


def may_answer(desk: Desk, message: Message) -> bool:
    """Whether it can be an answer to a prompt, by what is seen of it."""
    sender, prompt = message.from_user, message.reply_to_message
    if sender is None or prompt is None or prompt.from_user is None or is_group(message.chat):
        return False
    is_command = (message.text or "").startswith("/")
    return desk.policy.is_admin(sender.id) and prompt.from_user.id == desk.bot.id and not is_command
