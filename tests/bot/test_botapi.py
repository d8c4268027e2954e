"""The Bot API fake lets right requests through and objects to each wrong one."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InputMediaDocument,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, TelegramError

from tests.botapi import BotApi, Group, PrivateChat
from tests.botapi.client import Action, button, keyboard, post_json, ptb, raw


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


def test_a_right_message_is_recorded_whole(api: BotApi, chat: PrivateChat) -> None:
    asked = chat.say("вопрос")
    ptb(
        api,
        lambda bot: bot.send_message(
            chat.id,
            "Срок — <b>28 дней</b> &lt;ТК&gt;\n<blockquote expandable>цитата 😀</blockquote>",
            parse_mode="HTML",
            reply_parameters=ReplyParameters(asked.id),
            reply_markup=keyboard(
                [button("p:1"), button("p:2", "Документ")], [InlineKeyboardButton("Сайт", url="https://a.ru")]
            ),
        ),
    )
    got = chat.wait_message("28 дней", reply_to=asked)
    assert got.text == "Срок — 28 дней <ТК>\nцитата 😀"
    assert got.bold() == ["28 дней"]
    assert got.quotes() == ["цитата 😀"]
    assert got.html == "Срок — <b>28 дней</b> &lt;ТК&gt;\n<blockquote expandable>цитата 😀</blockquote>"
    assert [[each.text for each in row] for row in got.rows] == [["Ещё", "Документ"], ["Сайт"]]
    assert got.button("Документ").data == "p:2"
    assert api.objections == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"chat_id=101&text=a%20b"),
        ("application/json", b'{"chat_id": "101", "text": "a b"}'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n101\r\n'
            b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\na b\r\n--x--\r\n',
        ),
    ],
)
def test_every_kind_of_body_is_read(api: BotApi, chat: PrivateChat, kind: str, body: bytes) -> None:
    assert raw(api, "sendMessage", body, kind)[0] == 200
    assert raw(api, "sendmessage?chat_id=101&text=c")[0] == 200
    assert [message.text for message in chat.sent] == ["a b", "c"]
    assert api.objections == []


def test_tokens(api: BotApi) -> None:
    assert raw(api, "getMe", token=quote(api.token, safe=""))[1]["result"]["is_bot"] is True
    assert raw(api, "getMe", token="1:wrong") == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert raw(api, "getMe", token="nonsense")[0] == 404
    status, body = raw(api, "sendDice", b"chat_id=1", "application/x-www-form-urlencoded")
    assert (status, body["description"]) == (404, "Not Found: method not found")
    assert [objection.kind for objection in api.objections] == ["method"]


SHAPES = [
    ({"chat_id": 101}, 400, "text: Field required"),
    ({"chat_id": 101, "text": 5}, 400, "text: Input should be a valid string"),
    ({"chat_id": 101, "text": "a", "reply_markup": {"inline_keyboard": "x"}}, 400, "inline keyboard markup"),
    ({"chat_id": 101, "text": "a", "colour": "red"}, 200, "unknown parameter colour"),
    ({"chat_id": 101, "text": "a", "reply_parameters": {"message_id": 1, "loud": 1}}, 200, "reply_parameters.loud"),
    ({"chat_id": 101, "text": "a\ud83d"}, 400, "strings must be encoded in UTF-8"),
]


@pytest.mark.parametrize(("params", "status", "objection"), SHAPES)
def test_shapes(api: BotApi, chat: PrivateChat, params: dict[str, Any], status: int, objection: str) -> None:
    chat.say("a")
    assert post_json(api, "sendMessage", **params)[0] == status
    assert objection in api.objections[-1].description
    assert {one.kind for one in api.objections} == {"shape"}


MARKUP = [
    ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ("я <br> a", 'Unsupported start tag "br" at byte offset 3'),
    ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("a <b", "Unclosed start tag at byte offset 2"),
    ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ('<span class="x">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<a href=ab/c>a</a>", "Unexpected end of name token at byte offset 8"),
    ("<a =x>a</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
]


@pytest.mark.parametrize(("text", "reason"), MARKUP)
def test_broken_markup_is_refused(api: BotApi, chat: PrivateChat, text: str, reason: str) -> None:
    _, body = post_json(api, "sendMessage", chat_id=101, text=text, parse_mode="HTML")
    assert body["description"] == f"Bad Request: can't parse entities: {reason}"
    assert [one.kind for one in api.objections] == ["markup"]


@pytest.mark.parametrize(
    "text",
    [
        "Р&Д",
        "a&nbsp;b",
        "a > b",
        "<code><b>a</b></code>",
        "<blockquote>a<blockquote>b</blockquote></blockquote>",
        '<b class="x">a</b>',
        '<a href="javascript:x">a</a>',
    ],
)
def test_markup_that_passes_but_should_not_be_sent(api: BotApi, chat: PrivateChat, text: str) -> None:
    assert post_json(api, "sendMessage", chat_id=101, text=text, parse_mode="HTML")[0] == 200
    assert {one.kind for one in api.pardon("markup")} == {"markup"}
    assert api.objections == []


def test_every_allowed_tag(api: BotApi, chat: PrivateChat) -> None:
    tags = ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "blockquote", "tg-spoiler"]
    text = "".join(f"<{tag}>х{tag}</{tag}>" for tag in tags) + (
        '<span class="tg-spoiler">s</span><a href="https://a.ru/?a=1&amp;b=2">l</a><a href="tg://user?id=5">m</a>'
        '<tg-emoji emoji-id="5">😀</tg-emoji><pre><code class="language-python">p</code></pre>&#1103;&quot;'
    )
    ptb(api, lambda bot: bot.send_message(chat.id, text, parse_mode="HTML"))
    got = chat.wait_message()
    assert got.marked("bold") == ["хb", "хstrong"]
    assert got.marked("spoiler") == ["хtg-spoiler", "s"]
    assert [one["url"] for one in got.entities if one["type"] == "text_link"] == ["https://a.ru/?a=1&b=2"]
    assert [one.get("language") for one in got.entities if one["type"] == "pre"] == [None, "python"]
    assert got.text.endswith('я"')
    assert api.objections == []


TEXTS = [
    ("a" * 4096, "", 200),
    ("a" * 4097, "message is too long", 400),
    ("<b>" + "a" * 4096 + "</b>", "", 200),
    ("😀" * 4096, "", 200),
    ("<b>a</b>" * 4096, "", 200),
    ("<b>a</b>" * 4096 + "<b></b>", "message is too long", 400),
    ("", "message text is empty", 400),
    (" \n\u200b ", "text must be non-empty", 400),
    ("<b> </b>", "text must be non-empty", 400),
]


@pytest.mark.parametrize(("text", "reason", "status"), TEXTS)
def test_length_of_text(api: BotApi, chat: PrivateChat, text: str, reason: str, status: int) -> None:
    got, body = post_json(api, "sendMessage", chat_id=101, text=text, parse_mode="HTML")
    assert (got, body.get("description", "Bad Request: ")) == (status, f"Bad Request: {reason}")
    assert len(api.objections) == (status != 200)


def test_entities_instead_of_markup(api: BotApi, chat: PrivateChat) -> None:
    bold = [MessageEntity("bold", 2, 2)]
    ptb(api, lambda bot: bot.send_message(chat.id, "😀да", entities=bold))
    assert chat.wait_message().bold() == ["да"]
    with pytest.raises(BadRequest, match="ends after the end of the text"):
        ptb(api, lambda bot: bot.send_message(chat.id, "да", entities=[MessageEntity("bold", 1, 2)]))
    with pytest.raises(BadRequest, match="html only"):
        ptb(api, lambda bot: bot.send_message(chat.id, "да", parse_mode="MarkdownV2"))


KEYBOARDS = [
    ([[button("я" * 33)]], "button_data_invalid"),
    ([[InlineKeyboardButton("a", url="http://localhost/")]], "wrong http url"),
    ([[InlineKeyboardButton("a")]], "text buttons are unallowed"),
    ([[]], "1 to 8 buttons"),
    ([[button("a")] * 9], "1 to 8 buttons"),
    ([[button("a")]] * 101, "1 to 8 buttons"),
    ([[button("a", " ")]], "non-empty"),
]


@pytest.mark.parametrize(("rows", "reason"), KEYBOARDS)
def test_bad_keyboards(api: BotApi, chat: PrivateChat, rows: list[list[InlineKeyboardButton]], reason: str) -> None:
    markup = {"inline_keyboard": [[one.to_dict() for one in row] for row in rows]}
    _, body = post_json(api, "sendMessage", chat_id=101, text="a", reply_markup=markup)
    assert reason in body["description"].lower()
    assert [one.kind for one in api.objections] == ["keyboard"]


REFUSED: list[tuple[str, Action]] = [
    ("message to be replied not found", lambda bot: bot.send_message(101, "a", reply_parameters=ReplyParameters(99))),
    ("message thread not found", lambda bot: bot.send_message(101, "a", message_thread_id=7)),
    ("message to edit not found", lambda bot: bot.edit_message_text("a", 101, 99)),
    ("message can't be edited", lambda bot: bot.edit_message_text("a", 101, 1)),
    ("message is not modified", lambda bot: bot.edit_message_text("было", 101, 2)),
    ("message is not modified", lambda bot: bot.edit_message_reply_markup(101, 2)),
    ("message to delete not found", lambda bot: bot.delete_message(101, 99)),
    ("chat not found", lambda bot: bot.send_message(404, "a")),
    ("bot can't initiate conversation", lambda bot: bot.send_message(102, "a")),
    ("query is too old", lambda bot: bot.answer_callback_query("5")),
    ("wrong remote file identifier", lambda bot: bot.send_document(101, "no-such-file")),
    ("file must be non-empty", lambda bot: bot.send_document(101, b"")),
    ("message caption is too long", lambda bot: bot.send_document(101, b"a", "a" * 1025)),
    ("wrong parameter action", lambda bot: bot.send_chat_action(101, "dancing")),
    ("bot_command_invalid", lambda bot: bot.set_my_commands([BotCommand("Ask", "a")])),
    ("bot_command_description_invalid", lambda bot: bot.set_my_commands([BotCommand("ask", "a" * 257)])),
    ("bot_commands_too_much", lambda bot: bot.set_my_commands([BotCommand("a", "a")] * 101)),
    ("chat not found", lambda bot: bot.set_my_commands([BotCommand("a", "a")], BotCommandScopeChat(404))),
    ("bot description is too long", lambda bot: bot.set_my_description("a" * 513)),
    ("bot short_description is too long", lambda bot: bot.set_my_short_description("a" * 121)),
    ("reaction_invalid", lambda bot: bot.set_message_reaction(101, 1, "🧀")),
    ("message to pin not found", lambda bot: bot.pin_chat_message(101, 99)),
    ("message to unpin not found", lambda bot: bot.unpin_chat_message(101, 2)),
    ("no administrators in the private chat", lambda bot: bot.get_chat_administrators(101)),
    ("temporarily unavailable", lambda bot: bot.get_file("no-such-file")),
    ("2 to 10 media", lambda bot: bot.send_media_group(101, [InputMediaDocument(b"a")])),
    ("draft_id must be non-zero", lambda bot: bot.send_message_draft(101, 0, "a")),
]


@pytest.mark.parametrize(("reason", "action"), REFUSED)
def test_refusals(api: BotApi, chat: PrivateChat, reason: str, action: Action) -> None:
    api.user(102)
    chat.say("привет")
    assert post_json(api, "sendMessage", chat_id=101, text="было")[0] == 200
    with pytest.raises(TelegramError) as caught:
        ptb(api, action)
    assert reason in caught.value.message.lower()
    assert len(api.objections) == 1


def test_right_requests_of_every_method(api: BotApi, chat: PrivateChat, group: Group) -> None:
    group.set_status(api.bot, "administrator", by=group.person())
    asked = chat.say("привет")

    async def everything(bot: Bot) -> None:
        sent = await bot.send_message(chat.id, "a", reply_markup=keyboard([button("x")]))
        await bot.edit_message_text("b", chat.id, sent.id, reply_markup=keyboard([button("x")]))
        await bot.edit_message_reply_markup(chat.id, sent.id)
        await bot.send_chat_action(chat.id, "typing")
        document = await bot.send_document(chat.id, b"text", "<i>c</i>", filename="a.txt", parse_mode="HTML")
        assert document.document is not None
        await bot.edit_message_caption(chat.id, document.id, caption="d")
        await bot.send_document(chat.id, document.document.file_id)
        await bot.send_photo(chat.id, b"png")
        await bot.send_media_group(chat.id, [InputMediaDocument(b"a", filename="a.txt"), InputMediaDocument(b"b")])
        await bot.send_message_draft(chat.id, 1, "раст")
        await bot.set_message_reaction(chat.id, asked.id, "👍")
        await bot.pin_chat_message(group.id, (await bot.send_message(group.id, "a")).id)
        await bot.unpin_chat_message(group.id)
        await bot.delete_message(chat.id, sent.id)
        await bot.set_my_commands([BotCommand("ask", "Спросить")], language_code="ru")
        assert [one.command for one in await bot.get_my_commands(language_code="ru")] == ["ask"]
        await bot.delete_my_commands(language_code="ru")
        await bot.set_my_description("a")
        await bot.set_my_short_description("a")
        assert (await bot.get_chat(group.id)).title == "Отдел"
        assert (await bot.get_chat_member(group.id, 202)).status == "member"
        assert len(await bot.get_chat_administrators(group.id)) == 2
        await bot.leave_chat(group.id)

    ptb(api, everything)
    assert api.objections == []
    assert chat.draft == "раст"
    assert asked.reactions == ["👍"]
    assert [action.action for action in chat.actions] == ["typing"]
    assert [one.file.data for one in chat.sent if one.file] == [b"text", b"text", b"png", b"a", b"b"]
    assert group.bot_status == "left"


def test_the_test_side_waits(api: BotApi, chat: PrivateChat) -> None:
    with pytest.raises(AssertionError, match="a message with 'нет'"):
        chat.wait_message("нет", timeout=0.05)
    chat.expect_silence(0.05)
    assert post_json(api, "sendMessage", chat_id=101, text="раз")[0] == 200
    message = chat.wait_message()
    assert post_json(api, "editMessageText", chat_id=101, message_id=message.id, text="два")[0] == 200
    assert message.wait_text("два").history == ["раз"]
    assert chat.untaken() == []
    with pytest.raises(AssertionError, match="no button 'x'"):
        message.press("x")
    assert api.wait_call("editMessageText").chat_id == 101
