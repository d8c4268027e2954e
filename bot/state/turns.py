"""Turn ↔ JSON. Each hit is written once; the quotes name theirs by its place."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from index.types import Answer, Candidate, DocumentCard, Hit, Passage, Quote, Span, Turn


def dump_turn(turn: Turn) -> str:
    answer = turn.answer
    hits = list(dict.fromkeys((*answer.hits, *(quote.hit for quote in answer.quotes))))
    return json.dumps(
        {
            "question": turn.question,
            "understood": answer.question,
            "answered": answer.answered,
            "confidence": answer.confidence,
            "short_at": answer.short_at,
            "seconds": answer.seconds,
            "hits": hits,
            "shown": len(answer.hits),
            "quotes": [[hits.index(q.hit), q.start, q.end, q.text, q.page] for q in answer.quotes],
        },
        ensure_ascii=False,
        default=_plain,
    )


def _plain(value: Any) -> Any:
    """What JSON does not know: a date, or a value with its fields, which need no copies as `asdict` makes them."""
    return value.isoformat() if isinstance(value, date) else {name: getattr(value, name) for name in value.__slots__}


def load_turn(stored: str) -> Turn | None:
    """None for a turn that another version of the program wrote in another shape."""
    try:
        return _turn(json.loads(stored))
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _turn(data: dict[str, Any]) -> Turn:
    hits = tuple(_hit(hit) for hit in data["hits"])
    answer = Answer(
        question=data["understood"],
        answered=data["answered"],
        confidence=data["confidence"],
        quotes=tuple(Quote(hits[place], *quote) for place, *quote in data["quotes"]),
        short_at=Span(**data["short_at"]) if data.get("short_at") else None,
        hits=hits[: data["shown"]],
        seconds=data["seconds"],
    )
    return Turn(data["question"], answer)


def _hit(data: dict[str, Any]) -> Hit:
    candidate, score = data["candidate"], data["score"]
    passage, card = candidate["passage"], candidate["card"]
    spans = tuple(Span(**span) for span in passage["sentences"])
    day = card["date"] and date.fromisoformat(card["date"])
    found = {
        **{name: _tuples(value) for name, value in candidate.items()},
        "passage": Passage(**{**passage, "sentences": spans}),
        "card": DocumentCard(**{**card, "date": day}),
    }
    return Hit(Candidate(**found), score)


def _tuples(value: Any) -> Any:
    """JSON's lists as the tuples they were."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
