"""Small answers to keep."""

from __future__ import annotations

from datetime import date

from bot.state import Incoming, State, Thread
from index.types import Answer, Candidate, DocumentCard, Hit, Passage, Quote, Span

THREAD = Thread(chat_id=-1001234567890, topic_id=7, person_id=5_000_000_001)
PRIVATE = Thread(chat_id=5_000_000_001, topic_id=0, person_id=5_000_000_001)


def make_hit(path: str = "Приказы/отпуск.txt", position: int = 0, day: date | None = date(2024, 2, 29)) -> Hit:
    text = "Отпуск длится 28 дней."
    passage = Passage(
        id=f"{path}#{position}",
        document=path,
        position=position,
        start=100 * position,
        end=100 * position + len(text),
        text=text,
        heading="Отпуск",
        page=3,
        sentences=(Span(100 * position, 100 * position + len(text)),),
    )
    candidate = Candidate(
        passage=passage,
        card=DocumentCard(path, "Положение об отпусках", day),
        dense=0.875,
        lexical=3.5,
        sentence_cosines=(0.75,),
        sentence_lemmas=(("отпуск", "день"),),
        heading_lemmas=("отпуск",),
    )
    return Hit(candidate, score=1.25 - position)


def make_answer(question: str = "Сколько длится отпуск?", *hits: Hit) -> Answer:
    found = hits or (make_hit(), make_hit(position=1, day=None))
    passage = found[0].passage
    quote = Quote(found[0], passage.start, passage.end, passage.text)
    return Answer(question, True, 0.9, (quote,), Span(0, 2), found, 0.25)


def make_refusal(question: str = "Кто президент Луны?") -> Answer:
    return Answer(question, False, 0.1, (), None, (make_hit(),), 0.5)


async def ask(
    state: State, thread: Thread = PRIVATE, message_id: int = 10, text: str = "Сколько?", answer: Answer | None = None
) -> str:
    """A question from its coming in to its answer being sent; its id."""
    receipt = await state.journal.receive(Incoming(thread, message_id, text))
    assert await state.journal.begin(receipt.question.id)
    assert await state.journal.sending(receipt.question.id, answer or make_answer())
    await state.journal.sent(receipt.question.id, [message_id + 1])
    return receipt.question.id
