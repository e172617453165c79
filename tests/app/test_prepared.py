"""A document without a model: what the extractive engine does with it, and what it cannot follow."""

from __future__ import annotations

import pytest

from tersely.app.context import Context
from tersely.app.prepared import prepare_extractive, summarize_offline
from tersely.config import Settings
from tersely.errors import UsageError
from tersely.events import Event, Warned
from tersely.records import Document

LONG = Document("report.txt", "The bridge was closed for repairs in October.\n\n" * 40)


def context(**values: object) -> Context:
    return Context.of(Settings(model="extractive", **values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, ""),
        ({"lang": "de"}, "--lang needs a model"),
        ({"style": "minutes"}, "-s minutes needs a model"),
        ({"strategy": "retrieve"}, "--set strategy=retrieve needs a model"),
        ({"lang": "de", "prompt": "Be kind."}, "--lang and --prompt need a model"),
    ],
)
def test_what_has_no_effect_is_told_once(values: dict[str, object], named: str) -> None:
    """As an event and in the warnings of the summary."""
    events: list[Event] = []
    summary = summarize_offline(LONG, context(**values), events.append)
    told = [event.message for event in events if isinstance(event, Warned)]
    assert list(summary.warnings) == told
    assert len(told) == bool(named)
    assert all(message.startswith(named) for message in told)
    assert summary.plan.strategy == "extractive"


def test_json_needs_a_model() -> None:
    """An error, not a warning: the shape of what is written was asked for."""
    with pytest.raises(UsageError, match="writes no JSON"):
        prepare_extractive(LONG, context(schema_text='{"type": "object"}'))


def test_a_short_text_needs_no_work() -> None:
    """It is printed as it is."""
    summary = summarize_offline(Document("a", "One line."), context(), lambda _event: None)
    assert (summary.text, summary.plan.strategy) == ("One line.", "none")
