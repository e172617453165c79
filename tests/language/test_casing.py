"""Text without capitals gets them back where sentences begin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.language.casing import lacks_capitals, with_capitals
from tersely.language.sentences import sentences

TALK = (
    "so the quay sank in march. nobody had known about the sand, e.g. the engineers of 1911.\n"
    "it was built on it at 2 p.m. the day before. what now? dr. moor says piles. we agree."
)


@given(st.text(max_size=300))
def test_offsets_stay(text: str) -> None:
    """Only letters change, each into its own capital."""
    view = with_capitals(text)
    assert len(view) == len(text)
    assert all(a == b or b == a.upper() for a, b in zip(text, view, strict=True))


def test_sentences_of_dictation_are_told_apart() -> None:
    """Abbreviations end none."""
    assert [TALK[start:end] for start, end in sentences(TALK)] == [
        "so the quay sank in march.",
        "nobody had known about the sand, e.g. the engineers of 1911.",
        "it was built on it at 2 p.m. the day before.",
        "what now?",
        "dr. moor says piles.",
        "we agree.",
    ]


def test_speakers_in_small_letters_are_names() -> None:
    """Each word of the label, as in a chat with times."""
    text = "[10:01] ada moor: the sand is wet\n[10:02] ben: yes. it is\n"
    assert with_capitals(text) == "[10:01] Ada Moor: The sand is wet\n[10:02] Ben: Yes. It is\n"


@pytest.mark.parametrize(
    ("label", "raised"),
    [
        ("industrial designer: {vocalsound} well", "Industrial Designer: {Vocalsound} well"),
        ("grad d: ' kay", "Grad D: ' Kay"),
        ("mr. john nater (perth, cpc): yes", "Mr. John Nater (Perth, Cpc): Yes"),
        ("the chair (ada moor (perth)): yes", "The Chair (Ada Moor (Perth)): Yes"),
        ("phd d: ", "Phd D: "),
        ("see https://quay.example", "See https://quay.example"),
    ],
)
def test_a_label_is_known_by_its_colon(label: str, raised: str) -> None:
    """Whatever the speech begins with, also if nothing is said; the line below is another turn."""
    view = with_capitals(f"{label}\nben moor: it is wet. yes. so it is. we know.\n")
    assert view.split("\n")[:2] == [raised, "Ben Moor: It is wet. Yes. So it is. We know."]


@pytest.mark.parametrize(
    "text",
    [
        "The quay sank. Nobody knew. It was old. They paid.",
        "The quay, cf. the sand, sank, i.e. it fell, etc. and so on. Nobody knew.",
        "港口关闭了。码头下沉了。",
        "THE QUAY SANK. NOBODY KNEW.",
        "1. 2. 3. 4. 5.",
        "",
    ],
)
def test_other_texts_come_back_as_they_are(text: str) -> None:
    """Prose with capitals or nothing but them, scripts that have none, figures."""
    assert not lacks_capitals(text)
    assert with_capitals(text) is text


def test_a_chat_where_some_write_capitals_counts_as_one_without() -> None:
    """One in three is enough: edited prose has fewer than one in twenty."""
    chat = "Ada: It sank. They knew.\nBen: so what. we build it. on rock this time. fine."
    assert lacks_capitals(chat)
    assert [chat[a:b] for a, b in sentences(chat)][-1] == "fine."
