"""The grid of configurations."""

import pytest

from tersely.errors import UsageError
from tersely.evaluation import grid
from tersely.records import ModelRef

A, B = ModelRef("openai", "a"), ModelRef("extractive")


def test_every_combination_comes_once_and_in_order() -> None:
    """Two models, two temperatures, two styles: eight labels, all different."""
    configurations = grid([A, B, A], ["temperature=0, 0.3", "style=tldr,bullets,tldr"])
    assert len({c.label for c in configurations}) == len(configurations) == 8
    assert configurations[1].label == "openai/a temperature=0 style=bullets"


def test_without_a_sweep_each_model_is_one_configuration() -> None:
    """The label is then the model alone."""
    assert [c.label for c in grid([A, B], [])] == ["openai/a", "extractive"]


@pytest.mark.parametrize(
    "sweeps", [["temperature"], ["=1"], ["temperature=0,,1"], ["seed=1", "seed=2"]]
)
def test_what_cannot_be_meant_is_refused(sweeps: list[str]) -> None:
    """No key, no value, or a key twice."""
    with pytest.raises(UsageError):
        grid([A], sweeps)
