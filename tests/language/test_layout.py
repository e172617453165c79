"""What a paragraph of several lines is, by where they begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.language.layout import are_listed, is_figure, is_title
from tersely.language.sentences import blocks, sentences


def units(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@given(
    st.lists(st.text(alphabet="aB? *:.5", min_size=1, max_size=90).filter(str.strip), min_size=2)
)
def test_any_lines_are_one_thing_or_another(lines: list[str]) -> None:
    """Nothing fails, and blocks hold all that is not white space."""
    assert are_listed(lines) in (True, False)
    text = "\n".join(lines)
    held = "".join(text[block.start : block.end] for block in blocks(text))
    assert "".join(held.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("line", "below", "is_one"),
    [
        ("**Who pays?**", "The ministry.", True),
        ("**Prices**", "All are in euros.", True),
        ("__Prices__:", "All are in euros.", True),
        ("Who pays?", "The ministry.", True),
        ("Who pays?", "and why?", False),
        ("The **quay** sank.", "Nobody knew.", False),
        ("The board asked for a long time who of them all would pay?", "Nobody knew.", False),
        ("THE QUAY", "It sank.", True),
    ],
)
def test_a_title_right_above_its_text(line: str, below: str, is_one: bool) -> None:
    """In capitals, bold, or a question that ends before its line is full."""
    assert is_title(line, below, "paragraph") is is_one


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Week: 600 euros", True),
        ("Ben: see you at the old quay then", False),
        ("It costs 600 euros", False),
    ],
)
def test_a_name_with_a_figure(line: str, is_one: bool) -> None:
    """A property, not somebody who speaks."""
    assert is_figure(line) is is_one


def test_terms_of_a_manual_stand_apart_from_their_definitions() -> None:
    """Whether above them or in a column before them, and without blank lines between; wrapped prose
    holds none.
    """
    manual = """\
描述
       Port
       ListenPort
              Specifies the port of the quay, where the
              ships wait.
       TIDE   The height of the water at the
              quay.
       WIND   Its strength.  Storms are not
              counted.
"""
    prose = "   The quay sank by forty centimetres in one night,\nand nobody had known that it had been built on sand.\n"
    found = [
        (block.kind, " ".join(manual[block.start : block.end].split())) for block in blocks(manual)
    ]
    assert found == [
        ("heading", "描述"),
        ("term", "Port ListenPort"),
        ("paragraph", "Specifies the port of the quay, where the ships wait."),
        ("term", "TIDE"),
        ("paragraph", "The height of the water at the quay."),
        ("term", "WIND"),
        ("paragraph", "Its strength. Storms are not counted."),
    ]
    assert [block.kind for block in blocks(prose)] == ["paragraph"]


def test_lines_that_end_before_they_are_full_are_entries() -> None:
    """A log or an address; wrapped prose fills its lines, and prose in short lines begins or ends
    as sentences do.
    """
    log = "0 verbose quay opened at the gate\n1 info tide 40\n2 info ships 7\n3 info wind 2\n4 verbose quay closed"
    verse = "The quay sank in the night\nand nobody knew.\nThe ships lay still,\nthe gate stood open\nto the sea."
    assert units(log) == log.split("\n")
    chat = (
        "the ferry is late again\nthey said engine trouble\nwe wait until nine\nben has the tickets"
    )
    assert units(chat) == chat.split("\n")
    assert len(blocks(verse)) == 1
