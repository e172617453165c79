"""Settings come from where they say, and wrong ones are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tersely import config
from tersely.errors import ConfigError, UsageError


def test_flag_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    """And each value knows its origin."""
    file = tmp_path / "config.toml"
    file.write_text('length = "long"\nstyle = "tldr"\nseed = 1\n')
    loaded = config.load(
        {"length": "short"}, {"TERSELY_LENGTH": "xl", "TERSELY_STYLE": "bullets"}, file
    )
    settings = loaded.settings
    assert (settings.length, settings.style, settings.seed, settings.lang) == (
        "short",
        "bullets",
        1,
        "",
    )
    assert loaded.origins["length"] == "flag"
    assert loaded.origins["style"] == "TERSELY_STYLE"
    assert loaded.origins["seed"] == str(file)
    assert "lang" not in loaded.origins


@pytest.mark.parametrize(
    ("flags", "environment", "text", "error", "words"),
    [
        ({}, {}, "lenght = 1", ConfigError, "lenght"),
        ({}, {"TERSELY_LENGHT": "short"}, "", ConfigError, "TERSELY_LENGHT: .*'lenght'"),
        ({}, {}, 'api_key = "x"', ConfigError, "store it with: tersely keys set"),
        ({}, {}, '[providers.x]\nbase_ur = "http://a"', ConfigError, "Did you mean base_url"),
        ({}, {}, '[models."x/y"]\nwindw_tokens = 9', ConfigError, "Did you mean window_tokens"),
        ({}, {}, '[providers.x]\napi_key = "x"', ConfigError, "with key_variable"),
        ({}, {}, "max_cost = -1", ConfigError, "max_cost"),
        ({"temperature": 9.0}, {}, "", UsageError, "temperature"),
        ({}, {}, "cache_mb = inf", ConfigError, "cache_mb"),
        ({}, {"TERSELY_MAX_INPUT_MB": "inf"}, "", ConfigError, "max_input_mb"),
        ({}, {}, "not toml", ConfigError, "cannot be read"),
        ({}, {}, 'length = "huge"', ConfigError, "config.toml: 'huge' is not a valid length"),
        ({"length": "huge"}, {}, "", UsageError, "'huge' is not a valid length"),
    ],
)
def test_a_wrong_name_or_value_is_named(
    tmp_path: Path,
    flags: dict[str, object],
    environment: dict[str, str],
    text: str,
    error: type[Exception],
    words: str,
) -> None:
    """Nothing unknown is ignored."""
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(error, match=words):
        config.load(flags, environment, file)


@pytest.mark.parametrize("name", ["LOCAL", "BROWSER", "OCR", "ANYTHING"])
def test_switches_of_the_test_suite_are_no_settings(name: str) -> None:
    """CI sets them for every test."""
    assert config.load({}, {f"TERSELY_TEST_{name}": "1"}, None).origins == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seed=7", ("seed", 7)),
        ("temperature=0.5", ("temperature", 0.5)),
        ("cache=false", ("cache", False)),
        ("length=120w", ("length", "120w")),
        ("style=7", ("style", "7")),
        ("fallback=a,b", ("fallback", ["a", "b"])),
        ("strategy=stuff", ("strategy", "stuff")),
        (" max-cost = 2 ", ("max_cost_usd", 2)),
        ("encoding=utf-8", ("encoding", "utf-8")),
        ("focus=a = b", ("focus", "a = b")),
    ],
)
def test_an_assignment_is_read_as_the_setting_needs_it(
    text: str, value: tuple[str, object]
) -> None:
    """Numbers as numbers, text as text even where it looks like a number, lists by commas."""
    assert config.parse_assignment(text) == value


def test_an_assignment_without_a_value_or_of_no_setting_is_refused() -> None:
    """The hint shows one, or the name that was meant."""
    with pytest.raises(UsageError) as caught:
        config.parse_assignment("seed")
    assert "--set temperature=0.3" in caught.value.hint
    for hidden in ("api_key=x", "max_cost_explicit=true", "temprature=1"):
        with pytest.raises(UsageError, match="There is no setting"):
            config.parse_assignment(hidden)


@pytest.mark.parametrize("flags", [{}, {"max_cost_usd": 1.0}, {"max_cost_usd": 0.5}])
def test_an_explicit_limit_is_known_as_one(flags: dict[str, object]) -> None:
    """Also where it is the default: only such a one refuses a model without a price."""
    explicit = config.load(flags, {}, None).settings.max_cost_explicit
    assert explicit is bool(flags)


def test_the_schema_names_all_settings_and_no_secret() -> None:
    """By the names that a user writes."""
    properties = json.loads(config.write_schema())["properties"]
    shown = {config.public_name(f) for f in config.Settings.model_fields}
    assert set(properties) == shown - {"api_key", "max_cost_explicit"}
    assert properties["retries"] == {
        "default": 4,
        "description": "tries after the first, for errors that pass",
        "maximum": 20,
        "minimum": 0,
        "title": "Retries",
        "type": "integer",
    }
