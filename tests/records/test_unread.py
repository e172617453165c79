"""What stays unread, in the words of a person."""

from __future__ import annotations

import pytest

from tersely.records import Unread


@pytest.mark.parametrize(
    ("part", "shown", "sentence"),
    [
        (
            Unread("page", 4, ("2", "3", "4", "9"), "scanned", 0.4),
            "pages 2-4, 9 (scanned)",
            "pages 2-4, 9 (scanned) could not be read and count as not read",
        ),
        (
            Unread("page", 1, ("7",), share=0.1),
            "page 7",
            "page 7 could not be read and counts as not read",
        ),
        (
            Unread("attachment", 1, ("annex.txt",)),
            "1 attachment: annex.txt",
            "1 attachment is named but not read: annex.txt",
        ),
        (Unread("image", 3), "3 images", "3 images are not read"),
        (
            Unread("page", 1, ("a.pdf 3",), share=0.1),
            "page a.pdf 3",
            "page a.pdf 3 could not be read and counts as not read",
        ),
        (Unread("sheet", 2, ("²", "0"), share=0.1), "sheets ², 0", ""),
    ],
)
def test_unread_parts_in_words(part: Unread, shown: str, sentence: str) -> None:
    """Page numbers that follow each other are a range; what stands beside the text is only named."""
    assert str(part) == shown
    assert part.sentence == sentence or not sentence


def test_many_places_are_cut_short() -> None:
    odd = tuple(str(number) for number in range(1, 99, 2))
    assert str(Unread("page", len(odd), odd)).endswith("21, 23 ...")
