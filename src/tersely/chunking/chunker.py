"""From text to chunks: count atoms once, choose cuts, settle the exact count of each chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from ..errors import UsageError
from ..records import Chunk, Mark
from ..screen_text import how_many
from .atoms import GRAPHEME, REASONS, Atoms, atoms, split
from .counter import BatchCounter
from .headings import labels_within, paths
from .heads import heads
from .layout import layout_of
from .overlap import context
from .selection import choose

SMALLEST_LIMIT = (
    16  # tokens; one character may take 11 (four bytes, the largest factor of an estimate)
)
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
    whole, limit = limit, limit - overlap
    if not text:
        return []
    layout, headings = layout_of(text, marks, media_type)
    pieces = atoms(text, _atom_characters(limit), layout)
    counts = _count(text, pieces, limit, counter)
    prefix = [0, *accumulate(counts)]
    room = limit - _SHIFT_ROOM if pieces.shifts else limit
    cuts = choose(text, pieces, prefix, room, stable) if prefix[-1] > room else [len(counts)]
    spans = _settle(text, pieces, prefix, cuts, limit, counter)
    exact = getattr(counter, "exact", True)
    chunks = _chunks(spans, headings, heads(text, [s[0] for s in spans], media_type), exact)
    if not overlap:
        return chunks
    return [
        replace(c, context=context(text, c.start, c.end, overlap, whole, counter)) for c in chunks
    ]


def _atom_characters(limit: int) -> int:
    """A twentieth of a chunk in ordinary text (a tenth of a small one): fine enough to balance,
    coarse enough to be fast.
    """
    return min(2048, max(64, min(limit // 2, 500), limit // 4))


def _count(text: str, pieces: Atoms, limit: int, counter: BatchCounter) -> list[int]:
    """Tokens of each atom; atoms over `limit` are first split in `pieces`."""
    counts: list[int] = []
    ends = pieces.ends
    for first in range(0, len(ends), _BATCH):
        batch = ends[first : first + _BATCH]
        starts = [ends[first - 1] if first else 0, *batch[:-1]]
        counts += _each_once(
            [text[start:end] for start, end in zip(starts, batch, strict=True)], counter
        )
    if max(counts) <= limit:
        return counts
    return _split_large(text, pieces, counts, limit, counter)


def _each_once(texts: Sequence[str], counter: BatchCounter) -> list[int]:
    """Tokens of each text; equal ones are counted once: logs, forms and manuals repeat themselves."""
    distinct = list(dict.fromkeys(texts))
    counts = counter.count_batch(distinct)
    if len(distinct) == len(texts):
        return counts
    tokens = dict(zip(distinct, counts, strict=True))
    return [tokens[text] for text in texts]


def _split_large(
    text: str, pieces: Atoms, counts: list[int], limit: int, counter: BatchCounter
) -> list[int]:
    whole = Atoms(pieces.ends[:], pieces.kinds[:], pieces.shifts, pieces.forced)
    pieces.ends, pieces.kinds, pieces.shifts, pieces.forced = [], [], {}, set()
    result: list[int] = []
    for i, (start, end) in enumerate(zip([0, *whole.ends[:-1]], whole.ends, strict=True)):
        todo = [(start, end, counts[i])]
        while todo:
            a, z, tokens = todo.pop()
            if tokens > limit and z - a > 1:
                middle = split(text, a, z)
                left, right = counter.count_batch([text[a:middle], text[middle:z]])
                todo += [(middle, z, right), (a, middle, left)]
                continue
            if z < end or i in whole.forced:
                pieces.forced.add(len(result))
            elif i in whole.shifts:
                pieces.shifts[len(result)] = whole.shifts[i]
            pieces.ends.append(z)
            pieces.kinds.append(whole.kinds[i] if z == end else GRAPHEME)
            result.append(tokens)
    return result


Span = tuple[int, int, int, str]  # start, end, tokens, reason


def _settle(
    text: str,
    pieces: Atoms,
    prefix: Sequence[int],
    cuts: Sequence[int],
    limit: int,
    counter: BatchCounter,
) -> list[Span]:
    """The chunks' spans with the counts that the counter gives for each of them.

    Sums of atoms hold, but for chunks that begin or end at a shifted cut or contain a forced end,
    and for counters that do not add up. Such a chunk can turn out to be over the limit (BPE is not
    subadditive): it is then cut in two.
    """
    additive = getattr(counter, "additive", False)
    spans: list[Span] = []
    ends = pieces.ends
    todo = [(a, z) for a, z in zip([0, *cuts[:-1]], cuts, strict=True)][::-1]
    moved = 0  # characters by which the last cut was shifted
    while todo:
        first, last = todo.pop()
        start = (ends[first - 1] if first else 0) + moved
        shift = pieces.shifts.get(last - 1, 0) if last < len(ends) else 0
        if shift and ends[last] - ends[last - 1] <= shift:
            shift = 0
        tokens = _tokens(text, pieces, prefix, (first, last), (moved, shift), counter, additive)
        if tokens > limit and shift:
            shift = 0
            tokens = _tokens(text, pieces, prefix, (first, last), (moved, 0), counter, additive)
        if tokens > limit and last - first > 1:
            middle = (first + last) // 2
            todo += [(middle, last), (first, middle)]
            continue
        reason = REASONS[pieces.kinds[last - 1]] if last < len(ends) else "end"
        spans.append((start, ends[last - 1] + shift, tokens, reason))
        moved = shift
    return spans


def _tokens(
    text: str,
    pieces: Atoms,
    prefix: Sequence[int],
    span: tuple[int, int],
    shifts: tuple[int, int],
    counter: BatchCounter,
    additive: bool,
) -> int:
    """Tokens of the atoms first..last - 1, less the characters `moved` before them, more the
    characters `shift` after.
    """
    (first, last), (moved, shift) = span, shifts
    ends = pieces.ends
    start = ends[first - 1] if first else 0
    if not additive or any(i in pieces.forced for i in range(first, last - 1)):
        return counter.count_batch([text[start + moved : ends[last - 1] + shift]])[0]
    tokens = prefix[last] - prefix[first]
    if moved:
        tokens += counter.count_batch([text[start + moved : ends[first]]])[0] - (
            prefix[first + 1] - prefix[first]
        )
    if shift:
        tokens += counter.count_batch([text[ends[last - 1] : ends[last - 1] + shift]])[0]
    return tokens


def _chunks(
    spans: Sequence[Span], headings: Sequence[Mark], known: Sequence[str], exact: bool
) -> list[Chunk]:
    heading_paths = paths(headings, [start for start, _, _, _ in spans])
    inside = labels_within(headings, [(start, end) for start, end, _, _ in spans])
    return [
        Chunk(index, start, end, tokens, exact, path, reason, 0, labels, head)
        for index, ((start, end, tokens, reason), path, labels, head) in enumerate(
            zip(spans, heading_paths, inside, known, strict=True)
        )
    ]
