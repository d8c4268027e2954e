"""Passages: whole sentences, bounded, covering, parted where the text is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunk import TITLE_LENGTH, ChunkSizes, chunk_document, embedded_text, sentence_texts
from index.types import Document, DocumentCard, Passage, Section, SectionKind
from tests.fakes import BagOfWordsEmbedder


class LettersEmbedder(BagOfWordsEmbedder):
    """A token is a letter or three: words have lengths of their own, as with real subword vocabularies."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [sum(-(-len(word) // 3) for word in text.split()) for text in texts]


EMBEDDER = LettersEmbedder()
CARD = DocumentCard("отдел/приказ.txt", "Приказ об отпусках")
SENTENCE = "Работник получает отпуск по графику, который утверждает директор."


def document(*parts: tuple[str, str, SectionKind], card: DocumentCard = CARD) -> Document:
    """Of (text, heading, kind) of each section, on a page of its own."""
    sections, start = [], 0
    for page, (text, heading, kind) in enumerate(parts, start=1):
        sections.append(Section(start, start + len(text), kind, heading, page))
        start += len(text)
    return Document(card, "".join(text for text, _, _ in parts), tuple(sections))


def prose(text: str, heading: str = "") -> Document:
    return document((text, heading, SectionKind.TEXT))


def chunk(made: Document, passage: int = 100, overlap: int = 0) -> list[Passage]:
    return chunk_document(made, EMBEDDER, ChunkSizes(passage, overlap))


def tokens(made: Document, passages: Sequence[Passage]) -> list[int]:
    return EMBEDDER.count_tokens([embedded_text(made.card, passage) for passage in passages])


SECTIONS = st.tuples(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(
                (SENTENCE, " ", "\n", "\n\n", "Короткое. ", "пункт;\n", "А | Б\n", "слово " * 60, "ж" * 200)
            ),
            max_size=25,
        ).map("".join),
    ),
    st.sampled_from(("", "Глава 1", "Глава 1 › Статья 2", "Глава 1 › Статья 3")),
    st.sampled_from(list(SectionKind)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SECTIONS, max_size=5), st.integers(20, 200), st.integers(0, 60))
def test_passages_are_exact_bounded_and_leave_nothing_out(
    parts: list[tuple[str, str, SectionKind]], size: int, overlap: int
) -> None:
    made = document(*parts)
    passages = chunk(made, size, overlap)
    covered = 0
    for position, passage in enumerate(passages):
        assert passage.position == position
        assert passage.document == CARD.path
        assert passage.text == made.text[passage.start : passage.end]
        assert made.text[covered : passage.start].strip() == ""
        covered = passage.end
        assert_sentences_cover(made, passage)
    assert made.text[covered:].strip() == ""
    assert all(count <= size for count in tokens(made, passages))
    assert len({passage.id for passage in passages}) == len(passages)
    assert passages == chunk(made, size, overlap)


def assert_sentences_cover(made: Document, passage: Passage) -> None:
    at = passage.start
    for span in passage.sentences:
        assert at <= span.start < span.end <= passage.end
        assert made.text[at : span.start].strip() == ""
        assert made.text[span.start : span.end].strip() == made.text[span.start : span.end]
        at = span.end
    assert at == passage.end
    assert passage.sentences[0].start == passage.start


def test_a_document_of_white_space_has_no_passages() -> None:
    assert chunk(prose("")) == chunk(prose(" \n\t\n ")) == []


def test_passages_end_at_paragraphs_rather_than_at_the_bound() -> None:
    paragraph = " ".join([SENTENCE] * 2)
    made = prose("\n\n".join([paragraph] * 4))
    assert [passage.text for passage in chunk(made, 90)] == [paragraph] * 4


def test_short_paragraphs_share_a_passage() -> None:
    assert len(chunk(prose("\n".join([f"Пункт {number} принят." for number in range(8)])))) == 1


def test_a_long_paragraph_is_cut_evenly_between_sentences() -> None:
    made = prose(" ".join([SENTENCE] * 9))
    passages = chunk(made)
    counts = tokens(made, passages)
    assert len(passages) == 3
    assert min(counts) > 0.7 * max(counts)
    assert all(passage.text.endswith("директор.") for passage in passages)


def test_overlap_repeats_whole_sentences_of_a_cut_paragraph() -> None:
    made = prose(" ".join(f"Номер {number} утверждает директор по графику отпусков." for number in range(20)))
    passages = chunk(made, 100, overlap=30)
    for before, after in pairwise(passages):
        assert after.sentences[0] in before.sentences
        assert after.start < before.end
    assert not any(after.start < before.end for before, after in pairwise(chunk(made)))


def test_overlap_does_not_reach_over_a_paragraph() -> None:
    paragraph = " ".join([SENTENCE] * 3)
    passages = chunk(prose(f"{paragraph}\n\n{paragraph}"), 100, overlap=30)
    assert [passage.text for passage in passages] == [paragraph, paragraph]


def test_a_passage_does_not_cross_a_heading() -> None:
    made = document(
        (f"Статья 1\n{SENTENCE}\n", "Глава › Статья 1", SectionKind.TEXT),
        (f"Статья 2\n{SENTENCE}\n", "Глава › Статья 2", SectionKind.TEXT),
    )
    passages = chunk(made, 150)
    assert [(passage.heading, passage.page) for passage in passages] == [
        ("Глава › Статья 1", 1),
        ("Глава › Статья 2", 2),
    ]


