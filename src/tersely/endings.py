"""The words for how a summary ended: for its last line, for the footer, for the error behind it."""

from __future__ import annotations

from collections.abc import Sequence

from .errors import AnswerUnusable
from .records import Check, Ended, Finish, MissingSpan, Receipt, Status, Summary
from .screen_text import how_many

LISTED = 12
CAP_MET = 0.95
"""A cap that was met is met to the token, but some services do not count the last ones."""
OPENINGS = (
    "Incomplete",
    "Cut",
    "Stopped",
    "No summary",
    "Selected",
    "The answer does not fit the schema",
)
"""What the last line of a summary that is not whole begins with, in square brackets."""
_ENDED_EARLY = {
    Status.CUT: "length",
    Status.DEGENERATE: "degenerate",
    Status.INVALID: "invalid",
}
"""Endings that leave some text, and their names in an error."""


def last_line(summary: Summary) -> str:
    """The one line that stands on stdout under a summary that is not whole; empty for a whole one."""
    text = reason(summary)
    return f"[{text}.]" if text else ""


def reason(summary: Summary) -> str:
    """Why a summary is not whole, e.g. "Cut: the model stopped at its output limit of 512 tokens";
    empty for a whole one. One of chosen passages is not one of the whole text.
    """
    ended = summary.ended
    match ended.status:
        case Status.PARTIAL:
            return f"Incomplete: {incomplete(summary.receipt)}"
        case Status.CUT | Status.DEGENERATE:
            return f"Cut: {cut_reason(ended)}"
        case Status.REFUSED | Status.BLOCKED | Status.EMPTY:
            return f"No summary: the answer was {outcome(ended)}"
        case Status.INVALID:
            return f"The answer does not fit the schema: {ended.detail}"
        case _:
            retrieved = summary.plan.retrieved
            return f"Selected: {retrieved.sentence}" if retrieved else ""


def untraced(check: Check) -> str:
    """E.g. "1 of 5 sentences is not supported by the source"; empty where all are."""
    total = len(check.distinct)
    missing = total - check.traced
    verb = "is" if missing == 1 else "are"
    sentences = how_many(total, "sentence")
    return f"{missing} of {sentences} {verb} not supported by the source" if missing else ""


def cut_reason(ended: Ended) -> str:
    """Why an answer is not whole. A limit is named only where the answer is known to have met it."""
    usage = ended.usage
    match ended.finish:
        case Finish.CONTEXT_FULL:
            window = f" of {usage.input_tokens + usage.output_tokens:,} tokens"
            return f"the context window{'' if usage.estimated else window} was full"
        case Finish.DEGENERATE:
            return "the model repeated itself and was stopped"
        case Finish.UNKNOWN if ended.ending:
            return f"it ended for an unknown reason: {ended.ending}"
        case Finish.UNKNOWN:
            return "the service did not say how it ended"
    reported = 0 if usage.estimated else usage.output_tokens
    if _stopped_early(ended):
        return f"the service stopped the model after {reported:,} of {ended.output_cap_tokens:,} tokens"
    limit = reported or ended.output_cap_tokens
    return f"the model stopped at its output limit{f' of {limit:,} tokens' if limit else ''}"


def _stopped_early(ended: Ended) -> bool:
    """Whether an answer was cut far below the limit that was sent: the service has one of its own."""
    usage = ended.usage
    if usage.estimated or not usage.output_tokens:
        return False
    return usage.output_tokens < CAP_MET * ended.output_cap_tokens


def outcome(ended: Ended) -> str:
    """How an answer without a summary ended, e.g. "refused (cyber)", "empty (its 512 tokens went
    into reasoning)".
    """
    match ended.finish:
        case Finish.REASONING_ONLY:
            return f"empty (its {ended.usage.output_tokens:,} tokens went into reasoning)"
        case Finish.LENGTH:
            return "empty when it met its output limit"
        case Finish.CONTEXT_FULL:
            return "empty when the context window was full"
        case None:
            word = ended.status.value
        case Finish.REFUSED | Finish.BLOCKED:
            word = ended.finish.value
        case _:
            word = "empty"
    return f"{word} ({ended.detail})" if ended.detail else word


