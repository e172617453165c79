"""What a server is given to read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tersely.app.context import Context
from tersely.app.sources import Roots, Source, document_at
from tersely.errors import InputError, UsageError


def test_a_source_is_exactly_one_thing() -> None:
    """And an address is one of the web."""
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "No source"),
        ({"path": "a", "url": "http://a"}, "More than one"),
        ({"url": "ftp://a"}, "is not the address of a page"),
        ({"url": "/etc/passwd"}, "is not the address of a page"),
    ]
    for values, words in cases:
        with pytest.raises(UsageError, match=words):
            Source(**values)


def test_roots_hold_what_lies_in_them(tmp_path: Path) -> None:
    """Links are followed first; a folder beside one of the same beginning is not in it."""
    inside, beside = tmp_path / "in", tmp_path / "in-not"
    for folder in (inside, beside):
        folder.mkdir()
        (folder / "a.txt").write_text("a")
    (inside / "out").symlink_to(beside)
    (tmp_path / "way").symlink_to(inside)
    roots = Roots.of([inside])
    assert roots.admit("a.txt") == roots.admit(str(tmp_path / "way" / "a.txt"))
    for path in (str(beside / "a.txt"), "out/a.txt", "../in-not/a.txt", "/", "~/a.txt"):
        with pytest.raises(InputError, match="is outside of the folders"):
            roots.admit(path)
    with pytest.raises(InputError, match="NUL"):
        roots.admit("a\0b")
    with pytest.raises(UsageError, match="is not a folder"):
        Roots.of([inside / "a.txt"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_on(tmp_path: Path) -> None:
    """Nobody may write into it."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="is not a regular file"):
        Roots.of([tmp_path]).admit("pipe")


def test_each_kind_is_read_as_the_command_line_reads_it(tmp_path: Path) -> None:
    """By its bytes and its name; a path is told as it was given."""
    (tmp_path / "a.html").write_text("<p>The harbour was <b>busy</b> all day long.")
    settings = Context.load({}).settings
    roots = Roots.of([tmp_path])
    read = document_at(Source(path="a.html"), settings, roots)
    assert (read.name, read.source) == ("a.html", "a.html")
    sent = document_at(
        Source(data=(tmp_path / "a.html").read_bytes(), name="a.html"), settings, roots
    )
    assert sent.text == read.text
    assert document_at(Source(text="<p>x"), settings, roots).text == "<p>x"
