"""Follow-ups: how much a question leans on what was said, what that was about, and which reading wins."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from index.conversation import Lean, filled_in, lean_of, topic_of, understand, with_topic
from index.types import Answer, Hit, Quote, Turn
from tests.index.shelf import candidate

RESIDENTS = "Сколько резидентов в Северской ТОР?"
TOPIC = "резидентов в Северской ТОР"


def answered(question: str) -> Answer:
    text = "Резидентов 24, работает 300 человек."
    hit = Hit(candidate("тор.txt", [text]), 1.0)
    return Answer(question, True, 0.8, (Quote(hit, 0, len(text), text),), None, (hit,))


def declined(question: str) -> Answer:
    return Answer(question, False, 0.1, (), None, ())


def turn(question: str) -> Turn:
    return Turn(question, answered(question))


class Script:
    """Answers the readings it knows, with a topic in brackets, declines the others, and remembers what it was asked."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = set(known)
        self.asked: list[str] = []

    def __call__(self, question: str, topic: str) -> Answer:
        reading = with_topic(question, topic)
        self.asked.append(reading)
        return answered(reading) if reading in self._known else declined(reading)


@pytest.mark.parametrize(
    ("question", "lean"),
    [
        ("А сколько там работает человек?", Lean.SURELY),
        ("А в Северске?", Lean.SURELY),
        ("Кто его реализует?", Lean.SURELY),
        ("И что там предложили построить?", Lean.SURELY),
        ("Подробнее", Lean.SURELY),
        ("А почему?", Lean.SURELY),
        ("And in Seversk?", Lean.SURELY),
        ("How many people work there?", Lean.SURELY),
        ("А кто руководит отделом кадров?", Lean.MAYBE),
        ("But who approves the yearly budget?", Lean.MAYBE),
        ("Какая завтра погода?", Lean.NOT),
        ("Кто такой Корольков?", Lean.NOT),
        ("Что такое опережающее развитие?", Lean.NOT),
        (RESIDENTS, Lean.NOT),
        ("What is the capital of France?", Lean.NOT),
    ],
)
def test_the_words_tell_how_much_a_question_leans(question: str, lean: Lean) -> None:
    assert lean_of(question) is lean


def test_the_topic_is_the_last_question_without_its_asking_words() -> None:
    assert topic_of("А сколько там работает человек?", [turn(RESIDENTS)]) == TOPIC


def test_a_topic_lasts_over_several_follow_ups() -> None:
    history = [
        turn(RESIDENTS),
        turn(f"А сколько там работает человек? ({TOPIC})"),
        turn(f"А зачем её создали? ({TOPIC})"),
    ]
    for length in (1, 2, 3):
        assert topic_of("И что там предложили построить?", history[:length]) == TOPIC


def test_a_later_topic_takes_the_place_of_an_earlier() -> None:
    history = [turn(RESIDENTS), turn("Когда открыта парковка?")]
    assert topic_of("А кто её сторожит?", history) == "открыта парковка"


def test_what_was_declined_is_no_topic() -> None:
    history = [turn(RESIDENTS), Turn("Какая завтра погода?", declined("Какая завтра погода?"))]
    assert topic_of("А сколько там работает человек?", history) == TOPIC
    assert topic_of("А там?", history[1:]) == ""


def test_a_topic_that_adds_no_word_is_none() -> None:
    assert topic_of("А сколько резидентов в Северской ТОР сейчас?", [turn(RESIDENTS)]) == ""
    assert topic_of("А там?", []) == ""


def test_brackets_in_a_question_do_not_end_its_topic() -> None:
    assert topic_of("А там?", [turn("Кто руководит ТОР (территорией развития)?")]) == (
        "руководит ТОР территорией развития"
    )


def test_the_first_question_is_asked_as_it_is() -> None:
    script = Script()
    assert not understand("А там?", [], script).answered
    assert script.asked == ["А там?"]


def test_a_sure_follow_up_is_read_with_the_topic() -> None:
    question = "А сколько там работает человек?"
    script = Script([f"{question} ({TOPIC})", question])
    assert understand(question, [turn(RESIDENTS)], script).question == f"{question} ({TOPIC})"
    assert script.asked[0] == f"{question} ({TOPIC})"


