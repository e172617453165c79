"""Files that wait for a batch API, between the batch and the desk."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tersely.batch import FilesLater, Found
from tersely.economy import Desk, Options
from tersely.events import no_events
from tersely.middleware import Budget

FILES = [
    Found("/in/a.md", "a.md", 17, 5),
    Found("s3://bucket/b.md", "b.md", 2**40, 2**62),
    Found("/in/bad\udcff.md", "bad_~1.md", 1, 1),
]


def test_a_file_comes_back_as_it_was(tmp_path: Path) -> None:
    """Once for each time that it waits; then nobody is waited for."""
    desk = Desk(tmp_path, Options(), emit=no_events)
    desk.open(Budget(1.0, explicit=False))
    later = FilesLater(desk)
    for file in FILES:
        later.wait(file, None)
    assert later.waiting() == len(FILES)
    assert not any(later.waits(file) for file in FILES)  # none has a call under way
    back = asyncio.run(later.next())
    assert sorted(back, key=str) == sorted(FILES, key=str)
    for file in FILES:
        later.ended(file)
    assert later.waiting() == 0
    assert asyncio.run(later.next()) == []
    desk.close()


def test_a_file_waits_for_the_call_that_another_has_parked(tmp_path: Path) -> None:
    """While that call is open it is not taken up."""
    desk = Desk(tmp_path, Options(), emit=no_events)
    desk.open(Budget(1.0, explicit=False))
    FilesLater(desk).wait(FILES[0], b"key of a call")
    (waiting,) = desk.state.ready(1)
    assert waiting.blocker == b"key of a call"
    desk.close()
