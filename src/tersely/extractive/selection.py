"""From ranked units to a summary of the wished length: rank by section, then globally, then choose
without repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate, pairwise
from math import ceil
from typing import Literal, NamedTuple

from ..language.words import count_words, terms
from .candidates import Unit, units
from .content import Content, content_of
from .leads import NONE, Span
from .log import Entry, pick
from .mmr import REDUNDANCY, mmr
from .progress import Progress, unheard
from .ranking import MANY_SENTENCES, Matrix, graph_of, rank
from .rules import DANGLING, GRADE_WEIGHTS, JUNK, READABLE, RECORD, RULES, Rule


@dataclass(frozen=True, slots=True)
class Target:
    """How long a summary shall be: `amount` words, sentences, bullets, or per cent of the words of
    the source.
    """

    unit: Literal["words", "sentences", "bullets", "percent"]
    amount: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]`, verbatim, and its score (comparable within one call only).

    `lead` is the span of what it belongs to and is printed before it: who says it, the term that it
    defines, its list item or question; (0, 0) for none.
    """

    start: int
    end: int
    score: float
    lead: Span = NONE


_SECTION_UNITS = 60  # ranked together at first: the graph rankings are quadratic
_POOL_UNITS = 200  # ranked together at last
_PART_PICKS = 40  # a longer summary is chosen part by part of the text, in proportion
_REDUNDANCY_OF_STORIES = 0.75  # chosen on SQuALITY
_QUOTED = re.compile('["“«„「]')
_QUOTED_SHARE = 0.2  # quotation marks to a sentence; reports and news have fewer
_SECTION_SHARE = 0.05  # of a story's sentences; what has more headings says first what it is about
_FOCUS = 3.0
_FEW_WORDS, _FEW_SENTENCES = 60, 2
_OPENING_SHARE, _OPENING_WEIGHT = 0.1, 1.5
_FEWEST_UNITS = 15  # an abstract has fewer, and says last what was found
_RECORD_WORDS = 15  # a record counts as so many at least: a list of many is no summary
_FEWEST_RECORDS = 6


def extract(
    text: str,
    target: Target,
    *,
    focus: str = "",
    progress: Progress = unheard,
    rules: Sequence[Rule] = RULES,
    content: Content | None = None,
) -> list[Sentence]:
    """The sentences of `text` that summarize it best, verbatim and in document order, of a log the
    gravest entries first; empty for a text without words.

    Sentence and bullet targets are met exactly while the text has that many; words and per cent as
    closely as whole sentences allow, and at least one sentence is returned. `focus` draws sentences
    that share its terms. `progress` hears how far it got. `content` is what the text is, if that is
    known. Deterministic; time is linear in the text.
    """
    content = content or content_of(text)
    if content.log:
        return _entries(text, content.log, target, focus)
    every = units(text, progress, rules, content)
    quota = _quota_of(target, sum(unit.words for unit in every))
    pool = _candidates(every, quota)
    if quota.size(pool) <= quota.amount:
        return [Sentence(unit.start, unit.end, 1.0, unit.lead) for unit in pool]
    focus_terms = tuple(dict.fromkeys(terms(focus))) if focus else ()
    grades = {unit.grade for unit in pool}
    if RECORD in grades or grades == {JUNK}:
        examples = _examples(pool, quota, focus_terms)
        return [Sentence(unit.start, unit.end, 1.0) for unit in examples]
    ranking = _Ranking(focus_terms, progress, _is_story(text, every))
    raised = _OPENING_SHARE * len(text) if quota.is_small and len(pool) > _FEWEST_UNITS else 0
    return _chosen(pool, quota, ranking, raised)


class _Quota(NamedTuple):
    """How much is to be chosen: so many sentences if they are counted, else so many words."""

    amount: float
    counted: bool

    @property
    def is_small(self) -> bool:
        return self.amount <= (_FEW_SENTENCES if self.counted else _FEW_WORDS)

    def costs(self, pool: Iterable[Unit]) -> list[int]:
        """What each unit takes of the amount."""
        return [1 if self.counted else unit.words for unit in pool]

    def size(self, pool: Iterable[Unit]) -> int:
        return sum(self.costs(pool))


