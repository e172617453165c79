"""Exit codes, and what is printed when a run ends in an error."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import MissingKey, TerselyError
from ..records import Status, Summary

OK, BUG, USAGE, CONFIG, INPUT, PROVIDER, PARTIAL, BUDGET, UNUSABLE, CLAIMS = range(10)
INTERRUPTED, TERMINATED = 130, 143
RANK = (INTERRUPTED, TERMINATED, BUDGET, PROVIDER, UNUSABLE, PARTIAL, CLAIMS)


def code_of(summary: Summary, *, strict: bool = False) -> int:
    """The exit code that a summary stands for."""
    if summary.status is Status.PARTIAL:
        return PARTIAL
    if summary.status is not Status.COMPLETE:
        return UNUSABLE
    if (
        strict
        and summary.check
        and (summary.check.flags or summary.check.traced < len(summary.check.claims))
    ):
        return CLAIMS
    return OK


def merge(codes: Iterable[int]) -> int:
    """The code of several things at once: signals, then 7, 5, 8, 6, 9, then the largest other."""
    found = set(codes) - {OK}
    return next((code for code in RANK if code in found), max(found, default=OK))


def lines_of(error: TerselyError, environment_file: bool = False) -> list[str]:
    """The error as stderr shows it: the cause, then the remedy indented."""
    lines = [f"tersely: {error.message}"]
    lines += [f"  {line}" for line in error.hint.splitlines()]
    if isinstance(error, MissingKey) and environment_file:
        lines.append(
            "  A .env file is in this folder and was not read; to use it add --env-file .env"
        )
    return lines
