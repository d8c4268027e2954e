"""Who is served when."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass

import pytest

from bot.queue import ChatQueue, PersonRate, Pool, StoppingError, Verdict


@dataclass(frozen=True)
class Work:
    chat_id: int
    name: str


def test_one_chats_work_is_in_order_and_different_chats_are_at_once() -> None:
    async def serve() -> list[str]:
        queue, done, gate = ChatQueue(), [], asyncio.Event()

        async def work(item: Work) -> None:
            if item.name == "first":
                await gate.wait()
            done.append(item.name)

        items = [Work(1, "first"), Work(1, "second"), Work(2, "other"), Work(1, "third")]
        tasks = [asyncio.create_task(queue.process_update(item, work(item))) for item in items]
        await asyncio.sleep(0.01)
        assert done == ["other"]
        assert queue.waiting == 3
        gate.set()
        await asyncio.gather(*tasks)
        assert queue.waiting == 0
        return done

    assert asyncio.run(serve()) == ["other", "first", "second", "third"]


def test_a_closed_queue_finishes_what_is_under_way_and_begins_nothing() -> None:
    async def serve() -> list[str]:
        queue, done, gate = ChatQueue(), [], asyncio.Event()

        async def work(name: str) -> None:
            await gate.wait()
            done.append(name)

        tasks = [asyncio.create_task(queue.process_update(Work(1, name), work(name))) for name in ("one", "two")]
        await asyncio.sleep(0.01)
        queue.close()
        gate.set()
        await asyncio.gather(*tasks)
        return done

    assert asyncio.run(serve()) == ["one"]


def test_an_error_does_not_block_the_chat() -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    async def serve() -> None:
        queue = ChatQueue()
        with pytest.raises(ZeroDivisionError):
            await queue.process_update(Work(1, "a"), fail())
        await queue.process_update(Work(1, "b"), asyncio.sleep(0))

    asyncio.run(serve())


def test_the_pool_is_bounded_and_first_come_first_served() -> None:
    running, most, order = 0, 0, []
    lock = threading.Lock()

    def work(number: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            order.append(number)
        time.sleep(0.01)
        with lock:
            running -= 1
        return number

    async def serve() -> list[int]:
        pool = Pool(2)
        tasks = [asyncio.create_task(pool.run(work, number)) for number in range(10)]
        await asyncio.sleep(0)
        assert pool.waiting == 8
        results = await asyncio.gather(*tasks)
        pool.shutdown()
        return results

    assert asyncio.run(serve()) == list(range(10))
    assert most == 2
    assert sorted(order) == list(range(10))
    assert all(abs(place - number) <= 1 for place, number in enumerate(order))


def test_a_closed_pool_turns_away_what_has_not_begun() -> None:
    async def serve() -> list[object]:
        pool, gate = Pool(1), threading.Event()
        tasks = [asyncio.create_task(pool.run(gate.wait, 5)) for _ in range(3)]
        await asyncio.sleep(0.05)
        pool.close()
        gate.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        pool.shutdown()
        return list(results)

    first, *others = asyncio.run(serve())
    assert first is True
    assert [type(one) for one in others] == [StoppingError, StoppingError]


def test_a_persons_rate_is_limited_and_told_once() -> None:
    now = [0.0]
    rate = PersonRate(2, clock=lambda: now[0])
    assert [rate.ask(5) for _ in range(4)] == [Verdict.GO, Verdict.GO, Verdict.TELL, Verdict.IGNORE]
    assert rate.ask(6) is Verdict.GO
    assert rate.wait_s(5) == 60
    now[0] = 60.5
    assert [rate.ask(5) for _ in range(3)] == [Verdict.GO, Verdict.GO, Verdict.TELL]


def test_idle_people_are_forgotten() -> None:
    now = [0.0]
    rate = PersonRate(2, clock=lambda: now[0])
    for person in range(3000):
        now[0] += 1
        rate.ask(person)
    assert len(rate._moments) <= 1001
