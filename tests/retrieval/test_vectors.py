"""Vectors of an index, searched exactly and by a graph."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tersely.retrieval import Index, vectors
from tersely.retrieval.packing import normalized, packed
from tersely.retrieval.vectors import Vectors

pytest.importorskip("faiss", reason="the extra `search` is not installed")

COUNT, DIMENSIONS = 300, 16


def filled(path: Path | None, seed: int = 1) -> tuple[Index, int, list[list[float]]]:
    """An index with random vectors under the numbers 1 to COUNT."""
    rng = random.Random(seed)
    rows = [[rng.gauss(0, 1) for _ in range(DIMENSIONS)] for _ in range(COUNT)]
    index = Index(path)
    model = index.model_number("m", DIMENSIONS)
    index.put_vectors(model, range(1, COUNT + 1), rows)
    return index, model, rows


def exact(rows: list[list[float]], question: list[float], count: int) -> list[int]:
    """The nearest by cosine, the slow way."""

    def cosine(row: list[float]) -> float:
        return sum(a * b for a, b in zip(normalized(row), question, strict=True))

    order = sorted(range(len(rows)), key=lambda number: -cosine(rows[number]))
    return [number + 1 for number in order[:count]]


def test_the_nearest_by_cosine() -> None:
    """Exactly; of those that are allowed where not all are."""
    index, model, rows = filled(None)
    found = Vectors(index, model)
    assert len(found) == COUNT
    assert list(found.nearest(rows[7], 5)) == exact(rows, rows[7], 5)
    assert list(found.nearest(rows[7], 3, {9, 11})) == [
        n for n in exact(rows, rows[7], COUNT) if n in (9, 11)
    ]


def test_a_graph_of_many_is_kept_beside_the_index_and_made_anew_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file for the vectors there are; a damaged one is made again."""
    monkeypatch.setattr(vectors, "_EXACT_UP_TO", 100)
    index, model, rows = filled(tmp_path / "i.sqlite")
    wanted = exact(rows, rows[3], 5)
    assert list(Vectors(index, model).nearest(rows[3], 5)) == wanted
    (first,) = tmp_path.glob("*.faiss")
    assert first.stat().st_mode & 0o777 == 0o600
    first.write_bytes(b"damaged")
    assert list(Vectors(index, model).nearest(rows[3], 5)) == wanted
    index.put_vectors(model, [1], [rows[5]])
    Vectors(index, model)
    (second,) = tmp_path.glob("*.faiss")
    assert second != first


def test_an_index_without_vectors_has_nothing_near() -> None:
    """And vectors are stored with length 1."""
    index = Index(None)
    assert Vectors(index, index.model_number("m", 3)).nearest([1.0, 0.0, 0.0], 5) == {}
    assert packed([3.0, 4.0]) == packed([0.6, 0.8])
