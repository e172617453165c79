"""What is said about an answer that echoes its prompt."""

from __future__ import annotations

import pytest

from tersely.engine.remarks import remarks, repeated
from tersely.records import Document

PROMPT = "Keep numbers, units, names, dates, negations and hedges. Write about the document."
SOURCE = "The ferry ran late in March. The council ordered two new engines for 40,000 dollars."


def said(text: str, source: str = SOURCE) -> list[str]:
    return remarks(text, PROMPT, Document("d", source))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The ferry ran late in March. The council ordered new engines.", []),
        ("Keep numbers, units, names, dates and hedges.", []),
        ("I keep numbers, units, names, dates, negations as they are.", ["numbers units"]),
    ],
)
def test_oddities_are_said(text: str, parts: list[str]) -> None:
    """Six words of our own are an echo."""
    sentences = said(text)
    assert len(sentences) == len(parts)
    for sentence, part in zip(sentences, parts, strict=True):
        assert part in sentence


def test_what_the_document_says_itself_is_no_echo() -> None:
    """A text about prompts may be summarized in its own words."""
    assert said(PROMPT, source=PROMPT) == []


FAR = " ".join(f"word{n}" for n in range(40))


@pytest.mark.parametrize("at", [0, 1, 17, 34])
def test_an_echo_is_found_wherever_it_stands(at: int) -> None:
    """Six words of a long prompt, from its first to its last, anywhere in a long answer; five are
    none.
    """
    run = FAR.split()[at : at + 6]
    around = "the ferry came late again and nobody asked why "
    assert repeated(around + " ".join(run) + " " + around, FAR, SOURCE) == " ".join(run)
    assert repeated(around + " ".join(run[:5]) + " " + around, FAR, SOURCE) == ""
    assert repeated(around + " ".join(run), FAR, f"{around} {' '.join(run)} {around}") == ""
    assert repeated(around, FAR, SOURCE) == ""


def test_what_is_shorter_than_an_echo_is_none() -> None:
    assert repeated("word0 word1", FAR, SOURCE) == ""
    assert repeated(FAR, "word0 word1", SOURCE) == ""
