"""Which passages a statement is held against: body text first, few, and those that say most of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.grounding import Index, check
from tersely.grounding.alignment import align, content_of, sought
from tersely.grounding.statements import Statement, statements

SOURCE = """# The harbour raises its fees

| harbour | fees |
|---|---|
| north | 12 euros |

The harbour raises its fees in March. Boats paid nine euros before. The council agreed on Monday.

## Boats and fees of the harbour

Ada Lund runs the office. The office opens at eight.
"""
WORDS = st.sampled_from(
    "harbour raises fees March boats paid nine euros council Monday xyz".split()
)


def aligned(text: str, source: str = SOURCE) -> tuple[list[str], float]:
    """The cited passages and what they cover."""
    (statement,) = statements(text)
    found = align(statement, Index(source))
    return [source[c.start : c.end] for c in found.citations], found.covered


@given(st.lists(WORDS, min_size=2, max_size=8).map(" ".join))
@settings(max_examples=60)
def test_citations_are_few_distinct_sentences_the_best_one_first(text: str) -> None:
    """And what they cover together is a share."""
    index = Index(SOURCE)
    for statement in statements(text.capitalize() + "."):
        found = align(statement, index)
        assert len(found.citations) <= 3
        assert len(set(found.citations)) == len(found.citations)
        assert 0 <= found.covered <= 1 + 1e-9
        assert found.best == (
            (found.citations[0].start, found.citations[0].end) if found.citations else None
        )
        cited = {(c.start, c.end) for c in found.citations}
        assert cited <= set(found.near) or found.verbatim


def test_a_heading_is_no_evidence_where_body_text_says_as_much() -> None:
    """It holds more of the words and states nothing; so does a row of a table."""
    passages, _ = aligned("In March the harbour raises its fees.")
    assert passages == ["The harbour raises its fees in March."]
    heading_only = "# Boats sank in May\n\nNothing is known. The sea was calm.\n"
    passages, _ = aligned("Boats sank in May at sea.", heading_only)
    assert passages[0].startswith("# Boats")
    assert "The sea was calm." in passages


@pytest.mark.parametrize(
    "line", ["# The pumps were sold in May", "| The pumps | were sold | May |"]
)
def test_a_claim_that_rests_on_a_heading_alone_rests_on_body_text_once_there_is_any(
    line: str,
) -> None:
    """The same words: the sentence is cited, wherever it stands."""
    sentence = "The pumps were sold in May."
    for source in (f"{line}\n\n{sentence} It rained.\n", f"It rained. {sentence}\n\n{line}\n"):
        (claim,) = check("In May the pumps were sold.", source).claims
        first = claim.citations[0]
        assert source[first.start : first.end] == sentence


def test_a_verbatim_statement_has_its_own_place() -> None:
    """As one citation with all of it, also over the ends of sentences."""
    assert aligned("Boats paid nine euros before.") == (["Boats paid nine euros before."], 1.0)
    words = "nine euros before. The council"
    (citation,) = align(Statement(words, tuple(range(len(words)))), Index(SOURCE)).citations
    assert SOURCE[citation.start : citation.end] == words


def test_the_words_of_a_speaker_are_verbatim_if_that_one_says_them() -> None:
    source = "TOMAS: We are at 161,000.\n\nADA: That is a lot of money.\n"
    (right,) = statements("TOMAS: We are at 161,000.")
    (wrong,) = statements("ADA: We are at 161,000.")
    assert align(right, Index(source)).verbatim
    assert not align(wrong, Index(source)).verbatim


def test_nothing_is_cited_for_what_the_source_does_not_hold() -> None:
    assert aligned("Zebras graze.") == ([], 0.0)
    assert aligned("Zebras graze.", "") == ([], 0.0)


@pytest.mark.parametrize(
    ("text", "content"),
    [("Yes, we do.", {"yes", "we", "do"}), ("The boats sank", {"boat", "sank"})],
)
def test_a_text_without_content_is_looked_for_by_all_its_words(
    text: str, content: set[str]
) -> None:
    assert content_of(text) == content


def test_a_short_item_is_looked_for_with_its_label() -> None:
    """ "412" under "Ships": the label says of what. A sentence says so itself."""
    assert sought(Statement("412", (0, 1, 2), label="Ships")) == {"412", "ship"}
    sentence = "In the yard lay 412 cranes of iron."
    named = Statement(sentence, tuple(range(len(sentence))), label="Ships")
    assert sought(named) == content_of(sentence)
