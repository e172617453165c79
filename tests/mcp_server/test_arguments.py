"""The arguments of the tools: whatever an assistant sends, it is understood or refused in plain
words.
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.app.brief import DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS
from tersely.app.operations import OPTIONS
from tersely.errors import UsageError
from tersely.mcp_server.arguments import (
    CheckArguments,
    CompareArguments,
    ExtractArguments,
    Given,
    PlanArguments,
    SummarizeArguments,
    parsed,
    schema_of,
)

EVERY: dict[type[Given], dict[str, Any]] = {
    SummarizeArguments: {"path": "a.md", "style": "tldr", "model": "openai", "max_cost": 0.5},
    CompareArguments: {"text": "x", "models": ["openai"], "length": "short", "focus": "money"},
    PlanArguments: {"url": "https://example.org", "models": [], "lang": "de"},
    CheckArguments: {"path": "a.md", "summary": "Visits rose."},
    ExtractArguments: {"path": "a.pdf", "pages": "2-5", "start": 100, "max_tokens": 5000},
}
MODELS = list(EVERY)
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)
NAMES = sorted({name for model in MODELS for name in model.model_fields})


@given(st.sampled_from(MODELS), st.dictionaries(st.sampled_from(NAMES) | st.text(), VALUES))
def test_whatever_is_sent_is_understood_or_refused_in_plain_words(
    model: type[Given], arguments: dict[str, Any]
) -> None:
    """Never another error; what is understood fits the schema that the assistant was shown."""
    message = ""
    try:
        given = parsed(model, arguments)
    except UsageError as error:
        message = error.message
    else:
        jsonschema.validate(json.loads(given.model_dump_json()), schema_of(model))
        assert set(given.options) <= OPTIONS
    assert not message or message.endswith(".")
    assert "pydantic" not in message
    assert len(message) < 400


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_schema_is_short_and_closed(model: type[Given]) -> None:
    """An assistant reads it in every turn: each field with a line, no titles, nothing unknown."""
    schema = schema_of(model)
    assert schema["additionalProperties"] is False
    assert not {"title", "description"} & set(schema)
    assert "title" not in json.dumps(list(schema["properties"].values()))
    assert all(len(row["description"]) < 80 for row in schema["properties"].values())
    assert list(schema["properties"]) == list(model.model_fields)
    jsonschema.validate(EVERY[model], schema)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_arguments_are_what_was_given(model: type[Given]) -> None:
    """The settings among them are those of a request; the rest has defaults."""
    given = parsed(model, EVERY[model])
    for name, value in EVERY[model].items():
        assert getattr(given, name) == value
    settings = {"model", "style", "length", "focus", "lang", "max_cost"} & set(EVERY[model])
    assert given.options == {name: EVERY[model][name] for name in settings}
    source = given.source
    places = {"path": source.path, "url": source.url, "text": source.text}
    assert {name: place for name, place in places.items() if place} == {
        name: EVERY[model][name] for name in places if name in EVERY[model]
    }


@pytest.mark.parametrize(
    "given", [{}, {"path": "a", "text": "b"}, {"path": "a", "url": "https://b"}]
)
def test_there_is_exactly_one_source(given: dict[str, str]) -> None:
    """It is told which there may be."""
    with pytest.raises(UsageError, match="source was given") as caught:
        _ = parsed(SummarizeArguments, given).source
    assert "a path, an address (url) or a text" in caught.value.hint


def test_a_cost_of_0_was_given() -> None:
    """An empty text was not."""
    given = parsed(SummarizeArguments, {"text": "x", "max_cost": 0, "focus": "", "model": ""})
    assert given.options == {"max_cost": 0}
    assert given.max_tokens == DEFAULT_TOKENS


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ({"pth": "a.md"}, "There is no argument 'pth'.", "Did you mean path?"),
        ({"x" * 500: 1}, f"There is no argument '{'x' * 80}'.", "It takes: path, url, text"),
        ({"summary": None}, "summary must be text, not None.", "It takes: "),
        ({}, "The argument summary is missing.", "It takes: path, url, text, max_tokens, summary."),
        ({"max_tokens": LEAST_TOKENS - 1}, f"max_tokens must be at least {LEAST_TOKENS}, not ", ""),
        ({"max_tokens": MOST_TOKENS + 1}, f"max_tokens must be at most {MOST_TOKENS}, not ", ""),
        ({"max_tokens": "many"}, "max_tokens must be a whole number, not 'many'.", ""),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_slip_is_named_with_what_there_is(
    arguments: dict[str, Any], message: str, hint: str
) -> None:
    """The first one, where there are several."""
    with pytest.raises(UsageError) as caught:
        parsed(CheckArguments, {"summary": "x"} | arguments if arguments else {})
    assert caught.value.message.startswith(message)
    assert caught.value.hint.startswith(hint)


@pytest.mark.parametrize("max_cost", [-1, float("nan"), float("inf")])
def test_a_cost_is_a_number(max_cost: float) -> None:
    """That money can have."""
    with pytest.raises(UsageError, match="max_cost must be"):
        parsed(SummarizeArguments, {"text": "x", "max_cost": max_cost})
