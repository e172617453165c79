"""Notes on each chunk: every way in which one can fail, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model import MARKER
from tersely.endings import last_line
from tersely.errors import (
    BadRequest,
    ContextTooLong,
    ProviderError,
)
from tersely.records import (
    Completion,
    Document,
    Finish,
    Request,
    Status,
)

from .scripted import COUNT, DOWN, Scripted, job_for, marked, summarize, text_of, told


def test_a_prompt_that_is_too_long_is_split_and_still_read_whole() -> None:
    """The server's own "too long" halves the chunk; no character is lost."""
    read: list[str] = []

    def reply(kind: str, request: Request) -> Completion | Exception:
        if kind != "map":
            return told("Ships came in.")
        if COUNT.count(request.user) > 3000:
            return ContextTooLong("too long", provider="openai")
        read.append(request.user.split("<document>", 1)[1].rsplit("</document>", 1)[0].strip())
        return told("Ships came in.")

    document = Document("long.md", marked(20_000, 100))
    summary = summarize(document, job_for(8192), Scripted(8192, reply))
    parts = sorted(read, key=document.text.index)
    assert "".join("".join(parts).split()) == "".join(document.text.split())
    assert summary.receipt.read_share == 1


def test_what_cannot_be_divided_is_not_asked_again() -> None:
    """A text that is too long however short it is: no call is repeated with the same text, the
    warnings count right, and nothing is said to be stored.
    """
    asked: list[str] = []

    def reply(_kind: str, request: Request) -> Completion | Exception:
        asked.append(request.user)
        return ContextTooLong("The prompt is too long.", provider="openai")

    with pytest.raises(ProviderError, match=r": The prompt is too long\.\n") as caught:
        summarize(Document("a.md", marked(200, 10)), job_for(8192), Scripted(8192, reply))
    assert len(asked) == len(set(asked))
    assert "stored" not in (caught.value.hint or "")


def test_notes_that_are_blank_and_cut_are_no_notes() -> None:
    """All of the room went into nothing: the span counts as not read, whatever ended the answer."""

    def reply(kind: str, request: Request) -> Completion | Exception:
        blank = kind == "map" and "MARK00050" in request.user
        return told(" \n", Finish.LENGTH) if blank else told("Ships came.")

    document = Document("any", marked(20_000, 100))
    job = replace(job_for(8192), max_missing_share=0.9)
    summary = summarize(document, job, Scripted(8192, reply))
    (span,) = summary.receipt.missing
    assert "MARK00050" in document.text[span.start : span.end]
    assert not span.read
    assert summary.receipt.read_share < 1
    assert summary.status is Status.PARTIAL


def test_notes_that_were_cut_are_not_given_up_for_blank_ones() -> None:
    """More room brought nothing: the whole sentences of the first answer stay."""
    asked = 0

    def reply(kind: str, request: Request) -> Completion | Exception:
        nonlocal asked
        if kind != "map" or "MARK00050" not in request.user:
            return told("Ships came.")
        asked += 1
        return told("The quay sank. It was" if asked == 1 else " \n", Finish.LENGTH)

    job = replace(job_for(8192), max_missing_share=0.9)
    models = Scripted(8192, reply)
    summary = summarize(Document("any", marked(20_000, 100)), job, models)
    assert asked == 2
    assert any("The quay sank." in text for text in (*models.merges, *models.finals))
    (span,) = summary.receipt.missing
    assert span.read


@pytest.mark.parametrize("finish", [Finish.REFUSED, Finish.BLOCKED, Finish.EMPTY])
def test_a_refused_part_is_asked_once_more_and_then_read_extractively(finish: Finish) -> None:
    """Two calls for that part, its sentences in the final call, and it counts as not read by the
    model.
    """
    asked = 0

    def reply(kind: str, request: Request) -> Completion | Exception:
        nonlocal asked
        if kind == "map" and "MARK00050" in request.user:
            asked += 1
            return told("", finish)
        return told("Notes on ships.")

    models = Scripted(8192, reply)
    summary = summarize(
        Document("long.md", marked(20_000, 100)),
        replace(job_for(8192), max_missing_share=0.9),
        models,
    )
    assert asked == 2
    assert summary.status is Status.PARTIAL
    assert "extractive fallback" in summary.receipt.missing[0].reason


