"""What every Store promises. A new implementation is one more parameter of the `store` fixture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreError
from index.ports import Snapshot, Store
from index.store.local import LocalStore
from index.types import Candidate, Changes, FileStamp, IndexedDocument, Skipped, SkipReason
from tests.fakes import BagOfWordsEmbedder, indexed, words

EMBEDDER = BagOfWordsEmbedder()
VACATION = indexed(EMBEDDER, "кадры/отпуск.txt", "Отпуск длится 28 дней.\nЗаявление подают за месяц.", "Отпуска")
SICKNESS = indexed(EMBEDDER, "кадры/больничный.txt", "Больничный лист сдают в кадры.\n\nПособие платит фонд.")
PARKING = indexed(EMBEDDER, "хозяйство/парковка.txt", "Парковка открыта с 7 до 22 часов.")
NOTICE = indexed(EMBEDDER, "объявление.txt", "Собрание в пятницу в 15:00.")
ALL = (VACATION, SICKNESS, PARKING, NOTICE)

Opener = Callable[[], Store]


@pytest.fixture(params=[LocalStore])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens the same store, each time as another process would."""

    def open_store() -> Store:
        opened: Store = request.param(tmp_path)
        request.addfinalizer(opened.close)
        return opened

    return open_store


@pytest.fixture
def store(reopen: Opener) -> Store:
    return reopen()


@pytest.fixture
def snapshot(store: Store) -> Iterator[Snapshot]:
    put(store, *ALL)
    taken = store.snapshot()
    yield taken
    taken.close()


def put(store: Store, *documents: IndexedDocument) -> int:
    return store.apply(Changes(EMBEDDER.identity, documents))


def ask(snapshot: Snapshot, question: str, k: int = 10, collections: list[str] | None = None) -> list[Candidate]:
    found = snapshot.search(EMBEDDER.query(question), words(question), k, collections)
    return sorted(found, key=lambda candidate: (-candidate.dense, candidate.passage.id))


def paths(candidates: list[Candidate]) -> set[str]:
    return {candidate.card.path for candidate in candidates}


def test_an_empty_store_is_of_generation_0_and_finds_nothing(store: Store) -> None:
    snapshot = store.snapshot()
    assert store.generation == snapshot.generation == snapshot.passage_count == 0
    assert store.identity() is None
    assert store.stamps() == {}
    assert store.skipped() == []
    assert store.vectors(["unknown"]) == {}
    assert ask(snapshot, "отпуск") == []
    assert snapshot.documents() == []
    assert snapshot.document("a.txt") is None
    assert snapshot.page_at("a.txt", 0) is None
    assert snapshot.document_frequencies(["отпуск"]) == {"отпуск": 0}
    assert snapshot.similar_words("отпуск") == []
    snapshot.close()


def test_each_apply_raises_the_generation_by_one(store: Store) -> None:
    assert put(store, VACATION) == store.generation == 1
    assert put(store, PARKING) == store.generation == 2
    assert store.apply(Changes(EMBEDDER.identity)) == 3


def test_what_was_put_comes_back_whole(snapshot: Snapshot) -> None:
    found = ask(snapshot, "отпуск длится 28 дней")[0]
    assert found.passage == VACATION.passages[0].passage
    assert found.card == VACATION.document.card
    assert found.sentence_lemmas == VACATION.passages[0].sentence_lemmas
    assert found.heading_lemmas == ("отпуска",)
    assert snapshot.document("кадры/отпуск.txt") == VACATION.document
    assert snapshot.documents() == sorted((d.document.card for d in ALL), key=lambda card: card.path)
    assert snapshot.passage_count == 5


def test_dense_scores_are_cosines_of_passage_and_sentences(snapshot: Snapshot) -> None:
    query = EMBEDDER.query("заявление подают за месяц")
    found = {c.card.path: c for c in snapshot.search(query, [], 10)}["кадры/отпуск.txt"]
    assert found.dense == pytest.approx(float(VACATION.passages[0].vector @ query), abs=1e-3)
    assert found.sentence_cosines == pytest.approx(VACATION.passages[0].sentence_vectors @ query, abs=1e-3)
    assert found.sentence_cosines[1] == pytest.approx(1, abs=1e-3)


