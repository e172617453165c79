"""One process for an OUT, or one for each of its shards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tersely.batch import Shard
from tersely.batch.lock import OutLock, busy_pid
from tersely.batch.shards import TABLE, table_folder
from tersely.errors import UsageError

ONE, TWO = Shard(1, 2), Shard(2, 2)


def lock(state: Path, shard: Shard | None = None) -> OutLock:
    """A lock that is held."""
    folder = table_folder(state, shard)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TABLE).touch()  # as the job table of a shard makes it known
    taken = OutLock("out", state, shard)
    taken.acquire()
    return taken


@pytest.mark.parametrize("shard", [None, ONE])
def test_who_works_is_known_while_it_works(tmp_path: Path, shard: Shard | None) -> None:
    """By its process; a number that was left behind means nothing, one that is damaged is none."""
    folder = table_folder(tmp_path, shard)
    folder.mkdir(parents=True, exist_ok=True)
    assert busy_pid(tmp_path, shard) is None
    (folder / "pid").write_text("1")
    assert busy_pid(tmp_path, shard) is None
    taken = lock(tmp_path, shard)
    assert busy_pid(tmp_path, shard) == os.getpid()
    for damage in ("", "x"):
        (folder / "pid").write_text(damage)
        assert busy_pid(tmp_path, shard) == 0
    (folder / "pid").unlink()
    assert busy_pid(tmp_path, shard) == 0
    taken.release()
    assert busy_pid(tmp_path, shard) is None


def test_a_freed_lock_leaves_no_number_and_can_be_freed_again(tmp_path: Path) -> None:
    taken = lock(tmp_path)
    taken.release()
    assert not (tmp_path / "pid").exists()
    other = lock(tmp_path)
    taken.release()
    assert busy_pid(tmp_path) == os.getpid()
    other.release()


@pytest.mark.parametrize(
    ("held", "asked", "words"),
    [
        (None, None, "Another batch works on out "),
        (None, ONE, "Another batch works on out "),
        (ONE, ONE, "Another batch works on shard 1/2 of out "),
        (ONE, None, "Another batch works on shard 1/2 of out "),
        (ONE, Shard(2, 3), "Another batch works on shard 1/2 of out "),
    ],
)
def test_who_comes_second_is_told_whom_to_wait_for(
    tmp_path: Path, held: Shard | None, asked: Shard | None, words: str
) -> None:
    """And comes in once the first has ended."""
    first, second = lock(tmp_path, held), OutLock("out", tmp_path, asked)
    with pytest.raises(UsageError) as caught:
        second.acquire()
    assert caught.value.message == f"{words}(process {os.getpid()})."
    assert caught.value.hint == (
        "Wait for it, or choose another -o. See how far it is: tersely batch --status -o out"
    )
    first.release()
    second.acquire()
    second.release()


def test_an_unknown_process_is_called_so(tmp_path: Path) -> None:
    first = lock(tmp_path)
    (tmp_path / "pid").unlink()
    with pytest.raises(UsageError, match=r"works on out \(process unknown\)"):
        OutLock("out", tmp_path, None).acquire()
    first.release()


def test_different_shards_go_side_by_side(tmp_path: Path) -> None:
    """And a whole that was kept out keeps nobody out."""
    one, two = lock(tmp_path, ONE), lock(tmp_path, TWO)
    one.release()
    with pytest.raises(UsageError, match="shard 2/2"):
        OutLock("out", tmp_path, None).acquire()
    assert busy_pid(tmp_path) is None
    lock(tmp_path, ONE).release()
    two.release()
