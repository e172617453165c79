"""A document and its shares."""

from __future__ import annotations

from tersely.records import Document, Unread


def test_the_share_is_never_more_than_all() -> None:
    parts = (Unread("page", 2, share=0.7), Unread("chart", 1, share=0.7), Unread("image", 1))
    assert Document("a", "x", unread=parts).unread_share == 1.0
