"""Fixing a summary: what stays is what was there, what goes is what was wrong."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.grounding import Index, check
from tersely.records import Completion, Request
from tersely.verification import Fixed, difference, fix

from .models import judge_of, ledger, told

RIGHT = [
    "The ferry carried 412,000 passengers in 2019.",
    "Cyclists and pedestrians pay nothing.",
    "The bridge over the Aller was opened on 3 May 2021.",
]
WRONG = [
    "The ferry carried 500,000 passengers in 2019.",
    "The bridge over the Aller was opened on 9 May 2021.",
]
SOURCE = " ".join(RIGHT)


def fixed(text: str) -> Fixed:
    """Without a model."""
    index = Index(SOURCE)
    return asyncio.run(fix(text, check(text, index), index, None, ledger()))


@given(
    st.lists(st.sampled_from([*RIGHT, *WRONG]), min_size=1, max_size=8),
    st.sampled_from(["- ", "1. ", ""]),
)
def test_exactly_the_wrong_sentences_go(sentences: list[str], mark: str) -> None:
    """In any order and layout, and the rest is word for word what it was."""
    text = "\n".join(mark + sentence for sentence in sentences)
    after = fixed(text)
    kept = [sentence for sentence in sentences if sentence in RIGHT]
    if not kept:
        assert after.text == text
        return
    assert after.text == "\n".join(mark + sentence for sentence in kept)
    assert not after.check.flags
    assert len(after.check.changes) == len(sentences) - len(kept)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{RIGHT[0]} {WRONG[1]} {RIGHT[1]}", f"{RIGHT[0]} {RIGHT[1]}"),
        (f"# Ferry\n\n{WRONG[0]}\n\n{RIGHT[1]}", f"# Ferry\n\n{RIGHT[1]}"),
        (f"- **Ferry:** {WRONG[0]}\n- {RIGHT[1]}", f"- {RIGHT[1]}"),
        (f"- **{WRONG[0]}**\n- {RIGHT[1]}", f"- {RIGHT[1]}"),
        (f"- {RIGHT[2]}\n  - {WRONG[0]} {RIGHT[1]}", f"- {RIGHT[2]}\n  - {RIGHT[1]}"),
    ],
)
def test_layout_stays(before: str, after: str) -> None:
    """Headings, labels, nesting."""
    assert fixed(before).text == after


def test_a_rewritten_sentence_takes_the_place_of_the_wrong_one() -> None:
    """Marks around it stay; nothing else moves; the diff says so."""
    index = Index(SOURCE)
    text = f"- **Ferry:** {WRONG[0]}\n- {RIGHT[1]}"

    def reply(_request: Request) -> Completion:
        return told(json.dumps({"sentences": [{"claim": 1, "text": f"  {RIGHT[0]}\n"}]}))

    writer, provider = judge_of(reply)
    after = asyncio.run(fix(text, check(text, index), index, writer, ledger()))
    assert after.text == f"- **Ferry:** {RIGHT[0]}\n- {RIGHT[1]}"
    assert len(provider.requests) == 1
    assert f"-- **Ferry:** {WRONG[0]}" in difference(text, after.text)


def test_a_translation_is_not_emptied() -> None:
    """It shares no words with its source: only facts that are wrong are removed."""
    text = "Radfahrer und Fußgänger zahlen nichts. Die Fähre hatte 2019 500.000 Passagiere."
    after = fixed(text)
    assert "Radfahrer und Fußgänger zahlen nichts." in after.text
