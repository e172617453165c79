"""The best passages within a budget, as the document that is read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tersely.grounding import place
from tersely.records import Document, Retrieved
from tersely.retrieval import (
    FileState,
    Index,
    choose,
    evidence_document,
    passages_of,
    search,
)

TEXT = "\n\n".join(
    f"# Part {n}\n\nPart {n} tells of the {w} gate." for n, w in enumerate("abcdefgh")
)


def lengths(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


@pytest.fixture
def index() -> Index:
    """Two files in memory: eight parts, and one that repeats a part."""
    index = Index(None)
    for number, text in enumerate((TEXT, "Nobody knows the old gate keeper.")):
        index.put(
            FileState(f"{number}.md", 1, 1), bytes([number]), passages_of(Document("d", text))
        )
    return index


def test_neighbours_are_joined_and_a_small_gap_is_read_too(index: Index) -> None:
    """1 and 2 are one excerpt, 4 and 6 take 5 along."""
    excerpts = choose(index, [4, 1, 6, 2], 1000, lengths)
    assert [len(excerpt.passages) for excerpt in excerpts] == [3, 2] or [
        len(excerpt.passages) for excerpt in excerpts
    ] == [6]


def test_the_budget_holds_and_one_passage_always_fits(index: Index) -> None:
    """The best one is read even where it is longer than the budget."""
    size = lengths([p.text for _, p in index.passages([3]).values()])[0]
    assert [len(e.passages) for e in choose(index, [3, 6, 8], 2 * size, lengths)] == [1, 1]
    assert len(choose(index, [3, 6], 1, lengths)) == 1


def test_two_texts_are_never_joined(index: Index) -> None:
    """Though their passages have neighbouring numbers."""
    assert len(choose(index, [8, 9], 1000, lengths)) == 2


def test_each_place_of_the_document_is_a_place_of_a_file(index: Index) -> None:
    """So that a footnote leads to the file, also where its name begins with a digit."""
    excerpts = choose(index, [2, 9], 1000, lengths)
    document = evidence_document("q", excerpts, {1: "2024.md", 2: "b.pdf"})
    assert place(document, document.text.index("Part 1 tells")) == "2024.md, line 5"
    assert place(document, document.text.index("Nobody")) == "b.pdf, line 1"
    assert document.text.startswith("## 2024.md, line 5\n\n# Part 1")


def test_an_order_by_words_and_one_by_vectors_are_joined(index: Index) -> None:
    """What both name comes first; without vectors the words decide."""
    assert search(index, "keeper") == [9]
    assert search(index, "keeper", nearest={3: 0.8, 9: 0.7, 4: 0.1})[0] == 9


def test_the_receipt_in_words() -> None:
    """What was not read is said."""
    assert Retrieved(38, 41207, 22, 400, "m").sentence == (
        "read 38 of 41,207 passages in 22 of 400 files, chosen by BM25 + vectors (m); "
        "the rest was not read"
    )
    assert Retrieved(3, 9).sentence == (
        "read 3 of 9 passages, chosen by BM25; the rest was not read"
    )
    assert Retrieved(3, 3, 1, 1).sentence == "read 3 of 3 passages in 1 of 1 file, chosen by BM25"
