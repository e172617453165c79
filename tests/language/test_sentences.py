"""Sentences and blocks as offsets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.language.sentences import SENTENCE_END, blocks, is_sentence_end, sentences
from tersely.language.source import is_source

PIECES = [
    "Dr. A. ",
    "The end. ",
    "\n",
    "\n\n",
    "- item\n",
    "# Head\n",
    "| a | b |\n",
    "```\n",
    "ANNA: yes. ",
    "> said\n",
]
PIECES += [
    "。",
    "？」",
    " ",
    "\t",
    "...",
    "x",
    "No. 5. ",
    "===\n",
    "12:30:00 --> ",
    "\r\n",
    "e.g. ",
    "É. é",
    "*",
    "1. ",
]
MARKDOWN = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def units(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in sentences(text)]


@settings(max_examples=300, deadline=None)
@given(MARKDOWN)
def test_sentences_cover_everything_but_white_space_in_order(text: str) -> None:
    """Units are trimmed, ordered, disjoint; nothing but white space, or marks of comments and
    quotations, lies between.
    """
    before = 0
    marks = "#/*!\"'" if is_source(text) else ">"
    for start, end in sentences(text):
        assert before <= start < end <= len(text)
        assert not "".join(text[before:start].split()).strip(marks)
        assert text[start:end] == text[start:end].strip()
        before = end
    assert not "".join(text[before:].split()).strip(marks)


@settings(max_examples=200, deadline=None)
@given(MARKDOWN)
def test_no_sentence_crosses_a_block(text: str) -> None:
    """Every unit lies inside exactly one block."""
    spans = [(block.start, block.end) for block in blocks(text)]
    for start, end in sentences(text):
        assert sum(a <= start and end <= z for a, z in spans) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith met J. R. Tolkien at approx. noon.|They spoke.",
        "Harjit S. Sajjan met V. Nabokov, N. Moor and P. Lind.|They spoke.",
        "J.R.R. Tolkien flew Moor Airport–L.F. Wade.|They spoke.",
        "He lives in the U.S. Army base.|It is big.",
        "Acme Inc. Chairman Li left.|The firm fell.",
        "It was sold to Acme Inc.|The firm fell.",
        "See Fig. 3 and pp. 4 to 6, No. 7.|He said no.|Then he left.",
        "It cost $3.50 at example.com today.|Nobody paid.",
        '"Stop!" she said.|"Why?"|He did not know.',
        "Wait... and then?|Yes!",
        "Built in 1612.¹²|It burned.[3, 4]|It stands on 40 m².|All year.",
        "Am 3. Oktober 1990 war es so weit.|Alle kamen.",
        "Он родился в 1990 г. в Москве.|Потом уехал.",
        "これは文です。|次の文「はい。」|終わり？|はい",
        "यह एक वाक्य है।|दूसरा वाक्य।",
        "هل أنت هنا؟|نعم.",
        "You know (see above).|Good.",
        "It fell in the 1990s [12].|Then it rose.",
    ],
)
def test_sentences_of_prose(text: str) -> None:
    """Terminators end sentences; abbreviations, initials, decimals and ordinals do not."""
    assert units(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A line that\nwraps. Next one\ngoes on.", ["A line that wraps.", "Next one goes on."]),
        ("# Title\nText here.", ["# Title", "Text here."]),
        ("- one\n- two\n  wraps\n3) three", ["- one", "- two wraps", "3) three"]),
        ("ANNA: I see\nAnna Smith: Yes. No", ["ANNA: I see", "Anna Smith: Yes.", "No"]),
        ("[00:01:02] Bob: hi\n张三：你好", ["[00:01:02] Bob: hi", "张三：你好"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["| a | b |", "|---|---|", "| 1 | 2 |"]),
        ("```\nx = 1\ny = 2. Z\n```\nText", ["```", "x = 1", "y = 2. Z", "```", "Text"]),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2",
            ["1", "00:00:01,000 --> 00:00:02,000", "Hello", "2"],
        ),
        ("He went to\nParis: the capital of France.", ["He went to Paris: the capital of France."]),
        ("SAND\n  The quay sank.", ["SAND", "The quay sank."]),
        ("THE QUAY SANK\nIN THE SAND", ["THE QUAY SANK IN THE SAND"]),
        ("Alone\n\nA paragraph. Of two", ["Alone", "A paragraph.", "Of two"]),
    ],
)
def test_lines_that_are_not_prose_are_not_glued(text: str, expected: list[str]) -> None:
    """Wrapped lines join; items, headings, turns, rows, code lines and cues stand alone."""
    assert units(text) == expected


def test_kinds_of_blocks() -> None:
    """Each block is named by what it is; a short line alone is a heading."""
    text = "# H\n\nTitle\n=====\n\nOverview\n\nProse here.\n\n- item\n\n> quoted\n> on\n\nANNA: hi.\n\n|a|b|c|\n\n~~~\ncode\n~~~"
    kinds = [block.kind for block in blocks(text)]
    assert kinds == [
        "heading",
        "heading",
        "table",
        "heading",
        "paragraph",
        "item",
        "quote",
        "turn",
        "table",
        *["code"] * 3,
    ]


@pytest.mark.parametrize(
    "run",
    ["a", " ", "\n", ".", "*", '."', "|", "(", "#", "Aa ", "漢", "<!--", "\r\n", "---", "12:"],
)
def test_long_runs_are_no_trouble(run: str) -> None:
    """A run of 200,000 characters comes back whole; a quadratic rule would not finish."""
    text = run * (200_000 // len(run))
    assert (
        sum(end - start for start, end in sentences(text))
        >= len(text.replace("\n", " ").strip()) // 2
    )


def test_thai_and_lao_are_cut_at_spaces() -> None:
    """They have no full stop; numbers and short words stay with what they belong to."""
    thai = "จำนวนผู้เข้าชมห้องสมุดเพิ่มขึ้นร้อยละ 14 การเปิดช่วงเย็นคิดเป็นร้อยละ การเพิ่มขึ้นนี้มาจากชั้นเรียนภาษา"
    found = [thai[start:end] for start, end in sentences(thai)]
    assert len(found) > 1
    assert not any(part.startswith("14") for part in found)
    assert "".join(found).replace(" ", "") == thai.replace(" ", "")


def test_a_match_is_refused_after_an_abbreviation_only() -> None:
    """Other modules search with the pattern themselves and ask about each match."""
    text = "Mr. Fox ran. Then slept."
    ends = [match.end() for match in SENTENCE_END.finditer(text) if is_sentence_end(text, match)]
    assert ends == [text.index("ran.") + 4]
