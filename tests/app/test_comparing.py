"""The doors to a comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

import tersely
from tersely.comparison import Answer, Failure
from tersely.errors import UsageError

REPORT = Path(__file__).parents[2] / "examples" / "report.md"


def test_a_text_is_compared_in_three_lines() -> None:
    """A column for each model; one without a key says so in its place, and nobody takes over for
    it.
    """
    found = tersely.compare(REPORT, ["extractive", "openai"], length="3b", fallback=["grok"])
    good, bad = found.columns
    assert isinstance(good, Answer)
    assert good.summary.text.count("\n- ") == 2
    assert isinstance(bad, Failure)
    assert bad.kind == "MissingKey"
    assert found.exit_code == 6


def test_without_models_all_that_can_be_used_take_part() -> None:
    """On an empty machine that is the extractive engine; styles and repeats are columns of it."""
    found = tersely.compare(REPORT, styles=["tldr", "bullets"], repeat=2)
    assert [column.candidate.label for column in found.columns] == [
        f"extractive · {style} #{n}" for style in ("tldr", "bullets") for n in (1, 2)
    ]


def test_an_unknown_model_is_an_error_before_anything_is_sent() -> None:
    """As everywhere."""
    with pytest.raises(UsageError):
        tersely.compare(REPORT, ["opnai"])


def test_a_key_of_a_service_without_a_default_model_is_no_column(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody knows which of its models is meant; the others are compared."""
    monkeypatch.setenv("ACME_KEY", "k")
    acme = {"acme": {"base_url": "http://127.0.0.1:9/v1", "key_variable": "ACME_KEY"}}
    assert [
        column.candidate.label for column in tersely.compare(REPORT, providers=acme).columns
    ] == ["extractive"]


def test_one_model_may_be_named_without_a_list() -> None:
    """Its letters are no models."""
    comparison = tersely.compare("Visits rose by 14 %. " * 50, "extractive")
    assert [column.candidate.label for column in comparison.columns] == ["extractive"]
