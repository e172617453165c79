"""The requests of a job."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tersely import prompts
from tersely.engine.messages import bullets_phrase, final_request, length_line
from tersely.engine.plan import plan as plan_document
from tersely.records import Document, Length

from .scripted import Scripted, job_for, marked, summarize, told


def test_an_edit_elsewhere_leaves_a_map_request_as_it_was() -> None:
    """Map requests hold nothing of the rest of the document."""
    text = marked(40_000, 300)
    before, after = (
        Scripted(8192, lambda *_: told("Notes.")),
        Scripted(8192, lambda *_: told("Notes.")),
    )
    summarize(Document("a.md", text), job_for(8192), before)
    summarize(
        Document("a.md", text.replace("MARK00151 stands", "MARK00151 really stands")),
        job_for(8192),
        after,
    )
    assert len(set(after.maps) - set(before.maps)) <= 3


@pytest.mark.parametrize(
    ("length", "words", "unit", "phrase"),
    [
        ("medium", 150, "words", "about 6 bullets"),
        ("xl", 1000, "words", "about 40 bullets"),
        ("20w", 20, "words", "a bullet or two"),
        ("8b", 176, "words", "exactly 8 bullets"),
        ("5s", 110, "words", "bullets of one sentence"),
        ("long", 450, "characters", "about 10 bullets"),
    ],
)
def test_bullets_follow_from_the_length(length: str, words: int, unit: str, phrase: str) -> None:
    """No style fixes how many it writes."""
    assert bullets_phrase(Length.parse(length), words, unit) == phrase


@pytest.mark.parametrize("name", prompts.names())
@pytest.mark.parametrize("length", ["short", "xl", "70w", "8b", "3s"])
def test_every_style_is_asked_for_the_length(name: str, length: str) -> None:
    """And names no other one."""
    job = replace(job_for(32_000, length), style=prompts.load(name))
    _, budget = plan_document(Document("a", marked(9000, 9)), job)
    assert budget is not None
    request = final_request("Text.", 2, job, budget, notes=not budget.stuff)
    line = length_line(job.length, budget.final_words, budget.unit)
    assert line in request.user
    assert "4 to 6" not in request.user
