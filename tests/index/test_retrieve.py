"""Questions made ready, the order of what both searches found, and the reranker's say in it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.foreign import Translator
from index.ports import Snapshot
from index.retrieve import RetrieveOptions, fuse, inverse_frequency, prepare, rerank, retrieve
from index.store.local import LocalStore
from index.types import Candidate, Changes, Hit
from tests.fakes import BagOfWordsEmbedder, indexed
from tests.index.shelf import Bilingual, Shelf, candidate, retrieved

ASKED = retrieved("?", idf={"отпуск": 1.0, "длиться": 1.0}).query


def names(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.document for hit in hits]


def order(*pool: Candidate, options: RetrieveOptions | None = None) -> list[str]:
    return names(fuse(pool, ASKED, options or RetrieveOptions()))


def test_nothing_found_gives_no_hits() -> None:
    assert order() == []


def test_one_candidate_is_the_best() -> None:
    assert order(candidate("a", dense=0.3, lexical=0)) == ["a"]


def test_a_score_is_the_mean_cosine_and_the_share_of_the_best_words() -> None:
    pool = [
        candidate("a", ["один", "два"], dense=0.8, lexical=0.0, cosines=[0.5, 0.9]),
        candidate("b", dense=0.6, lexical=2.2, cosines=[0.7]),
    ]
    hits = fuse(pool, ASKED, RetrieveOptions(lexical_weight=0.1))
    assert names(hits) == ["a", "b"]
    assert [hit.score for hit in hits] == pytest.approx([0.85, 0.65 + 0.1 * 2.2 / (2.2 * 2)])
    assert names(fuse(pool, ASKED, RetrieveOptions(lexical_weight=0.5))) == ["b", "a"]


def test_each_part_can_decide() -> None:
    plain = candidate("plain", dense=0.5, lexical=0)
    assert order(plain, candidate("dense", dense=0.6, lexical=0, cosines=[0.5]))[0] == "dense"
    assert order(plain, candidate("lexical", dense=0.5, lexical=2))[0] == "lexical"
    assert order(plain, candidate("sentence", ["а", "б"], dense=0.5, lexical=0, cosines=[0.1, 0.6]))[0] == "sentence"


def test_a_question_without_words_is_ranked_by_its_cosines() -> None:
    pool = [candidate("a", dense=0.3, lexical=0), candidate("b", dense=0.9, lexical=0)]
    assert names(fuse(pool, retrieved("?").query, RetrieveOptions())) == ["b", "a"]


def test_ties_stand_in_the_same_order_however_they_come() -> None:
    pool = [candidate(name) for name in "dbeac"]
    assert {tuple(order(*random.Random(seed).sample(pool, 5))) for seed in range(20)} == {tuple("abcde")}


def test_a_passage_without_sentences_is_ranked_by_itself() -> None:
    assert order(candidate("b", dense=0.5, lexical=0), candidate("a", [], dense=0.9, lexical=0)) == ["a", "b"]


def test_no_more_hits_than_wanted() -> None:
    pool = [candidate(f"{n:02}", dense=n / 20) for n in range(20)]
    assert order(*pool, options=RetrieveOptions(hits=3)) == ["19", "18", "17"]


class ByLength:
    """The longest passage first."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        return [float(len(passage)) for passage in passages]


def test_a_reranker_orders_the_first_and_leaves_the_others_behind_them() -> None:
    texts = {"a": "кот", "b": "собака", "c": "слон", "d": "крокодил", "e": "ёж"}
    hits = [Hit(candidate(name, [text]), 5.0 - n) for n, (name, text) in enumerate(texts.items())]
    ranked = rerank(retrieved("?", *hits), ByLength(), depth=3).hits
    assert names(ranked) == ["b", "c", "a", "d", "e"]
    assert [hit.score for hit in ranked] == sorted((hit.score for hit in ranked), reverse=True)
    assert len({hit.score for hit in ranked}) == 5


def test_a_reranker_with_nothing_to_do() -> None:
    assert rerank(retrieved("?"), ByLength(), depth=3).hits == ()


def test_equal_scores_of_a_reranker_keep_the_order() -> None:
    hits = [Hit(candidate(name, ["одно"]), 1.0) for name in "cab"]
    assert names(rerank(retrieved("?", *hits), ByLength(), depth=10).hits) == ["c", "a", "b"]


