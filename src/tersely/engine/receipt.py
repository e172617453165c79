"""What stays of an answer: its text without a fence, and the receipt under it."""

from __future__ import annotations

from bisect import bisect_right

from ..records import Check, Document, Finish, MissingSpan, Receipt

_TENTHS = 10
NO_ANSWER = (Finish.REFUSED, Finish.BLOCKED, Finish.EMPTY, Finish.REASONING_ONLY)


def receipt_for(
    document: Document,
    missing: tuple[MissingSpan, ...],
    checked: Check,
    writers: tuple[tuple[int, int, str], ...],
) -> Receipt:
    """What was read and drawn from. What the reader of the file could not read counts by its share."""
    length = max(1, len(document.text))
    read = 1 - sum(s.end - s.start for s in missing if not s.read) / length
    read *= 1 - document.unread_share
    drawn, total = sections_drawn(checked, document)
    return Receipt(
        read,
        missing,
        drawn,
        total,
        position_histogram(checked, len(document.text)),
        writers,
        document.unread,
        document.recognized,
        document.removed,
    )


def position_histogram(check: Check, characters: int) -> tuple[float, ...]:
    """Ten numbers: the share of the claims whose best citation lies in each tenth of a source of so
    many characters.
    """
    counts = [0] * _TENTHS
    for start in _best_starts(check):
        counts[min(_TENTHS - 1, start * _TENTHS // max(1, characters))] += 1
    return tuple(count / max(1, len(check.claims)) for count in counts)


def sections_drawn(check: Check, document: Document) -> tuple[int, int]:
    """(sections that some claim's best citation lies in, all sections)."""
    starts = [start for start, _, _ in document.sections()]
    drawn = {bisect_right(starts, start) for start in _best_starts(check)}
    return len(drawn), len(starts)


def _best_starts(check: Check) -> list[int]:
    return [claim.citations[0].start for claim in check.claims if claim.is_traced]


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
