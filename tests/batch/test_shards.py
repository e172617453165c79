"""Shards share the files of a batch without overlap, and the whole takes their tables over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.batch import Found, Jobs, Row, Shard, Skipped, shards_of
from tersely.errors import UsageError

SETTINGS = b"settings"


@given(st.text(max_size=50), st.integers(1, 40))
def test_each_file_is_in_exactly_one_shard(target: str, count: int) -> None:
    """Whatever its name is."""
    assert sum(Shard(number, count).holds(target) for number in range(1, count + 1)) == 1


def test_the_hash_is_the_same_in_every_process_and_version() -> None:
    """Machines that divide the work must agree: these never change."""
    held = [name for name in "abcdefgh" if Shard(1, 3).holds(f"papers/{name}.md")]
    assert held == ["a", "d", "f", "h"]


def test_what_is_skipped_is_told_by_one_shard() -> None:
    """Not by each of them."""
    files = [Skipped(f"in/{n}.png", "image", f"{n}.png") for n in range(20)]
    parts = [list(Shard(number, 4).files(files)) for number in (1, 2, 3, 4)]
    assert sorted(item.path for part in parts for item in part) == sorted(f.path for f in files)


@pytest.mark.parametrize(
    "text", ["", "0/4", "5/4", "1/0", "2", "a/b", "1/2/3", "-1/2", "1/9999999", "١/٤"]
)
def test_what_is_no_shard_is_refused(text: str) -> None:
    """With the form that it has."""
    with pytest.raises(UsageError, match="not a valid shard") as caught:
        Shard.parse(text)
    assert "2/4" in caught.value.hint
    assert str(Shard.parse("2/4")) == "2/4"


def put(jobs: Jobs, name: str) -> Found:
    """A file with its summary."""
    found = Found(str(jobs.out.state.parent.parent / name), name, size=10, mtime_ns=1)
    output = jobs.claim(found, ".md")
    (jobs.out.state.parent / output).write_text("summary")
    jobs.put(Row(found.path, "written", output=output), found, SETTINGS, b"digest")
    return found


def test_shards_work_at_once_and_keep_the_whole_out(tmp_path: Path) -> None:
    """Each shard has one process; the whole waits for all of them, and they for the whole."""
    out = tmp_path / "out"
    one, two = Jobs(out, shard=Shard(1, 2)), Jobs(out, shard=Shard(2, 2))
    with pytest.raises(UsageError, match="works on shard 1/2 of"):
        Jobs(out, shard=Shard(1, 2))
    with pytest.raises(UsageError, match="works on shard 1/2 of"):
        Jobs(out)
    one.close()
    with pytest.raises(UsageError, match="works on shard 2/2 of"):
        Jobs(out)
    two.close()
    whole = Jobs(out)
    with pytest.raises(UsageError, match="Another batch works on"):
        Jobs(out, shard=Shard(1, 2))
    whole.close()


def test_the_whole_takes_over_what_shards_have_written(tmp_path: Path) -> None:
    """Nothing is done again, and the tables of the shards are gone."""
    out = tmp_path / "out"
    files = []
    for number in (1, 2):
        shard = Jobs(out, shard=Shard(number, 2))
        files.append(put(shard, f"{number}.md"))
        shard.close()
    looking = Jobs(out, read_only=True)
    assert all(looking.current(found, SETTINGS) for found in files)
    looking.close()
    assert len(shards_of(out / ".tersely")) == 2
    whole = Jobs(out)
    assert all(whole.current(found, SETTINGS) for found in files)
    assert whole.counts() == {"written": 2}
    assert shards_of(out / ".tersely") == []
    whole.close()


def test_a_shard_knows_what_the_whole_has_written(tmp_path: Path) -> None:
    """Whoever goes on in shards does nothing again, even where the time of a file changed."""
    out = tmp_path / "out"
    whole = Jobs(out)
    found, other = put(whole, "a.md"), put(whole, "b.md")
    whole.close()
    shard = Jobs(out, shard=Shard(1, 1))
    assert shard.current(found, SETTINGS)
    assert not shard.current(found, b"other settings")
    later = Found(other.path, other.target, 10, 2)
    assert not shard.current(later, SETTINGS)
    assert shard.same_content(later, SETTINGS, b"digest")
    shard.close()
    whole = Jobs(out)
    assert whole.current(later, SETTINGS)
    whole.close()
