"""Drafts become documents, and several documents one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import documents
from tersely.documents.assembly import assemble
from tersely.documents.draft import Draft, Page
from tersely.errors import InputError
from tersely.records import Unread

TEXTS = st.text(st.sampled_from("ab #.\n\u200b\x07"), max_size=40)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_each_page_stands_at_its_mark(texts: list[str]) -> None:
    """In their order, each cleaned text whole, with nothing but line ends between."""
    pages = tuple(Page(text, str(number)) for number, text in enumerate(texts, 1))
    try:
        document = assemble(Draft(pages, "application/pdf"), name="a.pdf", source=None)
    except InputError:
        assert not "".join(texts).replace("\u200b", "").replace("\x07", "").strip()
        return
    marks = [mark for mark in document.marks if mark.kind == "page"]
    assert [mark.label for mark in marks] == [page.label for page in pages]
    ends = [mark.offset for mark in marks[1:]] + [len(document.text)]
    for text, mark, end in zip(texts, marks, ends, strict=True):
        clean = text.replace("\u200b", "").replace("\x07", "").strip("\n")
        assert document.text[mark.offset : end].strip("\n") == clean
    signs = sum(text.count("\u200b") + text.count("\x07") for text in texts)
    assert sum(count for _, count in document.removed) == signs


@pytest.mark.parametrize(
    ("before", "after", "gap"),
    [
        ("the cost of", "dredging rose", "\n"),
        ("the cost,", "it rose", "\n"),
        ("It rose.", "and fell", "\n\n"),
        ("the cost of", "Dredging", "\n\n"),
    ],
)
def test_a_sentence_over_a_page_break_stays_a_paragraph(before: str, after: str, gap: str) -> None:
    draft = Draft((Page(before, "1"), Page(after, "2")), "application/pdf")
    assert assemble(draft, name="a.pdf", source=None).text == before + gap + after


def test_nothing_but_white_space_is_refused_with_what_stays_unread() -> None:
    empty = Draft((Page(" \n\t", "1"),), "application/pdf")
    with pytest.raises(InputError, match=r"a.pdf is empty"):
        assemble(empty, name="a.pdf", source=None)
    drawn = replace(empty, unread=(Unread("picture", 1),))
    with pytest.raises(InputError, match=r"no text that can be read: 1 picture"):
        assemble(drawn, name="a.pdf", source=None)
    hidden = replace(empty, removed={"hidden text runs": 2})
    with pytest.raises(InputError, match=r"left out: 2 hidden text runs"):
        assemble(hidden, name="a.pdf", source=None)
    scanned = replace(empty, unread=(Unread("page", 1, ("1",), "scanned", 1.0),), remedy="Do this.")
    with pytest.raises(InputError, match=r"no text that can be read: page 1 \(scanned\)") as caught:
        assemble(scanned, name="a.pdf", source=None)
    assert caught.value.hint == "Do this."


def test_only_drafts_with_headings_have_marks_of_headings() -> None:
    page = (Page("# A\n\nText\n"),)
    for headings in (True, False):
        draft = Draft(page, "text/plain", headings=headings)
        document = assemble(draft, name="a", source=None)
        assert [mark.label for mark in document.marks] == ["A"] * headings


def test_several_inputs_become_one_document() -> None:
    """Each under its name, marks moved along and one level down; a single one is untouched."""
    one = documents.read_bytes(b"# A\n\nFirst.\n", name="one.md")
    two = documents.read_bytes("Zweiter für alle.".encode("latin-1"), name="two.txt")
    both = documents.combine([one, two])
    assert both.text == "# one.md\n\n# A\n\nFirst.\n\n# two.txt\n\nZweiter für alle.\n\n"
    assert both.headings_at(both.text.index("First")) == ("one.md", "A")
    assert both.headings_at(both.text.index("Zweiter")) == ("two.txt",)
    assert both.notes == ("two.txt: decoded as cp1252 (guessed; --encoding NAME corrects it)",)
    assert documents.combine([one]) is one


def test_pages_and_unread_parts_of_several_carry_the_name() -> None:
    paged = assemble(
        Draft(
            (Page("Text of the page.", "1"), Page("", "2")),
            "application/pdf",
            unread=(Unread("page", 1, ("2",), "scanned", 0.5),),
        ),
        name="a.pdf",
        source=None,
    )
    plain = documents.read_bytes(b"Text of the file.", name="b.txt")
    both = documents.combine([paged, plain])
    labels = {mark.label: mark.offset for mark in both.marks if mark.kind == "page"}
    assert list(labels) == ["a.pdf 1", "a.pdf 2", "b.txt"]
    assert both.text[labels["a.pdf 1"] :].startswith("Text of the page.")
    (unread,) = both.unread
    assert unread.places == ("a.pdf 2",)
    assert 0.25 < unread.share < 0.5  # half of a document that is as long as the other, and longer
