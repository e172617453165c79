"""What a summary ends a command with, and what is printed when a run ends in an error."""

from __future__ import annotations

from ..errors import ExitCode, MissingKey, TerselyError
from ..records import Summary


def code_of(summary: Summary, *, strict: bool = False) -> ExitCode:
    """The exit code that a summary stands for; `strict` also wants its claims supported."""
    check = summary.check
    if strict and check and not summary.ended.exit_code:
        supported = not check.objections and check.traced == len(check.distinct)
        return ExitCode.OK if supported else ExitCode.CLAIMS
    return summary.ended.exit_code


def lines_of(error: TerselyError, environment_file: bool = False) -> list[str]:
    """The error as stderr shows it: the cause, then the remedy indented."""
    lines = [f"tersely: {error.message}"]
    lines += [f"  {line}" for line in error.hint.splitlines()]
    if error.spent_line:
        lines.append(f"  {error.spent_line}")
    if isinstance(error, MissingKey) and environment_file:
        lines.append(
            "  A .env file is in this folder and was not read; to use it add --env-file .env"
        )
    return lines
