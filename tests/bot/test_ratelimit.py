"""The rate limiter: what goes when, with a clock that runs as fast as one likes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import RetryAfter, TimedOut

from bot.queue import StoppingError
from bot.ratelimit import Limits, RateLimiter

GROUP = -100


class FastLoop(asyncio.SelectorEventLoop):
    """Time passes only by sleeping, and then at once."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        ready, scheduled = self._ready, self._scheduled  # type: ignore[attr-defined]  # asyncio's own
        if not ready and scheduled:
            self._now = max(self._now, scheduled[0].when())
        super()._run_once()  # type: ignore[misc]


def moments(limits: Limits, requests: list[tuple[str, dict[str, Any]]], work: Any = None) -> list[float]:
    """When each of the requests, all made at once, went out."""

    async def all_at_once() -> list[float]:
        limiter = RateLimiter(limits)
        await limiter.initialize()
        loop = asyncio.get_running_loop()

        async def go() -> Any:
            return loop.time()

        calls = [limiter.process_request(work or go, (), {}, name, data, None) for name, data in requests]
        return list(await asyncio.gather(*calls))  # type: ignore[arg-type]

    with asyncio.Runner(loop_factory=FastLoop) as runner:
        return runner.run(all_at_once())


def sends(chat: int, count: int) -> list[tuple[str, dict[str, Any]]]:
    return [("sendMessage", {"chat_id": chat})] * count


def test_one_a_second_in_a_chat_in_order() -> None:
    went = moments(Limits(), sends(5, 4))
    assert went == sorted(went)
    assert all(later - earlier >= 1 for earlier, later in pairwise(went))


def test_twenty_a_minute_in_a_group() -> None:
    went = moments(Limits(), sends(GROUP, 45))
    assert all(later - earlier >= 60 for earlier, later in zip(went, went[20:], strict=False))
    assert went[-1] < 150


def test_thirty_a_second_overall() -> None:
    went = sorted(moments(Limits(), [call for chat in range(100) for call in sends(chat, 1)]))
    assert all(later - earlier >= 0.999 for earlier, later in zip(went, went[30:], strict=False))
    assert went[-1] < 4


def test_what_is_no_message_is_not_counted() -> None:
    calls: list[tuple[str, dict[str, Any]]] = [("sendChatAction", {"chat_id": 5}), ("answerCallbackQuery", {})] * 50
    assert moments(Limits(), calls) == [0.0] * 100


def refusing(times: int, after: int) -> Callable[[], Any]:
    refusals = [RetryAfter(after) for _ in range(times)]

    async def go() -> Any:
        if refusals:
            raise refusals.pop()
        return asyncio.get_running_loop().time()

    return go


@pytest.mark.filterwarnings("ignore:(?s).*retry_after")
def test_a_refusal_is_waited_out_and_not_lost() -> None:
    (went,) = moments(Limits(), sends(5, 1), refusing(2, 7))
    assert 14 <= went < 16


@pytest.mark.filterwarnings("ignore:(?s).*retry_after")
def test_a_refusal_in_one_chat_holds_up_that_chat_alone() -> None:
    went = moments(Limits(), [*sends(5, 2), *sends(6, 1)], refusing(1, 30))
    assert went[0] > 30
    assert went[1] > 30
    assert went[2] < 1


@pytest.mark.filterwarnings("ignore:(?s).*retry_after")
def test_typing_is_not_worth_waiting_for() -> None:
    with pytest.raises(RetryAfter):
        moments(Limits(), [("sendChatAction", {"chat_id": 5})], refusing(1, 30))


def test_other_errors_are_the_callers() -> None:
    async def go() -> Any:
        raise TimedOut

    with pytest.raises(TimedOut):
        moments(Limits(), sends(5, 1), go)


def test_at_the_end_nobody_waits_long() -> None:
    async def end() -> None:
        limiter = RateLimiter()
        calls = [limiter.process_request(_nothing, (), {}, "sendMessage", {"chat_id": GROUP}, None) for _ in range(30)]
        waiting = asyncio.gather(*calls, return_exceptions=True)
        await asyncio.sleep(5)
        limiter.close()
        results = await waiting
        assert sum(result is True for result in results) < 10
        assert {type(result) for result in results} == {bool, StoppingError}

    with asyncio.Runner(loop_factory=FastLoop) as runner:
        runner.run(end())


async def _nothing() -> bool:
    return True


def test_idle_chats_are_forgotten() -> None:
    async def many() -> int:
        limiter = RateLimiter(Limits(overall_per_s=0))
        for chat in range(5000):
            await limiter.process_request(_nothing, (), {}, "sendMessage", {"chat_id": chat}, None)
            await asyncio.sleep(1)
        return len(limiter._lanes)

    with asyncio.Runner(loop_factory=FastLoop) as runner:
        assert runner.run(many()) <= 1001
