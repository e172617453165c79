"""Words and paths that a line end breaks."""

from __future__ import annotations

import pytest

from tersely.documents.pdf.hyphens import Spellings, joined


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("the har-\nbour", "the harbour"),
        ("the har\xad\nbour", "the harbour"),
        ("the har\xadbour", "the harbour"),
        ("North-\nSea", "North-Sea"),
        ("pages 3-\n5", "pages 3-\n5"),
        ("a dash -\nand", "a dash -\nand"),
        ("/usr/share/\ndoc", "/usr/share/doc"),
        ("he/she", "he/she"),
        ("1/\n2", "1/2"),
    ],
)
def test_a_word_is_whole_and_a_dash_stays(broken: str, whole: str) -> None:
    assert joined(broken, Spellings([broken])) == whole


def test_the_hyphen_stays_where_the_document_has_it_elsewhere() -> None:
    text = "a long-term plan; the long-\nterm plan, and the re-\nport: a report, a re-port, reports"
    assert "the long-term plan, and the report" in joined(text, Spellings([text]))


def test_many_words_are_counted_as_few_are() -> None:
    """Beyond a number of words the document is no longer searched for each, but counted once."""
    words = [f"{a}{b}" for a in "bcdfghjkl" for b in ("amo", "umi", "olo", "eri", "ate", "ivy")]
    text = "\n".join(
        f"{w}-yard {w}-yard {w}yard. {w}-\nyard {w}-line {w}line {w}-\nline" for w in words
    )
    out = joined(text, Spellings([text]))
    for word in words:
        assert f". {word}-yard {word}-line" in out
        assert out.count(f"{word}line") == 2


@pytest.mark.parametrize("run", ["-", "-\n", "a-", "a-\n", "\xad", "/\n", "a"])
def test_a_long_run_ends_soon(run: str) -> None:
    text = run * (100_000 // len(run))
    assert joined(text, Spellings([text])).replace("\n", "").strip("-") in (
        text.replace("\n", "").replace("\xad", "-").strip("-"),
        "a" * (len(text) // len(run)),
    )
