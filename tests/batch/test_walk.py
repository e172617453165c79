"""Which files are found, and where their summaries go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.batch import Found, Skipped, walk
from tersely.batch.names import safe_name

NAMES = st.binary(min_size=1, max_size=255).filter(
    lambda n: not set(n) & set(b"/\0") and n not in (b".", b"..")
)


def found(
    *inputs: Path, out: Path, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()
) -> list[str]:
    """Targets of the files found."""
    items = walk([str(path) for path in inputs], out, include=include, exclude=exclude)
    return [item.target for item in items if isinstance(item, Found)]


@given(NAMES, NAMES)
def test_a_safe_name_prints_is_short_and_tells_two_names_apart(one: bytes, other: bytes) -> None:
    """Whatever bytes a file name has, its output's name is UTF-8 that a terminal shows, with room
    for a suffix.
    """
    safe, second = safe_name(os.fsdecode(one)), safe_name(os.fsdecode(other))
    assert len(safe.encode("utf-8")) < 200
    assert all(c.isprintable() or c in "\u200c\u200d" for c in safe)
    assert (safe == second) == (one == other)


def test_a_long_name_leaves_the_folders_above_it_alone(tmp_path: Path) -> None:
    """Only the part that is too long is shortened."""
    deep = tmp_path / "in" / ("d" * 90) / ("e" * 90)
    deep.mkdir(parents=True)
    (deep / ("f" * 240)).write_text("text")
    (target,) = found(tmp_path / "in", out=tmp_path / "out")
    assert Path(target).parts[:2] == ("d" * 90, "e" * 90)
    assert len(Path(target).name) < 200


def test_include_and_exclude_are_matched_on_the_path_in_the_folder(tmp_path: Path) -> None:
    """Like .gitignore; what stands below OUT is never an input."""
    for name in ("a.md", "sub/b.md", "sub/c.txt", "sub/drafts/d.md", "out/a.md.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    out = tmp_path / "out"
    assert found(tmp_path, out=out) == ["a.md", "sub/b.md", "sub/c.txt", "sub/drafts/d.md"]
    assert found(tmp_path, out=out, include=("*.md",), exclude=("drafts/",)) == ["a.md", "sub/b.md"]
    assert found(tmp_path, out=out, include=("/sub/*.txt",)) == ["sub/c.txt"]


def test_images_are_inputs_where_they_are_to_be_recognized(tmp_path: Path) -> None:
    """Icons never are."""
    for name in ("a.md", "b.PNG", "c.jpeg", "d.svg", "e.ico", "f.bmp"):
        (tmp_path / name).write_text("text")
    out = tmp_path / "out"
    assert found(tmp_path, out=out) == ["a.md"]
    with_images = walk([str(tmp_path)], out, with_images=True)
    assert [one.target for one in with_images if isinstance(one, Found)] == [
        "a.md",
        "b.PNG",
        "c.jpeg",
        "d.svg",
        "f.bmp",
    ]
    single = walk([str(tmp_path / "b.PNG")], out, with_images=True)
    assert [one.target for one in single if isinstance(one, Found)] == ["b.PNG"]


def test_a_gitignore_in_any_encoding_is_obeyed(tmp_path: Path) -> None:
    """A name that is not UTF-8 stands in nobody's way."""
    (tmp_path / ".gitignore").write_bytes(b"caf\xe9.md\ndraft.md\n")
    for name in ("draft.md", "kept.md"):
        (tmp_path / name).write_text("text")
    assert found(tmp_path, out=tmp_path / "out") == ["kept.md"]


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_loop_of_links_is_one_skipped_file(tmp_path: Path) -> None:
    """What lies beside it is found."""
    (tmp_path / "a.md").write_text("Text.")
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    items = list(walk([str(tmp_path)], tmp_path / "out"))
    assert [Path(i.path).name for i in items if isinstance(i, Found)] == ["a.md"]
    skipped = {Path(i.path).name: i.reason for i in items if isinstance(i, Skipped)}
    assert skipped == {"one": "dangling link", "two": "dangling link"}
