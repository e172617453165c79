"""Who speaks in a transcript, and what is said without the marks of the transcriber."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ..language.lines import TIME
from ..language.patterns import lazy
from ..language.sentences import Block
from .form import Form

_LABEL = lazy(rf"{TIME}([^:：\n]{{1,60}})[:：](?:\*\*|__)?\s*")
# {vocalsound}, {disfmarker}, [laughter], (inaudible 00:12)
_NOISE = lazy(
    r"(?<!\s)\s*+(?:\{[^\W\d]+(?: [^\W\d]+)?\}|[\[(](?:laugh|chuckl|inaudib|unintelligib|indistinct|cross ?talk|applau|music|"
    r"pause|silence|noise|cough|sigh|gap|overlap|lach|gelächter|beifall|rires?|risas)[^\[\]()\n]{0,20}[\])])",
    re.IGNORECASE,
)
_FILLERS = frozenset(
    ("uh", "um", "er", "erm", "eh", "hm", "hmm", "mm", "mmm", "mhm", "äh", "ähm", "euh")
)


def label(text: str, block: Block) -> tuple[str, int]:
    """What stands before the colon of a turn, and the offset where the words begin; ("",
    block.start) for other blocks.
    """
    found = _LABEL.match(text, block.start, block.end) if block.kind == "turn" else None
    return (found[1].strip("*_ "), found.end()) if found else ("", block.start)


def speakers(labels: Iterable[str]) -> frozenset[str]:
    """The labels that are names: those that come twice, if there are two of them. "Note:" alone is
    no dialogue.
    """
    said = list(filter(None, labels))
    if len(said) < 4:  # two names, twice each
        return frozenset()
    names = frozenset(name for name, count in Counter(said).items() if count > 1)
    return names if len(names) > 1 else frozenset()


def without_noises(speech: str) -> str:
    """`speech` without what the transcriber put into brackets: {vocalsound}, [laughter]."""
    return _NOISE.sub("", speech) if "{" in speech or "[" in speech or "(" in speech else speech


def is_spoken(form: Form) -> bool:
    """A turn of a dialogue."""
    return form.spoken


def fluency(form: Form) -> float:
    """The share of the words that are no filler and not begun twice ("the the", "ki kind"), at
    least a half.
    """
    tokens = form.tokens
    flaws = sum(map(_FILLERS.__contains__, tokens)) + sum(map(str.startswith, tokens[1:], tokens))
    return max(0.5, 1 - flaws / max(1, len(tokens)))
