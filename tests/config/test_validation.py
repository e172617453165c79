"""What settings take, in plain words where a value is wrong."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tersely import config
from tersely.config import Settings
from tersely.config.validation import checked, model
from tersely.errors import ConfigError, UsageError
from tersely.records import Length


@pytest.mark.parametrize("text", ["7" * 5000, "[" * 5000, "1e999999"])
def test_a_hostile_flag_is_a_wrong_value(text: str) -> None:
    """--set seed=777... is refused as a value."""
    field, value = config.parse_assignment(f"seed={text}")
    with pytest.raises(UsageError, match="seed must be a"):
        config.load({field: value}, {}, None)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("retries", "many", "retries must be a whole number, not 'many'"),
        ("retries", 1.5, r"retries must be a whole number, not 1\.5"),
        ("retries", 99, "retries must be at most 20, not 99"),
        ("temperature", "hot", "temperature must be a number, not 'hot'"),
        ("cache", "maybe", "cache must be true or false, not 'maybe'"),
        (
            "strategy",
            "best",
            "strategy must be 'auto', 'stuff', 'map-reduce' or 'retrieve', not 'best'",
        ),
        ("max_cost_usd", True, r"max_cost must be a number, not true"),
        ("temperature", False, r"temperature must be a number, not false"),
        ("models", {"x": {"input_usd": True}}, r"models\.x\.input_usd must be a number, not true"),
        ("stop", 7, "stop must be a list, not 7"),
        ("providers", {"x": {"base": 1}}, r"providers\.x\.base is not a setting"),
    ],
)
def test_a_wrong_value_is_explained_in_plain_words(name: str, value: object, words: str) -> None:
    """Not in those of a validation library."""
    with pytest.raises(UsageError, match=words):
        config.load({name: value}, {}, None)


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=6)
    | st.lists(st.text(max_size=3), max_size=2)
)


@given(st.dictionaries(st.sampled_from(sorted(Settings.model_fields)), VALUES, max_size=4))
def test_the_short_way_takes_what_the_long_way_takes(values: dict[str, Any]) -> None:
    """Text and switches are not validated one by one: neither more nor other values pass."""
    expected: dict[str, Any] | None = None
    with suppress(ValidationError, UsageError):
        valid = model().model_validate(values)
        Length.parse(values.get("length", "medium"))
        expected = {name: getattr(valid, name) for name in values}
    taken: dict[str, Any] | None = None
    with suppress(UsageError):
        taken = checked(values)
    assert taken == expected


def test_a_wrong_length_is_told_with_its_origin() -> None:
    """It has words of its own."""
    with pytest.raises(UsageError, match=r"^'huge' is not a valid length"):
        checked({"length": "huge"}, {"length": "flag"})
    with pytest.raises(ConfigError, match=r"^TERSELY_LENGTH: 'huge' is not a valid length"):
        checked({"length": "huge"}, {"length": "TERSELY_LENGTH"})


def test_a_wrong_value_is_told_with_its_origin_unless_that_is_the_command_line() -> None:
    """Who has just typed it knows where it stands."""
    with pytest.raises(UsageError) as typed:
        checked({"temperature": "hot"}, {"temperature": "flag"})
    with pytest.raises(ConfigError) as set_before:
        checked({"temperature": "hot"}, {"temperature": "TERSELY_TEMPERATURE"})
    assert typed.value.message.startswith("temperature ")
    assert "(" not in typed.value.message
    assert set_before.value.message == f"{typed.value.message[:-1]} (TERSELY_TEMPERATURE)."
    assert typed.value.hint == set_before.value.hint == "Allowed values: tersely config schema"
