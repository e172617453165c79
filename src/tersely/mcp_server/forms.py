"""Results as text, for clients that show or pass on only that."""

from __future__ import annotations

from ..app.footer import body, footer
from ..app.results import Object
from ..comparison import Comparison, as_markdown
from ..errors import TerselyError
from ..records import Check, Document, Summary, usd_range
from ..records.check import VERDICT_WORDS
from ..screen_text import how_many, shown


def summary_text(summary: Summary) -> str:
    """The summary, the line that says if it is not whole, and its receipt."""
    return "\n".join([shown(body(summary)), "", *footer(summary)])


def check_text(check: Check, document: Document) -> str:
    """Each claim with its verdict, and each flag with what the source says."""
    lines = [
        f"{claim.index + 1}. {' '.join(shown(claim.text).split())} [{VERDICT_WORDS[claim.verdict]}]"
        for claim in check.claims
    ]
    for flag in check.flags:
        says = f'; the source says "{flag.nearest}"' if flag.nearest else ""
        where = f" (sentence {flag.claim + 1})" if flag.claim >= 0 else ""
        lines.append(
            shown(f'Flag: "{flag.text}"{where} is not supported by {document.name}{says}.')
        )
    count = len(check.distinct)
    supported, flags = check.count("supported"), len(check.flags)
    verdict = f"{supported} of {how_many(count, 'sentence')} supported, {how_many(flags, 'flag')}"
    return "\n".join([f"{verdict}. Supported is not proven true.", *lines])


def compare_text(comparison: Comparison) -> str:
    """All summaries with what differs."""
    return shown(as_markdown(comparison))


def plans_text(plans: list[Object]) -> str:
    """One line for each model: where the text would go, in how many calls, for how much."""
    lines = []
    for row in plans:
        if "error" in row:
            lines.append(f"{row['model']}: cannot be used. {row['error']['message']}")
            continue
        plan = row["plan"]
        if plan["strategy"] in ("none", "extractive"):
            lines.append(f"{plan['model']}: no call, nothing is sent, free.")
            continue
        cost = plan["cost_usd"]
        lines.append(
            f"{plan['model']}: {how_many(plan['calls'], 'call')} "
            f"({plan['reused']} reused), {plan['document_tokens']:,} tokens, "
            f"USD {usd_range(cost['low'], cost['high'])}, "
            f"sent to {plan['host'] or 'this machine'}."
        )
    return "\n".join([*lines, "Nothing was sent."])


def excerpt_text(part: Object) -> str:
    """The text, and how to go on."""
    more = part["next_start"]
    if more is None:
        return str(part["text"])
    left = part["characters"] - more
    return f"{part['text']}\n\n[{left:,} more characters: call again with start={more}.]"


def error_text(error: TerselyError) -> str:
    """Cause and remedy, and what had been spent."""
    lines = [error.message, error.hint, f"Spent: {error.spent_line}" if error.spent_line else ""]
    return "\n".join(line for line in lines if line)
