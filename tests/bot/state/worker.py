"""Another process at the same database: python -m tests.bot.state.worker URL TASK."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import replace

from bot.state import Incoming, Outcome, State
from tests.bot.state.sample import PRIVATE, make_answer


async def receive_many(state: State) -> None:
    """Prints how many of 20 questions were new to it."""
    receipts = [await state.journal.receive(Incoming(PRIVATE, number, "Сколько?")) for number in range(20)]
    sys.stdout.write(f"{sum(receipt.outcome is Outcome.NEW for receipt in receipts)}\n")


async def hang(state: State) -> None:
    """Has four questions at the four stages, says so, and waits to be killed."""
    incoming = Incoming(PRIVATE, 0, "Сколько?")
    ids = [(await state.journal.receive(replace(incoming, message_id=number))).question.id for number in range(4)]
    for question_id in ids[1:]:
        await state.journal.begin(question_id)
    for question_id in ids[2:]:
        await state.journal.sending(question_id, make_answer())
    await state.journal.sent(ids[3], [9])
    sys.stdout.write(" ".join(ids) + "\n")
    sys.stdout.flush()
    time.sleep(600)


async def hang_entered(state: State) -> None:
    """Has a question under way as a run that is told from others, says so, and waits to be killed."""
    await state.runs.enter()
    question = (await state.journal.receive(Incoming(PRIVATE, 0, "Сколько?"))).question
    await state.journal.begin(question.id)
    sys.stdout.write(question.id + "\n")
    sys.stdout.flush()
    time.sleep(600)


TASKS = {task.__name__: task for task in (receive_many, hang, hang_entered)}


async def main(url: str, task: str) -> None:
    state = State.open(url)
    await TASKS[task](state)
    await state.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
