"""From a summary to its Check: statements, the passages that they rest on, verdicts and flags."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..facts.contacts import contacts
from ..facts.spans import Span, Taken
from ..records import Check, Claim, Document, Flag, Hint
from ..records.check import FOUND_SCORE, STRONG_SCORE, FlagKind, Verdict
from .alignment import Alignment, align, sought
from .figures import Mark
from .foreign import foreign
from .index import Index
from .restated import is_restated
from .rules import RULES, Rule, judge
from .statements import Statement, statements
from .tongues import language_of


def check(summary: str, source: Document | str | Index, *, rules: Sequence[Rule] = RULES) -> Check:
    """Trace each statement of `summary` to the source and judge it.

    Passages are the sentences with most of a statement's idf weight (method and thresholds measured
    on WiCE, Kamoi et al. 2023). The whole source is searched, also after map-reduce: looking into
    the chunks of the best-fitting notes first moved 7 % of the citations of reference summaries,
    without holding more of the claims. `Check.unchecked` names the kinds of facts that could not be
    judged.
    """
    started = time.perf_counter()
    index = source if isinstance(source, Index) else Index(source)
    addresses = Taken(contact.span for contact in contacts(summary))
    language = language_of(summary)
    other_language = bool(language and index.language) and language != index.language
    unchecked = _unchecked(index, other_language=other_language)
    claims: list[Claim] = []
    marks: list[Mark] = []
    for number, statement in enumerate(statements(summary)):
        aligned = align(statement, index, _addresses_in(statement, addresses))
        if order := _ordered_by(aligned):
            mine: list[Mark] = [order]
        else:
            mine = list(_distinct(judge(aligned, unchecked, rules)))
        claims.append(_claim(number, aligned, mine))
        marks += [_placed(mark, statement, number) for mark in mine]
    flags = [mark for mark in marks if isinstance(mark, Flag)]
    for flag in foreign(summary, index):
        flags.append(replace(flag, claim=_claim_at(claims, flag.start)))
        claims = _not_found(claims, flags[-1].claim)
    return Check(
        tuple(claims),
        tuple(sorted(flags, key=lambda flag: flag.start)),
        tuple(mark for mark in marks if isinstance(mark, Hint)),
        time.perf_counter() - started,
        unchecked,
        other_language=other_language,
    )


def check_safely(summary: str, source: Document | str | Index) -> Check:
    """`check`, whose faults become `Check.failed`: a summary that was paid for is printed even if
    nothing could be said about it.
    """
    try:
        return check(summary, source)
    except Exception as why:  # noqa: BLE001  # any fault of the check is a warning, never a lost answer
        return Check((), failed=type(why).__name__)


def evidence(
    text: str, index: Index, *, within: Span, limit_characters: int, count: int = 3
) -> list[Span]:
    """The up to `count` source sentences inside `within` that best support `text`, in source order,
    as spans.

    `limit_characters` bounds the characters of all of them together; a sentence that does not fit
    is passed over. One sentence for each of the statements with the most idf weight comes before a
    second for any of them. A sentence addressed to a model is never among them.
    """
    ranked: dict[int, tuple[int, float]] = {}
    for statement in statements(text):
        terms = sought(statement)
        weight = sum(map(index.weight, terms))
        best = index.best(terms, within=within)
        for rank, (number, share) in enumerate(best):
            place = (rank, -share * weight)
            ranked[number] = min(ranked.get(number, place), place)
    chosen: list[Span] = []
    room = limit_characters
    for _, number in sorted((place, number) for number, place in ranked.items()):
        start, end = index.sentences[number]
        if end - start <= room and end <= within[1] and len(chosen) < count:
            chosen.append((start, end))
            room -= end - start
    return sorted(chosen)


def _addresses_in(statement: Statement, addresses: Taken) -> tuple[Span, ...]:
    """The characters of a statement that belong to an address of the summary, as spans of its
    text.
    """
    if not addresses.overlaps((statement.start, statement.end)):
        return ()
    return tuple(
        (at, at + 1)
        for at, offset in enumerate(statement.offsets)
        if addresses.overlaps((offset, offset + 1))
    )


def _distinct(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks without those on a place that a flag has already."""
    flagged = Taken()
    for mark in marks:
        span = (mark.start, mark.end)
        if isinstance(mark, Flag):
            if flagged.overlaps(span):
                continue
            flagged.add(span)
        yield mark


def _ordered_by(aligned: Alignment) -> Flag | None:
    """A flag on a statement whose only support is a sentence addressed to a model."""
    if aligned.covered >= STRONG_SCORE:
        return None
    index, terms = aligned.index, sought(aligned.statement)
    for number, share in index.best(terms, 1, instructions=True):
        if share >= max(STRONG_SCORE, aligned.covered):
            flag = aligned.contradiction("instruction", aligned.whole, index.sentences[number])
            return replace(flag, contradicted=False)
    return None


def _claim(number: int, aligned: Alignment, marks: Sequence[Mark]) -> Claim:
    statement = aligned.statement
    return Claim(
        number,
        statement.start,
        statement.end,
        statement.text,
        _verdict(aligned, marks),
        aligned.citations,
    )


def _verdict(aligned: Alignment, marks: Sequence[Mark]) -> Verdict:
    flags = [mark for mark in marks if isinstance(mark, Flag)]
    if any(flag.contradicted for flag in flags):
        return "contradicted"
    if flags or aligned.covered < FOUND_SCORE:
        return "not found"
    if aligned.verbatim:
        return "supported"
    return "supported" if not marks and is_restated(aligned) else "same words"


def _placed(mark: Mark, statement: Statement, number: int) -> Mark:
    """A mark on a statement as one on the summary."""
    start, end = statement.span(mark.start, max(mark.end, mark.start + 1))
    return replace(mark, start=start, end=end, claim=number)


def _not_found(claims: list[Claim], number: int) -> list[Claim]:
    """The claims, where this one is no longer supported: it names an address that the source lacks."""
    return [
        replace(claim, verdict="not found")
        if claim.index == number and claim.verdict != "contradicted"
        else claim
        for claim in claims
    ]


def _unchecked(index: Index, *, other_language: bool) -> tuple[FlagKind, ...]:
    """What cannot be judged. A translation shares hardly any words with its source."""
    if other_language:
        return ("name", "quotation")
    return ("name",) if index.capitalizes_nouns else ()


def _claim_at(claims: Sequence[Claim], offset: int) -> int:
    at_it = (claim.index for claim in claims if claim.start <= offset < claim.end)
    return next(at_it, -1)
