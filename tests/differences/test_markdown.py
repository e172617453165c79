"""Changes as Markdown, JSON and a page."""

from __future__ import annotations

import json

from tersely.differences import as_json, as_markdown, compare, counts_line, html_page
from tersely.records import Document

OLD = Document("old.md", "The fee is 10 EUR.\n\nA dog may stay.\n\nThe gate `is` shut.\n\nIt ends.")
NEW = Document("new.md", "The fee is 12 EUR.\n\nA dog may stay.\n\nThe gate is shut.\n\nIt ends.")
CHANGES = compare(OLD, NEW)


def test_each_difference_has_place_facts_and_both_passages() -> None:
    """As a patch has them."""
    text = as_markdown(CHANGES)
    assert text.startswith("# old.md → new.md\n\n1 changed; 1 differs only in form")
    assert "**changed · line 1 · number 10 EUR → 12 EUR**" in text
    assert "- The fee is 10 EUR.\n+ The fee is 12 EUR.\n" in text


def test_a_long_passage_says_by_how_much_it_was_cut() -> None:
    """And a fence in it does not end ours."""
    long = "A fence is ``` here: " + "word " * 400
    text = as_markdown(compare(Document("a", "One."), Document("b", f"One.\n\n{long}")))
    assert "more words]" in text
    assert "\n````diff\n" in text


def test_nothing_changed() -> None:
    """Said in words."""
    assert counts_line(compare(OLD, OLD)) == "no passage changed; 100 % of the text is unchanged"


def test_json_holds_the_same() -> None:
    """Offsets are into the documents."""
    values = json.loads(json.dumps(as_json(CHANGES)))
    (difference,) = values["differences"]
    assert values["counts"] == {"changed": 1, "added": 0, "removed": 0, "moved": 0}
    assert OLD.text[difference["old"]["start"] : difference["old"]["end"]] == "The fee is 10 EUR."
    assert difference["facts"][0]["after"] == "12 EUR"
    assert len(values["form"]) == 1


def test_the_page_marks_the_words_and_runs_nothing() -> None:
    """What stands in the texts stays text."""
    evil = Document("<b>", "The fee is <script>alert(1)</script> 12 EUR.")
    page = html_page(compare(OLD, evil))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    page = html_page(CHANGES)
    assert "The fee is <del>10</del> EUR." in " ".join(page.split())
    assert "The fee is <ins>12</ins> EUR." in " ".join(page.split())