def test_a_sure_follow_up_that_finds_nothing_is_read_alone() -> None:
    question = "А почему там так?"
    assert understand(question, [turn(RESIDENTS)], Script([question])).question == question


def test_a_sure_follow_up_that_is_declined_both_ways_stays_with_the_topic() -> None:
    answer = understand("А почему там так?", [turn(RESIDENTS)], Script())
    assert (answer.answered, answer.question) == (False, f"А почему там так? ({TOPIC})")


def test_an_ellipsis_takes_its_place_in_the_question_before() -> None:
    script = Script(["Сколько стоит ЭКГ в Галиче?"])
    assert understand("А в Галиче?", [turn("Сколько стоит ЭКГ в Костроме?")], script).answered
    assert script.asked == ["Сколько стоит ЭКГ в Галиче?"]


def test_an_ellipsis_that_finds_nothing_is_not_answered_about_something_else() -> None:
    script = Script(["Сколько стоит ЭКГ в Костроме?", "а в Буе?"])
    assert not understand("а в Буе?", [turn("Сколько стоит ЭКГ в Костроме?")], script).answered
    assert script.asked == ["Сколько стоит ЭКГ в Буе?"]


@pytest.mark.parametrize("bare", ["Почему?", "а почему так?", "И с какого", "кому?", "из-за чего?", "how much?"])
def test_a_bare_question_word_asks_about_the_question_before(bare: str) -> None:
    before = "Какая котельная в резерве?"
    understood = filled_in(bare, [turn(before)])
    assert understood is not None
    assert understood[0].endswith(" котельная в резерве?")
    script = Script([understood[0]])
    assert understand(bare, [turn(before)], script).question == understood[0]
    assert not understand(bare, [turn(before)], Script([bare])).answered, "alone it asks nothing"


@pytest.mark.parametrize("question", ["Сколько стоит?", "Где столовая?", "Почему он?", "спасибо"])
def test_what_says_more_is_no_bare_question_word(question: str) -> None:
    understood = filled_in(question, [turn("Какая котельная в резерве?")])
    assert understood is None or not understood[0].endswith(" котельная в резерве?")


def test_a_whole_question_of_yes_or_no_is_no_ellipsis() -> None:
    before = [turn("Сколько стоит ЭКГ пенсионерам?")]
    assert filled_in("А молоко машинистам можно деньгами?", before) is None
    assert filled_in("А студентам можно?", before) is not None


def test_an_ellipsis_keeps_the_topic_of_the_question_before() -> None:
    script = Script(["какая скидка в нём студентам (приказ 33)"])
    history = [turn("какая скидка в нём донорам (приказ 33)")]
    assert understand("А студентам?", history, script).answered


def test_a_bare_word_is_a_question_of_its_own_first() -> None:
    script = Script(["отпуск"])
    assert understand("отпуск", [turn("Сколько стоит анализ крови?")], script).question == "отпуск"


def test_a_new_question_is_not_dragged_into_the_topic() -> None:
    question = "Сколько дней длится отпуск?"
    script = Script([question, f"{question} ({TOPIC})"])
    assert understand(question, [turn(RESIDENTS)], script).question == question
    assert script.asked == [question]


def test_what_only_the_topic_answers_must_speak_of_the_question() -> None:
    weather = "Какая завтра погода?"
    script = Script([f"{weather} ({TOPIC})"])
    answer = understand(weather, [turn(RESIDENTS)], script)
    assert (answer.answered, answer.question) == (False, weather)


def test_a_question_that_the_documents_answer_only_with_the_topic() -> None:
    question = "Сколько человек работает?"
    script = Script([f"{question} ({TOPIC})"])
    answer = understand(question, [turn(RESIDENTS)], script)
    assert (answer.answered, answer.question) == (True, f"{question} ({TOPIC})")


def test_a_conversation_keeps_its_topic_through_what_was_understood() -> None:
    asked = [RESIDENTS, "А сколько там работает человек?", "И что там предложили построить?", "А зачем там?"]
    history: list[Turn] = []
    for question in asked:
        answer = understand(question, history, lambda text, topic: answered(with_topic(text, topic)))
        history.append(Turn(answer.question, answer))
    assert [done.question for done in history[1:]] == [f"{question} ({TOPIC})" for question in asked[1:]]
