"""Old binary Office files through LibreOffice: what is asked of it, what is said of it, and one
real conversion where it is installed.
"""

from __future__ import annotations

import io
import os
import shutil
import struct
import sys
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from documents.compound import compound
from tersely import documents
from tersely.errors import InputError

STREAMS = {"doc": "WordDocument", "ppt": "PowerPoint Document", "xls": "Workbook"}
# Stands in for LibreOffice: checks how it is called, and "converts" to the file beside it.
PROGRAM = """#!{python}
import pathlib, shutil, sys, time
arguments = sys.argv[1:]
target = arguments[arguments.index("--convert-to") + 1]
folder = pathlib.Path(arguments[arguments.index("--outdir") + 1])
source = pathlib.Path(arguments[-1])
assert "--headless" in arguments and arguments[0].startswith("-env:UserInstallation=file://")
assert source.read_bytes().startswith((bytes.fromhex("d0cf11e0"), b"PK")) and source.parent == folder
made = pathlib.Path(__file__).with_name("made." + target)
if made.exists():
    shutil.copy(made, folder / ("input." + target))
{more}
"""


def old_file(kind: str) -> bytes:
    """A container that is told as this kind; what is in it, nobody reads here."""
    return compound({STREAMS[kind]: b"\0" * 5_000})


@pytest.fixture
def soffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the stand-in, first on the path."""
    program = tmp_path / "soffice"
    program.write_text(PROGRAM.format(python=sys.executable, more=""))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + os.environ["PATH"])
    return tmp_path


def made(kind: str) -> bytes:
    """What the real program would make of it."""
    out = io.BytesIO()
    if kind == "docx":
        word = docx.Document()
        word.add_paragraph("The pier closes in June.")
        word.save(out)
    elif kind == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(["Pier", "June"])
        book.save(out)
    else:
        deck = pptx.Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = "The pier closes in June."
        deck.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("old", "new"), [("doc", "docx"), ("ppt", "pptx"), ("xls", "xlsx")])
def test_an_old_file_is_converted_and_read(soffice: Path, old: str, new: str) -> None:
    """By what its container holds, whatever it is called; a note says by what."""
    (soffice / f"made.{new}").write_bytes(made(new))
    document = documents.read_bytes(old_file(old), name=f"a.{old}")
    assert "June" in document.text
    assert document.notes[0] == f"converted to .{new} by LibreOffice"


def test_a_binary_workbook_in_a_package(soffice: Path) -> None:
    """An .xlsb is a ZIP whose parts are binary: LibreOffice reads it too."""
    (soffice / "made.xlsx").write_bytes(made("xlsx"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part in ("[Content_Types].xml", "xl/workbook.bin"):
            package.writestr(part, "")
    document = documents.read_bytes(out.getvalue(), name="a.xlsb")
    assert "June" in document.text
    assert document.notes[0] == "converted to .xlsx by LibreOffice"


def test_what_goes_wrong_is_said(soffice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails, it takes too long, it is not there."""
    with pytest.raises(InputError, match="LibreOffice could not convert"):
        documents.read_bytes(old_file("doc"), name="a.doc")
    program = soffice / "soffice"
    program.write_text(PROGRAM.format(python=sys.executable, more="time.sleep(60)"))
    limits = documents.Limits(reader_timeout_s=0.2)
    with pytest.raises(InputError, match="LibreOffice took longer than"):
        documents.read_bytes(old_file("doc"), name="a.doc", limits=limits)
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(InputError, match="not installed") as caught:
        documents.read_bytes(old_file("xls"), name="a.xls")
    assert ".xlsx" in (caught.value.hint or "")


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def workbook(*cells: str) -> bytes:
    """The stream of a workbook (BIFF8) with one sheet and these texts in its first row."""
    begin = struct.pack("<HHHII", 0x0DBB, 0x07CC, 0, 0, 6)
    globals_begin = record(0x809, struct.pack("<HH", 0x600, 5) + begin[:4] + begin[6:])
    name = b"Visits"
    bound = struct.pack("<IHBB", 0, 0, len(name), 0) + name
    at = len(globals_begin) + len(record(0x85, bound)) + len(record(0x0A))
    bound = struct.pack("<IHBB", at, 0, len(name), 0) + name
    sheet = record(0x809, struct.pack("<HH", 0x600, 0x10) + begin[:4] + begin[6:])
    sheet += record(0x200, struct.pack("<IIHHH", 0, 1, 0, len(cells), 0))
    for column, text in enumerate(cells):
        head = struct.pack("<HHHHB", 0, column, 0, len(text), 0)
        sheet += record(0x204, head + text.encode("latin-1"))
    return globals_begin + record(0x85, bound) + record(0x0A) + sheet + record(0x0A)


@pytest.mark.thorough
@pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")),
    reason="LibreOffice is not installed",
)
def test_libreoffice_itself_reads_an_old_workbook() -> None:
    data = compound({"Workbook": workbook("Harbour", "Basin").ljust(5_000, b"\0")})
    document = documents.read_bytes(data, name="a.xls")
    assert "Harbour" in document.text
    assert "Basin" in document.text
    assert document.notes[0] == "converted to .xlsx by LibreOffice"
