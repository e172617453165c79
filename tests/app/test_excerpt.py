"""A part of a document's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.app.brief import size_tokens
from tersely.app.excerpt import excerpt, pages_of, room_for
from tersely.errors import UsageError
from tersely.records import Document, Mark

PAGES = Document(
    "a.pdf",
    "One is here.\nTwo is here.\nThree is here.",
    marks=(Mark("page", 0, "1"), Mark("page", 13, "2"), Mark("page", 26, "3")),
    pages=3,
)


@given(st.text(max_size=400), st.integers(1, 60))
def test_the_parts_join_to_the_text(text: str, most: int) -> None:
    """No part is above its cap by more than the one character that must go on, none is empty."""
    rest = text
    parts = []
    while rest:
        end = max(1, room_for(rest, most))
        parts.append(rest[:end])
        rest = rest[end:]
    assert "".join(parts) == text
    assert all(size_tokens(part) <= most or len(part) == 1 for part in parts)


def test_pages_are_those_asked_for() -> None:
    """One, a range; what does not exist or is no range is told with what does."""
    part = excerpt(PAGES, pages="2-3", max_tokens=500)
    assert part["text"] == "<!-- page 2 -->\nTwo is here.\n<!-- page 3 -->\nThree is here."
    assert part["pages"] == ["2", "3"]
    assert part["next_start"] is None
    assert pages_of(PAGES, "1,2").end == pages_of(PAGES, "1-2").end == 26
    for pages, words in (
        ("4", "no page 4; its pages are 1 to 3"),
        ("1,3", "do not follow each other"),
        ("-", "is no range"),
        ("1-2-3", "is no range"),
    ):
        with pytest.raises(UsageError, match=words):
            pages_of(PAGES, pages)
    with pytest.raises(UsageError, match="has no pages"):
        excerpt(Document("a.txt", "One."), pages="1", max_tokens=500)
    with pytest.raises(UsageError, match="There is no offset 99"):
        excerpt(PAGES, start=99, max_tokens=500)


def test_a_long_text_is_read_on_from_where_it_was_cut() -> None:
    """Each part ends at a boundary and says where the next one begins."""
    document = Document("a.txt", "A ship came late.\n\n" * 300)
    start: int | None = 0
    texts: list[str] = []
    while start is not None:
        part = excerpt(document, start=start, max_tokens=200)
        texts.append(part["text"])
        start = part["next_start"]
    assert len(texts) > 3
    assert all(text.endswith("late.") for text in texts)
    assert sum(text.count("ship") for text in texts) == 300
