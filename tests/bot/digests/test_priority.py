"""What is late lets everything else go first, and keeps to the rate itself."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

from bot.ratelimit import LATE, LATE_SHARE, Limits, RateLimiter
from tests.bot.test_ratelimit import FastLoop

RATE = 10


async def went(late: int, answers: int, after_s: float) -> tuple[list[float], list[float]]:
    """When each went out: the late ones all asked for at once, answers together some time later."""
    limiter, loop = RateLimiter(Limits(overall_per_s=RATE)), asyncio.get_running_loop()
    await limiter.initialize()

    async def go() -> Any:
        return loop.time()

    async def send(chat: int, priority: int | None, wait_s: float) -> Any:
        await asyncio.sleep(wait_s)
        return await limiter.process_request(go, (), {}, "sendMessage", {"chat_id": chat}, priority)

    digests = [send(1000 + chat, LATE, 0) for chat in range(late)]
    moments = await asyncio.gather(*digests, *(send(chat, None, after_s) for chat in range(answers)))
    return moments[:late], moments[late:]


def test_answers_go_before_whatever_is_late() -> None:
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        digests, answers = runner.run(went(200, 20, 3.0))
    assert max(answers) <= 3.0 + 21 / RATE
    assert not [moment for moment in digests if min(answers) < moment < max(answers)]


def test_an_answer_now_and_then_waits_for_nothing() -> None:
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        _, answers = runner.run(went(200, 1, 3.01))
    assert answers == [3.01]


def test_what_is_late_leaves_room_and_none_is_lost() -> None:
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        digests, _ = runner.run(went(50, 0, 0.0))
    assert len(digests) == 50
    assert min(after - before for before, after in pairwise(sorted(digests))) >= 0.999 / (RATE * LATE_SHARE)