def test_tiny_sections_of_one_parent_share_a_passage() -> None:
    tiny = [(f"Статья {n}\nПринята.\n", f"Глава › Статья {n}", SectionKind.TEXT) for n in (1, 2, 3)]
    assert len(chunk(document(*tiny), 200)) == 1
    other = ("Статья 4\nПринята.\n", "Другая › Статья 4", SectionKind.TEXT)
    assert len(chunk(document(*tiny, other), 200)) == 2


def test_a_heading_is_not_left_at_the_end_of_a_passage() -> None:
    made = prose("Порядок отпуска\n" + " ".join([SENTENCE] * 5), "Порядок отпуска")
    assert "Порядок отпуска\nРаботник" in chunk(made, 110)[0].text


def test_a_table_stays_together_while_it_fits_and_is_cut_between_rows() -> None:
    rows = [f"Отдел {number} | Иванов Иван | начальник | 1{number}" for number in range(12)]
    text = (SENTENCE + "\n", "", SectionKind.TEXT)
    whole = chunk(document(text, ("\n".join(rows[:4]), "", SectionKind.TABLE)), 100)
    assert any("\n".join(rows[:4]) in passage.text for passage in whole)
    cut = chunk(document(text, ("\n".join(rows), "", SectionKind.TABLE)), 100)
    assert len(cut) > 2
    assert all(passage.text.splitlines()[-1] in (*rows, SENTENCE) for passage in cut)


def test_a_list_stays_with_what_announces_it() -> None:
    made = prose(" ".join([SENTENCE] * 2) + "\nНужны:\n– паспорт;\n– заявление;\n– согласие.")
    assert any("Нужны:\n– паспорт" in passage.text for passage in chunk(made, 70))


def test_a_sentence_longer_than_the_bound_is_cut_at_clauses_and_a_word_at_letters() -> None:
    made = prose(", ".join(["который утверждает директор по графику"] * 20) + ".")
    passages = chunk(made, 80)
    assert all(passage.text.endswith((",", ".")) for passage in passages)
    assert max(tokens(made, passages)) <= 80
    blob = prose("A" * 2000)
    assert "".join(passage.text for passage in chunk(blob, 50)) == blob.text


def test_the_embedder_bounds_a_larger_size() -> None:
    made = prose(" ".join([SENTENCE] * 100))
    assert max(tokens(made, chunk(made, 10_000))) < EMBEDDER.max_tokens


def test_a_sentence_over_a_page_break_stays_whole_on_the_page_it_begins() -> None:
    made = document(
        ("Отпуск утверждает директор, который\n", "", SectionKind.TEXT),
        ("работает по графику.", "", SectionKind.TEXT),
    )
    passages = chunk(made)
    assert [(passage.page, len(passage.sentences)) for passage in passages] == [(1, 1)]


def test_ids_change_with_all_that_is_embedded_and_with_the_model() -> None:
    made = prose(SENTENCE, "Глава 1")
    changed = [
        prose(SENTENCE.replace("отпуск", "отгул"), "Глава 1"),
        prose(SENTENCE, "Глава 2"),
        replace(made, card=replace(CARD, title="Другой приказ")),
        replace(made, card=replace(CARD, path="отдел/другой.txt")),
    ]
    ids = {chunk(each)[0].id for each in (made, *changed)}
    other_model = chunk_document(made, LettersEmbedder(revision="2"), ChunkSizes(100, 0))[0].id
    assert len(ids | {other_model}) == 6
    assert all(len(each) == 32 and int(each, 16) >= 0 for each in ids)
    assert chunk(replace(made, card=replace(CARD, language="en")))[0].id in ids


@pytest.mark.parametrize(
    ("title", "heading", "text", "expected"),
    [
        ("Приказ", "Глава 1", "Текст.", "Приказ. Глава 1\nТекст."),
        ("Приказ", "", "Текст.", "Приказ\nТекст."),
        ("Приказ", "", "Приказ\nТекст.", "Приказ\nТекст."),
        ("Приказ", "Глава 1", "Глава 1\nТекст.", "Приказ\nГлава 1\nТекст."),
        ("Приказ.", "Приказ. Глава 1", "Текст.", "Приказ. Глава 1\nТекст."),
        ("", "", "Текст.", "Текст."),
    ],
)
def test_embedded_text_names_title_and_heading_once(title: str, heading: str, text: str, expected: str) -> None:
    made = replace(prose(text, heading), card=replace(CARD, title=title))
    assert embedded_text(made.card, chunk(made)[0]) == expected


def test_a_long_title_is_cut_between_words() -> None:
    made = replace(prose(SENTENCE), card=replace(CARD, title="слово " * 100))
    header = embedded_text(made.card, chunk(made)[0]).splitlines()[0]
    assert len(header) <= TITLE_LENGTH
    assert set(header.split()) == {"слово"}


def test_sentence_texts_give_short_sentences_their_heading() -> None:
    made = prose(f"Не более 28 дней. {SENTENCE}", "Отпуск")
    passage = chunk(made)[0]
    assert sentence_texts(made.card, passage) == ["Отпуск: Не более 28 дней.", SENTENCE]
