"""Binary Office files (.doc, .xls, .ppt, .xlsb), converted by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from ..errors import InputError
from .draft import Draft
from .limits import Limits

# What the container calls the stream of the text, and the format that it is converted to.
_STREAMS = {
    "WordDocument": "docx",
    "PowerPoint Document": "pptx",
    "Workbook": "xlsx",
    "Book": "xlsx",
}
_SUFFIXES = {"docx": ".doc", "pptx": ".ppt", "xlsx": ".xls"}
_ZIP = b"PK"  # .xlsb, in which only the parts are binary
_PROGRAMS = ("soffice", "libreoffice")


def successor(data: bytes) -> str | None:
    """The text format that has replaced that of a binary file, or None for other containers."""
    if data.startswith(_ZIP):
        return "xlsx"
    for stream, format_name in _STREAMS.items():
        if stream.encode("utf-16-le") in data:
            return format_name
    return None


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """What the converted file holds, with a note that it was converted.

    Not isolated: LibreOffice is a process of its own, and what it writes is read in another.
    Raises InputError where LibreOffice is missing, fails or takes longer than `reader_timeout_s`.
    """
    from .formats import BY_NAME
    from .isolation import read_isolated

    target = successor(data) or "docx"
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise InputError(
            f"{name} is a binary Office file, which only LibreOffice can read; it is not installed.",
            hint=f"Install LibreOffice, or save the file as .{target}.",
        )
    converted = _converted(data, target, program, name=name, limits=limits)
    draft = read_isolated(BY_NAME[target], converted, name=name, charset=charset, limits=limits)
    note = f"converted to .{target} by LibreOffice"
    return replace(draft, notes=(note, *draft.notes))


def _converted(data: bytes, target: str, program: str, *, name: str, limits: Limits) -> bytes:
    from .isolation import refuse_interrupted

    with tempfile.TemporaryDirectory(prefix="tersely-") as folder:
        suffix = ".xlsb" if data.startswith(_ZIP) else _SUFFIXES[target]
        source = Path(folder, f"input{suffix}")
        source.write_bytes(data)
        # A profile of its own: LibreOffice refuses a second process on the user's.
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", target, "--outdir", folder]
        try:
            done = subprocess.run(
                [*command, str(source)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=limits.reader_timeout_s,
                check=False,
            )
            refuse_interrupted(done.returncode, name)
            return Path(folder, f"input.{target}").read_bytes()
        except subprocess.TimeoutExpired:
            cause = f"LibreOffice took longer than {limits.reader_timeout_s:g} s to convert {name}."
        except OSError:
            cause = f"LibreOffice could not convert {name}."
    raise InputError(cause, hint=f"Open it in the program that made it and save it as .{target}.")
