"""A context window that is smaller than it was said to be: read all the same, and nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tersely.engine.window import smaller_window, with_window
from tersely.errors import ContextTooLong, PromptTruncated
from tersely.events import Event, StreamRestarted
from tersely.records import Completion, Document, Finish, Request, Status, Summary, Usage

from .scripted import COUNT, Scripted, job_for, marked, summarize, text_of, told

STATED = 32_000
DOCUMENT = Document("d", marked(9_000, 60))


def service(window_tokens: int, *, named: bool, silent: bool = False) -> Scripted:
    """A service that is said to take STATED tokens and takes `window_tokens`."""

    def reply(kind: str, request: Request) -> Completion | Exception:
        used = COUNT.count(request.system + request.user) + request.max_output_tokens
        if used > window_tokens:
            kind_of = PromptTruncated if silent else ContextTooLong
            error = kind_of("too long", provider="openai")
            error.window_tokens = window_tokens if named else None
            return error
        return told(f"- a fact of a {kind}" if kind != "final" else "The ships came in late.")

    return Scripted(STATED, reply)


def read_markers(models: Scripted) -> list[str]:
    """The markers in the texts of the map calls that the service took, in order of the text."""
    return [word for text in models.maps for word in text.split() if word.startswith("MARK")]


@pytest.mark.parametrize("silent", [False, True], ids=["refused", "truncated"])
@pytest.mark.parametrize("named", [True, False], ids=["named", "not named"])
@pytest.mark.parametrize("window", [8_192, 4_096])
def test_a_single_call_that_does_not_fit_is_planned_anew(
    window: int, named: bool, silent: bool
) -> None:
    """The document is cut for the window that the service has; every marker is read."""
    models = service(window, named=named, silent=silent)
    summary = summarize(DOCUMENT, job_for(STATED), models)
    assert summary.ended.status is Status.COMPLETE
    assert summary.plan.strategy == "map-reduce"
    assert set(read_markers(models)) == {f"MARK{i:05d}" for i in range(60)}
    assert summary.receipt.read_share == 1.0
    assert "is read in" in " ".join(summary.warnings)


def test_the_named_window_is_met_at_the_first_try() -> None:
    """No call after the first one is refused, so nothing is sent in vain."""
    models = service(8_192, named=True)
    summary = summarize(DOCUMENT, job_for(STATED), models)
    refused = [call for call in summary.calls if call.error]
    assert len(refused) == 1


def test_stuff_that_was_demanded_is_not_cut() -> None:
    """--set strategy=stuff means one call or an error."""
    job = replace(job_for(STATED), strategy="stuff")
    with pytest.raises(ContextTooLong):
        summarize(DOCUMENT, job, service(8_192, named=True))


def test_a_window_too_small_to_work_in_says_so() -> None:
    """The error names what is needed."""
    with pytest.raises(ContextTooLong) as caught:
        summarize(DOCUMENT, job_for(STATED), service(600, named=True))
    assert "too small" in caught.value.hint


def refusing(kinds: set[str], times: int) -> Scripted:
    """A service that refuses the first calls of some kinds as too long."""
    left = dict.fromkeys(kinds, times)

    def reply(kind: str, request: Request) -> Completion | Exception:
        if left.get(kind, 0):
            left[kind] -= 1
            return ContextTooLong("too long", provider="openai")
        if kind == "final":
            return told("The ships came in late.")
        text = text_of(request)
        markers = [word for word in text.split() if word.startswith("MARK")]
        return told("\n".join(f"- {marker} stands here." for marker in markers) or "- nothing")

    return Scripted(STATED, reply)


def in_chunks(models: Scripted, chunk_tokens: int = 1_000) -> Summary:
    """The document read in chunks."""
    job = replace(job_for(STATED, chunk_tokens=chunk_tokens), strategy="map-reduce")
    return summarize(DOCUMENT, job, models)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_refused_final_call_gets_shorter_notes(times: int) -> None:
    """Each refusal adds a level of merges; no chunk is read again and none is given up."""
    models = refusing({"final"}, times)
    summary = in_chunks(models)
    assert summary.ended.status is Status.COMPLETE
    assert summary.receipt.read_share == 1.0
    markers = read_markers(models)
    assert len(markers) == len(set(markers)) == 60
    assert models.merges
    assert len(models.finals) == times + 1
    assert len(models.finals[-1]) < len(models.finals[0])


def test_a_final_call_that_is_always_refused_ends() -> None:
    """After as many merges as can help, the refusal is the error."""
    with pytest.raises(ContextTooLong):
        in_chunks(refusing({"final"}, 100))


def test_a_refused_merge_is_done_in_halves() -> None:
    """What its children say is merged in two steps; nothing is shortened without a model."""
    models = refusing({"merge"}, 1)
    job = replace(job_for(4_096, chunk_tokens=300), strategy="map-reduce")
    summary = summarize(DOCUMENT, job, models)
    assert summary.ended.status is Status.COMPLETE
    assert len(models.merges) > 2
    assert not any("shortened" in warning for warning in summary.warnings)


@pytest.mark.parametrize(
    ("named", "window"), [(8_192, 8_192), (None, STATED // 2), (50_000, STATED // 2), (400, None)]
)
def test_the_window_that_is_planned_for(named: int | None, window: int | None) -> None:
    """The named one; half of the used one where none is named or the named one held the call."""
    error = ContextTooLong("too long", provider="openai")
    error.window_tokens = named
    assert smaller_window(job_for(STATED), error) == window


def test_a_narrowed_job_never_widens() -> None:
    """A window larger than the model's changes nothing but the strategy."""
    job = job_for(STATED)
    narrowed = with_window(job, 2 * STATED)
    assert narrowed.info.window_tokens == STATED
    assert narrowed.strategy == "map-reduce"


