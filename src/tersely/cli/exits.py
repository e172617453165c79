"""What a summary ends a command with, and what is printed when a run ends in an error."""

from __future__ import annotations

from ..errors import ExitCode, MissingKey, Spent, TerselyError
from ..records import Summary, usd


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
    if error.spent and error.spent.calls:
        lines.append(f"  Spent until then: {_spent(error.spent)}.")
    if isinstance(error, MissingKey) and environment_file:
        lines.append(
            "  A .env file is in this folder and was not read; to use it add --env-file .env"
        )
    return lines


def _spent(spent: Spent) -> str:
    """E.g. "6 calls, about 30,000 + 412 tokens, $0.012"."""
    calls = f"{spent.calls} call{'s' * (spent.calls > 1)}"
    about = "about " * spent.estimated
    cost = "cost unknown" if spent.cost_usd is None else usd(spent.cost_usd)
    return f"{calls}, {about}{spent.input_tokens:,} + {spent.output_tokens:,} tokens, {cost}"
