"""Documents as passages."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tersely import documents
from tersely.language.words import words
from tersely.records import Document
from tersely.retrieval import passages_of
from tersely.retrieval.passages import TARGET_CHARACTERS

TEXT = st.text(st.sampled_from("ab .\n#中-"), max_size=4000)


@given(TEXT)
def test_the_passages_hold_every_word_once_and_in_order(text: str) -> None:
    """Each is a part of the text; none overlaps the next; none is endless."""
    passages = list(passages_of(Document("d", text)))
    assert all(p.text == text[p.start : p.end] for p in passages)
    assert all(a.end <= b.start for a, b in itertools.pairwise(passages))
    assert all(p.end - p.start <= 2 * TARGET_CHARACTERS for p in passages)
    left = text
    for passage in reversed(passages):
        left = left[: passage.start] + " " + left[passage.end :]
    assert not words(left)


def test_a_passage_begins_at_a_heading_and_knows_its_place() -> None:
    """Short blocks of one section are one passage."""
    text = "# Use\n\nVisits rose.\n\nCosts fell.\n\n## Evening\n\nDoors stay open.\n"
    document = documents.read_bytes(text.encode(), name="r.md")
    assert [(p.heading, p.place, p.text) for p in passages_of(document)] == [
        ("Use", "§ Use, line 1", "# Use\n\nVisits rose.\n\nCosts fell."),
        ("Use > Evening", "§ Evening, line 7", "## Evening\n\nDoors stay open."),
    ]
