"""What a summary ends a command with."""

from __future__ import annotations

from ..errors import ExitCode
from ..records import Summary


def code_of(summary: Summary, *, strict: bool = False) -> ExitCode:
    """The exit code that a summary stands for; `strict` also wants its claims supported."""
    check = summary.check
    if strict and check and not summary.ended.exit_code:
        return ExitCode.OK if check.is_supported else ExitCode.CLAIMS
    return summary.ended.exit_code
