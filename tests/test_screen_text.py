"""One sanitizer: nothing that a screen obeys gets through, everything visible does."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.screen_text import counted, excerpt, how_many, json_text, shown, without_sequences

OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@given(st.text() | st.text(st.sampled_from("\x1b[]0;?mPx^_\\\x07\x9b\x9d\x9c\u202e\n\t\r é")))
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    """Whatever the text is; a second pass finds nothing, and visible characters of a text without
    escapes all stay.
    """
    safe = shown(text)
    assert not OBEYED.search(safe)
    assert shown(safe) == safe
    if "\x1b" not in text and not re.search("[\x90-\x9f]", text):
        kept = [c for c in text if c.isprintable() and unicodedata.category(c) != "Cf"]
        assert kept == [c for c in safe if c.isprintable() and unicodedata.category(c) != "Cf"]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x9b2Jgone", "gone"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]52;c;aGk=\x1b\\x", "x"),
        ("\x9d0;title\x9cx", "x"),
        ("\x1bP1$r\x1b\\x", "x"),
        ("\x1b]0;no end\nx", "]0;no end\nx"),
        ("a\u202eb\u2066c\u200bd\ufeffe\u00adf\U000e0041", "abcdef"),
        ("one \u06dd two \u0601 12", "one \u06dd two \u0601 12"),
        (
            "\u0646\u200c\u0645 \U0001f468\u200d\U0001f469",
            "\u0646\u200c\u0645 \U0001f468\u200d\U0001f469",
        ),
        ("a\r\nb\tc\x0bd\u2028e", "a\nb\tcde"),
    ],
)
def test_what_goes_and_what_stays(text: str, safe: str) -> None:
    """Sequences go whole, strings without an end leave their text; Arabic signs, joiners, line
    feeds and tabs stay.
    """
    assert shown(text) == safe


def test_many_strings_without_an_end_leave_their_text() -> None:
    """However many there are, each is looked at once."""
    assert shown("\x1b]a" * 200_000) == "]a" * 200_000


def test_an_excerpt_is_one_line_and_ends_at_a_word() -> None:
    """What is short stays; a text without spaces is cut where it must."""
    assert excerpt("two\n lines", 20) == "two lines"
    assert excerpt("one two three", 9) == "one two …"
    assert excerpt("港务局审查了年度报告", 4) == "港务局审 …"


SEQUENCES = st.sampled_from('\x1b[]0;?mPx^_\\\x07\x9b\x9d\x9c\u202e\u2028\x85\n\t\r "}é')


@given(st.text(SEQUENCES) | st.text(st.characters(exclude_categories=["Cs"])))
def test_json_says_every_sign_and_shows_none_that_is_obeyed(text: str) -> None:
    """Also where a text leaves a sequence open that the signs of JSON would end."""
    written = json_text({"a": text, text: [text]})
    assert json.loads(written) == {"a": text, text: [text]}
    assert not OBEYED.search(written)


@given(st.text(SEQUENCES), st.text(SEQUENCES))
def test_no_text_hides_what_stands_behind_it(before: str, behind: str) -> None:
    """A sequence is not opened by one and ended by the other."""
    one, other = without_sequences(before), without_sequences(behind)
    assert shown(f"{one}OURS{other}") == f"{shown(one)}OURS{shown(other)}"


def test_a_number_of_things() -> None:
    assert [how_many(n, "claim") for n in (0, 1, 1_204)] == ["0 claims", "1 claim", "1,204 claims"]
    assert [how_many(n, "summary", "summaries") for n in (1, 2)] == ["1 summary", "2 summaries"]


@pytest.mark.parametrize(
    ("kind", "one"),
    [
        ("HTML comments", "1 HTML comment"),
        ("hidden HTML elements that were read", "1 hidden HTML element that was read"),
        ("repeated page headers and footers", "1 repeated page header or footer"),
        ("repeated heads and feet of slides", "1 repeated head or foot of slides"),
        ("tables of contents", "1 table of contents"),
        ("lines of macros that are not known", "1 line of macros that are not known"),
        ("words outside the main text", "1 word outside the main text"),
        ("other forms of the same mail text", "1 other form of the same mail text"),
        ("replies", "1 reply"),
        ("boxes", "1 box"),
    ],
)
def test_one_thing_is_called_in_the_singular(kind: str, one: str) -> None:
    assert counted(1, kind) == one
    assert counted(1_204, kind) == f"1,204 {kind}"