def how_it_ended(finish: Finish) -> str:
    """What became of an answer that is no summary of its own, e.g. "was blocked"."""
    match finish:
        case Finish.DEGENERATE:
            return "repeated itself and was stopped"
        case Finish.LENGTH:
            return "was cut at its output limit"
        case Finish.CONTEXT_FULL:
            return "was cut: the context window was full"
        case Finish.REASONING_ONLY:
            return "was empty: its tokens went into reasoning"
        case Finish.UNKNOWN:
            return "ended for an unknown reason"
    return f"was {finish.value}"


def incomplete(receipt: Receipt) -> str:
    """E.g. "pages 61-70 (§ 4.2 Field trials, 3.1 % of the text) could not be read"."""
    unread = [place_of(span) for span in receipt.missing if not span.read]
    unread += [str(part) for part in receipt.unread if part.share]
    cut = [place_of(span) for span in receipt.missing if span.read]
    causes = [f"{_listed(unread)} could not be read"] if unread else []
    causes += [f"the notes on {_listed(cut)} were cut"] if cut else []
    return "; ".join(causes)


def place_of(span: MissingSpan) -> str:
    """E.g. "pages 61-70 (§ 4.2 Field trials, 3.1 % of the text)"."""
    share = f"{100 * span.share:.1f} % of the text"
    within = f"§ {span.heading}, {share}" if span.heading else share
    if not span.pages:
        return within
    return f"page{'s' * ('-' in span.pages)} {span.pages} ({within})"


def _listed(places: Sequence[str]) -> str:
    more = f" and {len(places) - LISTED} more" if len(places) > LISTED else ""
    return "; ".join(places[:LISTED]) + more


def unusable(summary: Summary) -> AnswerUnusable | None:
    """The error behind a summary that is cut, refused, blocked, empty or invalid; None for one that
    can be used.
    """
    status, ending = summary.ended.status, summary.ended.finish
    if status in (Status.COMPLETE, Status.PARTIAL):
        return None
    if ending is not None and ending in (Finish.CONTEXT_FULL, Finish.UNKNOWN):
        finish = ending.value
    elif status in _ENDED_EARLY:
        finish = _ENDED_EARLY[status]
    else:
        return _no_summary(summary)
    message, hint = _cause_and_remedy(summary)
    return AnswerUnusable(message, finish=finish, partial_text=summary.text, hint=hint)


def _cause_and_remedy(summary: Summary) -> tuple[str, str]:
    """Why an answer of which there is some text cannot be used, and what to do."""
    ended = summary.ended
    if ended.finish is Finish.CONTEXT_FULL:
        smaller = max(64, ended.usage.input_tokens // 2)
        return (
            "the context window was full before the answer was whole",
            "A model or server with a larger context window, or smaller parts: "
            f"--set chunk_tokens={smaller}",
        )
    if ended.finish is Finish.UNKNOWN:
        return cut_reason(ended), "Run it again, or try another model (tersely models)."
    if ended.status is Status.DEGENERATE:
        return (
            cut_reason(ended),
            "Try another seed (--set seed=2), a larger model (tersely local models), "
            "or -m extractive.",
        )
    if ended.status is Status.INVALID:
        return (
            f"the answer of {summary.model} does not fit the schema, also after a second try: "
            f"{ended.detail}.",
            "Run it again, simplify the schema, or try another model (tersely models).",
        )
    if _stopped_early(ended):
        return (
            cut_reason(ended),
            "More room here does not help: raise the limit of the server, or -l short.",
        )
    more = max((call.usage.output_tokens for call in summary.calls), default=0) * 2 or 1024
    return "cut at the output limit", f"more room: --max-output-tokens {more}, or -l short"


def _no_summary(summary: Summary) -> AnswerUnusable:
    """The error of an answer that was refused, blocked or empty."""
    hint = "Try another model (tersely models), or -m extractive."
    if summary.ended.finish is Finish.REASONING_ONLY:
        hint = (
            "More room: --max-output-tokens 16000; less thinking: --set reasoning=low; "
            "or another model."
        )
    return AnswerUnusable(
        f"{summary.model} gave no summary: the answer was {outcome(summary.ended)}.",
        finish=summary.ended.status.value,
        hint=hint,
    )
