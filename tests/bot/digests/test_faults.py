"""A digest is sent once at most, and lost at most once, whatever befalls the program, the chat or Telegram."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import Outgoing, Spot
from bot.desk import Desk
from bot.digests.sender import run_due
from bot.groups import migrate
from bot.markup import Html
from bot.queue import StoppingError
from bot.ratelimit import Limits
from bot.replies import tell
from bot.state import ChatKind
from bot.state.digest_values import DigestState
from tests.bot.digests.office import LEAVE, PARKING, Office
from tests.bot.inprocess import QUICK
from tests.botapi import BotApi, Break, Group, User
from tests.botapi.errors import bad_request, too_many_requests

ROOT = Path(__file__).parents[3]
PATIENCE_S = 300.0


def morning(office: Office, *groups: Group, **plan: Any) -> None:
    """Something is new, and the digests are due."""
    for chat in groups:
        office.subscribe(chat.id, **plan)
    office.library.put(отпуск=LEAVE)
    office.clock.pass_by(hours=1)


def process(office: Office) -> subprocess.Popen[bytes]:
    now = office.clock.now.isoformat()
    arguments = (office.database, str(office.folder), office.url, now)
    return subprocess.Popen([sys.executable, "-m", "tests.bot.digests.office", *arguments], cwd=ROOT)


def states(office: Office, group: Group) -> list[DigestState]:
    return [one.state for one in office.sent(group.id)]


def test_two_at_once_send_one(open_office: Callable[..., Office], api: BotApi, boris: User) -> None:
    office = open_office()
    groups = [api.group(f"Отдел {number}", [boris]) for number in range(10)]
    morning(office, *groups)
    other = open_office(office.clock.now)

    async def both() -> None:
        async with office.desk() as one, other.desk() as two:
            await asyncio.gather(run_due(one, "one"), run_due(two, "two"))

    asyncio.run(both())
    assert {len(chat.sent) for chat in groups} == {1}


def test_two_processes_on_one_database_send_one(office: Office, api: BotApi, boris: User) -> None:
    groups = [api.group(f"Отдел {number}", [boris]) for number in range(5)]
    morning(office, *groups)
    processes = [process(office) for _ in range(2)]
    assert [one.wait(PATIENCE_S) for one in processes] == [0, 0]
    assert {len(chat.sent) for chat in groups} == {1}


def test_killed_between_sending_and_marking_it_is_not_sent_again(office: Office, api: BotApi, group: Group) -> None:
    morning(office, group)
    fault = api.fail("sendMessage", Break.HANG_AFTER, delay=PATIENCE_S)
    killed = process(office)
    api.wait(lambda: fault.hits and group.sent, "sent", PATIENCE_S)
    killed.kill()
    killed.wait(PATIENCE_S)
    api.mend()
    office.send_due()
    office.clock.pass_by(minutes=11)
    office.send_due()
    assert states(office, group) == [DigestState.PERHAPS]
    office.library.put(парковка=PARKING)
    office.at(hour=9)
    first, second = group.sent
    assert "Положение об отпусках" in first.text
    assert "Положение об отпусках" not in second.text
    assert "возможно, не пришла" in second.text


def test_a_claim_of_a_dead_process_is_taken_over(office: Office, group: Group) -> None:
    morning(office, group)
    assert asyncio.run(office.state.digests.claim(group.id, "dead", latest=timedelta(hours=6)))
    office.send_due()
    assert group.sent == []
    office.clock.pass_by(minutes=11)
    office.send_due()
    assert len(group.sent) == 1


def test_a_process_that_lost_its_claim_sends_nothing(office: Office, group: Group) -> None:
    morning(office, group)
    slow = asyncio.run(office.state.digests.claim(group.id, "slow", latest=timedelta(hours=6)))
    assert slow is not None
    office.clock.pass_by(minutes=11)
    office.send_due()
    assert not asyncio.run(office.state.digests.sending(slow, "{}", 1))
    assert states(office, group) == [DigestState.SENT]


def test_ended_while_it_waits_for_its_turn_it_is_sent_at_the_next_start(
    office: Office, api: BotApi, boris: User
) -> None:
    groups = [api.group(f"Отдел {number}", [boris]) for number in range(2)]
    morning(office, *groups)
    office.limits = Limits(overall_per_s=0.001, chat_gap_s=0, group_per_minute=0)

    async def stopped(desk: Desk) -> None:
        sending = asyncio.create_task(run_due(desk))
        await asyncio.to_thread(api.wait_call, "sendMessage")
        desk.close()
        with pytest.raises(StoppingError):
            await sending

    office.run(stopped)
    assert sum(len(chat.sent) for chat in groups) == 1
    office.limits = QUICK
    office.send_due()
    assert [len(chat.sent) for chat in groups] == [1, 1]


def test_removed_it_is_off_and_on_again_with_all_that_was_missed(office: Office, api: BotApi, group: Group) -> None:
    morning(office, group)
    group.remove_bot()
    office.send_due()
    assert (states(office, group), office.plan(group.id).is_away) == ([DigestState.FAILED], True)
    office.at(hour=9)
    assert len(office.sent(group.id)) == 1
    group.add_bot()
    asyncio.run(office.state.digests.set_away(group.id, away=False))
    office.at(hour=9)
    assert "Положение об отпусках" in group.sent[-1].text


def test_muted_it_is_off(office: Office, api: BotApi, group: Group) -> None:
    morning(office, group)
    api.fail("sendMessage", bad_request("not enough rights to send text messages to the chat"))
    office.send_due()
    assert office.plan(group.id).is_away


def test_a_refusal_that_nobody_expects_fails_that_day_only(office: Office, api: BotApi, group: Group) -> None:
    morning(office, group)
    api.fail("sendMessage", bad_request("something new"))
    office.send_due()
    assert office.sent(group.id)[0].failure == "Something new"
    office.at(hour=9)
    assert "Положение об отпусках" in group.sent[0].text


def test_too_fast_is_waited_out(office: Office, api: BotApi, boris: User) -> None:
    groups = [api.group(f"Отдел {number}", [boris]) for number in range(3)]
    morning(office, *groups)
    api.fail("sendMessage", too_many_requests(1), chat=groups[1])
    office.send_due()
    assert [len(chat.sent) for chat in groups] == [1, 1, 1]


def test_a_broken_line_makes_no_second_one(office: Office, api: BotApi, group: Group) -> None:
    morning(office, group)
    api.fail("sendMessage", Break.DROP_AFTER)
    office.send_due()
    assert len(group.sent) == 1
    assert states(office, group) == [DigestState.PERHAPS]
    assert api.calls("editMessageText") == []
    office.library.put(парковка=PARKING)
    office.at(hour=9)
    assert "Положение об отпусках" not in group.sent[1].text
    assert "возможно, не пришла" in group.sent[1].text


def test_a_broken_line_where_the_chat_was_seen_a_moment_ago(office: Office, api: BotApi, group: Group) -> None:
    morning(office, group)

    async def talk_and_send(desk: Desk) -> None:
        await tell(desk, Spot(group.id), Outgoing(Html("Здравствуйте!")))
        api.fail("sendMessage", Break.DROP_AFTER)
        await run_due(desk)

    office.run(talk_and_send)
    assert len(group.sent) == 2
    assert states(office, group) == [DigestState.SENT]


def test_where_no_picture_may_be_its_first_page_is_sent(office: Office, api: BotApi, group: Group) -> None:
    morning(office, group, picture=True)
    api.fail("sendPhoto", bad_request("not enough rights to send photos to the chat"))
    office.send_due()
    assert "длится 28 календарных дней" in group.sent[0].text
    assert group.sent[0].file is None
    assert not office.plan(group.id).is_away


def test_muted_for_a_while_it_is_on_again_after_anything_else_was_sent(
    office: Office, api: BotApi, group: Group
) -> None:
    asyncio.run(office.state.chats.seen(group.id, "Отдел", ChatKind.SUPERGROUP))
    morning(office, group)
    api.fail("sendMessage", bad_request("not enough rights to send text messages to the chat"))
    office.send_due()
    assert office.plan(group.id).is_away
    office.run(lambda desk: tell(desk, Spot(group.id), Outgoing(Html("Здравствуйте!"))))
    kept = asyncio.run(office.state.chats.get(group.id))
    assert kept is not None
    assert (kept.is_active, office.plan(group.id).is_away) == (True, False)
    office.at(hour=9)
    assert "Положение об отпусках" in group.sent[-1].text


def test_a_group_that_became_a_supergroup_goes_on_there(office: Office, api: BotApi, boris: User) -> None:
    group = api.group("Отдел", [boris], supergroup=False)
    morning(office, group)
    moved = group.migrate()
    office.send_due()
    assert (len(group.sent), len(moved.sent)) == (0, 1)
    office.library.put(парковка=PARKING)
    office.at(hour=9)
    assert "Правила парковки" in moved.sent[-1].text
    assert len(moved.sent) == 2
    assert len(office.sent(moved.id)) == 2


def test_a_move_told_twice_changes_nothing(office: Office, api: BotApi, group: Group, boris: User) -> None:
    old = api.group("Отдел", [boris], supergroup=False)
    office.subscribe(old.id, "Asia/Omsk")

    async def twice(desk: Desk) -> None:
        await migrate(desk, old.id, group.id)
        await migrate(desk, old.id, group.id)

    office.run(twice)
    assert office.plan(group.id).timing.zone == "Asia/Omsk"


def test_a_topic_that_is_gone_gives_way_to_the_main_one(office: Office, api: BotApi, boris: User) -> None:
    forum = api.group("Форум", [boris], forum=True)
    topic = forum.topic("Новости")
    morning(office, forum, topic_id=topic.id)
    del forum.topics[topic.id]
    office.send_due()
    (told,) = forum.sent
    assert told.thread_id is None
    assert "Темы, в которую приходила сводка, больше нет" in told.text
    assert office.plan(forum.id).topic_id == 0


def test_in_its_topic(office: Office, api: BotApi, boris: User) -> None:
    forum = api.group("Форум", [boris], forum=True)
    topic = forum.topic("Новости")
    morning(office, forum, topic_id=topic.id)
    office.send_due()
    assert [message.thread_id for message in forum.sent] == [topic.id]
    assert api.objections == []


def test_a_chat_that_is_let_in_no_more_is_told_nothing(office: Office, group: Group) -> None:
    morning(office, group)
    office.settings["access"] = "closed"
    office.send_due()
    assert group.sent == []
    office.settings["access"] = "open"
    office.at(hour=9)
    assert len(group.sent) == 1
