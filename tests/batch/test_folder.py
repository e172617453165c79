"""Where summaries go: a folder here, or objects with a table that travels."""

from __future__ import annotations

import errno
import os
from itertools import count
from pathlib import Path, PurePosixPath

import pytest

from tersely.batch import Found, Jobs, LocalFolder, RemoteFolder, Row, Shard
from tersely.errors import InputError
from tersely.files import Content
from tersely.storage import Storage

NUMBERS = count()


@pytest.fixture
def url() -> str:
    """A new folder of objects in this process's memory."""
    return f"memory://test-folder-{next(NUMBERS)}/out"


def put(folder: RemoteFolder, name: str, shard: Shard | None = None) -> Found:
    """A summary of one more file."""
    found = Found(f"memory://source/{name}", name, 10, 1)
    jobs = Jobs(folder, shard=shard)
    output = jobs.claim(found, ".md")
    folder.put(output, "summary")
    jobs.put(Row(found.path, "written", output=output), found, b"settings", b"digest")
    jobs.close()
    return found


def stand(folder: RemoteFolder, *files: Found) -> list[bool]:
    """Which of the files need no new summary, as a next run sees it."""
    jobs = Jobs(folder)
    try:
        return [jobs.current(found, b"settings") for found in files]
    finally:
        jobs.close()


def test_a_folder_here_is_written_by_its_writer(tmp_path: Path) -> None:
    """Folders are made; what the writer cannot do is its error."""
    folder = LocalFolder(tmp_path / "out")
    folder.put("a/b.md", "text")
    assert (tmp_path / "out" / "a" / "b.md").read_text() == "text"
    assert [folder.exists(name) for name in ("a/b.md", "c.md")] == [True, False]

    def full(path: Path, content: Content) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        LocalFolder(tmp_path / "out", full).put("c.md", "text")


class CaseBlind(LocalFolder):
    """A folder on a disk that takes all spellings of a name for one, and keeps the first."""

    _ignores_case = True

    def _first(self, output: str) -> str:
        place = self.path
        for part in PurePosixPath(output).parts:
            names = [*os.listdir(place)] if place.is_dir() else []
            same = (name for name in names if self.spelled(name) == self.spelled(part))
            place /= next(same, part)
        return place.relative_to(self.path).as_posix()

    def exists(self, output: str) -> bool:
        return super().exists(self._first(output))

    def put(self, output: str, content: Content) -> None:
        super().put(self._first(output), content)


SPELLINGS = (
    "A.md",
    "a.md",
    "Sub/b.md",
    "sub/B.md",
    "sub/c.md",
    "é.md",
    "e\u0301.md",
    "ß.md",
    "SS.md",
)


def test_names_that_a_disk_cannot_tell_apart_are_all_kept(tmp_path: Path) -> None:
    """One summary for each, whether they are written beside or after each other, and again."""
    folder = CaseBlind(tmp_path / "out")
    files = [Found(f"/in/{name}", name, 10, 1) for name in SPELLINGS]
    for settings in (b"one", b"two"):
        jobs = Jobs(folder)
        assert not any(jobs.current(found, settings) for found in files)
        at_once = [(found, jobs.claim(found, ".md")) for found in files[:2]]
        for found in files:
            output = dict(at_once).get(found) or jobs.claim(found, ".md")
            folder.put(output, found.path)
            jobs.put(Row(found.path, "written", output=output), found, settings, b"digest")
        assert all(jobs.current(found, settings) for found in files)
        jobs.close()
    written = [path.read_text() for path in folder.path.rglob("*.md")]
    assert sorted(written) == sorted(found.path for found in files)
    assert (tmp_path / "out" / "A.md.md").read_text() == "/in/A.md"


def test_other_disks_keep_the_names_as_they_are(tmp_path: Path) -> None:
    """Where "A" and "a" are two, nothing is renamed."""
    folder = LocalFolder(tmp_path / "out")
    jobs = Jobs(folder)
    (tmp_path / "case").touch()
    if (tmp_path / "CASE").exists():
        pytest.skip("this disk does not tell cases apart")
    outputs = [jobs.claim(Found(f"/in/{n}", n, 1, 1), ".md") for n in SPELLINGS]
    jobs.close()
    assert outputs == [f"{name}.md" for name in SPELLINGS]


def test_the_table_travels_with_the_objects(url: str, tmp_path: Path) -> None:
    """Another machine knows what stands, and a deleted summary stands no more."""
    here = RemoteFolder(url, tmp_path / "here")
    one, two = put(here, "1.md"), put(here, "2.md")
    there = RemoteFolder(url, tmp_path / "there")
    assert stand(there, one, two) == [True, True]
    Storage(url).delete("1.md.md")
    assert stand(RemoteFolder(url, tmp_path / "there"), one, two) == [False, True]
    assert here.state != RemoteFolder(f"{url}2", tmp_path / "here").state


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_the_table_of_objects_is_its_owners_alone(url: str, tmp_path: Path) -> None:
    """It names the files of somebody's bucket."""
    folder = RemoteFolder(url, tmp_path)
    put(folder, "1.md")
    assert folder.state.stat().st_mode & 0o777 == 0o700


def test_tables_of_shards_of_other_machines_are_taken_over_once(url: str, tmp_path: Path) -> None:
    """And are then no longer beside the objects."""
    files = [
        put(RemoteFolder(url, tmp_path / f"machine{n}"), f"{n}.md", Shard(n, 2)) for n in (1, 2)
    ]
    assert stand(RemoteFolder(url, tmp_path / "third"), *files) == [True, True]
    names = [item.name for item in Storage(f"{url}/.tersely").items()]
    assert names == ["jobs.sqlite"]
    assert stand(RemoteFolder(url, tmp_path / "machine1"), *files) == [True, True]


def test_a_bucket_that_is_not_there_is_said_before_any_call(bucket: str, tmp_path: Path) -> None:
    """When the table is opened."""
    with pytest.raises(InputError, match="does not exist"):
        Jobs(RemoteFolder("s3://no-such-bucket-anywhere/out", tmp_path))
