"""The doors of the library."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

import tersely
from tersely.errors import UsageError
from tersely.events import Event

REPORT = Path(__file__).parents[1] / "examples" / "report.md"


def test_a_text_and_a_path_are_summarized_without_a_key() -> None:
    """Three lines, no set-up; a str is text, a Path is read."""
    summary = tersely.summarize(REPORT, length="3b")
    assert summary.text.count("\n- ") == 2
    assert summary.receipt.read_share == 1
    assert tersely.summarize(REPORT.read_text(encoding="utf-8"), length="3b").text == summary.text


def test_overrides_are_settings_by_name() -> None:
    """An unknown name is an error with a suggestion."""
    assert tersely.summarize(REPORT, model="extractive", length="2b").text.count("\n- ") == 1
    with pytest.raises(UsageError, match="no setting 'lenght'") as caught:
        tersely.summarize(REPORT, lenght="2b")
    assert "length" in caught.value.hint


def test_the_sync_door_in_a_running_loop_names_the_async_one() -> None:
    """And the async one works there."""

    async def inside() -> str:
        with pytest.raises(UsageError) as caught:
            tersely.summarize(REPORT)
        assert "asummarize" in caught.value.hint
        return (await tersely.asummarize(REPORT, length="1s")).text

    assert asyncio.run(inside()).startswith("- ")


def test_check_flags_what_the_source_does_not_hold() -> None:
    """And only that."""
    found = tersely.check("Visits rose by 47 % to 1.93 million.", REPORT)
    assert [flag.text for flag in found.flags] == ["47 %"]


def test_chunks_join_to_the_text() -> None:
    """The public chunker."""

    class Words:
        def count_batch(self, texts: Sequence[str]) -> list[int]:
            return [len(t.split()) for t in texts]

    text = REPORT.read_text(encoding="utf-8")
    assert "".join(text[c.start : c.end] for c in tersely.chunk(text, 200, Words())) == text


def test_a_cancelled_task_ends_in_the_middle_of_the_extractive_engine() -> None:
    """It never awaits, so Ctrl-C would otherwise wait for the last sentence of a long text."""
    heard: list[Event] = []

    async def work() -> None:
        task = asyncio.current_task()
        assert task

        def emit(event: Event) -> None:
            heard.append(event)
            task.cancel()

        await tersely.asummarize("A ship came late.\n\n" * 5_000, model="extractive", emit=emit)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(work())
    assert len(heard) == 1


def test_a_summary_that_is_no_text_is_a_mistake_of_the_caller() -> None:
    """Not one of ours."""
    with pytest.raises(tersely.errors.UsageError, match="A summary cannot be NoneType"):
        tersely.check(None, REPORT)  # type: ignore[arg-type]  # what is to be refused