def full(request: Request, window_tokens: int) -> Completion:
    """What a server answers whose window is full before the answer is whole."""
    used = COUNT.count(request.system + request.user)
    usage = Usage(used, window_tokens - used)
    return Completion("The ships came", usage, Finish.CONTEXT_FULL, "m", "openai", cost_usd=0.0)


def overflowing(window_tokens: int, room: int) -> Scripted:
    """A service that takes every prompt that fits, and stops where its window ends."""

    def reply(kind: str, request: Request) -> Completion | Exception:
        used = COUNT.count(request.system + request.user)
        if used + room > window_tokens:
            return full(request, max(window_tokens, used + 1))
        return told(f"- a fact of a {kind}" if kind != "final" else "The ships came in late.")

    return Scripted(STATED, reply)


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_without_room_is_planned_anew(stream: bool) -> None:
    """Every marker is read in chunks; whoever saw the beginning of the answer is told."""
    models, events = overflowing(8_192, 300), list[Event]()
    job = job_for(STATED)
    summary = summarize(DOCUMENT, job, models, stream=stream, emit=events.append)
    assert summary.ended.status is Status.COMPLETE
    assert set(read_markers(models)) == {f"MARK{i:05d}" for i in range(60)}
    assert sum(isinstance(event, StreamRestarted) for event in events) == stream


def test_an_answer_without_room_that_cannot_be_planned_anew_is_told() -> None:
    """One call was demanded: what there is of the answer is printed as what it is."""
    job = replace(job_for(STATED), strategy="stuff")
    summary = summarize(DOCUMENT, job, overflowing(8_192, 300))
    assert (summary.text, summary.ended.status) == ("The ships came", Status.CUT)
    assert summary.ended.finish is Finish.CONTEXT_FULL


def test_what_was_read_before_the_cut_was_known_is_read_again() -> None:
    """The first chunk that a service cuts looks like any other answer; once another one shows where
    it cuts, the first is read again in pieces.
    """
    window, cut = 2_400, 0

    def reply(kind: str, request: Request) -> Completion | Exception:
        nonlocal cut
        used = COUNT.count(request.system + request.user)
        if kind != "map" or used <= window:
            return told("- a fact" if kind != "final" else "The ships came in late.")
        cut += 1
        if cut == 1:
            return replace(told("- half of the facts"), perhaps_cut=True)
        error = PromptTruncated("cut", provider="openai")
        error.window_tokens = window
        return error

    models = Scripted(STATED, reply)
    job = replace(job_for(STATED, chunk_tokens=2_600), strategy="map-reduce")
    summary = summarize(DOCUMENT, job, models)
    assert summary.ended.status is Status.COMPLETE
    whole = {
        word
        for text in models.maps
        if COUNT.count(text) < 2_000
        for word in text.split()
        if word.startswith("MARK")
    }
    assert whole == {f"MARK{i:05d}" for i in range(60)}
    assert not any("half of" in text for text in models.finals)
