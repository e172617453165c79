"""The text of a document with its pages."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tersely.cli.extract import extract_json, extracted
from tersely.records import Document, Mark, Unread


@given(st.lists(st.text("ab #\n", max_size=9), min_size=1, max_size=5))
def test_pages_are_marked_and_no_character_is_lost(pages: list[str]) -> None:
    """Comments apart, white space apart, the text is what it was."""
    marks, offset = [], 0
    for number, page in enumerate(pages, 1):
        marks.append(Mark("page", offset, str(number)))
        offset += len(page)
    shown = extracted(Document("a", "".join(pages), marks=tuple(marks)))
    assert shown.count("<!-- page ") == len(pages)
    for number in range(1, len(pages) + 1):
        shown = shown.replace(f"<!-- page {number} -->", "")
    assert shown.split() == "\n".join(page.strip() for page in pages).split() or (
        "".join(shown.split()) == "".join("".join(pages).split())
    )


def test_the_account_is_in_the_json() -> None:
    unread = (Unread("page", 1, ("2",), "scanned", 0.5),)
    found = json.loads(extract_json(Document("a", "One.", unread=unread, removed=(("x", 3),))))
    assert found["status"] == "partial"
    assert found["unread"][0]["places"] == ["2"]
    assert found["removed"] == [{"kind": "x", "count": 3}]
