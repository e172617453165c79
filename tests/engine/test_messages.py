"""The requests of a job."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tersely import prompts
from tersely.engine.messages import (
    bullets_phrase,
    final_request,
    fitting_head,
    labelled,
    length_line,
    map_tokens,
)
from tersely.engine.plan import plan as plan_document
from tersely.engine.token_budget import allocate
from tersely.prompts import PromptVariables
from tersely.records import Chunk, Completion, Document, Length, Request

from .scripted import COUNT, Scripted, job_for, marked, summarize, told


def requests_for(document: Document, *, chunk_tokens: int = 400, **variables: str) -> list[str]:
    """The map requests of a document, as they are sent."""
    sent: list[str] = []

    def reply(kind: str, request: Request) -> Completion:
        if kind == "map":
            sent.append(request.user)
        return told("Notes on the part.")

    job = replace(
        job_for(16_000, chunk_tokens=chunk_tokens),
        strategy="map-reduce",
        variables=PromptVariables(**variables),
    )
    summarize(document, job, Scripted(16_000, reply))
    assert len(sent) > 2
    return sent


def test_what_a_part_needs_of_the_text_before_it_stands_inside_the_fence() -> None:
    """The header of its table, and who is speaking; not in the text that it is counted for."""
    table = "# Visits\n\n| branch | visits 2025 |\n|---|---|\n"
    table += "".join(f"| Branch {i} | {i * 317:,} |\n" for i in range(200))
    speech = "Chair: Welcome.\n\nOkafor: I speak.\n\n" + "I oppose it for its cost.\n\n" * 200
    for text, head in ((table, "| branch | visits 2025 |\n|---|---|"), (speech, "from: Okafor: I")):
        for sent in requests_for(Document("a.md", text, media_type="text/markdown"))[1:]:
            above = sent.split("TEXT-", 2)[2].split("<document>")[0]
            assert head in above
            assert "The lines before it" in sent


def test_a_prompt_and_the_fields_of_a_schema_reach_every_part() -> None:
    """Notes are taken with the question in mind."""
    text = marked(9000, 60)
    for sent in requests_for(
        Document("a.md", text), prompt="Who disagrees?", fields="owner (who does it); due"
    ):
        assert sent.count("Who disagrees?") == 2
        assert "owner (who does it); due" in sent


def test_a_label_names_the_input_and_all_headings_of_the_part() -> None:
    """What the final call sees of a part."""
    text = "# a.txt\n\n" + "".join(f"## Part {i}\n\n{'Ships came. ' * 40}\n\n" for i in range(30))
    finals: list[str] = []

    def reply(kind: str, request: Request) -> Completion:
        if kind == "final":
            finals.append(request.user)
        return told("Notes on the part.")

    job = job_for(16_000, chunk_tokens=400)
    summarize(Document("a.txt", text, media_type="text/markdown"), job, Scripted(16_000, reply))
    assert all(f"Part {i}" in finals[0] for i in range(30))


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


def head_of(head: str, room_tokens: int) -> str:
    """What is sent of a head."""
    job = job_for(16_000)
    budget = allocate(9_000, 7_000, "words", job)
    chunk = Chunk(1, 0, 10, 5, True, head=head)
    return fitting_head(chunk, job, replace(budget, head_tokens=room_tokens))


def test_a_head_that_has_no_room_is_cut_at_its_end() -> None:
    """Of a wide table the first columns stay, with the line above them; of one long line nothing."""
    assert head_of("Chair: I speak", 200) == "Chair: I speak"
    wide = "| branch |" + " visits |" * 300
    fitted = head_of(f"Table 3\n{wide}\n|---|", 200)
    assert fitted.splitlines()[0] == "Table 3"
    assert wide.startswith(fitted.splitlines()[1][:40])
    assert COUNT.count_batch([fitted])[0] <= 200
    assert head_of("x" * 5_000, 20) == ""
    assert head_of(f"Table 3\n{'|---' * 400}", 1) == ""


def test_the_tokens_of_a_part() -> None:
    """Its own and those of the prompt; the room for a head only where it has one."""
    budget = replace(
        allocate(9_000, 7_000, "words", job_for(16_000)), map_overhead=900, head_tokens=200
    )
    assert map_tokens(Chunk(0, 0, 10, 50, True), budget) == 750
    assert map_tokens(Chunk(0, 0, 10, 50, True, head="Chair:"), budget) == 950


@pytest.mark.parametrize(
    ("headings", "label"),
    [
        (("One", "Two"), "[part 3/9, One; Two]"),
        (("é" * 200,), f"[part 3/9, {'é' * 90} ...]"),
        (("a" * 181,), f"[part 3/9, {'a' * 180} ...]"),
        (("a" * 180,), f"[part 3/9, {'a' * 180}]"),
        (("\ud800",), "[part 3/9,  ...]"),
        ((), "[part 3/9]"),
    ],
)
def test_a_label_is_short_and_whole_characters(headings: tuple[str, ...], label: str) -> None:
    """180 bytes of headings, cut between characters; what is no text is left out."""
    assert labelled([("Notes.", headings, ("Said.",))], 3, 9) == f'{label}\nNotes.\n"Said."'
