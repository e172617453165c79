"""What is said about an answer that echoes its prompt."""

from __future__ import annotations

import pytest

from tersely.engine.remarks import remarks
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
