"""The vectors of an index in memory, searched by FAISS: exactly while there are few of them, by a
graph (HNSW, Malkov and Yashunin 2018) when there are many.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra
from .index import Index
from .packing import normalized

if TYPE_CHECKING:
    import numpy as np

# Up to here an exact search takes less than 20 ms (384 dimensions, one core); a graph is smaller
# work above it, and is kept beside the index, because making it takes a minute for 100,000 vectors.
_EXACT_UP_TO = 100_000
_NEIGHBOURS = 32
_BUILD_WIDTH, _SEARCH_WIDTH = 80, 256


class Vectors:
    """All vectors of one embedding model in an index. Vectors of another model, or of another
    length, are never among them.
    """

    def __init__(self, index: Index, model: int) -> None:
        """
        Raises:
            MissingExtra: FAISS is not installed.
        """
        faiss, numpy = _libraries()
        self._numpy = numpy
        numbers, rows = index.vectors(model)
        self._numbers = numbers
        matrix = numpy.frombuffer(rows, dtype=numpy.float32)
        matrix = matrix.reshape(len(numbers), -1) if numbers else matrix.reshape(0, 1)
        if len(numbers) <= _EXACT_UP_TO:
            self._search = faiss.IndexFlatIP(matrix.shape[1])
            if numbers:
                self._search.add(matrix)
        else:
            self._search = _graph(faiss, matrix, numbers, index.path, model)

    def __len__(self) -> int:
        return len(self._numbers)

    def nearest(
        self, question: Sequence[float], count: int, allowed: set[int] | None = None
    ) -> dict[int, float]:
        """The passages nearest to the vector of the question, the nearest first, with their
        cosines; `allowed`: only of these.
        """
        if not self._numbers:
            return {}
        query = self._numpy.asarray([normalized(question)], dtype=self._numpy.float32)
        depth = count if allowed is None else len(self._numbers)
        cosines, places = self._search.search(query, min(depth, len(self._numbers)))
        rows = [
            (self._numbers[place], float(cosine))
            for place, cosine in zip(places[0], cosines[0], strict=True)
            if place >= 0
        ]
        if allowed is not None:
            rows = [row for row in rows if row[0] in allowed]
        return dict(rows[:count])


def require() -> None:
    """Look whether vectors can be searched here.

    Raises:
        MissingExtra: FAISS is not installed.
    """
    _libraries()


def _libraries() -> tuple[Any, Any]:
    try:
        import faiss
        import numpy
    except ImportError:
        raise MissingExtra(
            "Searching by vectors needs FAISS, which is not installed.",
            hint="Install it: pip install 'tersely[search]', or leave --set embed out.",
        ) from None
    return faiss, numpy


def _graph(
    faiss: Any, matrix: np.ndarray[Any, Any], numbers: Sequence[int], path: Path | None, model: int
) -> Any:
    """The graph of many vectors, from the file beside the index where that is of these vectors."""
    digest = hashlib.sha256(matrix.tobytes() + repr(numbers).encode()).hexdigest()[:16]
    file = path.with_name(f"{path.stem}.{model}.{digest}.faiss") if path else None
    if file and file.is_file():
        try:
            return _widened(faiss.read_index(os.fspath(file)))
        except RuntimeError:
            file.unlink(missing_ok=True)  # damaged: made again
    graph = faiss.IndexHNSWFlat(matrix.shape[1], _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = _BUILD_WIDTH
    graph.add(matrix)
    if file and path:
        for old in path.parent.glob(f"{path.stem}.{model}.*.faiss"):
            old.unlink(missing_ok=True)
        temporary = file.with_suffix(".part")
        faiss.write_index(graph, os.fspath(temporary))
        temporary.chmod(0o600)
        os.replace(temporary, file)
    return _widened(graph)


def _widened(graph: Any) -> Any:
    graph.hnsw.efSearch = _SEARCH_WIDTH
    return graph
