"""The states of a job: each is on one side, and what is on disk means the same for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tersely.economy.job import AT_SERVICE, OPEN, UNSENT, ItemState, Job, JobState

JOB = Job(
    number=1,
    marker="m",
    provider="groq",
    model="meta-llama/llama-4",
    base_url="https://example.org",
    key_mark="k",
    state=JobState.PLANNED,
    items=2,
    tokens=10,
    reserved_usd=0.2,
    planned_at=1.0,
)


def test_a_job_is_open_until_each_of_its_calls_has_an_outcome() -> None:
    """Before it is sent and while it is at the service; never after."""
    assert set(OPEN) == {state for state in JobState if state.is_open}
    assert set(UNSENT) & set(AT_SERVICE) == set()
    assert set(JobState) - set(OPEN) == {
        JobState.COLLECTED,
        JobState.DONE,
        JobState.FAILED,
        JobState.LOST,
    }


@pytest.mark.parametrize("state", JobState)
def test_states_are_as_they_were_written(state: JobState) -> None:
    """A state that an earlier version has written is read by this one."""
    assert state.value == state.name.lower()
    assert JobState(state.name.lower()) is state


def test_outcomes_of_calls_are_as_they_were_written() -> None:
    """By number."""
    names = ["PENDING", "STORED", "KEPT", "FAILED", "AGAIN", "UNJUDGED"]
    assert [ItemState(number).name for number in range(6)] == names


def test_a_model_is_named_as_a_user_writes_it() -> None:
    """With whatever slashes its own name has."""
    assert JOB.ref == "groq/meta-llama/llama-4"
    assert replace(JOB, provider="openai", model="gpt").ref == "openai/gpt"
