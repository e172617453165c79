"""Flag > environment > config file > default, each value with its origin."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import ConfigError, UsageError
from ..records import Length
from .settings import Settings

SETTING_ALIASES = {f.alias: name for name, f in Settings.model_fields.items() if f.alias}
HIDDEN = {"api_key", "max_cost_explicit"}
ENVIRONMENT_PREFIX = "TERSELY_"
NOT_SETTINGS = {"TERSELY_ENV_FILE", "TERSELY_TEST_LOCAL"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings and, for each that is not the default, where it came from: "flag", "TERSELY_X"
    or the file's path.
    """

    settings: Settings
    origins: Mapping[str, str]


def public_name(field: str) -> str:
    """The name a user writes: max_cost for max_cost_usd."""
    return Settings.model_fields[field].alias or field


def field_name(name: str) -> str:
    """The field behind a user's name.

    Raises:
        UsageError: there is no such setting; the hint suggests one.
    """
    wanted = name.strip().replace("-", "_")
    wanted = SETTING_ALIASES.get(wanted, wanted)
    if wanted in Settings.model_fields and wanted not in HIDDEN:
        return wanted
    known = [public_name(f) for f in Settings.model_fields if f not in HIDDEN]
    near = get_close_matches(name, known, 1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(f"There is no setting {name!r}.", hint=hint + "See: tersely config show")


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
    annotation = str(Settings.model_fields[field].annotation)
    if annotation.startswith("list"):
        return [part for part in text.split(",") if part]
    if ("str" in annotation and "float" not in annotation) or "Literal" in annotation:
        return text
    try:
        return tomllib.loads(f"v = {text}")["v"]
    except tomllib.TOMLDecodeError:
        return text


def load(flags: Mapping[str, Any], environment: Mapping[str, str], file: Path | None) -> Loaded:
    """Merge the sources. `flags` holds field names; a value of None was not given.

    Raises:
        ConfigError: the file cannot be read or holds a wrong name or value.
        UsageError: a flag or an environment variable does.
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
    return Loaded(_validated(values, origins), origins)


def _validated(values: dict[str, Any], origins: Mapping[str, str]) -> Settings:
    try:
        settings = Settings.model_validate(values)
        Length.parse(settings.length)
        return settings
    except UsageError as error:
        origin = origins.get("length", "")
        raise (
            error
            if origin == "flag"
            else ConfigError(f"{origin}: {error.message}", hint=error.hint)
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        field = SETTING_ALIASES.get(name, name)
        where = ".".join(str(part) for part in (public_name(field), *first["loc"][1:]))
        origin = origins.get(field, "")
        message = f"The value of {where} is wrong ({origin}): {first['msg']}."
        hint = "Allowed values: tersely config schema"
        raise (UsageError if origin == "flag" else ConfigError)(message, hint=hint) from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for variable, value in environment.items():
        if variable.startswith(ENVIRONMENT_PREFIX) and variable not in NOT_SETTINGS:
            field = field_name(variable.removeprefix(ENVIRONMENT_PREFIX).lower())
            found[field] = parse_value(value, field)
    return found


def read_file(path: Path) -> dict[str, Any]:
    """The settings in a config file, by field name; empty when there is no file.

    Raises:
        ConfigError: it is no TOML or holds an unknown name.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        cause = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"The config file {path} cannot be read: {cause}.", hint="Mend it or move it away."
        ) from None
    found: dict[str, Any] = {}
    for name, value in data.items():
        try:
            found[field_name(name)] = value
        except UsageError as error:
            raise ConfigError(f"{path}: {error.message}", hint=error.hint) from None
    return found


def save(path: Path, field: str, value: Any) -> None:
    """Write one top-level setting into the config file; comments and the other lines stay as they
    are.

    Raises:
        UsageError: the value is wrong.
        ConfigError: so is another one in the file, or it cannot be read or written.
    """
    _validated({**read_file(path), field: value}, {field: "flag"})
    text = path.read_text(encoding="utf-8").removesuffix("\n") if path.exists() else ""
    # Not splitlines(): a value may hold U+2028 or a form feed.
    lines = text.split("\n") if text else []
    statements = list(_above_tables(lines))
    below = statements[-1][1] if statements else 0
    places = ((start, end) for start, end, names in statements if field in map(field_name, names))
    start, end = next(places, (below, below))
    lines[start:end] = [f"{public_name(field)} = {_toml(value)}"]
    temporary = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
        os.replace(temporary, path)
    except OSError as error:
        message = f"The config file {path} cannot be written: {error.strerror}."
        raise ConfigError(message, hint="Check the rights of that folder.") from None


def _above_tables(lines: Sequence[str]) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    """(first line, line after its last one, what it sets) of each statement above the first table."""
    start = 0
    while start < len(lines) and not lines[start].lstrip().startswith("["):
        end = start + 1
        while (found := _statement(lines[start:end])) is None and end < len(lines):
            end += 1
        yield start, end, found or {}
        start = end


def _statement(lines: Sequence[str]) -> Mapping[str, Any] | None:
    """What these lines set; None for a part of a value that goes on."""
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _toml(value: Any) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    # TOML has inf, which JSON has not.
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def write_schema() -> str:
    """The JSON Schema of the config file."""
    schema = Settings.model_json_schema(by_alias=True)
    for name in HIDDEN:
        schema["properties"].pop(name, None)
    return json.dumps(schema, indent=2)
