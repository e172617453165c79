"""Chosen sentences as bullets: their words verbatim, marks taken off."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.extractive import Target, extract, plain, render

WORDS = st.sampled_from(
    [
        "the",
        "quay",
        "city",
        "sank.",
        "However",
        "This",
        "fee?",
        "港",
        "閉",
        "。",
        "|",
        "-",
        "#",
        "\n\n",
    ]
)


MARKS = st.sampled_from(
    ["<a>", "</a>", "<?xml ", '{"a"', ":", "[", "]", "}", ",", '"', "a,b\n", "a = b\n", "word"]
)


TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(WORDS, max_size=200).map(" ".join),
    st.lists(MARKS, max_size=60).map("".join),
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- **Fish** and\n  _chips_ [here](http://a.b/c).", "Fish and chips here."),
        ("> quoted\n> text <br>on", "quoted text on"),
        ("3. `run_all` has snake_case 2 * 3 * 4", "`run_all` has snake_case 2 * 3 * 4"),
        ("| a | b |", "a | b"),
        ("What sinks\n    # in sand\n // or mud.", "What sinks in sand or mud."),
        (
            "The quay has sup\u2010\n       plied ships; steel-\nworks, sand-\nand stone.",
            "The quay has supplied ships; steel-works, sand- and stone.",
        ),
        ("北の埠頭が\n  沈んだ。 Tide\n港", "北の埠頭が沈んだ。 Tide 港"),
        ("Without <branch> <b>nothing</b> moves.", "Without <branch> nothing moves."),
        ('A <term>quay</term> is, <ref to="a"/>see <ref to="b">there.', "A quay is, see there."),
        ('<quay id="north" depth="40"/>', '<quay id="north" depth="40"/>'),
        ("ANNA: 5 < 6 > 4", "ANNA: 5 < 6 > 4"),
        ("Calls {@code open()} of {@link Quay the quay}.", "Calls open() of Quay the quay."),
        ("By `the keepers <https://quay.example/a>`_ of it.", "By the keepers of it."),
        ("Caf&#233; Ros&eacute; &amp; Co.&nbsp;at `&amp;`", "Café Rosé & Co. at `&amp;`"),
    ],
)
def test_plain_takes_off_marks_and_keeps_words(source: str, expected: str) -> None:
    """Markdown marks go, the words stay verbatim."""
    assert plain(source) == expected


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_render_gives_one_bullet_a_line(text: str) -> None:
    """Every line of the output is a bullet with words."""
    for line in render(text, extract(text, Target("bullets", 5))).splitlines():
        assert line.startswith("- ")
