"""Readers in a child process: limits, missing extras, foreign files."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from tersely import documents
from tersely.errors import InputError, MissingExtra, Stopped

from .word_files import report_file


def test_a_reader_that_runs_too_long_or_wants_too_much_is_ended() -> None:
    """Limits of time and (where the system can) memory end the child; the sentence names the limit."""
    data = report_file()
    with pytest.raises(InputError, match=r"took longer than 0\.001 s"):
        documents.read_bytes(data, name="a.docx", limits=documents.Limits(reader_timeout_s=0.001))
    if sys.platform == "linux":
        with pytest.raises(InputError, match=r"a\.docx "):
            documents.read_bytes(
                data, name="a.docx", limits=documents.Limits(reader_memory_bytes=40_000_000)
            )


@pytest.mark.parametrize(("kind", "package"), [("pptx", "pptx"), ("xlsx", "openpyxl")])
def test_a_missing_extra_names_the_install_line(
    kind: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PPTX and XLSX need the extra "office"; without it the exit code is 3 and the hint can be
    pasted.
    """
    monkeypatch.setitem(sys.modules, package, None)
    reader = importlib.import_module(f"tersely.documents.{kind}")
    with pytest.raises(MissingExtra, match=f"a.{kind} needs") as caught:
        reader.read(b"", name=f"a.{kind}", charset=None, limits=documents.Limits())
    assert (caught.value.hint, caught.value.exit_code) == ('pip install "tersely[office]"', 3)


def test_a_file_beside_the_document_is_never_imported(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A docx.py in the current folder does not run, neither by the path entry "" nor by "."."""
    (tmp_path / "docx.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    assert documents.read_bytes(report_file(), name="a.docx").text.startswith("# Annual report")


@pytest.mark.skipif(sys.platform == "win32", reason="an interpreter as a shell script")
def test_an_interrupted_child_says_nothing_about_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the children of a batch too: their files are not damaged."""
    interpreter = tmp_path / "python"
    interpreter.write_text("#!/bin/sh\nkill -INT $$\n")
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    with pytest.raises(Stopped, match=r"a\.html"):
        documents.read_bytes(b"<html><p>Text.</p>", name="a.html")
