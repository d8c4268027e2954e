"""However a library came to hold its documents, it answers as one that was given them at once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from index.store.local import LocalStore
from index.types import Candidate, Changes, Document
from tests.fakes import BagOfWordsEmbedder, indexed

EMBEDDER = BagOfWordsEmbedder(64)
WORDS = ("отпуск", "приказ", "цех", "дней", "28")
PATHS = st.sampled_from(["a.txt", "кадры/b.txt", "кадры/c.txt", "x/d.txt"])
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), min_size=1, max_size=3)
STEPS = st.lists(st.tuples(st.dictionaries(PATHS, TEXTS, max_size=3), st.sets(PATHS, max_size=2)), max_size=5)

Answers = tuple[list[list[Candidate]], dict[str, int], int]


@settings(max_examples=15, deadline=None)
@given(STEPS)
def test_any_history_ends_as_if_it_were_written_at_once(steps: list[tuple[dict[str, list[str]], set[str]]]) -> None:
    held: dict[str, list[str]] = {}
    with TemporaryDirectory() as folder:
        store = LocalStore(Path(folder) / "steps")
        for put, remove in steps:
            held = {path: text for path, text in held.items() if path not in remove} | put
            store.apply(changes(put, remove - put.keys()))
            store.apply(changes(put, remove - put.keys()))
        stepwise = answers(store)
        at_once = LocalStore(Path(folder) / "at once")
        at_once.apply(changes(held, set()))
        assert stepwise == answers(at_once)
        store.close()
        at_once.close()


@settings(max_examples=12, deadline=None)
@given(STEPS, st.integers(1, 4), st.data())
def test_changes_since_any_generation_are_the_difference_of_two_models(
    steps: list[tuple[dict[str, list[str]], set[str]]], keep: int, data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        store = LocalStore(Path(folder), keep_generations=keep)
        models: list[Model] = [{}]
        for put, remove in steps:
            models.append({path: text for path, text in models[-1].items() if path not in remove} | put)
            store.apply(changes(put, remove - put.keys()))
        for _ in range(2):
            known = [info.number for info in store.generations()]
            if known:
                target = data.draw(st.sampled_from(known))
                store.roll_back(target)
                models.append(models[target])
        snapshot = store.snapshot()
        changing = [info.number for info in store.generations() if info.added or info.changed or info.removed]
        oldest = changing[keep - 1] if len(changing) >= keep else 0
        for generation in range(len(models)):
            expected = difference(models[max(generation, oldest)], models[-1])
            found = snapshot.changes_since(generation)
            assert {c.path: (_text(c.before), _text(c.after)) for c in found} == expected
            assert [change.path for change in found] == sorted(expected)
        at_once = LocalStore(Path(folder) / "at once")
        at_once.apply(changes(models[-1], set()))
        assert answers(store) == answers(at_once)
        for opened in (snapshot, store, at_once):
            opened.close()


Model = dict[str, list[str]]


def difference(before: Model, after: Model) -> dict[str, tuple[str | None, str | None]]:
    pairs = {path: (_joined(before.get(path)), _joined(after.get(path))) for path in {*before, *after}}
    return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}


def _joined(paragraphs: list[str] | None) -> str | None:
    return None if paragraphs is None else "\n\n".join(paragraphs)


def _text(document: Document | None) -> str | None:
    return None if document is None else document.text


def changes(put: dict[str, list[str]], remove: set[str]) -> Changes:
    documents = tuple(indexed(EMBEDDER, path, "\n\n".join(text)) for path, text in sorted(put.items()))
    return Changes(EMBEDDER.identity, documents, tuple(sorted(remove)))


def answers(store: LocalStore) -> Answers:
    snapshot = store.snapshot()
    found = [
        sorted(snapshot.search(EMBEDDER.query(word), [word], 100, only), key=lambda c: c.passage.id)
        for word in WORDS
        for only in (None, ["кадры"])
    ]
    result = found, snapshot.document_frequencies(WORDS), snapshot.passage_count
    snapshot.close()
    return result