def test_lexical_scores_are_higher_for_rarer_words_and_0_without_any(snapshot: Snapshot) -> None:
    found = {c.passage.text: c.lexical for c in ask(snapshot, "фонд в")}
    assert found["Пособие платит фонд."] > found["Больничный лист сдают в кадры."] > 0
    assert found["Парковка открыта с 7 до 22 часов."] == 0


def test_words_of_the_heading_are_searched(snapshot: Snapshot) -> None:
    orthogonal = EMBEDDER.query("ничего общего")
    found = snapshot.search(orthogonal, ["отпуска"], 1)
    assert max(found, key=lambda c: c.lexical).card == VACATION.document.card


def test_a_candidate_of_one_search_has_the_other_score_too(snapshot: Snapshot) -> None:
    found = snapshot.search(EMBEDDER.query("собрание в пятницу"), ["парковка"], 1)
    assert paths(found) == {"объявление.txt", "хозяйство/парковка.txt"}
    by_words = next(c for c in found if c.lexical > 0)
    assert by_words.dense == pytest.approx(
        float(PARKING.passages[0].vector @ EMBEDDER.query("собрание в пятницу")), abs=1e-3
    )


@pytest.mark.parametrize(
    "lemma", ['"', "''", "a OR b", "NOT", "*", "отпуск*", "(", "-1", "heading:отпуска", "\0", "отпуск\0", "^x", ""]
)
def test_no_lemma_is_read_as_an_operator(snapshot: Snapshot, lemma: str) -> None:
    assert all(c.lexical == 0 for c in snapshot.search(EMBEDDER.query("отпуск"), [lemma], 10))


@pytest.mark.parametrize(
    "lemma", ["№5-а/2024", "99,5%", "15:00", "a_b", "c++", '"закон"', "ст.395", "ёж", "€10", "дом№"]
)
def test_a_lemma_of_any_signs_is_one_word(store: Store, lemma: str) -> None:
    put(store, indexed(EMBEDDER, "a.txt", f"слово {lemma} слово"), PARKING)
    snapshot = store.snapshot()
    assert snapshot.document_frequencies([lemma]) == {lemma: 1}
    found = snapshot.search(EMBEDDER.query("часов"), [lemma], 1)
    assert {c.card.path for c in found if c.lexical > 0} == {"a.txt"}
    assert all(c.lexical == 0 for c in snapshot.search(EMBEDDER.query("часов"), [lemma[:-1]], 5))
    snapshot.close()


def test_collections_limit_both_searches_exactly(store: Store) -> None:
    near = [indexed(EMBEDDER, f"много/{n}.txt", "пропуск выдаёт охрана") for n in range(50)]
    far = [indexed(EMBEDDER, f"мало/{n}.txt", f"совсем другое дело {n}") for n in range(5)]
    put(store, *near, *far, NOTICE)
    snapshot = store.snapshot()
    found = ask(snapshot, "пропуск выдаёт охрана", 5, ["мало"])
    assert paths(found) == {f"мало/{n}.txt" for n in range(5)}
    assert len(ask(snapshot, "пропуск", 50, ["много", "мало"])) >= 50
    assert paths(ask(snapshot, "пропуск", 5, [""])) == {"объявление.txt"}
    assert ask(snapshot, "пропуск", 5, []) == []
    assert ask(snapshot, "пропуск", 5, ["нет такой"]) == []
    snapshot.close()


def test_document_frequencies_count_passages(snapshot: Snapshot) -> None:
    wanted = ["в", "отпуска", "28", "нет"]
    assert snapshot.document_frequencies(wanted) == {"в": 2, "отпуска": 1, "28": 1, "нет": 0}


def test_similar_words_are_one_edit_away_or_two_of_a_long_word(store: Store) -> None:
    put(store, indexed(EMBEDDER, "a.txt", "отпуск отпуска заявление\n\nотпуск", "приказ"))
    snapshot = store.snapshot()
    assert snapshot.similar_words("отпкск") == [("отпуск", 2)]
    assert snapshot.similar_words("отпукс") == [("отпуск", 2)]
    assert snapshot.similar_words("отпуск") == [("отпуска", 1)]
    assert snapshot.similar_words("зоявлинее") == []
    assert snapshot.similar_words("зоявлиние") == [("заявление", 1)]
    assert snapshot.similar_words("приказз") == [("приказ", 2)]
    snapshot.close()


