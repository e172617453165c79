"""What the engine is asked to do, and through which models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..catalog import ModelInfo
from ..prompts import PromptVariables, Style
from ..provider import Counter, Provider
from ..records import Length, ModelRef, Sampling, Stage


@dataclass(frozen=True, slots=True)
class ModelPort:
    """The models of one document: `mapper` takes notes and merges them, `writer` writes."""

    mapper: Provider
    writer: Provider

    def of(self, stage: Stage) -> Provider:
        """Who is asked in a stage."""
        return self.mapper if stage.mapped else self.writer


@dataclass(frozen=True, slots=True)
class Job:
    """One summary to write. `info` and `counter` are of the final model, `map_info` and
    `map_counter` of the map model; for a chain of models they hold what every one of them can take.

    `estimate_usd(ref, input_tokens, output_tokens)` prices one call, None where no price is known.
    `secret` makes the fence unguessable. `chunk_tokens` and `max_output_tokens` are the user's own,
    None for the planner's choice.
    """

    info: ModelInfo
    map_info: ModelInfo
    counter: Counter
    map_counter: Counter
    style: Style
    length: Length
    secret: bytes
    estimate_usd: Callable[[ModelRef, int, int], float | None]
    variables: PromptVariables = field(default_factory=PromptVariables)
    sampling: Sampling = field(default_factory=Sampling)
    stop: tuple[str, ...] = ()
    reasoning: str | None = None
    schema: str | None = None
    chunk_tokens: int | None = None
    max_output_tokens: int | None = None
    strategy: str = "auto"
    max_missing_share: float = 0.05
    sample: int = 0
    host: str = ""
    prices_date: str = ""
    always_call: bool = False
    successors: tuple[ModelRef, ...] = ()

    def style_for(self, info: ModelInfo) -> Style:
        """The texts of the style for one of the job's models."""
        return (info.compact and self.style.compact) or self.style

    @property
    def ref(self) -> ModelRef:
        """The model that writes the final text."""
        return self.info.ref

    def ref_of(self, stage: Stage) -> ModelRef:
        """Who is asked in a stage."""
        return (self.map_info if stage.mapped else self.info).ref
