"""Which configurations are tried: every model with every combination of swept settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from ..errors import UsageError
from ..records import ModelRef


@dataclass(frozen=True, slots=True)
class Configuration:
    """A model and the settings that differ from the common ones, as written: (("temperature",
    "0.3"),).
    """

    model: ModelRef
    values: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """E.g. "openai/gpt-6-luna temperature=0.3"."""
        return " ".join([str(self.model), *(f"{key}={value}" for key, value in self.values)])


def grid(models: Sequence[ModelRef], sweeps: Sequence[str]) -> tuple[Configuration, ...]:
    """The product of `models` and sweeps such as "temperature=0,0.3,0.7", in the order given.

    Raises:
        UsageError: a sweep has no key or no value, or names a key that another one names.
    """
    axes: dict[str, list[str]] = {}
    for sweep in sweeps:
        key, equals, values = sweep.partition("=")
        key, choices = key.strip(), [value.strip() for value in values.split(",")]
        if not key or not equals or not all(choices):
            raise UsageError(f"{sweep!r} is no sweep.", hint="Write --sweep temperature=0,0.3,0.7")
        if key in axes:
            raise UsageError(f"{key!r} is swept twice.", hint=f"Join them: --sweep {key}=A,B")
        axes[key] = list(dict.fromkeys(choices))
    combinations = [tuple(zip(axes, values, strict=True)) for values in product(*axes.values())]
    return tuple(
        Configuration(model, values) for model in dict.fromkeys(models) for values in combinations
    )
