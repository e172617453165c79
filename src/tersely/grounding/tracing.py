"""From a summary to its Check: claims, the source sentences that they rest on, flags and hints."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace

from ..language.words import count_words, terms, words
from ..records import Check, Citation, Claim, Document, Flag, Hint
from ..records.check import FlagKind, Verdict
from .claims import claims, parts
from .contacts import contacts, foreign
from .dates import dates
from .figures import check_dates, check_numbers
from .index import Index
from .names import check_names
from .quotations import in_order, is_verbatim, quotations
from .rivals import check_designations
from .spans import Span

STRONG = 0.6
WEAK = 0.35
_CITATIONS = 3
_WORTH_CITING = 0.5  # of the best sentence's share
_SAME_LANGUAGE = 0.35
_ALTERED = (
    0.5  # of its words in the order of the source: altered quotations have that, chance has a third
)
_INVENTED_WORDS = 3
_ALIKE = 0.7  # so close that a "not" on one side means something: 19 of 19 such hints on SummEdits are right
_NEGATIONS = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|failed to|nicht|kein\w*|nie|ohne|pas|jamais|sans|nunca|sin|non)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)


def check(summary: str, source: Document | str | Index) -> Check:
    """Trace each claim of `summary` to the source and flag hard facts that the source does not
    hold.

    A claim is strong when its citations hold 0.6 of its idf weight, weak from 0.35, else none:
    thresholds and method measured on WiCE (Kamoi et al. 2023). The whole source is searched, also
    after map-reduce: looking into the chunks of the best-fitting notes first moved 7 % of the
    citations of reference summaries, without holding more of the claims. Flags are numbers, dates,
    names, quotations, addresses and code; `Check.unchecked` names those that could not be judged.
    """
    started = time.perf_counter()
    index = source if isinstance(source, Index) else Index(source)
    addresses = [(start, end) for _, start, end in contacts(summary)]
    unchecked = _unchecked(summary, index)
    found: list[Claim] = []
    marks: list[Flag | Hint] = []
    for number, (start, end) in enumerate(claims(summary)):
        claim, verbatim = _trace(Claim(number, start, end, summary[start:end], "none"), index)
        found.append(claim)
        if not verbatim:
            marks += _judge(claim, index, addresses, unchecked)
    flags = [m for m in marks if isinstance(m, Flag)]
    flags += [replace(f, claim=_claim_at(found, f.start)) for f in foreign(summary, index)]
    hints = tuple(m for m in marks if isinstance(m, Hint))
    ordered = tuple(sorted(flags, key=lambda flag: flag.start))
    return Check(tuple(found), ordered, hints, time.perf_counter() - started, unchecked)


def evidence(
    text: str, index: Index, *, within: Span, limit_characters: int, count: int = 3
) -> list[Span]:
    """The up to `count` source sentences inside `within` that best support `text`, in source order,
    as spans.

    `limit_characters` bounds the characters of all of them together; a sentence that does not fit
    is passed over. One sentence for each of the claims with the most idf weight comes before a
    second for any of them.
    """
    ranked: dict[int, tuple[int, float]] = {}
    for start, end in claims(text):
        wanted = _wanted(text[start:end])
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


def _trace(claim: Claim, index: Index) -> tuple[Claim, bool]:
    """The claim with its citations and verdict, and whether it stands in the source word for word."""
    at = index.wording.find(claim.text)
    if at >= 0:
        return replace(
            claim, verdict="strong", citations=(_sentence_or_span(at, at + len(claim.text), index),)
        ), True
    wanted = _wanted(claim.text)
    chosen = _align(claim.text, index)
    covered = index.cover(wanted, chosen)
    verdict: Verdict = "strong" if covered >= STRONG else "weak" if covered >= WEAK else "none"
    if verdict == "none":
        return claim, False
    citations = [Citation(*index.sentences[n], round(index.cover(wanted, [n]), 4)) for n in chosen]
    citations.sort(key=lambda c: -c.score)
    return replace(claim, verdict=verdict, citations=tuple(citations)), False


def _sentence_or_span(start: int, end: int, index: Index) -> Citation:
    """The sentence that holds [start, end), or the span itself when it is no part of a single
    sentence.
    """
    first, last = index.sentences[index.sentence_at(start)] if index.sentences else (start, end)
    return (
        Citation(first, last, 1.0) if first <= start and end <= last else Citation(start, end, 1.0)
    )


def _align(claim: str, index: Index) -> list[int]:
    """The one to three sentences that support the claim best; each clause of a long claim has its
    own best one.
    """
    best = index.best(_wanted(claim), _CITATIONS)
    for part in parts(claim):
        if part != claim:
            best += index.best(_wanted(part), 1)[:1]
    # A sentence that shares a number with the claim and nothing else is about something else.
    said = [term for term in _wanted(claim) if not term[0].isdigit()]
    least = _WORTH_CITING * max((share for _, share in best), default=0.0)
    chosen = dict.fromkeys(
        n
        for n, share in best
        if share >= least and (not said or any(index.holds(n, term) for term in said))
    )
    body = [n for n in chosen if not index.is_line(n)]
    numbers = (
        body
        if index.cover(_wanted(claim), body) >= index.cover(_wanted(claim), chosen)
        else list(chosen)
    )
    return numbers[-_CITATIONS:]


def _wanted(text: str) -> set[str]:
    """The terms to look for: content terms, or all words where there is no content ("Yes, we do.")."""
    return set(terms(text)) or set(words(text))


def _judge(
    claim: Claim, index: Index, addresses: Sequence[Span], unchecked: Sequence[FlagKind]
) -> list[Flag | Hint]:
    near = index.around(claim.citations)
    quoted = [(claim.start + start, claim.start + end) for start, end in quotations(claim.text)]
    marks: list[Flag | Hint] = []
    for start, end in () if "quotation" in unchecked else quoted:
        text = claim.text[start - claim.start : end - claim.start]
        if not is_verbatim(text, index.wording.flat) and (
            mark := _unquoted(text, start, end, claim, index)
        ):
            marks.append(mark)
    taken = [*addresses, *quoted]
    marks += check_dates(claim, index, near, taken)
    taken += [(claim.start + d.start, claim.start + d.end) for d in dates(claim.text)]
    marks += check_numbers(claim, index, near, taken)
    if "name" not in unchecked:
        marks += check_names(claim, index, near, taken)
        marks += check_designations(claim, index, near)
    if claim.verdict == "strong" and (hint := _polarity(claim, index)):
        marks.append(hint)
    return marks


def _unquoted(text: str, start: int, end: int, claim: Claim, index: Index) -> Flag | Hint | None:
    """What a quotation is that the source does not hold: altered when one sentence has all its
    content, else invented.

    Two words may be a turn of phrase: they are invented only if the source lacks one of them in
    every form.
    """
    wanted = _wanted(text)
    for number, share in index.best(wanted, 1):
        first, last = index.sentences[number]
        kept = bool(_NEGATIONS.search(text)) == bool(_NEGATIONS.search(index.text, first, last))
        if (
            share >= 1 - 1e-9
            and kept
            and len(wanted) > 1
            and in_order(text, index.text[first:last]) >= _ALTERED
        ):
            return Hint("altered quotation", text, start, end, claim.index, first, last)
    if count_words(text) < _INVENTED_WORDS and all(index.forms(term) for term in wanted):
        return None
    return Flag("quotation", text, start, end, claim.index)


def _polarity(claim: Claim, index: Index) -> Hint | None:
    best = claim.citations[0]
    said = _NEGATIONS.search(claim.text)
    wording = [term for term in _wanted(claim.text) if not term[0].isdigit()]
    alike = min(best.score, index.cover(wording, [index.sentence_at(best.start)])) >= _ALIKE
    if (
        not alike
        or best.end - best.start > 2 * len(claim.text)
        or bool(said) == bool(_NEGATIONS.search(index.text, best.start, best.end))
    ):
        return None
    start, end = (
        (claim.start + said.start(), claim.start + said.end()) if said else (claim.start, claim.end)
    )
    text = said[0] if said else ""
    return Hint("polarity", text, start, end, claim.index, best.start, best.end)


def _unchecked(summary: str, index: Index) -> tuple[FlagKind, ...]:
    """What cannot be judged. A translation shares hardly any words with its source."""
    distinct = {w for w in words(summary) if w.isalpha()}
    if sum(w in index for w in distinct) < _SAME_LANGUAGE * len(distinct):
        return ("name", "quotation")
    return ("name",) if index.capitalizes_nouns else ()


def _claim_at(found: Sequence[Claim], offset: int) -> int:
    return next((c.index for c in found if c.start <= offset < c.end), -1)
