"""Writing a file in one step: readers see the old one or the new one, never a half. And what an
error of the machine says.
"""

from __future__ import annotations

import errno
import math
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o600
# What a file is to hold: a long text comes in pieces.
Content = str | Iterable[str]
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_SQLITE_BYTES = 64 * 1024  # the index of its log takes 32 KB, a first page of the log some more


def replace_file(path: Path, content: Content, *, mode: int | None = None) -> None:
    """Replace what `path` leads to by `content` (UTF-8, line ends as they are).

    A link stays a link. The new file has `mode`; without one it has that of the old file, or what
    the umask gives to a new one. Whatever interrupts the writing leaves the old file.

    Raises:
        OSError: the folder or the file cannot be written, or the disk is full.
    """
    target = Path(os.path.realpath(path))
    # mkstemp makes it 0600, so a key is never readable by others, not even for a moment.
    try:
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".tersely-")
    except OSError as error:
        error.filename = str(path)  # what the user named, not the name that was tried
        raise
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
            out.writelines(pieces_of(content))
        if mode is not None:
            Path(temporary).chmod(mode)
        else:
            # Memory cards, shares of Windows and some mounted clouds know no modes and refuse it.
            with suppress(OSError):
                Path(temporary).chmod(_mode_for(target))
        os.replace(temporary, target)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)
        raise


def pieces_of(content: Content) -> Iterable[str]:
    """The same as pieces; a text is one of them."""
    return [content] if isinstance(content, str) else content


def _mode_for(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def disk_is_full(error: BaseException, database: Path | None = None) -> bool:
    """Whether an error of the system or of sqlite says so; a used-up quota counts.

    Where sqlite finds no room for the files beside `database` it calls that an I/O error.
    """
    if isinstance(error, OSError):
        return error.errno in _FULL
    name = str(vars(error).get("sqlite_errorname", ""))
    # The second: the index of a write-ahead log (32 KB) finds no room when the file is opened.
    if name in ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"):
        return True
    if database is None or not name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return False
    return _room_bytes(database.parent) < _SQLITE_BYTES


def _room_bytes(folder: Path) -> float:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return math.inf


def has_no_locks(error: BaseException) -> bool:
    """Whether the file system cannot lock files, as some network shares cannot."""
    return isinstance(error, OSError) and error.errno == errno.ENOLCK


def cause_of(error: BaseException) -> str:
    """An error of the system in its own words, without number and file name."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
