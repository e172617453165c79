"""Writing a file in one step: readers see the old one or the new one, never a half."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PRIVATE = 0o600


def replace_file(path: Path, text: str, *, mode: int | None = None) -> None:
    """Replace what `path` leads to by `text` (UTF-8, line ends as they are).

    A link stays a link. The new file has `mode`; without one it has that of the old file, or what
    the umask gives to a new one. Whatever interrupts the writing leaves the old file.

    Raises:
        OSError: the folder or the file cannot be written, or the disk is full.
    """
    target = Path(os.path.realpath(path))
    # mkstemp makes it 0600, so a key is never readable by others, not even for a moment.
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".tersely-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        Path(temporary).chmod(_mode_for(target) if mode is None else mode)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode_for(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
