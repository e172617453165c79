"""From a summary to its Check: statements, the passages that they rest on, verdicts and flags."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..facts.contacts import contacts
from ..facts.dates import dates
from ..facts.quotations import quotations
from ..facts.spans import Span, Taken
from ..records import Check, Citation, Claim, Document, Flag, Hint
from ..records.check import FOUND_SCORE, STRONG_SCORE, FlagKind, Verdict
from .alignment import Alignment, align, sought
from .amounts import check_amounts
from .binding import check_binding, check_roles
from .bounds import check_bounds
from .cell_comparisons import check_cells
from .changes import check_changes
from .columns import check_columns
from .comparisons import check_comparisons
from .continued import check_continued
from .corrections import check_corrections
from .denials import check_denials
from .figures import Mark, check_dates, check_numbers
from .foreign import foreign
from .governed import check_governed
from .in_place import check_denied_in_place
from .index import Index
from .inventions import check_invented
from .names import check_names
from .order import check_exchanged
from .polarity import check_polarity
from .quoting import check_quotations
from .replaced import check_replaced
from .restated import is_restated
from .rivals import check_designations
from .speakers import check_speakers
from .statements import Statement, statements
from .subjects import check_object, check_subject
from .tongues import differ
from .unfulfilled import check_unfulfilled

# What is longer is a table or a log without line ends: its values are looked up, not bound.
_LONGEST_SENTENCE = 1500


def check(summary: str, source: Document | str | Index) -> Check:
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
    other_language = differ(summary, index.text)
    unchecked = _unchecked(index, other_language=other_language)
    claims: list[Claim] = []
    marks: list[Mark] = []
    for number, statement in enumerate(statements(summary)):
        aligned = align(statement, index)
        if aligned.verbatim:
            mine: list[Mark] = [*check_corrections(aligned), *check_governed(aligned)]
        else:
            mine = list(_distinct(_judge(aligned, addresses, unchecked)))
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
        wanted = sought(statement)
        weight = sum(index.weight(term) for term in wanted)
        for rank, (number, share) in enumerate(index.best(wanted, within=within)):
            ranked[number] = min(ranked.get(number, (rank, 0.0)), (rank, -share * weight))
    chosen: list[Span] = []
    room = limit_characters
    for number in sorted(ranked, key=lambda n: (*ranked[n], n)):
        start, end = index.sentences[number]
        if end - start <= room and end <= within[1] and len(chosen) < count:
            chosen.append((start, end))
            room -= end - start
    return sorted(chosen)


def _judge(aligned: Alignment, addresses: Taken, unchecked: Sequence[FlagKind]) -> Iterator[Mark]:
    """Flags and hints on one statement, as spans of its text."""
    text, index, statement = aligned.text, aligned.index, aligned.statement
    if order := _ordered_by(aligned):
        said = index.text[order.start : order.end]
        yield Flag("instruction", text, 0, len(text), -1, said, order.start, order.end)
        return
    taken = Taken()
    if addresses.overlaps((statement.start, statement.end)):
        for place, offset in enumerate(statement.offsets):
            if addresses.overlaps((offset, offset + 1)):
                taken.add((place, place + 1))
    quoted = list(quotations(text))
    if "quotation" not in unchecked:
        yield from check_quotations(aligned, quoted)
    for span in quoted:
        taken.add(span)
    yield from check_dates(aligned, taken)
    for date in dates(text):
        taken.add(date.span)
    figures = list(check_numbers(aligned, taken))
    yield from figures
    is_computed = any(mark.kind == "computed" for mark in figures)
    if "name" not in unchecked:
        label_end = len(statement.label) if text.startswith(statement.label) else 0
        yield from check_names(text, label_end, index, aligned.near, taken)
        yield from check_designations(text, index, aligned.near)
    if len(text) > _LONGEST_SENTENCE:
        return
    yield from check_binding(aligned, quoted)
    if "name" not in unchecked:
        yield from check_speakers(aligned, quoted)
        yield from check_exchanged(aligned)
        yield from check_roles(aligned, quoted)
    yield from check_corrections(aligned)
    yield from check_changes(aligned)
    yield from check_amounts(aligned)
    yield from check_bounds(aligned)
    yield from check_comparisons(aligned)
    yield from check_polarity(aligned, is_computed=is_computed)
    yield from check_governed(aligned)
    yield from check_denials(aligned)
    yield from check_denied_in_place(aligned)
    yield from check_unfulfilled(aligned)
    yield from check_continued(aligned, quoted)
    yield from check_columns(aligned)
    yield from check_cells(aligned)
    yield from check_subject(aligned)
    yield from check_object(aligned)
    yield from check_replaced(aligned)
    if "name" not in unchecked:
        yield from check_invented(aligned)


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


def _ordered_by(aligned: Alignment) -> Citation | None:
    """The sentence addressed to a model that is the only support of the statement."""
    if aligned.covered >= STRONG_SCORE:
        return None
    wanted = sought(aligned.statement)
    for number, share in aligned.index.best(wanted, 1, instructions=True):
        if share >= max(STRONG_SCORE, aligned.covered):
            return Citation(*aligned.index.sentences[number], round(share, 4))
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
    return next((claim.index for claim in claims if claim.start <= offset < claim.end), -1)
