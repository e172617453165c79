"""From text to chunks: count atoms once, choose cuts, settle the exact count of each chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from ..errors import UsageError
from ..records import Chunk, Mark
from ..screen_text import how_many
from .atoms import GRAPHEME, REASONS, Atoms, Place, atoms, split
from .counter import BatchCounter
from .headings import labels_within, paths
from .heads import heads
from .layout import layout_of
from .overlap import context
from .selection import choose

# Tokens; one character may take 11 (four bytes, the largest factor of an estimate).
SMALLEST_LIMIT = 16
_BATCH = 2000  # atoms whose texts are in memory at once
_SHIFT_ROOM = 4  # tokens by which a chunk grows at most when its cut moves behind the closing mark


def chunk(
    text: str,
    limit: int,
    counter: BatchCounter,
    *,
    marks: Sequence[Mark] = (),
    media_type: str = "text/plain",
    stable: bool = True,
    overlap: int = 0,
) -> list[Chunk]:
    """Cut `text` into chunks of at most `limit` tokens (>= 16); joined they are `text`, nothing is
    stripped or repaired.

    Cuts are made before headings, else at paragraph ends, before list items and speakers, at
    sentence, line, clause and word ends, else between graphemes; `reason` tells which. A heading
    stays with the text below it; a table row, a record, a line of code or a cue is cut ("row") only
    where no cut at line ends would do. Heading marks (for Markdown without marks: its own headings)
    give each chunk's heading path; `media_type` tells what lines are.

    With `stable`, cuts depend on the text around them: an edit changes about as many chunks as it
    touches, at the price of some 8 % more chunks than the least possible. Without, sizes are even
    and about 3 % over it.

    With `overlap`, each chunk has `context`: so many characters before it, whole sentences of at
    most `overlap` tokens, may be shown to its reader. They are the end of the chunk before and no
    part of this one; shown with them it still has at most `limit` tokens. tersely itself uses none:
    a request must not change when the chunk before is edited.

    `tokens` is the counter's own count of the chunk. Time is linear: one pass of the counter over
    the text if its counts add up (`counter.additive`), a second one to verify each chunk if they do
    not.

    Raises UsageError if `limit`, less the overlap, is below 16, or `overlap` is below 0.
    """
    if overlap < 0 or limit - overlap < SMALLEST_LIMIT:
        less = f" less an overlap of {overlap}" if overlap else ""
        raise UsageError(
            f"A chunk of {how_many(limit, 'token')}{less} is too small to cut text into.",
            hint=f"Ask for at least {SMALLEST_LIMIT}, and an overlap of at least 0.",
        )
    if not text:
        return []
    room = limit - overlap
    layout, headings = layout_of(text, marks, media_type)
    pieces = atoms(text, _atom_characters(room), layout)
    spans = _Cutter(text, pieces, room, counter).spans(stable=stable)
    known = heads(text, [span.start for span in spans], media_type)
    chunks = _chunks(spans, headings, known, exact=getattr(counter, "exact", True))
    if not overlap:
        return chunks
    return [
        replace(cut, context=context(text, cut.start, cut.end, overlap, limit, counter))
        for cut in chunks
    ]


def _atom_characters(limit: int) -> int:
    """A twentieth of a chunk in ordinary text (a tenth of a small one): fine enough to balance,
    coarse enough to be fast.
    """
    return min(2048, max(64, min(limit // 2, 500), limit // 4))


class _Span(NamedTuple):
    """What becomes one chunk."""

    start: int
    end: int
    tokens: int
    reason: str


class _Run(NamedTuple):
    """The atoms first..last - 1 of one chunk, whose cuts lie so many characters behind the ends of
    the atoms.
    """

    first: int
    last: int
    moved: int  # the cut before it
    shift: int  # the cut behind it


class _Cutter:
    """A text in atoms whose tokens are counted, to be cut into spans of at most `limit` tokens."""

    def __init__(self, text: str, pieces: Atoms, limit: int, counter: BatchCounter) -> None:
        self._text = text
        self._pieces = pieces
        self._limit = limit
        self._counter = counter
        self._additive = getattr(counter, "additive", False)
        counts = self._atom_tokens()
        if max(counts) > limit:
            counts = self._with_large_split(counts)
        self._prefix = [0, *accumulate(counts)]  # the tokens before each atom, and in all

    def spans(self, *, stable: bool) -> list[_Span]:
        """The spans of the cheapest cuts with the counts that the counter gives for each of them.

        Sums of atoms hold, but for chunks that begin or end at a shifted cut or contain a forced
        end, and for counters that do not add up. Such a chunk can turn out to be over the limit
        (BPE is not subadditive): it is then cut in two.
        """
        spans: list[_Span] = []
        cuts = self._cuts(stable=stable)
        todo = [*pairwise([0, *cuts])][::-1]
        moved = 0
        while todo:
            first, last = todo.pop()
            run = _Run(first, last, moved, self._shift_behind(last))
            tokens = self._tokens(run)
            if tokens > self._limit and run.shift:
                run = run._replace(shift=0)
                tokens = self._tokens(run)
            if tokens > self._limit and last - first > 1:
                middle = (first + last) // 2
                todo += [(middle, last), (first, middle)]
                continue
            spans.append(self._span(run, tokens))
            moved = run.shift
        return spans

    def _cuts(self, *, stable: bool) -> list[int]:
        """The numbers of atoms before each cut, the last being all of them."""
        room = self._limit - _SHIFT_ROOM if self._pieces.shifts else self._limit
        if self._prefix[-1] <= room:
            return [len(self._pieces.ends)]
        return choose(self._text, self._pieces, self._prefix, room, stable)

    def _span(self, run: _Run, tokens: int) -> _Span:
        pieces = self._pieces
        is_end = run.last == len(pieces.ends)
        reason = "end" if is_end else REASONS[pieces.kinds[run.last - 1]]
        return _Span(
            pieces.start(run.first) + run.moved, pieces.start(run.last) + run.shift, tokens, reason
        )

    def _shift_behind(self, last: int) -> int:
        """By how much the cut before the atom `last` is moved into it: never as far as its end."""
        ends = self._pieces.ends
        shift = self._pieces.shifts.get(last - 1, 0) if last < len(ends) else 0
        return shift if shift and shift < ends[last] - ends[last - 1] else 0

    def _tokens(self, run: _Run) -> int:
        """Tokens of a run, less the characters before its first cut, more those up to its last."""
        pieces, prefix = self._pieces, self._prefix
        first, last, moved, shift = run
        start, end = pieces.start(first), pieces.start(last)
        if not self._additive or any(i in pieces.forced for i in range(first, last - 1)):
            return self._count(start + moved, end + shift)
        tokens = prefix[last] - prefix[first]
        if moved:
            whole_atom = prefix[first + 1] - prefix[first]
            tokens += self._count(start + moved, pieces.ends[first]) - whole_atom
        if shift:
            tokens += self._count(end, end + shift)
        return tokens

    def _count(self, start: int, end: int) -> int:
        return self._counter.count_batch([self._text[start:end]])[0]

    def _atom_tokens(self) -> list[int]:
        """Tokens of each atom, a batch of them at a time."""
        counts: list[int] = []
        bounds = [0, *self._pieces.ends]
        for first in range(0, len(bounds) - 1, _BATCH):
            spans = pairwise(bounds[first : first + _BATCH + 1])
            counts += _each_once([self._text[start:end] for start, end in spans], self._counter)
        return counts

    def _with_large_split(self, counts: Sequence[int]) -> list[int]:
        """Tokens of each atom, after those over the limit were split."""
        whole, parts = self._pieces, Atoms()
        tokens: list[int] = []
        for number, count in enumerate(counts):
            end = whole.ends[number]
            for part_end, part_tokens in self._parted(whole.start(number), end, count):
                tokens.append(part_tokens)
                if part_end < end:
                    parts.add(Place(part_end, GRAPHEME), forced=True)
            last = Place(end, whole.kinds[number], whole.shifts.get(number, 0))
            parts.add(last, forced=number in whole.forced)
        self._pieces = parts
        return tokens

    def _parted(self, start: int, end: int, tokens: int) -> Iterator[tuple[int, int]]:
        """(end, tokens) of the parts of an atom, halved until each is within the limit."""
        if tokens <= self._limit or end - start <= 1:
            yield end, tokens
            return
        middle = split(self._text, start, end)
        halves = [self._text[start:middle], self._text[middle:end]]
        left, right = self._counter.count_batch(halves)
        yield from self._parted(start, middle, left)
        yield from self._parted(middle, end, right)


def _each_once(texts: Sequence[str], counter: BatchCounter) -> list[int]:
    """Tokens of each text; equal ones are counted once: logs, forms and manuals repeat themselves."""
    distinct = list(dict.fromkeys(texts))
    counts = counter.count_batch(distinct)
    if len(distinct) == len(texts):
        return counts
    tokens = dict(zip(distinct, counts, strict=True))
    return [tokens[text] for text in texts]


def _chunks(
    spans: Sequence[_Span], headings: Sequence[Mark], known: Sequence[str], *, exact: bool
) -> list[Chunk]:
    """`known` are the heads of the spans."""
    heading_paths = paths(headings, [span.start for span in spans])
    inside = labels_within(headings, [(span.start, span.end) for span in spans])
    return [
        Chunk(
            index,
            span.start,
            span.end,
            span.tokens,
            exact,
            heading_path=heading_paths[index],
            reason=span.reason,
            headings=inside[index],
            head=known[index],
        )
        for index, span in enumerate(spans)
    ]
