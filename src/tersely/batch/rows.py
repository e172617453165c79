"""What the job table knows of one file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowFlag:
    """Something that a summary says and its source does not; `nearest` is the closest value there,
    if any. `strict_only` is one that counts with --strict only.
    """

    text: str
    nearest: str = ""
    strict_only: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One file. `status` is written, partial, cut, failed or skipped; `output` is relative to OUT,
    empty if there is none.

    `text` is the whole summary. `seen` is False when this run has not met the file.
    """

    path: str
    status: str
    detail: str = ""
    output: str = ""
    cost_usd: float | None = 0.0
    read_share: float = 0.0
    words: int = 0
    title: str = ""
    model: str = ""
    flags: tuple[RowFlag, ...] = ()
    text: str = ""
    seen: bool = True
