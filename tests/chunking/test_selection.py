"""Cuts: sizes kept, better places taken, and the same cuts again wherever the text is the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate, pairwise
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from tersely.chunking.atoms import HEADING, LINE, PARAGRAPH, ROW, SENTENCE, WORD, Atoms
from tersely.chunking.selection import _sizes, choose

LIMIT = 1000
Atom = tuple[str, int, int]  # text, tokens, kind of its end
ATOM = st.tuples(
    st.text("ab \n", min_size=1, max_size=40), st.integers(1, LIMIT), st.integers(HEADING, ROW)
)


def paragraph(rng: random.Random, atoms: int) -> list[Atom]:
    """So many atoms of unlike texts, each about a twentieth of a chunk."""
    texts = [rng.randbytes(60).hex() for _ in range(atoms)]
    return [(text, rng.randint(30, 70), SENTENCE) for text in texts[1:]] + [
        (texts[0], rng.randint(30, 70), PARAGRAPH)
    ]


def cut(atoms: Sequence[Atom], stable: bool = True) -> list[tuple[Atom, ...]]:
    """`atoms` in chunks of at most LIMIT tokens."""
    ends = list(accumulate(len(text) for text, _, _ in atoms))
    prefix = [0, *accumulate(tokens for _, tokens, _ in atoms)]
    found = Atoms(ends, [kind for _, _, kind in atoms])
    cuts = choose("".join(text for text, _, _ in atoms), found, prefix, LIMIT, stable)
    return [tuple(atoms[a:z]) for a, z in pairwise([0, *cuts])]


def sizes(chunks: Sequence[Sequence[Atom]]) -> list[int]:
    return [sum(tokens for _, tokens, _ in chunk) for chunk in chunks]


@given(st.lists(ATOM, min_size=1, max_size=200), st.booleans())
def test_chunks_hold_every_atom_in_order_and_fit(atoms: list[Atom], stable: bool) -> None:
    """Whatever the sizes and the classes: nothing is lost, no chunk is empty, none is over the
    limit.
    """
    chunks = cut(atoms, stable)
    assert [atom for chunk in chunks for atom in chunk] == atoms
    assert all(chunks)
    assert max(sizes(chunks)) <= LIMIT


def test_stable_sizes_lie_between_seven_tenths_and_the_limit() -> None:
    """With atoms of a twentieth of a chunk, in documents of any length above two chunks, at most a
    tenth over the bound.
    """
    rng = random.Random(1)
    for paragraphs in (*range(10, 40, 3), 200, 700):
        found = sizes(
            cut([atom for _ in range(paragraphs) for atom in paragraph(rng, rng.randint(2, 9))])
        )
        assert min(found) >= 0.6 * LIMIT
        if len(found) > 4:
            assert min(found) >= 0.7 * LIMIT
        if len(found) > 100:
            assert len(found) <= 1.1 * sum(found) / LIMIT


@given(st.integers(1, 10_000_000), st.integers(16, 200_000))
def test_stable_chunks_may_be_full_and_even_ones_differ_little(total: int, limit: int) -> None:
    """The even share of the fewest chunks always lies within the sizes that are allowed."""
    even = total / -(-total // max(1, int(limit * 0.985)))
    stable, alike = _sizes(total, limit, True), _sizes(total, limit, False)
    assert stable.high == limit
    assert stable.low <= 0.7 * limit
    assert alike.high <= min(limit, 1.1 * even)
    for sizes_allowed in (stable, alike):
        assert sizes_allowed.low <= 0.9 * even <= even < sizes_allowed.high + 1


def test_an_edit_changes_the_chunks_around_it() -> None:
    """A paragraph deleted, replaced or inserted changes 3 chunks on the median, seldom more than 8,
    never a third of all.
    """
    rng = random.Random(2)
    changed = []
    for _ in range(4):
        paragraphs = [paragraph(rng, rng.randint(1, 2)) for _ in range(1500)]
        before = set(cut([atom for part in paragraphs for atom in part]))
        for k in range(30):
            at = rng.randrange(len(paragraphs))
            new = [paragraph(rng, rng.randint(1, 2))] if k % 3 else []
            after = [*paragraphs[:at], *new, *paragraphs[at + (k % 3 != 2) :]]
            changed.append(len(set(cut([atom for part in after for atom in part])) - before))
    changed.sort()
    assert changed[60] <= 3, changed
    assert changed[108] <= 8, changed
    assert changed[-1] <= 25, changed


def test_text_that_is_put_before_leaves_the_cuts_behind_it() -> None:
    """Cuts depend on the text near them: not on how much comes before, which the shortest path
    alone would not forget.
    """
    rng = random.Random(3)
    document = [atom for _ in range(300) for atom in paragraph(rng, 6)]
    same = []
    for atoms in range(2, 42, 4):
        after = cut([*paragraph(rng, atoms), *document])
        same.append(len(set(after[25:]) & set(cut(document))) / len(after[25:]))
    assert min(same) == 1


def test_the_better_place_is_taken_where_it_costs_little() -> None:
    """A heading a tenth of a chunk before the limit, a paragraph's end rather than a word's; not
    one that wastes half.
    """
    for stable in (True, False):
        atoms = [(f"{i} ", 50, HEADING if i % 18 == 17 else WORD) for i in range(18 * 12)]
        assert [len(chunk) for chunk in cut(atoms, stable)] == [18] * 12
    halves = [(f"{i} ", 50, PARAGRAPH if i % 10 == 4 else SENTENCE) for i in range(20 * 30)]
    assert mean(sizes(cut(halves))) > 0.9 * LIMIT


def test_rows_are_cut_only_where_nothing_else_fits() -> None:
    """Lines of half a chunk and more stay whole, at the price of small chunks; one longer than a
    chunk is cut.
    """
    rng = random.Random(4)
    lines = [
        [(rng.randbytes(9).hex(), 60, ROW)] * rng.randint(5, 13) + [("\n", 60, LINE)]
        for _ in range(200)
    ]
    for stable in (True, False):
        chunks = cut([atom for line in lines for atom in line], stable)
        assert all(chunk[-1][2] == LINE for chunk in chunks)
    long = [("x", 60, ROW)] * 40 + [("\n", 60, LINE)]
    assert max(sizes(cut(long))) <= LIMIT
