"""Flag > environment > config file > default, each value with its origin."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ConfigError, UsageError
from .file import read_file, write_setting
from .names import HIDDEN, field_name, public_name
from .settings import Settings
from .validation import checked, model

ENVIRONMENT_PREFIX = "TERSELY_"
NOT_SETTINGS = {"TERSELY_ENV_FILE"}
TEST_PREFIX = "TERSELY_TEST_"  # switches of our own test suite


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings and, for each that is not the default, where it came from: "flag", "TERSELY_X"
    or the file's path.
    """

    settings: Settings
    origins: Mapping[str, str]


def parse_assignment(text: str) -> tuple[str, Any]:
    """("chunk_tokens", 4000) from "chunk_tokens=4000". Values are TOML where they can be, text
    otherwise.
    """
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"{text!r} is not KEY=VALUE.", hint="E.g. --set temperature=0.3")
    return field_name(name), parse_value(value.strip(), field_name(name))


def parse_value(text: str, field: str) -> Any:
    """A value as the config file would hold it; a bare word is text, and a list may be written a,b."""
    annotation = Settings.model_fields[field].annotation
    if annotation.startswith("list"):
        return [part for part in text.split(",") if part]
    if ("str" in annotation and "float" not in annotation) or "Literal" in annotation:
        return text
    try:
        return tomllib.loads(f"v = {text}")["v"]
    except (ValueError, RecursionError):  # no TOML; too many digits; too deep
        return text


def load(flags: Mapping[str, Any], environment: Mapping[str, str], file: Path | None) -> Loaded:
    """Merge the sources. `flags` holds field names; a value of None was not given.

    Raises:
        ConfigError: the file cannot be read; it or an environment variable has a wrong name or
            value.
        UsageError: a flag has.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, found in (
        (str(file), read_file(file) if file else {}),
        ("environment", _from_environment(environment)),
        ("flag", {k: v for k, v in flags.items() if v is not None}),
    ):
        for name, value in found.items():
            values[name] = value
            origins[name] = (
                f"{ENVIRONMENT_PREFIX}{public_name(name).upper()}"
                if origin == "environment"
                else origin
            )
    values["max_cost_explicit"] = "max_cost_usd" in origins
    return Loaded(Settings.of_checked(checked(values, origins)), origins)


def save(path: Path, field: str, value: Any) -> None:
    """Write one top-level setting into the config file; comments and all other lines stay.

    Raises:
        UsageError: the value is wrong.
        ConfigError: so is another one in the file, or it cannot be read or written.
    """
    checked({**read_file(path), field: value}, {field: "flag"})
    write_setting(path, field, value)


def _is_setting(variable: str) -> bool:
    ours = variable.startswith(ENVIRONMENT_PREFIX) and variable not in NOT_SETTINGS
    return ours and not variable.startswith(TEST_PREFIX)


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for variable, value in environment.items():
        if _is_setting(variable):
            try:
                field = field_name(variable.removeprefix(ENVIRONMENT_PREFIX).lower())
            except UsageError as error:
                raise ConfigError(f"{variable}: {error.message}", hint=error.hint) from None
            values[field] = parse_value(value, field)
    return values


def write_schema() -> str:
    """The JSON Schema of the config file."""
    schema = model().model_json_schema(by_alias=True)
    for name in HIDDEN:
        schema["properties"].pop(name, None)
    return json.dumps(schema, indent=2)
