"""What is compared: one column each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from ..records import ModelRef, Summary


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model with a style. `sample` tells repeats apart (0, 1, ...), also in the store; `label` is
    unique in a run.
    """

    label: str
    model: ModelRef
    style: str
    sample: int = 0


SummarizeOne = Callable[[Candidate], Awaitable[Summary]]


def candidates(
    models: Sequence[ModelRef], styles: Sequence[str], repeat: int = 1
) -> tuple[Candidate, ...]:
    """Every model with every style, `repeat` times; a label names only what differs, e.g. "openai/x
    · tldr #2".
    """
    result = []
    for model in dict.fromkeys(models):
        for style in dict.fromkeys(styles):
            for sample in range(repeat):
                label = str(model)
                label += f" · {style}" if len(set(styles)) > 1 else ""
                label += f" #{sample + 1}" if repeat > 1 else ""
                result.append(Candidate(label, model, style, sample))
    return tuple(result)
