"""How a column's facts read, on every screen the same."""

from __future__ import annotations

import re

from ..records import CallRecord, usd
from .run import Answer, Column, Comparison

_FAILURES = {
    "AuthFailed": "key refused",
    "ConnectionFailed": "no connection",
    "ServerFailed": "server error",
}


def first_token_s(calls: tuple[CallRecord, ...]) -> float | None:
    """Time to the first token of the final call, None when it was not streamed or came from the
    store.
    """
    return calls[-1].first_token_s if calls else None


def source_words(comparison: Comparison) -> int:
    """Words of the document as the summaries counted them; 0 when no column has a summary."""
    return max((answer.summary.source_words for answer in comparison.answers), default=0)


def money(cost_usd: float | None) -> str:
    """E.g. "free", "$0.0004", "$1.25", "cost unknown"."""
    return "free" if cost_usd == 0 else usd(cost_usd)


def outcome(column: Column) -> str:
    """How a column ended, e.g. "complete · 6/6 traced · 1 flag" or "failed · missing key"."""
    if not isinstance(column, Answer):
        return f"failed · {_failure(column.kind)}"
    summary, check = column.summary, column.summary.check
    ending = "verbatim" if summary.plan.strategy == "extractive" else summary.status.value
    parts = [ending]
    # Of an answer without a sentence there is nothing to count, and "no flags" would read as praise.
    if check and check.distinct and summary.plan.strategy != "extractive":
        parts.append(f"{check.traced}/{len(check.distinct)} traced")
        # Beside 0 of N, "no flags" would read as praise.
        is_bare = check.rests_on_nothing and not check.flags
        parts.append("nothing supported" if is_bare else _flags(len(check.flags)))
        parts += filter(None, [check.second_opinion])
    return " · ".join(parts)


def _failure(kind: str) -> str:
    """The name of an error in words: "missing key", "server error"."""
    return _FAILURES.get(kind) or re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()


def _flags(count: int) -> str:
    match count:
        case 0:
            return "no flags"
        case 1:
            return "1 flag"
    return f"{count} flags"


def facts_line(answer: Answer) -> str:
    """E.g. "148 words · 2.1 s · $0.0004 · reused"."""
    summary = answer.summary
    # The time of answers from the cache says nothing of a model.
    if summary.calls and summary.reused == len(summary.calls):
        return f"{summary.words:,} words · reused"
    return f"{summary.words:,} words · {answer.elapsed_s:.1f} s · {money(summary.cost_usd)}"
