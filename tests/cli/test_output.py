"""What is written and how."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.cli.output import check_targets, folded, write_file
from tersely.errors import UsageError


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    """Like /dev/null and /dev/stdout: replacing one would take it from every other program."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    write_file(pipe, "summary\n")
    reader.join(5)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert read == ["summary\n"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to is written, there or not there yet."""
    (tmp_path / "old.md").write_text("old")
    for name in ("old.md", "new.md"):
        link = tmp_path / f"link to {name}"
        link.symlink_to(name)
        write_file(link, "text")
        assert link.is_symlink()
        assert (tmp_path / name).read_text() == "text"


@pytest.mark.parametrize("letters", [245, 255])
def test_a_name_as_long_as_the_system_allows_is_written(tmp_path: Path, letters: int) -> None:
    """The file it is written to first has a name of its own; a longer one is refused before
    anything is paid.
    """
    write_file(tmp_path / ("a" * letters), "text")
    assert (tmp_path / ("a" * letters)).read_text() == "text"
    with pytest.raises(UsageError, match="File name too long"):
        check_targets(str(tmp_path / ("a" * 256)))


def test_a_file_is_replaced_in_one_step_and_keeps_its_rights(tmp_path: Path) -> None:
    """Whoever has the old file open reads it to its end; nothing else is left in the folder."""
    target = tmp_path / "summary.md"
    target.write_text("old")
    target.chmod(0o640)
    with target.open() as old:
        write_file(target, "new")
        assert old.read() == "old"
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("new", 0o640)
    assert list(tmp_path.iterdir()) == [target]


@given(
    st.lists(st.text("ab ", min_size=1, max_size=30).map(str.strip).filter(bool), min_size=1),
    st.integers(20, 90),
)
def test_a_footer_is_broken_between_its_parts(parts: list[str], columns: int) -> None:
    """Nothing is lost, and only a part that is too wide by itself passes the edge."""
    line = " · ".join(parts)
    lines = folded(line, columns)
    assert " ".join(lines) == line
    assert all(len(one) <= columns or one.removesuffix(" ·") in parts for one in lines)
