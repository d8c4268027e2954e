"""The Bot API fake plays people, chats, queries, files, rates and faults."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineQueryResultArticle,
    InputTextMessageContent,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from tests.botapi import BotApi, Break, Group, PrivateChat, server_error, too_many_requests
from tests.botapi.client import button, keyboard, poll, post_json, ptb


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture
def chat(api: BotApi) -> PrivateChat:
    return api.private(api.user(101, "Анна", started=True))


@pytest.fixture
def group(api: BotApi) -> Group:
    return api.group("Отдел", [api.user(201, "Борис"), api.user(202, "Вера", username="vera")])


PRIVACY = [
    ("просто разговор", False),
    ("/ask отпуск", True),
    ("/ask@vestovoy_bot отпуск", True),
    ("/ask@other_bot отпуск", False),
    ("а @Vestovoy_bot знает?", True),
    ("а @vestovoy_bots знает?", False),
    ("почта a@vestovoy_bot.ru", False),
]


@pytest.mark.parametrize(("text", "seen"), PRIVACY)
def test_privacy_in_groups(api: BotApi, group: Group, text: str, seen: bool) -> None:
    group.say(text)
    assert len(api.updates) == seen
    with BotApi(privacy=False) as open_api:
        open_api.group("Г", [open_api.user(1)]).say(text)
        assert len(open_api.updates) == 1


def test_a_reply_to_the_bot_is_seen_in_its_topic(api: BotApi) -> None:
    forum = api.group("Форум", [api.user(201)], forum=True)
    topic = forum.topic("Кадры")
    asked = forum.say("/ask отпуск", topic=topic)

    async def answer(bot: Bot) -> None:
        update = (await poll(bot))[-1]
        assert update.message is not None
        assert update.message.is_topic_message
        assert update.message.message_thread_id == topic.id
        await bot.send_message(forum.id, "28", message_thread_id=topic.id, reply_parameters=ReplyParameters(asked.id))
        forum.say("а почему?", reply_to=forum.wait_message(reply_to=asked))
        forum.say("не боту", reply_to=asked)
        follow = (await poll(bot, update.update_id + 1))[-1]
        assert follow.message is not None
        assert follow.message.reply_to_message is not None
        assert (follow.message.text, follow.message.reply_to_message.text) == ("а почему?", "28")
        assert follow.message.message_thread_id == topic.id

    ptb(api, answer)
    assert api.objections == []


def test_membership_and_upgrade(api: BotApi) -> None:
    group = api.group("Отдел", [api.user(201)], supergroup=False, bot="left")
    group.add_bot()

    async def through_it(bot: Bot) -> None:
        joined, service = await poll(bot)
        assert joined.my_chat_member is not None
        assert (joined.my_chat_member.old_chat_member.status, joined.my_chat_member.new_chat_member.status) == (
            "left",
            "member",
        )
        assert service.message is not None
        assert [user.id for user in service.message.new_chat_members] == [bot.id]
        upgraded = group.migrate()
        moved = await poll(bot, service.update_id + 1)
        assert moved[0].message is not None
        assert moved[0].message.migrate_to_chat_id == upgraded.id
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(group.id, "a")
        assert caught.value.new_chat_id == upgraded.id
        await bot.send_message(upgraded.id, "a")
        upgraded.remove_bot()
        with pytest.raises(Forbidden, match="kicked from the supergroup"):
            await bot.send_message(upgraded.id, "a")

    ptb(api, through_it)
    assert [refusal.kind for refusal in api.refusals] == ["migrated", "forbidden"]
    assert api.objections == []


def test_a_block(api: BotApi, chat: PrivateChat) -> None:
    chat.block_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        ptb(api, lambda bot: bot.send_message(chat.id, "a"))
    chat.unblock_bot()
    ptb(api, lambda bot: bot.send_message(chat.id, "a"))
    assert api.objections == []


def test_a_press_is_answered_once_and_in_time(api: BotApi, chat: PrivateChat) -> None:
    async def presses(bot: Bot) -> None:
        await bot.send_message(chat.id, "a", reply_markup=keyboard([button("x")]))
        message = chat.wait_message()
        press = message.press("Ещё")
        (update,) = await poll(bot)
        assert update.callback_query is not None
        assert update.callback_query.data == "x"
        with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
            await update.callback_query.answer("a" * 201)
        await update.callback_query.answer("готово", show_alert=True)
        assert (press.answer().text, press.answer().alert) == ("готово", True)
        with pytest.raises(BadRequest, match="too old"):
            await update.callback_query.answer()
        assert [one.kind for one in api.objections] == ["length", "stale"]
        api.advance(86_400)
        message.press("x")
        (late,) = await poll(bot, update.update_id + 1)
        assert late.callback_query is not None
        api.advance(16)
        with pytest.raises(BadRequest, match="too old"):
            await late.callback_query.answer()

    ptb(api, presses)
    assert len(api.pardon("stale")) == 2


def test_a_query_the_bot_got_late_is_excused(api: BotApi, chat: PrivateChat) -> None:
    async def late(bot: Bot) -> None:
        await bot.send_message(chat.id, "a", reply_markup=keyboard([button("x")]))
        chat.wait_message().press("x")
        api.advance(60)
        (update,) = await poll(bot)
        assert update.callback_query is not None
        with pytest.raises(BadRequest, match="too old"):
            await update.callback_query.answer()

    ptb(api, late)
    assert [one.kind for one in api.refusals] == ["stale"]
    assert api.objections == []


def article(number: int, text: str = "<b>a</b>", **more: Any) -> InlineQueryResultArticle:
    content = InputTextMessageContent(text, parse_mode="HTML")
    return InlineQueryResultArticle(str(number), "Отпуск", content, **more)


def test_an_inline_query(api: BotApi, chat: PrivateChat) -> None:
    query = api.inline(chat.person(), "отпуск")

    async def answer(bot: Bot) -> None:
        (update,) = await poll(bot)
        assert update.inline_query is not None
        cards = [article(1, description="c. 3"), article(2, reply_markup=keyboard([button("x")]))]
        await update.inline_query.answer(cards, is_personal=True, cache_time=0)
        first, second = query.cards()
        assert (first.title, first.description, first.text) == ("Отпуск", "c. 3", "a")
        assert (query.is_personal, query.cache_time) == (True, 0)
        sent = query.choose(second, chat)
        via, chosen = (await poll(bot, update.update_id + 1))[-2:]
        assert via.message is not None
        assert via.message.via_bot is not None
        assert chosen.chosen_inline_result is not None
        inline_id = chosen.chosen_inline_result.inline_message_id
        await bot.edit_message_text("новое", inline_message_id=inline_id)
        assert sent.text == "новое"

    ptb(api, answer)
    assert api.objections == []


@pytest.mark.parametrize(
    ("cards", "reason"),
    [
        ([article(number) for number in range(51)], "results_too_much"),
        ([article(1), article(1)], "result_id_duplicate"),
        ([article(10**64)], "result_id_invalid"),
        ([article(1, "<b>a")], "can't find end tag"),
        ([article(1, "a" * 4097)], "message is too long"),
        ([article(1, reply_markup=keyboard([button("я" * 33)]))], "button_data_invalid"),
    ],
)
def test_bad_inline_answers(api: BotApi, chat: PrivateChat, cards: list[InlineQueryResultArticle], reason: str) -> None:
    query = api.inline(chat.person(), "отпуск")
    results = [card.to_dict() for card in cards]
    _, body = post_json(api, "answerInlineQuery", inline_query_id=query.id, results=results)
    assert reason in body["description"].lower()
    assert len(api.objections) == 1


def test_files_come_down(api: BotApi, chat: PrivateChat) -> None:
    chat.send_file("устав.docx", b"PK", caption="новый", mime="application/docx")
    chat.send_file("большой.pdf", b"x", size=20_000_001)

    async def fetch(bot: Bot) -> bytes:
        small, large = await poll(bot)
        assert small.message is not None
        assert small.message.document is not None
        assert large.message is not None
        assert large.message.document is not None
        assert (small.message.caption, small.message.document.file_name) == ("новый", "устав.docx")
        with pytest.raises(BadRequest, match="File is too big"):
            await bot.get_file(large.message.document.file_id)
        return bytes(await (await small.message.document.get_file()).download_as_bytearray())

    assert ptb(api, fetch) == b"PK"


@pytest.mark.parametrize("kind", ["voice", "photo", "sticker"])
def test_other_media_reach_the_bot(api: BotApi, chat: PrivateChat, kind: str) -> None:
    chat.send_file("a", b"a", kind=kind)
    (update,) = ptb(api, poll)
    assert update.message.effective_attachment


def test_a_local_server_names_places_on_its_disk(tmp_path: Path) -> None:
    with BotApi(files_dir=tmp_path / "files") as api:
        chat = api.private(api.user(101))
        chat.send_file("большой.pdf", b"%PDF", size=21_000_000)
        (tmp_path / "ответ.txt").write_bytes(b"text")

        async def fetch(bot: Bot) -> str | None:
            (update,) = await poll(bot)
            assert update.message is not None
            assert update.message.document is not None
            await bot.send_document(chat.id, tmp_path / "ответ.txt")
            return (await update.message.document.get_file()).file_path

        path = Path(ptb(api, fetch))
        assert path.read_bytes() == b"%PDF"
        assert chat.sent[0].file is not None
        assert chat.sent[0].file.data == b"text"
        assert api.objections == []


def test_rates_are_kept_when_asked_for(chat: PrivateChat) -> None:
    with BotApi(limits=True) as api:
        group = api.group("Отдел", [api.user(201)])
        answers = []
        for _ in range(25):
            answers.append(post_json(api, "sendMessage", chat_id=group.id, text="a"))
            api.advance(1.01)
        assert [status for status, _ in answers] == [200] * 20 + [429] * 5
        assert 30 < answers[20][1]["parameters"]["retry_after"] <= 41
        api.user(101, started=True)
        burst = [post_json(api, "sendMessage", chat_id=101, text="a")[0] for _ in range(4)]
        assert burst == [200, 200, 200, 429]
        assert post_json(api, "sendChatAction", chat_id=101, action="typing")[0] == 200
        api.advance(60)
        crowd = [api.user(number, started=True).id for number in range(1000, 1031)]
        statuses = [post_json(api, "sendMessage", chat_id=number, text="a")[0] for number in crowd]
        assert statuses.count(429) <= 1
        assert len(api.rate_objections) == 6 + statuses.count(429)
        assert api.objections == []


def test_faults(api: BotApi, chat: PrivateChat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    def send(text: str, **more: Any) -> Any:
        return ptb(api, lambda bot: bot.send_message(chat.id, text, **more))

    rule = api.fail("sendMessage", too_many_requests(3), chat=chat, nth=2)
    send("раз")
    with pytest.raises(RetryAfter):
        send("два")
    send("три")
    assert rule.hits == 1
    for failure in (server_error(502), Break.DROP_BEFORE, Break.DROP_AFTER):
        api.fail("sendMessage", failure)
        with pytest.raises(NetworkError):
            send(str(failure))
    api.fail("sendMessage", Break.HANG_AFTER, delay=0.5)
    with pytest.raises(TimedOut):
        send("принято", read_timeout=0.2)
    api.fail("sendMessage", delay=0.05)
    send("поздно")
    assert [message.text for message in chat.sent] == ["раз", "три", "Break.DROP_AFTER", "принято", "поздно"]
    assert api.objections == []


def test_messages_deleted_by_people_are_excused(api: BotApi, chat: PrivateChat) -> None:
    asked = chat.say("вопрос")
    chat.delete(asked)
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        ptb(api, lambda bot: bot.send_message(chat.id, "a", reply_parameters=ReplyParameters(asked.id)))
    forgiving = ReplyParameters(asked.id, allow_sending_without_reply=True)
    ptb(api, lambda bot: bot.send_message(chat.id, "a", reply_parameters=forgiving))
    assert api.objections == []
    assert len(api.refusals) == 1
