"""What the calls of a prepared document need."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine.job import Job, ModelPort
from ..engine.token_budget import TokenBudget
from ..grounding import Index
from ..verification import Judge
from .chain import Chain


@dataclass(frozen=True, slots=True)
class PreparedWork:
    """What models are needed for. `chains` are those of the map model and of the final model;
    `judge` gives the second opinion where one is asked for.
    """

    job: Job
    budget: TokenBudget
    index: Index
    models: ModelPort
    chains: tuple[Chain, Chain]
    judge: Judge | None = None
