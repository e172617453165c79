"""The passages of an index that are nearest to a question by their vectors, made where they lack."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from ..retrieval import Index, vectors
from ..retrieval.search import DEPTH
from .embedding import Embedder, embed_missing, expected_work, question_vector

OnVectors = Callable[[int, int], None]
"""Told how many passages are embedded, of how many."""


async def nearest_passages(
    question: str,
    index: Index,
    opening: AbstractAsyncContextManager[Embedder],
    *,
    say: Callable[[str], None],
    contents: frozenset[int] | None = None,
    on_vectors: OnVectors = lambda _done, _total: None,
    dry_run: bool = False,
) -> dict[int, float] | None:
    """Their numbers, the nearest first, with their cosines; None for a dry run, which only says
    what the vectors would take. `contents`: only of these texts.

    Raises:
        MissingExtra: FAISS is not installed.
        BudgetExceeded, UsageError: see `expected_work`.
    """
    vectors.require()
    asked = index.contents() if contents is None else contents
    async with opening as model:
        if plan := expected_work(index, model, asked):
            where = f"; they go to {model.host}" if model.host and not dry_run else ""
            say(f"{plan}{where}")
        if dry_run:
            return None
        vector = await question_vector(question, model)
        await embed_missing(index, model, len(vector), asked, on_vectors)
        number = index.model_number(model.name, len(vector))
    allowed = None if contents is None else index.numbers_of(contents)
    return vectors.Vectors(index, number).nearest(vector, DEPTH, allowed)
