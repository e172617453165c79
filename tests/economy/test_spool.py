"""Calls that are ready: whatever is taken, each job has its own bytes and the rest stays."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tersely.economy.spool import ReadyCall, Spool, job_file


def put(spool: Spool, number: int) -> ReadyCall:
    """One more ready call."""
    offset, length = spool.add(json.dumps({"call": number, "text": "x" * (number % 7)}).encode())
    call = ReadyCall(
        key=number.to_bytes(32, "big"),
        owner=number,
        tries=0,
        cap=100,
        input_tokens=10,
        text_bytes=40,
        worst_usd=0.1,
        paid_usd=None,
        sent="digest",
        offset=offset,
        length=length,
    )
    spool.put(call)
    return call


@given(steps=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), min_size=1, max_size=8))
def test_each_job_gets_its_calls_and_no_call_is_lost(steps: list[tuple[int, int]]) -> None:
    """Calls are added and taken in turns: every one is in exactly one job or still ready."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "economy"
        spool, added, sent = Spool(folder, "m"), 0, list[int]()
        for number, (more, taken) in enumerate(steps):
            for _ in range(more):
                put(spool, added)
                added += 1
            calls = list(spool.calls.values())[:taken]
            if not calls:
                continue
            path = spool.take(calls, f"job{number}")
            numbers = [json.loads(line)["call"] for line in path.read_bytes().splitlines()]
            assert numbers == [call.owner for call in calls]
            sent += numbers
        left = [call.owner for call in spool.calls.values()]
        assert sorted(sent + left) == list(range(added))
        spool.clear()


def test_the_text_of_documents_is_private_and_goes_away(tmp_path: Path) -> None:
    """Folder and files are readable by their owner alone; what was not taken leaves no file."""
    folder = tmp_path / "economy"
    spool = Spool(folder, "m")
    call = put(spool, 1)
    put(spool, 2)
    spool.take([call], "mark")
    spool.clear()
    assert spool.calls == {}
    assert list(folder.iterdir()) == [job_file(folder, "mark")]
    assert folder.stat().st_mode & 0o077 == 0
    assert job_file(folder, "mark").stat().st_mode & 0o077 == 0


def test_the_digest_of_what_was_sent_goes_into_the_table(tmp_path: Path) -> None:
    """By it a refused default is known to have been left out since."""
    assert put(Spool(tmp_path, "m"), 1).item().outcome == "digest"
