"""How a run ended, in the words of its receipt, of its last line, and of its error."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import AnswerUnusable
from ..grounding import sections_drawn, strip
from ..records import Check, Completion, Document, Finish, MissingSpan, Receipt, Status, Summary

LISTED = 12
NO_ANSWER = (Finish.REFUSED, Finish.BLOCKED, Finish.EMPTY, Finish.REASONING_ONLY)


def receipt_for(
    document: Document,
    missing: tuple[MissingSpan, ...],
    found: Check,
    writers: tuple[tuple[int, int, str], ...],
) -> Receipt:
    """What was read and drawn from. What the reader of the file could not read counts by its share."""
    length = max(1, len(document.text))
    read = 1 - sum(s.end - s.start for s in missing if not s.read) / length
    read *= 1 - document.unread_share
    drawn, total = sections_drawn(found, document)
    return Receipt(
        read,
        missing,
        drawn,
        total,
        strip(found, len(document.text)),
        writers,
        document.unread,
        document.removed,
    )


def told(answer: Completion) -> str:
    """How an answer without a summary ended, e.g. "refused (cyber)", "empty (its 512 tokens went
    into reasoning)".
    """
    if answer.finish is Finish.REASONING_ONLY:
        return f"empty (its {answer.usage.output_tokens:,} tokens went into reasoning)"
    return f"{answer.finish.value} ({answer.detail})" if answer.detail else answer.finish.value


def cut_reason(answer: Completion, cap: int = 0) -> str:
    """Why an answer is not whole. A limit is named only where the answer is known to have met it."""
    usage = answer.usage
    match answer.finish:
        case Finish.CONTEXT_FULL:
            window = f" of {usage.input_tokens + usage.output_tokens:,} tokens"
            return f"the context window{'' if usage.estimated else window} was full"
        case Finish.DEGENERATE:
            return "the model repeated itself"
        case Finish.UNKNOWN if answer.ending:
            return f"it ended for an unknown reason: {answer.ending}"
        case Finish.UNKNOWN:
            return "the service did not say how it ended"
    limit = cap if usage.estimated else usage.output_tokens
    return f"the model stopped at its output limit{f' of {limit:,} tokens' if limit else ''}"


def ending(
    status: Status, receipt: Receipt, document: Document, answer: Completion | None, cap: int
) -> str:
    """The one line that stands on stdout under a summary that is not whole; empty for a whole one."""
    match status:
        case Status.PARTIAL:
            return f"[Incomplete: {incomplete(receipt, document)}.]"
        case Status.CUT:
            return f"[Cut: {cut_reason(answer, cap) if answer else 'the answer is not whole'}.]"
        case Status.REFUSED | Status.BLOCKED | Status.EMPTY:
            return f"[No summary: the answer was {told(answer) if answer else status.value}.]"
        case Status.INVALID:
            return f"[The answer does not fit the schema: {answer.detail if answer else ''}.]"
        case _:
            return ""


def incomplete(receipt: Receipt, document: Document) -> str:
    """E.g. "pages 61-70 (§ 4.2 Field trials, 3.1 % of the text) could not be read"."""
    unread = [place_of(span, document) for span in receipt.missing if not span.read]
    unread += [str(part) for part in document.unread if part.share]
    cut = [place_of(span, document) for span in receipt.missing if span.read]
    causes = [f"{_listed(unread)} could not be read"] if unread else []
    causes += [f"the notes on {_listed(cut)} were cut"] if cut else []
    return "; ".join(causes)


def place_of(span: MissingSpan, document: Document) -> str:
    """E.g. "pages 61-70 (§ 4.2 Field trials, 3.1 % of the text)"."""
    share = f"{(span.end - span.start) / max(1, len(document.text)):.1%} of the text".replace(
        "%", " %"
    )
    where = (
        f"pages {span.pages}" if "-" in span.pages else f"page {span.pages}" if span.pages else ""
    )
    within = f"§ {span.heading}, {share}" if span.heading else share
    return f"{where} ({within})" if where else within


def _listed(places: Sequence[str]) -> str:
    more = f" and {len(places) - LISTED} more" if len(places) > LISTED else ""
    return "; ".join(places[:LISTED]) + more


def unfenced(text: str) -> str:
    """The answer without a code fence around the whole of it."""
    lines = text.strip().splitlines()
    if (
        len(lines) > 2
        and lines[0].strip() in ("```", "```markdown", "```md", "```json")
        and lines[-1].strip() == "```"
    ):
        lines = lines[1:-1]
    return "\n".join(lines).strip()


def unusable(summary: Summary) -> AnswerUnusable | None:
    """The error behind a summary that is cut, refused, blocked, empty or invalid; None for one that
    can be used.
    """
    if summary.status in (Status.COMPLETE, Status.PARTIAL):
        return None
    last = summary.calls[-1].finish if summary.calls else None
    if summary.status is Status.CUT and last is Finish.CONTEXT_FULL:
        return AnswerUnusable(
            "the context window was full before the answer was whole",
            finish="context_full",
            partial_text=summary.text,
            hint="A model or server with a larger context window, or smaller parts: "
            f"--set chunk_tokens={smaller_chunks(summary)}",
        )
    if summary.status is Status.CUT and last in (Finish.UNKNOWN, Finish.DEGENERATE):
        return AnswerUnusable(
            summary.ended.removeprefix("[Cut: ").removesuffix(".]"),
            finish=last.value,
            partial_text=summary.text,
            hint="Run it again, or try another model (tersely models).",
        )
    if summary.status is Status.CUT:
        more = max((c.usage.output_tokens for c in summary.calls), default=0) * 2 or 1024
        return AnswerUnusable(
            "cut at the output limit",
            finish="length",
            partial_text=summary.text,
            hint=f"more room: --max-output-tokens {more}, or -l short",
        )
    if summary.status is Status.INVALID:
        return AnswerUnusable(
            f"the answer of {summary.model} does not fit the schema, also after a second try: {summary.detail}.",
            finish="invalid",
            partial_text=summary.text,
            hint="Run it again, simplify the schema, or try another model (tersely models).",
        )
    hint = "Try another model (tersely models), or -m extractive."
    if summary.calls and summary.calls[-1].finish is Finish.REASONING_ONLY:
        hint = "More room: --max-output-tokens 16000; less thinking: --set reasoning=low; or another model."
    return AnswerUnusable(
        f"{summary.model} gave no summary, {summary.ended.removeprefix('[No summary: ').removesuffix(']')}",
        finish=summary.status.value,
        hint=hint,
    )


def smaller_chunks(summary: Summary) -> int:
    """Half of what the last call could read, in tokens."""
    return max(64, summary.calls[-1].usage.input_tokens // 2)
