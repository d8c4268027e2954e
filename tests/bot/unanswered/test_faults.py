"""Whoever asked is told once at most, and a note is published once, whatever befalls the program."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bot.desk import Desk
from bot.documents.librarian import Librarian
from bot.state import State
from bot.state.unanswered_values import Dispatch, DispatchState, NewResolution, Resolution, ResolutionState
from bot.unanswered.asking import close_given_up
from bot.unanswered.clerk import Clerk
from bot.unanswered.publishing import settle_all
from bot.unanswered.sender import send_due
from tests.bot.unanswered.bureau import Bureau
from tests.bot.unanswered.conftest import PARKING
from tests.botapi import BotApi, Break, PrivateChat
from tests.botapi.errors import bad_request, too_many_requests

ROOT = Path(__file__).parents[3]
PATIENCE_S = 300.0
TOLD = "ответил администратор"


def told(chat: PrivateChat) -> int:
    return sum(TOLD in message.text for message in chat.sent)


def process(bureau: Bureau) -> subprocess.Popen[bytes]:
    arguments = (bureau.database, str(bureau.folder), bureau.url, bureau.clock.now.isoformat())
    return subprocess.Popen([sys.executable, "-m", "tests.bot.unanswered.bureau", *arguments], cwd=ROOT)


def states(bureau: Bureau, resolution: str) -> list[tuple[int, DispatchState]]:
    return asyncio.run(bureau.state.outbox.states(resolution))


def claim(state: State) -> Dispatch:
    async def work() -> Dispatch:
        (due,) = await state.outbox.due()
        claimed = await state.outbox.claim(due, "dead")
        assert claimed is not None
        return claimed

    return asyncio.run(work())


def test_killed_between_sending_and_marking_nobody_is_told_again(
    bureau: Bureau, api: BotApi, guest: PrivateChat
) -> None:
    resolution = bureau.publish([bureau.ask(11, PARKING)])
    fault = api.fail("sendMessage", Break.HANG_AFTER, delay=PATIENCE_S)
    killed = process(bureau)
    api.wait(lambda: fault.hits and guest.sent, "sent", PATIENCE_S)
    killed.kill()
    killed.wait(PATIENCE_S)
    api.mend()
    bureau.send()
    bureau.clock.pass_by(minutes=11)
    bureau.send()
    bureau.send()
    assert told(guest) == 1
    assert states(bureau, resolution) == [(11, DispatchState.PERHAPS)]


def test_a_broken_line_leaves_open_whether_they_were_told(bureau: Bureau, api: BotApi, guest: PrivateChat) -> None:
    resolution = bureau.publish([bureau.ask(11, PARKING)])
    api.fail("sendMessage", Break.DROP_AFTER)
    bureau.send()
    bureau.send()
    assert told(guest) == 1
    assert states(bureau, resolution) == [(11, DispatchState.PERHAPS)]
    assert api.calls("editMessageText") == []


def test_two_at_once_tell_each_once(open_bureau: Callable[..., Bureau], api: BotApi) -> None:
    bureau, other = open_bureau(), open_bureau()
    chats = [api.private(api.user(20 + number, started=True)) for number in range(8)]
    bureau.publish([bureau.ask(chat.id, PARKING) for chat in chats])

    async def both() -> None:
        async with bureau.desk() as one, other.desk() as two:
            await asyncio.gather(send_due(one, "one"), send_due(two, "two"))

    asyncio.run(both())
    bureau.send()
    assert {told(chat) for chat in chats} == {1}


def test_a_claim_of_a_dead_process_is_taken_over(bureau: Bureau, guest: PrivateChat) -> None:
    bureau.publish([bureau.ask(11, PARKING)])
    dead = claim(bureau.state)
    bureau.send()
    assert told(guest) == 0
    bureau.clock.pass_by(minutes=11)
    bureau.send()
    assert told(guest) == 1
    assert not asyncio.run(bureau.state.outbox.sending(dead))


def test_ended_before_it_was_sent_it_is_sent_at_the_next_start(bureau: Bureau, api: BotApi, guest: PrivateChat) -> None:
    bureau.publish([bureau.ask(11, PARKING)])
    api.fail("sendMessage", too_many_requests(60))

    async def stopped(desk: Desk) -> None:
        sending = asyncio.create_task(send_due(desk))
        await asyncio.sleep(0.3)
        desk.close()
        await sending

    bureau.run(stopped)
    api.mend()
    assert told(guest) == 0
    bureau.send()
    assert told(guest) == 1


def test_a_refusal_that_nobody_expects_is_noted(bureau: Bureau, api: BotApi, guest: PrivateChat) -> None:
    resolution = bureau.publish([bureau.ask(11, PARKING)])
    api.fail("sendMessage", bad_request("something new"))
    bureau.send()
    bureau.send()
    assert told(guest) == 0
    assert states(bureau, resolution) == [(11, DispatchState.FAILED)]


def test_access_counts_at_the_moment_of_telling(bureau: Bureau, guest: PrivateChat) -> None:
    resolution = bureau.publish([bureau.ask(11, PARKING)])
    bureau.settings["access"] = "closed"
    bureau.send()
    bureau.settings["access"] = "open"
    bureau.send()
    assert told(guest) == 0
    assert states(bureau, resolution) == [(11, DispatchState.NEEDLESS)]


def test_a_person_who_was_forgotten_is_told_nothing(bureau: Bureau, api: BotApi, guest: PrivateChat) -> None:
    other = api.private(api.user(12, started=True))
    resolution = bureau.publish([bureau.ask(11, PARKING), bureau.ask(12, PARKING)])
    asyncio.run(bureau.state.retention.forget_person(11))
    bureau.send()
    assert (told(guest), told(other)) == (0, 1)
    kept = asyncio.run(bureau.state.unanswered.get(resolution))
    assert kept is not None
    assert kept.question == ""


def test_an_answer_begun_to_somebody_forgotten_goes_with_them(bureau: Bureau) -> None:
    resolution = _begun(bureau)
    asyncio.run(bureau.state.retention.forget_person(11))
    assert asyncio.run(bureau.state.unanswered.get(resolution.id)) is None


def test_what_is_old_goes(bureau: Bureau, guest: PrivateChat) -> None:
    resolution = bureau.publish([bureau.ask(11, PARKING)])
    bureau.send()
    bureau.clock.pass_by(days=31)
    assert asyncio.run(bureau.state.unanswered.purge(0)) == 0
    assert asyncio.run(bureau.state.unanswered.purge(30)) == 2
    assert asyncio.run(bureau.state.unanswered.get(resolution)) is None
    assert states(bureau, resolution) == []


def settle(bureau: Bureau) -> None:
    """As the job does at a start: what is spawned is waited for."""

    async def work(desk: Desk) -> None:
        tasks: list[asyncio.Task[None]] = []
        clerk = Clerk(Librarian.of(desk, lambda work: tasks.append(asyncio.ensure_future(work))))
        await settle_all(clerk)
        await asyncio.gather(*tasks)

    bureau.run(work)


def state_of(bureau: Bureau, resolution: Resolution) -> ResolutionState:
    found = asyncio.run(bureau.state.unanswered.get(resolution.id))
    assert found is not None
    return found.state


def test_published_but_not_noted_it_is_noted_and_told_once(bureau: Bureau, api: BotApi, guest: PrivateChat) -> None:
    api.user(1, started=True)
    resolution = bureau.placed([bureau.ask(11, PARKING)], "Под навесом.", "notes.txt")
    bureau.put("notes.txt", "Где оставить велосипед?\n\nПод навесом.\n")
    settle(bureau)
    settle(bureau)
    assert state_of(bureau, resolution) is ResolutionState.ANSWERED
    assert told(guest) == 1
    assert [act.action for act in asyncio.run(bureau.state.audit.acts())] == ["question-answered"]


def test_placed_but_not_in_the_library_yet_it_waits_for_the_reindex(bureau: Bureau, guest: PrivateChat) -> None:
    resolution = bureau.placed([bureau.ask(11, PARKING)], "Под навесом.", "notes.txt")
    file = bureau.folder / "documents" / "notes.txt"
    file.write_text("Где оставить велосипед?\n\nПод навесом.\n", encoding="utf-8")
    bureau.clock.pass_by(minutes=6)
    settle(bureau)
    assert (state_of(bureau, resolution), told(guest)) == (ResolutionState.PUBLISHING, 0)
    bureau.library.reindex()
    settle(bureau)
    assert (state_of(bureau, resolution), told(guest)) == (ResolutionState.ANSWERED, 1)


def test_what_was_lost_on_its_way_is_free_again(bureau: Bureau) -> None:
    question = bureau.ask(11, PARKING)
    resolution = bureau.placed([question], "Под навесом.", "notes.txt")
    settle(bureau)
    assert asyncio.run(bureau.state.unanswered.open()) == []
    bureau.clock.pass_by(minutes=6)
    settle(bureau)
    assert state_of(bureau, resolution) is ResolutionState.CLOSED
    assert [one.id for one in asyncio.run(bureau.state.unanswered.open())] == [question]


def _begun(bureau: Bureau) -> Resolution:
    question = bureau.ask(11, PARKING)
    begun = asyncio.run(bureau.state.unanswered.begin(NewResolution(1, 1, "ru", PARKING, question), [question]))
    assert isinstance(begun, Resolution)
    return begun


def test_an_admin_who_does_not_answer_gives_the_question_up(bureau: Bureau, api: BotApi) -> None:
    admin = api.private(api.user(1, started=True))
    resolution = _begun(bureau)
    bureau.clock.pass_by(minutes=29)
    bureau.run(close_given_up)
    assert state_of(bureau, resolution) is ResolutionState.ASKED
    bureau.clock.pass_by(minutes=1)
    bureau.run(close_given_up)
    assert state_of(bureau, resolution) is ResolutionState.CLOSED
    assert "Ответа не дождался" in admin.sent[-1].text
    assert len(asyncio.run(bureau.state.unanswered.open())) == 1
