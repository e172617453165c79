"""Lines as paragraphs and headings; words broken at line ends."""

from __future__ import annotations

import pytest

from tersely.documents.pdf.layout import layout
from tersely.documents.pdf.lines import Line


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["infor-", "mation"], "information"),
        (["dis\xadtribution"], "distribution"),
        (["dis\xad", "tribution"], "distribution"),
        (["US\xadASCII"], "US-ASCII"),
        (["a long-", "term plan; long-term"], "a long-term plan; long-term"),
        (["pages 3-", "5"], "pages 3-\n5"),
        (["in /usr/", "sbin and/", "or / ", "no"], "in /usr/sbin and/or / \nno"),
        (["# a comment"], "\\# a comment"),
    ],
)
def test_broken_words_are_made_whole(lines: list[str], joined: str) -> None:
    """A hyphen at a line end goes, unless the word is spelt with it or a capital or a number
    follows.
    """
    assert layout([[Line(line) for line in lines]])[0] == [joined]


def test_list_items_and_gaps_start_paragraphs() -> None:
    """A bullet, and a line that stands further down than usual, start a paragraph."""
    tops = [700.0, 688.0, 676.0, 650.0, 638.0]
    words = [
        "one line of the text",
        "a second line here",
        "• an item of a list",
        "after the gap a line",
        "goes on here",
    ]
    lines = [Line(text, 10.0, top, top - 10) for text, top in zip(words, tops, strict=True)]
    assert layout([lines])[0][0].split("\n\n") == [
        "one line of the text\na second line here",
        "• an item of a list",
        "after the gap a line\ngoes on here",
    ]


def test_a_table_stands_alone_and_is_no_heading() -> None:
    table = Line("| A | B |\n| --- | --- |\n| 1 | 2- |", 20.0, 600, 560, is_table=True)
    lines = [Line("Before", 10.0, 700, 690), table, Line("after", 10.0, 550, 540)]
    assert layout([lines])[0] == [f"Before\n\n{table.text}\n\nafter"]
