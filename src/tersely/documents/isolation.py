"""Readers of formats that an attacker may have written, in a child process with limits on time and
memory.

The child is this Python with the parent's import path and nothing else: the bytes come in on stdin,
a Draft or an error goes out as JSON. The current folder is not on its path, so a docx.py lying
there is never imported. Memory is limited where the system can (POSIX); elsewhere only time is.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict

from ..errors import InputError, MissingExtra, Stopped
from .child import SEPARATOR
from .draft import Draft
from .formats import Format
from .limits import Limits

# Ctrl-C at a terminal reaches the children too, and ends them: by the signal, or as Windows calls it.
_INTERRUPTED = (-signal.SIGINT, 0xC000013A)
_CODE = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from {} import {}; {}()"


def read_isolated(
    row: Format, data: bytes, *, name: str, charset: str | None, limits: Limits
) -> Draft:
    """What the reader of the format makes of `data`. Raises its InputError or MissingExtra,
    InputError if it crashes, takes longer than `reader_timeout_s` or needs more than
    `reader_memory_bytes`, or Stopped if it was interrupted.
    """
    head = json.dumps(
        {"format": row.name, "name": name, "charset": charset, "limits": asdict(limits)}
    ).encode()
    try:
        done = subprocess.run(
            child_command("tersely.documents.child", "main"),
            input=head + SEPARATOR + data,
            capture_output=True,
            timeout=limits.reader_timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"{name} took longer than {limits.reader_timeout_s:g} s to read and was given up.",
            hint="It may be damaged or hostile; convert it to text by other means.",
        ) from None
    status, _, payload = done.stdout.partition(SEPARATOR)
    if done.returncode == 0 and status == b"draft":
        return Draft.from_json(payload)
    if done.returncode == 0 and payload:
        message, hint = json.loads(payload)
        raise (MissingExtra if status == b"MissingExtra" else InputError)(message, hint=hint)
    refuse_interrupted(done.returncode, name)
    raise _crash(done, name, limits)


def refuse_interrupted(returncode: int | None, name: str) -> None:
    """A child that Ctrl-C has ended says nothing about its file.

    Raises:
        Stopped: it was ended so.
    """
    if returncode in _INTERRUPTED:
        raise Stopped(f"Stopped while {name} was read.", hint="Run the same command to go on.")


def child_command(module: str, function: str) -> list[str]:
    """The command of a child that runs `function` of `module` with the parent's import path."""
    path = [entry for entry in sys.path if os.path.isabs(entry)]
    code = _CODE.format(module, function, function)
    return [sys.executable, "-I", "-S", "-c", code, json.dumps(path)]


def _crash(done: subprocess.CompletedProcess[bytes], name: str, limits: Limits) -> InputError:
    """What the last line of a traceback says in one sentence. A killed process leaves none, and a
    library in C that gets no memory aborts as it does on a damaged file: both are named then.
    """
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    last = lines[-1] if lines else ""
    memory = f"more than {limits.reader_memory_bytes / 1e6:,.0f} MB of memory"
    if last.startswith("MemoryError"):
        cause = f"{name} needs {memory} to read."
    elif done.returncode < 0 and not last:
        cause = f"{name} stopped its reader: it is damaged, or needs {memory}."
    else:
        reason = f" ({last[:120]})" if last else ""
        cause = f"{name} is truncated or damaged{reason}."
    return InputError(cause, hint="Open it in the program that made it and save it again.")
