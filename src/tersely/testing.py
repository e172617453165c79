"""Holding the output of a language model to its source, in any test suite.

    from tersely.testing import assert_grounded

    def test_my_summaries():
        assert_grounded(my_llm(report), report)

Nothing here needs pytest; under pytest a failure shows the sentences and what the source says.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from .app.entrypoints import check, document_of
from .records import Check, Claim, Document, Flag, Summary
from .records.check import FlagKind
from .screen_text import how_many

_MOST_CHARACTERS = 160


def assert_grounded(
    summary: str | Summary,
    source: str | Path | Document,
    *,
    allow: Collection[FlagKind] = (),
    traced: bool = False,
    supported: float = 0.0,
) -> Check:
    """Fail if `summary` says what `source` (text, a Path to read, or a Document) does not hold: a
    number, date, name, quotation or address, or the opposite of a passage. No key, no network.

    Flags of the kinds in `allow` are passed over. With `traced` every sentence must rest on a
    passage. `supported` is the least share (0..1) of sentences that must be supported, for which
    the same words in another order are not enough.

    Raises:
        AssertionError: it says so, and which sentences they are.
        ValueError: `supported` is no share.
    """
    __tracebackhide__ = True  # pytest: the failure is that of the caller's line
    if not 0 <= supported <= 1:
        raise ValueError(f"supported={supported!r} is not a share from 0 to 1.")
    text = summary.text if isinstance(summary, Summary) else summary
    document = document_of(source)
    checked = check(text, document)
    complaints = _complaints(checked, allow)
    if checked.unfounded:
        complaints.insert(0, "Nothing in the summary is supported by the source.")
    if traced:
        complaints += [f"rests on no passage: {_line(c.text)}" for c in _untraced(checked)]
    claims = len(checked.distinct)
    if checked.count("supported") < supported * claims:
        complaints.append(
            f"supported {checked.count('supported')} of {how_many(claims, 'sentence')}, "
            f"{supported:.0%} wanted"
        )
    if complaints:
        listed = "\n".join(f"- {complaint}" for complaint in complaints)
        raise AssertionError(f"The summary is not grounded in {document.name}:\n{listed}")
    return checked


def _complaints(checked: Check, allow: Collection[FlagKind]) -> list[str]:
    return [_complaint(flag, checked) for flag in checked.flags if flag.kind not in allow]


def _complaint(flag: Flag, checked: Check) -> str:
    """E.g. 'number "47 %" is contradicted, the source says "14 %": Visits rose by 47 %.'"""
    how = "is contradicted" if flag.contradicted else "is not in the source"
    says = "the source says" if flag.contradicted else "nearest is"
    nearest = f", {says} {_line(flag.nearest)}" if flag.nearest else ""
    claim = next((c.text for c in checked.claims if c.index == flag.claim), "")
    where = f": {_line(claim)}" if claim and claim != flag.text else ""
    return f"{flag.kind} {_line(flag.text)} {how}{nearest}{where}"


def _untraced(checked: Check) -> list[Claim]:
    return [claim for claim in checked.distinct if not claim.is_traced]


def _line(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > _MOST_CHARACTERS:
        line = line[:_MOST_CHARACTERS].rsplit(" ", 1)[0] + " …"
    return f'"{line}"'
