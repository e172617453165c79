"""Settings are checked however they are made, and frozen."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import config
from tersely.config import Settings
from tersely.errors import UsageError


def test_zero_is_a_choice_and_not_an_absence() -> None:
    """gpu_layers=0 reaches the local model; what was not set does not."""
    assert config.load({"gpu_layers": 0}, {}, None).settings.local_options() == {"gpu_layers": 0}


PLAIN = {
    "model": st.text(max_size=5),
    "offline": st.booleans(),
    "temperature": st.none() | st.floats(0, 2),
    "retries": st.integers(0, 20),
    "stop": st.lists(st.text(max_size=3), max_size=2),
    "strategy": st.sampled_from(["auto", "stuff", "map-reduce"]),
}
some_values = st.fixed_dictionaries({}, optional=PLAIN)


@given(some_values)
def test_settings_hold_what_was_given_and_know_what_that_was(values: dict[str, Any]) -> None:
    """All else has its default; made directly, by a copy or by loading they are the same."""
    settings = Settings(**values)
    assert settings.model_fields_set == set(values)
    for name, info in Settings.model_fields.items():
        assert getattr(settings, name) == values.get(name, info.default)
    assert Settings().model_copy(update=values) == settings
    loaded = config.load(values, {}, None).settings
    assert loaded.model_dump() == settings.model_dump()


@given(some_values)
def test_a_copy_changes_what_it_names_only(values: dict[str, Any]) -> None:
    """And what was given stays given."""
    settings = Settings(**values)
    copy = settings.model_copy(update={"fallback": ["a/b"]})
    assert copy.model_fields_set == {*values, "fallback"}
    assert copy.model_dump(exclude={"fallback"}) == settings.model_dump(exclude={"fallback"})
    assert settings.fallback == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"temperature": 9}, "temperature must be at most 2"),
        ({"retries": "many"}, "retries must be a whole number"),
        ({"length": "huge"}, "'huge' is not a valid length"),
        ({"max_cost": -1}, "max_cost must be at least 0"),
        ({"encoding": "klingon"}, "must be the name of an encoding, not 'klingon'"),
        ({"lenght": "short"}, "lenght is not a setting"),
        ({"model": 7}, "model must be text"),
        ({"offline": "perhaps"}, "offline must be true or false"),
        ({"models": {"a/b": {"window_tokens": 1}}}, "at least 512"),
    ],
)
def test_a_wrong_value_is_refused_in_plain_words(values: dict[str, Any], words: str) -> None:
    """Whoever makes them: a caller of the library, too."""
    with pytest.raises(UsageError, match=words):
        Settings(**values)


def test_values_become_what_they_mean() -> None:
    """`inf` is no limit; a number written as text is one; an empty encoding is none; the names of
    the config file hold.
    """
    settings = Settings(max_cost=inf, schema="{}", timeout="30", encoding="")  # type: ignore[call-arg]
    assert settings.max_cost_usd is None
    assert (settings.schema_text, settings.timeout_s, settings.encoding) == ("{}", 30.0, None)
    rows = Settings(providers={"mine": {"base_url": "http://localhost:1"}}).providers  # type: ignore[dict-item]
    assert rows["mine"].base_url == "http://localhost:1"


def test_settings_are_frozen_and_share_nothing() -> None:
    """Two that were made alike have lists of their own."""
    settings = Settings()
    with pytest.raises(FrozenInstanceError):
        settings.model = "other"  # type: ignore[misc]
    settings.fallback.append("a")
    assert Settings().fallback == []
