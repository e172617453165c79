"""Who speaks in a transcript, and what is said without the marks of the transcriber."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ..language.lines import TIME
from ..language.patterns import lazy
from ..language.sentences import Block
from .form import Form

_LABEL = lazy(rf"{TIME}([^:：\n]{{1,130}})[:：](?:\*\*|__)?\s*")
# "Anita Anand (Minister of Public Services)" is "Anita Anand" in her next turn; "Speaker (A)" and
# "Ada (she/her)" keep what tells them apart.
_OFFICE = lazy(r"(?<=\w) \([^()]*(?:\([^()]*\)[^()]*)?\)$")
_OFFICE_CHARACTERS = 12
# {vocalsound}, {disfmarker}, [laughter], (inaudible 00:12)
_NOISE = lazy(
    r"(?<!\s)\s*+(?:\{[^\W\d]+(?: [^\W\d]+)?\}|[\[(](?:laugh|chuckl|inaudib|unintelligib|indistinct|cross ?talk|applau|music|"
    r"pause|silence|noise|cough|sigh|gap|overlap|lach|gelächter|beifall|rires?|risas)[^\[\]()\n]{0,20}[\])])",
    re.IGNORECASE,
)
# "Mr. Chair, ", "Madam Speaker, ", "Minister, "
_ADDRESS = lazy(
    r"(?<!\s)\s*+(?:(?:mr|mrs|ms|madam|dr)\b\.?\s?[^\W\d_][\w'’-]{0,30}(?-i: [A-ZÀ-Þ][\w'’-]{0,30}){0,2}"
    r"|chair|speaker|minister),\s+",
    re.IGNORECASE,
)
_FILLERS = frozenset(
    ("uh", "um", "er", "erm", "eh", "hm", "hmm", "mm", "mmm", "mhm", "äh", "ähm", "euh")
)


def label(text: str, block: Block) -> tuple[str, int]:
    """What stands before the colon of a turn, and the offset where the words begin; ("",
    block.start) for other blocks.
    """
    match = _LABEL.match(text, block.start, block.end) if block.kind == "turn" else None
    if match is None:
        return "", block.start
    return _without_office(match[1].strip("*_ ")), match.end()


def _without_office(name: str) -> str:
    """The name of a speaker, without what is said about them in brackets behind it."""
    office = _OFFICE.search(name) if name.endswith(")") else None
    if office is None or office.end() - office.start() < _OFFICE_CHARACTERS:
        return name
    bare = name[: office.start()]
    return bare if " " in bare else name


def speakers(labels: Iterable[str]) -> frozenset[str]:
    """The labels that are names: those that come twice, if there are two of them, and where these
    have most of the turns, also who of more than one word speaks once. "Note:" alone is no
    dialogue.
    """
    said = list(filter(None, labels))
    if len(said) < 4:  # two names, twice each
        return frozenset()
    counts = Counter(said)
    names = frozenset(name for name, count in counts.items() if count > 1)
    if len(names) < 2:
        return frozenset()
    if 2 * sum(counts[name] for name in names) <= len(said):
        return names
    return names | {name for name in counts if " " in name}


def without_noises(speech: str) -> str:
    """`speech` without what the transcriber put into brackets: {vocalsound}, [laughter]."""
    return _NOISE.sub("", speech) if "{" in speech or "[" in speech or "(" in speech else speech


def without_address(speech: str) -> str:
    """`speech` without whom it is said to at its beginning: "Mr. Chair, "."""
    return (
        _ADDRESS.sub("", speech, count=1)
        if "," in speech[:40] and _ADDRESS.match(speech)
        else speech
    )


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