def test_a_put_replaces_and_a_remove_takes_away(store: Store) -> None:
    put(store, *ALL)
    shorter = indexed(EMBEDDER, "кадры/больничный.txt", "Справку сдают бухгалтеру.")
    store.apply(Changes(EMBEDDER.identity, (shorter,), remove=("объявление.txt", "нет такого")))
    snapshot = store.snapshot()
    assert {c.path for c in snapshot.documents()} == {d.document.card.path for d in ALL} - {"объявление.txt"}
    assert snapshot.passage_count == 3
    assert snapshot.document_frequencies(["фонд", "пятницу", "справку", "в"]) == {
        "фонд": 0,
        "пятницу": 0,
        "справку": 1,
        "в": 0,
    }
    assert snapshot.similar_words("фон") == []
    assert all(c.lexical == 0 for c in ask(snapshot, "пятницу фонд"))
    assert ask(snapshot, "справку сдают бухгалтеру")[0].dense == pytest.approx(1, abs=1e-3)
    assert len(ask(snapshot, "пособие платит фонд", 100)) == 3
    snapshot.close()


def test_a_snapshot_does_not_see_later_changes(store: Store, snapshot: Snapshot) -> None:
    before = ask(snapshot, "больничный лист")
    store.apply(Changes(EMBEDDER.identity, (indexed(EMBEDDER, "новое.txt", "больничный лист"),), (SICKNESS_PATH,)))
    assert ask(snapshot, "больничный лист") == before
    assert snapshot.generation == 1
    assert snapshot.document(SICKNESS_PATH) == SICKNESS.document
    assert snapshot.document("новое.txt") is None
    later = store.snapshot()
    assert later.generation == 2
    assert paths(ask(later, "больничный лист", 1)) == {"новое.txt"}
    later.close()


SICKNESS_PATH = "кадры/больничный.txt"


def test_the_same_changes_twice_give_the_same_answers(store: Store) -> None:
    put(store, *ALL)
    first = store.snapshot()
    put(store, *ALL)
    second = store.snapshot()
    for question in ("отпуск длится", "в", "пособие фонд", "xyz"):
        assert ask(first, question) == ask(second, question)
    assert first.document_frequencies(["в", "отпуска"]) == second.document_frequencies(["в", "отпуска"])
    first.close()
    second.close()


def test_another_process_finds_what_was_committed(reopen: Opener) -> None:
    first, second = reopen(), reopen()
    put(first, *ALL)
    assert second.generation == 1
    assert second.identity() == EMBEDDER.identity
    snapshot = second.snapshot()
    assert paths(ask(snapshot, "парковка открыта", 1)) == {"хозяйство/парковка.txt"}
    put(second, NOTICE)
    assert first.generation == 2
    snapshot.close()


def test_another_identity_forgets_all_that_is_not_put(store: Store) -> None:
    put(store, *ALL)
    other = BagOfWordsEmbedder(dimension=64, revision="2")
    document = indexed(other, "новое.txt", "Парковка закрыта.")
    assert store.apply(Changes(other.identity, (document,))) == 2
    assert store.identity() == other.identity
    snapshot = store.snapshot()
    assert [card.path for card in snapshot.documents()] == ["новое.txt"]
    assert snapshot.document_frequencies(["отпуск", "закрыта"]) == {"отпуск": 0, "закрыта": 1}
    assert paths(snapshot.search(other.query("отпуск"), ["отпуск"], 10)) == {"новое.txt"}
    assert store.vectors([VACATION.passages[0].key]) == {}
    with pytest.raises(StoreError, match="reindex"):
        snapshot.search(EMBEDDER.query("отпуск"), [], 1)
    snapshot.close()


def test_vectors_are_found_by_key_whatever_the_document(store: Store) -> None:
    put(store, *ALL)
    key = VACATION.passages[0].key
    vector, of_sentences = store.vectors([key, "unknown", key])[key]
    np.testing.assert_allclose(vector, VACATION.passages[0].vector, atol=1e-3)
    np.testing.assert_allclose(of_sentences, VACATION.passages[0].sentence_vectors, atol=1e-3)
    assert vector.dtype == of_sentences.dtype == np.float32