def _quota_of(target: Target, words: int) -> _Quota:
    """The quota for a text of so many words."""
    if target.unit == "percent":
        return _Quota(target.amount / 100 * words, counted=False)
    return _Quota(target.amount, counted=target.unit in ("sentences", "bullets"))


def _chosen(
    pool: Sequence[Unit], quota: _Quota, ranking: _Ranking, raised_characters: float
) -> list[Sentence]:
    """The choice, part by part, each part getting its share of what is not yet spent; what starts
    within `raised_characters` is raised.
    """
    reached = [0, *accumulate(quota.costs(pool))]
    total = reached[-1]
    parts = max(1, ceil(len(pool) * quota.amount / total / _PART_PICKS))
    bounds = [len(pool) * part // parts for part in range(parts + 1)]
    chosen: list[Sentence] = []
    spent = 0
    for start, end in pairwise(bounds):
        due = quota.amount * reached[end] / total - spent
        part, scores, cosines = ranking.best(pool[start:end])
        if raised_characters:
            scores = _opening_first(part, scores, raised_characters)
        costs = quota.costs(part)
        picked = mmr(
            scores, cosines, costs, round(due) if quota.counted else due, ranking.redundancy
        )
        if not (picked or chosen) and end == len(pool):
            picked = [min(range(len(part)), key=lambda i: costs[i] / scores[i])]
        for i in sorted(picked):
            chosen.append(Sentence(part[i].start, part[i].end, scores[i], part[i].lead))
            spent += costs[i]
    return chosen


def _entries(text: str, log: Sequence[Entry], target: Target, focus: str) -> list[Sentence]:
    """Of a log: its entries, the gravest first."""
    quota = _quota_of(target, count_words(text) if target.unit == "percent" else 0)
    picked = pick(text, log, quota.amount, quota.counted, terms(focus))
    return [Sentence(entry.start, entry.end, 1.0 + entry.severity) for entry in picked]


def _opening_first(part: Sequence[Unit], scores: list[float], characters: float) -> list[float]:
    """The scores, those of the first characters of a long text raised: where one or two sentences
    must do, they are looked for where writers put their point.
    """
    weights = [_OPENING_WEIGHT if unit.start < characters else 1.0 for unit in part]
    return [score * weight for score, weight in zip(scores, weights, strict=True)]


def _is_story(text: str, every: Sequence[Unit]) -> bool:
    """Whether this is a long tale in which people talk: no turns of a talk, no items of lists,
    hardly any sections. Its first sentences say less about it than those of a report.
    """
    sections = sum(unit.opens_section for unit in every)
    if len(every) < MANY_SENTENCES or sections > _SECTION_SHARE * len(every):
        return False
    led = sum(unit.lead != NONE for unit in every)
    quoted = len(_QUOTED.findall(text))
    return led < len(every) / 2 and quoted >= _QUOTED_SHARE * len(every)


def _candidates(every: Sequence[Unit], quota: _Quota) -> list[Unit]:
    """The units of the highest grade that suffice for the quota, without literal repeats.

    What is also a heading somewhere, or dangles there, is no better as a list item. Junk fills up a
    number of sentences that is to be exact, never a number of words; nor do records where sentences
    make half of it.
    """
    fresh: dict[object, Unit] = {}
    for unit in every:
        key = unit.bag or unit.start
        known = fresh.setdefault(key, unit)
        if unit.grade < known.grade:
            fresh[key] = known._replace(grade=unit.grade)
    pool: list[Unit] = []
    for grade in GRADE_WEIGHTS:
        pool = [unit for unit in fresh.values() if unit.grade >= grade]
        size = quota.size(pool)
        if size >= quota.amount:
            break
        if quota.counted:
            continue
        if (grade == DANGLING and size >= quota.amount / 2) or (grade == RECORD and pool):
            break
    return pool


def _examples(pool: Sequence[Unit], quota: _Quota, focus_terms: Sequence[str]) -> list[Unit]:
    """The sentences among data or code, and records or lines of code: a third from the top, where
    names and headers stand, the others spread evenly to the last. Those that hold a wanted term go
    first.
    """
    sentences = [unit for unit in pool if unit.grade == READABLE]
    others = [unit for unit in pool if unit.grade != READABLE]
    records = [unit for unit in others if unit.grade == RECORD] or others
    if quota.counted:
        count = round(quota.amount) - len(sentences)
        records = records if len(records) >= count else others
    else:
        count = _records_for(records, quota.amount - quota.size(sentences), quota.amount)
        count = count or int(not sentences)
    named = [unit for unit in records if not set(focus_terms).isdisjoint(unit.bag)]
    records = named if len(named) >= count else records
    top, below = records[: ceil(count / 3)], records[ceil(count / 3) :]
    usual = sorted(map(_characters, records))[len(records) // 2]
    full = [unit for unit in below if 2 * _characters(unit) > usual]  # no rows of empty cells
    places = count - len(top)
    below = full if len(full) >= places else below
    spread = [below[-1 - place * len(below) // places] for place in range(places)]
    return sorted([*sentences, *top, *spread], key=lambda unit: unit.start)


def _records_for(records: Sequence[Unit], words: float, amount: float) -> int:
    """How many records fill so many words of the amount."""
    mean_words = sum(unit.words for unit in records) / len(records)
    cost = max(mean_words, min(_RECORD_WORDS, amount / _FEWEST_RECORDS))
    return max(0, min(len(records), round(words / cost)))


def _characters(unit: Unit) -> int:
    return unit.end - unit.start


class _Ranking(NamedTuple):
    """How units are ranked: `wanted` are the terms of the focus."""

    wanted: Sequence[str]
    progress: Progress
    is_story: bool

    @property
    def redundancy(self) -> float:
        """How much likeness to what is chosen takes from a score."""
        return _REDUNDANCY_OF_STORIES if self.is_story else REDUNDANCY

    def best(self, part: Sequence[Unit]) -> tuple[Sequence[Unit], list[float], Matrix]:
        """The best units of `part` (at most about _POOL_UNITS) with their scores and cosines.

        Sections are ranked by themselves until what they send up is few enough to be ranked
        together.
        """
        prior: list[float] = []
        while len(part) > _POOL_UNITS:
            kept: list[tuple[Unit, float]] = []
            for start, end in _sections(part):
                if not prior:
                    self.progress("ranking", part[start].start)
                scores, _ = self._scores(part[start:end], prior[start:end])
                size = end - start
                places = max(ceil(size / 10), size * _POOL_UNITS // len(part))
                best = sorted(nlargest(places, range(size), key=scores.__getitem__))
                kept += [(part[start + i], scores[i]) for i in best]
            part = [unit for unit, _ in kept]
            prior = [score for _, score in kept]
        return part, *self._scores(part, prior)

    def _scores(self, part: Sequence[Unit], prior: Sequence[float]) -> tuple[list[float], Matrix]:
        graph = graph_of([unit.bag for unit in part])
        scores = rank(graph, [unit.words for unit in part], prior, self.is_story)
        for i, unit in enumerate(part):
            scores[i] *= GRADE_WEIGHTS[unit.grade]
            scores[i] *= unit.weight
        weight = sum(map(graph.idf, self.wanted))
        if weight:
            for i, bag in enumerate(graph.bags):
                held = sum(graph.idf(term) for term in self.wanted if term in bag)
                scores[i] *= 1 + _FOCUS * held / weight
        return scores, graph.cosines


def _sections(part: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """(start, end) of runs of at most _SECTION_UNITS, cut at a heading where one is near."""
    start = 0
    for i, unit in enumerate(part):
        size = i - start
        if size >= _SECTION_UNITS or (unit.opens_section and size > _SECTION_UNITS // 3):
            yield start, i
            start = i
    yield start, len(part)
