"""The parts of a huge document."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tersely.cluster.division import parts


@given(st.integers(1, 5000), st.integers(1, 100))
def test_each_chunk_is_in_one_part_and_parts_are_alike(chunks: int, workers: int) -> None:
    """In order, none empty, and none more than one longer than another."""
    made = parts(chunks, workers)
    assert [n for first, end in made for n in range(first, end)] == list(range(chunks))
    sizes = {end - first for first, end in made}
    assert len(made) == min(chunks, workers)
    assert max(sizes) - min(sizes) <= 1
