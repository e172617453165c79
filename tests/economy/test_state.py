"""The state of a run: what is committed, what a job leaves, which documents are ready."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tersely.economy import Job, JobState, State, WaitingDocument
from tersely.economy.job import Item, ItemState
from tersely.economy.state import owner_of
from tersely.errors import ConfigError

JOB = Job(
    number=0,
    marker="m",
    provider="openai",
    model="gpt",
    base_url="https://example.org",
    key_mark="k",
    state=JobState.PLANNED,
    items=2,
    tokens=10,
    reserved_usd=0.2,
    planned_at=1.0,
)


def key(number: int) -> bytes:
    """A store key."""
    return number.to_bytes(4, "big") + bytes(28)


def item(number: int, path: str, **changes: object) -> Item:
    """A call of a document."""
    plain = Item(key(number), ItemState.PENDING, owner_of(path), 0, 0, 100, 50, 200, 0.1)
    return replace(plain, **changes)  # type: ignore[arg-type]  # by name


@pytest.fixture
def state(tmp_path: Path) -> State:
    """An empty one."""
    return State(tmp_path)


def test_a_job_and_its_calls_outlive_the_process(state: State, tmp_path: Path) -> None:
    """What was planned is there when the file is opened again."""
    job = state.plan(JOB, [item(1, "a"), item(2, "b")])
    state.update(job, state=JobState.RUNNING, job_id="batch_1")
    again = State(tmp_path)
    (known,) = again.jobs(JobState.RUNNING)
    assert (known.job_id, known.items, again.pending_of(known)) == ("batch_1", 2, 2)
    assert again.reserved_usd() == pytest.approx(0.2)


def test_results_find_their_calls_by_half_a_key(state: State) -> None:
    """Foreign ids, and calls of another job, find nothing."""
    job = state.plan(JOB, [item(1, "a"), item(2, "b")])
    other = state.plan(replace(JOB, marker="n"), [item(3, "c")])
    ids = [key(number).hex()[:32] for number in (1, 3, 9)]
    assert set(state.items_by_id([*ids, "x" * 32, "", "é"], job)) == {ids[0]}
    assert set(state.items_by_id(ids, other)) == {ids[1]}


def test_a_released_job_frees_what_has_no_outcome(state: State) -> None:
    """What is answered stays; the rest has a try more, if that counts."""
    job = state.plan(JOB, [item(1, "a"), item(2, "b")])
    state.settle([item(1, "a", state=ItemState.STORED, paid_usd=0.05)])
    assert state.release(job, JobState.COLLECTED, counted=True) == 1
    answered, freed = state.item(key(1)), state.item(key(2))
    assert answered
    assert freed
    assert (answered.state, answered.paid_usd) == (ItemState.STORED, 0.05)
    assert (freed.state, freed.tries) == (ItemState.AGAIN, 1)
    assert (state.spent_usd(), state.reserved_usd()) == (0.05, 0.0)


def test_a_document_is_ready_when_none_of_its_calls_is_open(state: State) -> None:
    """Nor one that it shares with another document; those of an earlier run are not taken up."""
    job = state.plan(JOB, [item(1, "a"), item(2, "b")])
    run = state.next_run()
    for path, blocker in (("a", None), ("b", None), ("shares", key(2))):
        state.wait(WaitingDocument(path, blocker=blocker), run)
    state.wait(WaitingDocument("earlier"), run - 1)
    assert list(state.ready(run)) == []
    state.settle([item(1, "a", state=ItemState.STORED)])
    assert [document.path for document in state.ready(run)] == ["a"]
    state.release(job, JobState.COLLECTED, counted=True)
    assert {document.path for document in state.ready(run)} == {"a", "b", "shares"}
    state.ended("a")
    assert {document.path for document in state.ready(run)} == {"b", "shares"}
    assert state.waiting(run) == 2


def test_an_ended_document_asks_anew_for_what_was_refused(state: State) -> None:
    """Its answers stay, and belong to nobody."""
    state.plan(JOB, [item(1, "a"), item(2, "a")])
    state.settle(
        [
            item(1, "a", state=ItemState.STORED),
            item(2, "a", state=ItemState.KEPT, outcome="{}", tries=2),
        ]
    )
    state.ended("a")
    state.waiting(0)  # commits what was put off
    stored, kept = state.item(key(1)), state.item(key(2))
    assert stored
    assert kept
    assert (stored.state, stored.owner) == (ItemState.STORED, 0)
    assert (kept.state, kept.outcome, kept.tries) == (ItemState.AGAIN, "", 0)


def test_names_that_are_not_utf8(state: State) -> None:
    """They come back as they were."""
    run = state.next_run()
    state.wait(WaitingDocument("bad\udcff.md", "bad\udcff"), run)
    assert [document.path for document in state.ready(run)] == ["bad\udcff.md"]


def test_a_damaged_state_is_named_and_not_replaced(tmp_path: Path) -> None:
    """It knows which jobs wait: nobody else does."""
    (tmp_path / "economy.sqlite").write_bytes(b"no table" * 1000)
    with pytest.raises(ConfigError, match="cannot be used"):
        State(tmp_path)
    assert (tmp_path / "economy.sqlite").read_bytes().startswith(b"no table")
