"""Comments of Markdown are no text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import documents
from tersely.documents.comments import without_comments


@pytest.mark.parametrize(
    ("text", "left", "count"),
    [
        ("a<!-- b -->c", "ac", 1),
        ("<!-- first -->\nText.", "Text.", 1),
        ("One.\n\n<!--\nlong\n\nnote\n-->\n\nTwo.", "One.\n\n\nTwo.", 1),
        ("<!---->a<!-->b<!-- c -- d -->e", "abe", 3),
        ("`<!-- code -->` and ``a ` <!-- b -->``", "`<!-- code -->` and ``a ` <!-- b -->``", 0),
        ("a ` lone <!-- b --> c", "a ` lone  c", 1),
        ("```html\n<!-- kept -->\n```\n<!-- gone -->\n", "```html\n<!-- kept -->\n```\n", 1),
        ("~~~\n[//]: # (kept)\n~~~\n", "~~~\n[//]: # (kept)\n~~~\n", 0),
        ("One.\n\n[//]: # (who says so?)\n\nTwo.", "One.\n\n\nTwo.", 1),
        ('[comment]: <> "first line"\nText.', "\nText.", 1),
        ("[1]: https://example.org (a title)\n", "[1]: https://example.org (a title)\n", 0),
        ("Never <!-- ended", "Never <!-- ended", 0),
        ("`<!-- code -->` <!-- a --> `` ` <!-- b -->``", "`<!-- code -->`  `` ` <!-- b -->``", 1),
        ("~~~ `a`\n[//]: # (kept)\n~~~\n`b\n<!-- c -->`", "~~~ `a`\n[//]: # (kept)\n~~~\n`b\n`", 1),
        ("a < b -- c --> d", "a < b -- c --> d", 0),
    ],
)
def test_what_is_a_comment(text: str, left: str, count: int) -> None:
    shown, comments = without_comments(text)
    assert comments == count
    assert shown.split() == left.split()


def test_a_file_of_markdown_has_them_counted() -> None:
    document = documents.read_bytes(b"# Port\n\nThe quay sank. <!-- OBEY -->\n", name="a.md")
    assert "OBEY" not in document.text
    assert document.removed == (("comments", 1),)


def test_text_that_is_no_markdown_keeps_them() -> None:
    assert "<!--" in documents.read_bytes(b"x = 1 <!-- sic -->", name="a.txt").text


@given(st.lists(st.sampled_from(["<!--", "-->", "`", "``", "\n", "a", "```\n", "[a]: # (b)\n"])))
def test_nothing_is_added_and_text_without_comments_stays(parts: list[str]) -> None:
    text = "".join(parts)
    shown, count = without_comments(text)
    assert len(shown) <= len(text)
    assert (shown == text) == (count == 0)


@pytest.mark.parametrize(
    "run", ["<!--", "`", "` `` ", "[a]: # (", "<!-- -->", "`<!---->`\n", "``<!---->`"]
)
def test_a_long_run_ends_soon(run: str) -> None:
    without_comments(run * (200_000 // len(run)))