def test_stamps_are_of_documents_and_skipped_files_and_can_be_renewed(store: Store) -> None:
    skipped = Skipped("битый.pdf", SkipReason.BROKEN, "no pages")
    old, new = FileStamp(1, 2, "aa"), FileStamp(1, 3, "aa")
    store.apply(Changes(EMBEDDER.identity, (VACATION,), skipped={skipped.path: (old, skipped)}))
    assert store.stamps() == {"кадры/отпуск.txt": VACATION.stamp, "битый.pdf": old}
    assert store.skipped() == [skipped]
    store.apply(Changes(EMBEDDER.identity, touch={"битый.pdf": new, "кадры/отпуск.txt": new}))
    assert store.stamps() == {"кадры/отпуск.txt": new, "битый.pdf": new}
    store.apply(Changes(EMBEDDER.identity, remove=("битый.pdf",)))
    assert store.skipped() == []


def test_another_identity_renews_what_is_said_of_skipped_files(store: Store) -> None:
    old, new = (Skipped("битый.pdf", SkipReason.BROKEN, detail) for detail in ("no pages", "no end"))
    gone = Skipped("нет.pdf", SkipReason.EMPTY)
    stamp = FileStamp(1, 2, "aa")
    store.apply(Changes(EMBEDDER.identity, skipped={skip.path: (stamp, skip) for skip in (old, gone)}))
    other = BagOfWordsEmbedder(dimension=64, revision="2")
    store.apply(Changes(other.identity, remove=(gone.path,), skipped={new.path: (stamp, new)}))
    assert store.skipped() == [new]


def test_a_path_is_a_document_or_skipped_never_both(store: Store) -> None:
    path = VACATION.document.card.path
    put(store, VACATION)
    store.apply(Changes(EMBEDDER.identity, skipped={path: (VACATION.stamp, Skipped(path, SkipReason.BROKEN))}))
    snapshot = store.snapshot()
    assert snapshot.documents() == []
    assert list(store.stamps()) == [path]
    snapshot.close()
    put(store, VACATION)
    assert store.skipped() == []
    assert store.stamps() == {path: VACATION.stamp}


def test_a_failed_apply_changes_nothing(store: Store, snapshot: Snapshot) -> None:
    before = ask(snapshot, "парковка")
    with pytest.raises(StoreError):
        put(store, NOTICE, PARKING, PARKING)
    after = store.snapshot()
    assert after.generation == store.generation == 1
    assert ask(after, "парковка") == before
    after.close()
    assert put(store, PARKING) == 2


def test_a_snapshot_serves_several_threads(snapshot: Snapshot) -> None:
    questions = ["отпуск", "больничный лист", "парковка открыта", "собрание"] * 25
    expected = [ask(snapshot, question, 3) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda question: ask(snapshot, question, 3), questions)) == expected


def test_writers_in_several_threads_take_turns(store: Store) -> None:
    documents = [indexed(EMBEDDER, f"{n}.txt", f"текст номер {n}") for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        generations = list(pool.map(lambda document: put(store, document), documents))
    assert sorted(generations) == list(range(1, 9))
    snapshot = store.snapshot()
    assert paths(ask(snapshot, "текст номер", 100)) == {f"{n}.txt" for n in range(8)}
    snapshot.close()


def test_a_closed_snapshot_says_so(snapshot: Snapshot) -> None:
    snapshot.close()
    snapshot.close()
    with pytest.raises(StoreError, match="closed"):
        ask(snapshot, "отпуск")
    with pytest.raises(StoreError, match="closed"):
        snapshot.documents()
    with pytest.raises(StoreError, match="closed"):
        snapshot.similar_words("отпуск")


def test_a_snapshot_outlives_its_store(reopen: Opener) -> None:
    store = reopen()
    put(store, *ALL)
    snapshot = store.snapshot()
    store.close()
    assert paths(ask(snapshot, "парковка открыта", 1)) == {"хозяйство/парковка.txt"}
    snapshot.close()
    with pytest.raises(StoreError, match="closed"):
        store.stamps()