@pytest.mark.thorough
def test_a_model_that_ignores_every_limit_never_grows_the_tree() -> None:
    """Answers as long as the cap allows are cut to their share; each merge still fits its window."""
    long_answer = " ".join(f"Fact {i} is stated here." for i in range(150))
    models = Scripted(2048, lambda _kind, _request: told(long_answer))
    summary = summarize(Document("long.md", marked(20_000, 50)), job_for(2048), models)
    assert len(models.finals) == 1
    assert summary.status is Status.COMPLETE


@pytest.mark.parametrize("cut", ["It cost 3.", "It cost 3.1", "It cost"])
def test_notes_that_were_cut_twice_end_with_a_whole_sentence(cut: str) -> None:
    """A number of which the limit took a part would be a wrong one."""

    def reply(kind: str, _request: Request) -> Completion:
        return (
            told(f"Ships came in. {cut}", Finish.LENGTH)
            if kind == "map"
            else told("All ships came.")
        )

    models = Scripted(8192, reply)
    summarize(Document("any", marked(9000, 20)), job_for(8192), models)
    assert "Ships came in." in models.finals[0]
    assert "It cost" not in models.finals[0]


def test_a_failed_part_is_named_and_the_rest_goes_on() -> None:
    """One permanent failure: partial, its span in the receipt, siblings unharmed."""

    def reply(kind: str, request: Request) -> Completion | Exception:
        return (
            BadRequest("no", provider="openai")
            if kind == "map" and "MARK00150" in request.user
            else told("Ships came.")
        )

    models = Scripted(8192, reply)
    document = Document("long.md", marked(40_000, 300))
    summary = summarize(document, replace(job_for(8192), max_missing_share=0.5), models)
    assert summary.status is Status.PARTIAL
    (span,) = summary.receipt.missing
    assert "MARK00150" in document.text[span.start : span.end]
    assert last_line(summary).startswith("[Incomplete: ")
    assert summary.receipt.read_share == pytest.approx(
        1 - (span.end - span.start) / len(document.text)
    )


@pytest.mark.parametrize(("second", "kept"), [("Fuller notes. " * 90, "Fuller"), ("No.", "Thin")])
def test_thin_notes_on_a_full_part_are_asked_for_once_more(second: str, kept: str) -> None:
    """The longer ones of the two stay."""
    tasks: list[str] = []

    def reply(kind: str, request: Request) -> Completion:
        if kind == "final":
            return told("Ship " * 60)
        tasks.append(request.user)
        return told(second if "had only 2 words" in request.user else "Thin notes.")

    models = Scripted(64_000, reply)
    job = job_for(64_000, chunk_tokens=12_000)
    summarize(Document("any", marked(20_000, 50)), job, models)
    assert len(tasks) == 2 * sum("had only 2 words" in task for task in tasks)
    assert kept in models.finals[0]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (ContextTooLong("too long", provider="openai"), "two notes are longer than the context"),
        (DOWN, "parts failed: down; their notes are shortened instead."),
        (told("", Finish.REFUSED), "parts ended as refused; their notes are shortened instead."),
        (told(" \n"), "parts ended as empty; their notes are shortened instead."),
    ],
)
def test_notes_that_nobody_merges_are_shortened_by_ourselves(
    refusal: Completion | Exception, words: str
) -> None:
    """Each part is still in the final call, its sentences as they were, and nothing counts as not
    read.
    """

    def reply(kind: str, request: Request) -> Completion | Exception:
        if kind == "merge":
            return refusal
        marks = MARKER.findall(text_of(request)) if kind == "map" else []
        return told("\n".join(f"{mark} came to the harbour in March." for mark in marks) or "Ok.")

    document = Document("any", marked(20_000, 60))
    models = Scripted(4_096, reply)
    summary = summarize(document, job_for(4_096, chunk_tokens=400), models)
    assert models.merges
    assert summary.receipt.read_share == 1
    assert any(words in warning for warning in summary.warnings)
    final = models.finals[-1]
    quoted = [line for line in final.splitlines() if "came to the harbour in March." in line]
    assert len(set(MARKER.findall("\n".join(quoted)))) > 20
