"""How long /stats takes, on a month of made-up questions.

python -m tests.bench.stats 10000
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.settings import Language
from bot.state import QuestionState, State, default_url
from bot.state.models import QuestionRow, ShownRow
from bot.stats.figures import TOP, figures_of
from bot.stats.handlers import DAYS, MOST_ROWS
from bot.stats.tables import tables_html
from bot.texts import texts_in

PEOPLE, DOCUMENTS, SHOWN = 300, 5000, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("questions", type=int, nargs="?", default=10_000)
    asyncio.run(measure(parser.parse_args().questions))


async def measure(questions: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        state, now = State.open(default_url(Path(folder))), datetime.now(UTC)
        await _fill(state, questions, now)
        for which in ("the first, with loading what draws", "another"):
            started = time.perf_counter()
            since = now - timedelta(days=DAYS)
            rows = await state.statistics.asked(since, MOST_ROWS)
            figures = figures_of(rows, await state.statistics.cited(since, TOP), now, DAYS)
            from bot.stats.chart import chart  # noqa: PLC0415 - as the bot does: when the first picture is asked for

            chart(texts_in(Language.RU), figures)
            tables_html(texts_in(Language.RU), figures, await state.statistics.names(), DAYS)
            print(f"{len(rows):,} questions: {which}: {time.perf_counter() - started:.2f} s")
        await state.close()


async def _fill(state: State, questions: int, now: datetime) -> None:
    chance = random.Random(1)
    asked = [_question(number, now - timedelta(minutes=chance.randrange(43_000))) for number in range(questions)]
    shown = [_shown(number, rank, chance) for number in range(questions) for rank in range(SHOWN)]
    await state.database.write(lambda session: session.execute(insert(QuestionRow), asked))
    await state.database.write(lambda session: session.execute(insert(ShownRow), shown))


def _question(number: int, at: datetime) -> dict[str, object]:
    return {
        "id": str(number),
        "chat_id": number % PEOPLE + 1,
        "topic_id": 0,
        "person_id": number % PEOPLE + 1,
        "message_id": number,
        "edited_at": 0,
        "text": f"Сколько дней отпуска за {number % 997} часов?",
        "state": QuestionState.SENT,
        "created_at": at,
        "moved_at": at,
        "answered": number % 5 > 0,
        "seconds": 0.2,
        "sent_at": at,
    }


def _shown(number: int, rank: int, chance: random.Random) -> dict[str, object]:
    document = f"c{chance.randrange(20)}/{chance.randrange(DOCUMENTS)}.txt"
    place = {"start": 0, "end": 100, "passage_id": "p", "score": 1.0, "quoted": rank == 0}
    return {"question_id": str(number), "rank": rank, "document": document, **place}


if __name__ == "__main__":
    main()
