"""The command line over a small office: what is answered, what is refused, and where it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from filelock import FileLock

from tests.bot.terminal import OFFICE, Terminal, write_office
from tests.word_model import save_word_model

LEAVE = "Сколько дней длится ежегодный отпуск?"
PARKING = "Когда открыта парковка во дворе?"
CLOSES = "десяти вечера"
SECRET = "123456:never-to-be-shown"

KEYS = ["id", "question", "answered", "confidence", "answer", "short", "passages", "seconds"]
PASSAGE_KEYS = ["document", "text", "score", "start", "end"]
FIGURES = {
    "questions", "hit_at_1", "hit_at_3", "hit_at_10", "mrr_at_10", "answer_hit", "exact_match", "f1", "refusal",
    "false_refusal", "follow_up", "right", "calibration_error", "seconds_p50", "seconds_p95",
}  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_word_model(tmp_path_factory.mktemp("models") / "words", [*OFFICE.values(), LEAVE, PARKING])


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.fixture
def office(bare: Terminal, model: Path) -> Terminal:
    """With documents, a model, and answers whatever the confidence."""
    write_office(bare.folder / "documents")
    bare.set(documents="documents", embedding_model=model, confidence_threshold="0")
    return bare


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    rows = [
        {"id": "q1", "question": PARKING, "answers": [CLOSES], "document": "парковка.txt", "conversation": "a"},
        {"id": 2, "question": "А там до какого часа?", "answers": [CLOSES], "conversation": "a"},
        {"id": "q3", "question": LEAVE, "answers": ["28 дней"], "document": "отпуск.txt", "answerable": True},
        {"id": "q4", "question": "Кто директор?", "answers": [], "answerable": False},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return file


def test_a_question_is_answered_on_stdout_and_all_else_is_on_stderr(office: Terminal) -> None:
    ended = office.run("ask", LEAVE)
    assert ended.code == 0
    answer, source = ended.out.splitlines()
    assert answer.startswith("Ежегодный отпуск длится 28 дней.")
    assert source == "— «Положение об отпусках» (кадры/отпуск.txt)"
    assert "2 документа, 2 фрагмента" in ended.err
    again = office.run("ask", LEAVE)
    assert (again.out, again.err) == (ended.out, ""), "the index stands already"


def test_the_short_answer_stands_first(office: Terminal) -> None:
    long = "Пропуск выдаёт бюро пропусков на первом этаже по предъявлении паспорта, и действует он ровно 45 суток."
    (office.folder / "documents" / "пропуск.txt").write_text(f"Правила\n{long}\n", encoding="utf-8")
    lead, answer, source = office.run("ask", "Сколько суток действует пропуск?").out.splitlines()
    assert (lead, answer) == ("45 суток", long)
    assert source.endswith("(пропуск.txt)")


def test_documents_that_differ_are_said_to(office: Terminal) -> None:
    for year, days in ((2023, 3), (2024, 5)):
        text = f"Приказ от 12.03.{year}\nДень донора: работнику дают {days} дня отдыха.\n"
        (office.folder / "documents" / f"приказ-{year}.txt").write_text(text, encoding="utf-8")
    said = office.run("ask", "Сколько дней отдыха дают донору?").out
    assert said.index("5 дня") < said.index("3 дня") < said.index("Документы расходятся") < said.index("приказ-2024")


def test_a_town_that_the_document_does_not_name_is_no_answer(office: Terminal) -> None:
    said = office.run("ask", "Сколько дней длится ежегодный отпуск в Димитровграде?").out
    assert said.splitlines() == [
        "В документах ответа на это нет.",
        "Нашлось похожее, но не о том, что названо в вопросе: Димитровграде.",
        "Ближе всего: «Положение об отпусках» (кадры/отпуск.txt)",
    ]
    assert "28 дней" in office.run("ask", LEAVE).out


def test_a_refusal_names_the_nearest(office: Terminal) -> None:
    office.set(confidence_threshold="1")
    ended = office.run("ask", LEAVE)
    assert ended.code == 0
    assert ended.out == "В документах ответа на это нет.\nБлиже всего: «Положение об отпусках» (кадры/отпуск.txt)\n"
    office.set(language="en")
    assert office.run("ask", LEAVE).out.startswith("The documents do not say.\nNearest: ")


def test_an_answer_as_json(office: Terminal) -> None:
    ended = office.run("ask", LEAVE, "--json")
    row = json.loads(ended.out)
    assert list(row) == KEYS
    assert (row["question"], row["answered"]) == (LEAVE, True)
    assert row["short"].startswith("28")
    assert 0 <= row["confidence"] <= 1
    assert [list(passage) for passage in row["passages"]] == [PASSAGE_KEYS] * 2
    best = row["passages"][0]
    assert best["document"] == "кадры/отпуск.txt"
    assert OFFICE[best["document"]][best["start"] : best["end"]] == best["text"]


def test_a_question_that_cannot_be_encoded_is_answered_and_printed(office: Terminal) -> None:
    row = json.loads(office.run("ask", "\udcff отпуск", "--json").out)
    assert row["question"] == "? отпуск"
    assert row["passages"][0]["document"] == "кадры/отпуск.txt"


def test_a_batch_is_answered_in_order_and_its_conversation_is_known(office: Terminal, batch: Path) -> None:
    rows = [json.loads(line) for line in office.run("ask", "--batch", batch, "--json").out.splitlines()]
    assert [row["id"] for row in rows] == ["q1", "2", "q3", "q4"]
    assert rows[1]["question"] == "А там до какого часа?"
    assert rows[1]["passages"][0]["document"] == "парковка.txt"
    assert "десяти вечера" in rows[1]["answer"]
    shown = office.run("ask", "--batch", batch).out
    assert shown.index(f"› {PARKING}") < shown.index(f"› {LEAVE}")


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "Что?", "--batch", "questions.jsonl"]])
def test_a_question_or_a_batch_is_wanted(arguments: list[str], bare: Terminal) -> None:
    ended = bare.run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "--batch" in ended.err


@pytest.mark.parametrize("command", [["ask", "--batch"], ["evaluate"]])
def test_a_bad_file_of_questions_is_named(command: list[str], office: Terminal) -> None:
    missing = office.run(*command, "gone.jsonl")
    assert (missing.code, missing.out) == (1, "")
    assert "gone.jsonl" in missing.err
    (office.folder / "broken.jsonl").write_text('{"id": 1, "question": "Кто?"}\n{"id": 2,', encoding="utf-8")
    broken = office.run(*command, "broken.jsonl")
    assert (broken.code, broken.out) == (1, "")
    assert "broken.jsonl, строка 2" in broken.err
    assert not (office.folder / "data").exists(), "nothing was begun"


def test_an_empty_file_of_questions_cannot_be_measured(office: Terminal) -> None:
    (office.folder / "empty.jsonl").touch()
    ended = office.run("evaluate", "empty.jsonl")
    assert (ended.code, ended.out) == (2, "")
    assert "empty.jsonl" in ended.err
    asked = office.run("ask", "--batch", "empty.jsonl")
    assert (asked.code, asked.out) == (0, "")


@pytest.mark.parametrize("command", [["ask", "Кто?"], ["chat"], ["reindex"], ["run"]])
def test_a_missing_folder_of_documents_names_the_setting(command: list[str], bare: Terminal) -> None:
    ended = bare.run(*command, "--documents", "gone")
    assert (ended.code, ended.out) == (2, "")
    assert "VESTOVOY_DOCUMENTS" in ended.err
    assert "gone" in ended.err


def test_a_misspelt_setting_names_the_nearest(bare: Terminal) -> None:
    bare.set(documnets="seeds")
    ended = bare.run("ask", "Кто?")
    assert (ended.code, ended.out) == (2, "")
    assert "VESTOVOY_DOCUMNETS" in ended.err
    assert "VESTOVOY_DOCUMENTS" in ended.err


@pytest.mark.parametrize("name", ["data", "data/library"])
def test_a_file_in_place_of_the_data_folder_is_named(name: str, office: Terminal) -> None:
    (office.folder / name).parent.mkdir(exist_ok=True)
    (office.folder / name).touch()
    ended = office.run("ask", "Кто?", "--data", "data")
    assert (ended.code, ended.out) == (2, "")
    assert "VESTOVOY_DATA" in ended.err


def test_a_broken_library_is_told_in_one_sentence(office: Terminal) -> None:
    office.run("reindex")
    (office.folder / "data/library/library.sqlite3").write_bytes(b"no database" * 1000)
    ended = office.run("ask", "Кто?")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Ошибка: Папка данных не годится: ")
    assert "Traceback" not in ended.err


def test_a_file_of_an_unknown_format_is_passed_over_with_its_reason(office: Terminal) -> None:
    (office.folder / "documents/снимок.bmp").write_bytes(b"BM")
    ended = office.run("reindex")
    assert (ended.code, ended.out) == (0, "")
    assert "Пропущен снимок.bmp: такие файлы не читаются" in ended.err


def test_a_second_reindex_says_that_nothing_changed(office: Terminal) -> None:
    assert "новых 2, изменённых 0, удалённых 0, без изменений 0" in office.run("reindex").err
    second = office.run("reindex")
    assert (second.code, second.out) == (0, "")
    assert "новых 0, изменённых 0, удалённых 0, без изменений 2" in second.err
    assert "без изменений 2" in office.run("reindex", "--full").err


def test_another_model_is_told_before_everything_is_embedded_anew(office: Terminal) -> None:
    office.run("reindex")
    office.set(embedding_model=save_word_model(office.folder / "other", ["совсем другие слова"]))
    ended = office.run("reindex")
    assert "Модель сменилась" in ended.err
    assert "Модель сменилась" not in office.run("reindex").err


def test_two_folders_of_documents_do_not_mix_in_one_data_folder(office: Terminal) -> None:
    (office.folder / "other").mkdir()
    (office.folder / "other/другое.txt").write_text("Ежегодный отпуск длится 365 дней.", encoding="utf-8")
    first = office.run("ask", LEAVE, "--data", "data")
    second = office.run("ask", LEAVE, "--documents", "other", "--data", "data", "--json")
    assert [passage["document"] for passage in json.loads(second.out)["passages"]] == ["другое.txt"]
    back = office.run("ask", LEAVE, "--data", "data")
    assert (back.out, back.err) == (first.out, ""), "the first index stands as it was"


def test_a_piped_chat_answers_line_by_line_and_ends(office: Terminal) -> None:
    office.run("reindex")
    ended = office.run("chat", stdin=f"/more\n{LEAVE}\n\n/more\n/new\n/help\n/exit\n{PARKING}\n")
    assert ended.code == 0
    answer, source, *passages = ended.out.splitlines()
    assert answer.startswith("Ежегодный отпуск длится 28 дней.")
    assert source.startswith("— ")
    assert passages[0] == "1. «Положение об отпусках» (кадры/отпуск.txt)"
    assert "2. «Правила парковки» (парковка.txt)" in passages
    assert "› " not in ended.out
    first, new, commands = ended.err.splitlines()
    assert (first, new) == ("Сначала задайте вопрос.", "Беседа начата заново.")
    assert {"/more", "/new", "/exit"} <= {word.strip("(),;.") for word in commands.split()}


def test_a_chat_answers_politeness_politely_and_keeps_what_was_asked(office: Terminal) -> None:
    office.run("reindex")
    said = office.run("chat", stdin=f"привет\n{PARKING}\nспасибо\n/more\n").out.splitlines()
    assert said[0].startswith("Здравствуйте!")
    assert "Рад помочь. Появится вопрос — пишите." in said
    assert "1. «Правила парковки» (парковка.txt)" in said


def test_a_chat_knows_what_was_said_until_a_new_one_begins(office: Terminal) -> None:
    office.run("reindex")
    asked = office.run("chat", stdin=f"{LEAVE}\n{PARKING}\nА там до какого часа?\n/more\n").out
    assert "1. «Правила парковки» (парковка.txt)" in asked.splitlines()
    forgotten = office.run("chat", stdin=f"{PARKING}\n/new\n/more\n")
    assert forgotten.err.splitlines()[-1] == "Сначала задайте вопрос."


def test_without_a_token_run_indexes_and_chats(office: Terminal) -> None:
    ended = office.run("run", stdin=f"{LEAVE}\n")
    assert ended.code == 0
    assert ended.out.startswith("Ежегодный отпуск длится 28 дней.")


def test_figures_as_a_table_and_as_json(office: Terminal, batch: Path) -> None:
    ended = office.run("evaluate", batch)
    assert ended.code == 0
    table = {line.rsplit(maxsplit=1)[0].strip(): line.split()[-1] for line in ended.out.splitlines()}
    assert (table["вопросов"], table["hit@1"], table["верных ответов на продолжения беседы"]) == ("4", "1.000", "1.000")
    figures = json.loads(office.run("evaluate", batch, "--json").out)
    assert figures.keys() == FIGURES
    assert (figures["questions"], figures["hit_at_1"], figures["follow_up"], figures["refusal"]) == (4, 1, 1, 0)


def test_a_check_of_a_program_that_stands(office: Terminal) -> None:
    office.run("reindex")
    ended = office.run("check")
    assert (ended.code, ended.err) == (0, "")
    assert "✗" not in ended.out
    assert ended.out.endswith("всё в порядке\n")
    assert "2 документа" in ended.out


def test_a_check_tells_everything_that_is_wrong(office: Terminal) -> None:
    empty = office.run("check")
    assert empty.code == 1
    assert "✗ указатель: пуст" in empty.out
    nothing = office.run("check", "--documents", "gone", "--data", "not-yet", "--data", "not-yet/there")
    assert nothing.code == 1
    assert nothing.out.count("✗") == 2
    office.set(embedding_model="./gone")
    lost = office.run("check")
    assert lost.code == 1
    assert "VESTOVOY_EMBEDDING_MODEL" in lost.out


def test_secrets_are_never_shown(office: Terminal) -> None:
    office.set(telegram_token=SECRET, webhook_secret=SECRET)
    shown = [office.run("check"), office.run("ask", LEAVE), office.run("reindex")]
    office.set(admin_ids=SECRET)
    shown.append(office.run("ask", LEAVE))
    office.set(admin_ids="[]", telegram_tokne=SECRET)
    shown.append(office.run("ask", LEAVE))
    assert [ended.code for ended in shown] == [1, 0, 0, 2, 2]
    assert all("never-to-be-shown" not in ended.out + ended.err for ended in shown)


def test_the_help_names_every_command(bare: Terminal) -> None:
    out = bare.run("--help").out
    assert all(f"  {command} " in out for command in ("run", "chat", "ask", "reindex", "evaluate", "check"))


def test_a_start_beside_another_reindex_answers_from_the_old_index(office: Terminal) -> None:
    office.run("reindex")
    with FileLock(office.folder / "data" / "library" / "reindex.lock"):
        ended = office.run("run", stdin=f"{LEAVE}\n")
    assert ended.code == 0
    assert "28 дней" in ended.out
    assert "уже обрабатываются другим процессом" in ended.err