def test_the_rarer_a_word_the_more_it_weighs() -> None:
    assert inverse_frequency(0, 10) == pytest.approx(math.log(22))
    assert inverse_frequency(1, 1) == pytest.approx(math.log(4 / 3))
    weights = [inverse_frequency(n, 100) for n in range(101)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0
    assert inverse_frequency(0, 0) > 0


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    """Of the real readers and lemmas."""
    shelf = Shelf(
        tmp_path,
        {
            "строй.txt": "Проект реализует компания Росатом. Директор проекта Корольков живёт в Северске.",
            "отпуск.txt": "Ежегодный отпуск длится 28 дней. Больничный оформляет отдел кадров.",
        },
    )
    shelf.engine.reindex()
    shelf.engine.close()
    store = LocalStore(shelf.data)
    taken = store.snapshot()
    yield taken
    taken.close()
    store.close()


EMBEDDER = BagOfWordsEmbedder()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghjtrn Ghjhsd", "проект Прорыв"),
        ("отпкск", "отпуск"),
        ("где живёт дире ктор", "где живёт директор"),
        ("Сколько длится отпуск?", "Сколько длится отпуск?"),
    ],
)
def test_slips_are_repaired_before_the_search(typed: str, meant: str, snapshot: Snapshot) -> None:
    assert prepare(typed, "", EMBEDDER, snapshot).text == meant


def test_a_query_holds_what_both_searches_need(snapshot: Snapshot) -> None:
    query = prepare("Сколько длится отпуск в отпуске?", "", EMBEDDER, snapshot)
    assert query.lemmas == ("длиться", "отпуск")
    assert query.idf == {lemma: inverse_frequency(1, snapshot.passage_count) for lemma in query.lemmas}
    assert (query.vector == EMBEDDER.query(query.text)).all()
    unknown = prepare("синхрофазотрон", "", EMBEDDER, snapshot)
    assert set(unknown.idf.values()) == {inverse_frequency(0, snapshot.passage_count)}


def test_the_words_of_the_conversation_weigh_less_than_the_questions_own(snapshot: Snapshot) -> None:
    query = prepare("А сколько длится?", "отпуск в Северске", EMBEDDER, snapshot)
    assert query.text == "А сколько длится? (отпуск в Северске)"
    assert set(query.lemmas) == {"длиться", "отпуск", "северск"}
    assert query.idf["отпуск"] == pytest.approx(query.idf["длиться"] / 2)
    both = prepare("Сколько длится отпуск?", "отпуск", EMBEDDER, snapshot)
    assert both.idf["отпуск"] == both.idf["длиться"]


def test_a_question_that_cannot_be_encoded_is_searched_with_what_can(snapshot: Snapshot) -> None:
    query = prepare("\ud83d отпуск", "", EMBEDDER, snapshot)
    assert query.text.encode("utf-8").decode("utf-8").endswith(" отпуск")
    assert "отпуск" in query.lemmas


def test_a_name_in_the_other_alphabet_is_found(snapshot: Snapshot) -> None:
    bilingual = Bilingual()
    asked = prepare("Where does Korolkov live in 2030?", "", bilingual, snapshot)
    found = retrieve(asked, snapshot, Translator(bilingual), RetrieveOptions())
    assert found.query.foreign
    assert {"корольков", "2030", "live"} <= set(found.query.lemmas)
    assert found.query.idf["корольков"] > found.query.idf["live"]
    assert found.hits[0].card.path == "строй.txt"
    assert found.hits[0].candidate.lexical > 0


def test_a_russian_question_with_a_latin_word_is_left_as_it_is(snapshot: Snapshot) -> None:
    query = prepare("Где живёт директор Korolkov?", "", EMBEDDER, snapshot)
    assert retrieve(query, snapshot, Translator(EMBEDDER), RetrieveOptions()).query is query


def test_only_allowed_collections_are_searched(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    documents = tuple(indexed(EMBEDDER, path, "отпуск длится долго") for path in ("а/1.txt", "б/2.txt", "3.txt"))
    store.apply(Changes(EMBEDDER.identity, documents))
    taken = store.snapshot()
    query = prepare("отпуск", "", EMBEDDER, taken)
    found = {
        wanted: set(names(retrieve(query, taken, Translator(EMBEDDER), RetrieveOptions(), wanted).hits))
        for wanted in (None, ("а",), ("а", "б"), ("",), ())
    }
    assert found == {
        None: {"а/1.txt", "б/2.txt", "3.txt"},
        ("а",): {"а/1.txt"},
        ("а", "б"): {"а/1.txt", "б/2.txt"},
        ("",): {"3.txt"},
        (): set(),
    }
    taken.close()
    store.close()
