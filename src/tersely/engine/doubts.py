"""Evidence by doubt: which sentences of the document are quoted beside the notes on it."""

from __future__ import annotations

from collections.abc import Iterator

from ..grounding import Index, check_safely, evidence
from ..grounding.turns import turn_head
from ..records import Check, Claim

Span = tuple[int, int]
CHARACTERS_PER_TOKEN = 3
TOKENS_PER_SENTENCE = 40
_CANDIDATES = 3
_RANKS = {"contradicted": 0, "not found": 1}
_MARKUP = ("|", "#", "<", "```", "~~~", "![", "---", "===")


def evidence_by_doubt(notes: str, index: Index, within: Span, tokens: int) -> tuple[Span, ...]:
    """Sentences of the document inside `within` that fit into `tokens`, in its order: first those
    behind lines of the notes that the part does not bear out, then those behind the others.

    Notes are checked as they come: whoever composes the summary sees the source of a bent number
    beside it. Never quoted are sentences addressed to a model, rows without their header, markup.
    """
    room = tokens * CHARACTERS_PER_TOKEN
    most = max(1, tokens // TOKENS_PER_SENTENCE)
    part = index.text[within[0] : within[1]]
    lines = list(_by_doubt(check_safely(notes, part), part))
    chosen: dict[Span, None] = {}
    for text, is_doubtful in lines:
        if is_doubtful and len(chosen) < most:
            span = _behind(text, index, within, room)
            if span and span not in chosen:
                chosen[span] = None
                room -= span[1] - span[0]
    rest = "\n".join(f"- {text}" for text, is_doubtful in lines if not is_doubtful)
    spans = evidence(rest, index, within=within, limit_characters=room, count=most)
    for span in spans:
        if len(chosen) < most and _is_prose(index.text, span):
            chosen[span] = None
    return tuple(sorted(chosen))


def _by_doubt(check: Check, part: str) -> Iterator[tuple[str, bool]]:
    """(line, whether it is doubtful) of the notes on `part`, the most doubtful first."""
    marked = {flag.claim for flag in check.flags} | {hint.claim for hint in check.hints}

    def rank(claim: Claim) -> int:
        return _RANKS.get(claim.verdict, 2 if claim.index in marked else 3)

    for claim in sorted(check.claims, key=rank):
        yield _without_speaker(claim.text, part), rank(claim) < 3


def _without_speaker(line: str, part: str) -> str:
    """What the line says. Who says it stands at the head of turns: as a word to look for it finds
    any of them.
    """
    name, begin = turn_head(line)
    return line[begin:] if name and f"{name}:" in part else line


def _behind(text: str, index: Index, within: Span, room: int) -> Span | None:
    """The sentence that supports `text` best and can be quoted."""
    for count in (1, _CANDIDATES):
        spans = evidence(text, index, within=within, limit_characters=room, count=count)
        for span in spans:
            if _is_prose(index.text, span):
                return span
    return None


def _is_prose(text: str, span: Span) -> bool:
    quoted = text[span[0] : span[1]].strip()
    return bool(quoted) and not quoted.startswith(_MARKUP) and quoted.count("|") < 2
