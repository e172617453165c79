"""What the engine is asked to do, and the one door through which it reaches models."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Protocol

from ..catalog import ModelInfo
from ..errors import TerselyError
from ..prompts import PromptVariables, Style
from ..provider import Counter
from ..records import Completion, Length, ModelRef, Request, Sampling


class Writers(Protocol):
    """The wired models: `mapper=True` is the model of the map and merge calls, else the model of
    the final call.

    `level` orders the pool: reduces come before maps.
    """

    async def complete(
        self, request: Request, *, mapper: bool, level: int, started: Callable[[], None]
    ) -> Completion:
        """One answer, from the store or the model; `started` is called when the model is really
        asked.
        """
        ...

    def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        """The final answer as it comes."""
        ...

    def peek(self, request: Request, *, mapper: bool) -> Completion | None:
        """The stored answer, if there is one; sends nothing."""
        ...

    def reserve_context(self, mapped_tokens: int, final_tokens: int) -> None:
        """How long the longest calls will be, prompt and answer: models on this machine make their
        context once.
        """
        ...

    def give_up(self, error: TerselyError, *, mapper: bool) -> bool:
        """A call failed for good. True: this document's next calls are for another model, the one
        of `relief`.
        """
        ...

    async def relief(self) -> tuple[Job, Writers, str]:
        """The job as the model that takes over does it, its writers, and what to call it (model and
        host).

        Raises the last failure when no model is left.
        """
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """One summary to write. `info` and `counter` are of the final model, `map_info` and
    `map_counter` of the map model.

    `estimate_usd(ref, input_tokens, output_tokens)` prices one call, None where no price is known.
    `secret` makes the fence unguessable. `chunk_tokens` and `max_output_tokens` are the user's own,
    None for the planner's choice. With `fallback_refused` the next model is also asked for what one
    refused.
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
    fallback_refused: bool = False

    @property
    def ref(self) -> ModelRef:
        """The model that writes the final text."""
        return self.info.ref
