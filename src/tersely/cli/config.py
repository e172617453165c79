"""`tersely config`: settings with their origins; setting, unsetting and editing them."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from .. import config
from ..app import model_selection, styles
from ..app.context import Context
from ..errors import ConfigError
from ..files import cause_of
from ..redaction import redact
from . import notices
from .group import add_group, paths, say
from .table import listing

Setting = Annotated[
    str, typer.Argument(metavar="NAME", help="As tersely config show names it.", show_default=False)
]


def register(root: typer.Typer) -> None:
    """Add the commands to `root`."""
    commands: dict[str, Callable[..., None]] = {
        "show": show,
        "get": get,
        "set": set_setting,
        "unset": unset,
        "edit": edit,
        "path": path,
        "schema": schema,
    }
    add_group(
        root,
        "config",
        commands,
        text="Settings, where they come from, and setting one.",
        examples=(
            "tersely config",
            "tersely config show",
            "tersely config get length",
            "tersely config get model",
            "tersely config set model extractive",
            "tersely config set max_cost 2",
            "tersely config unset max_cost",
            "tersely config unset model",
            "tersely config edit",
            "tersely config path",
            "tersely config schema",
            "tersely config schema > tersely.schema.json",
        ),
        negative=("set",),  # a value may be a negative number, which is refused with its limit
    )


def show() -> None:
    """Each setting with its value and where it comes from."""
    context = Context.load()
    values = context.loaded.settings.model_dump()
    rows = []
    for field, value in values.items():
        name = config.Settings.model_fields[field].alias or field
        is_empty = value in (None, "", [], {})
        text = "-" if is_empty else json.dumps(_short(value), ensure_ascii=False)
        origin = context.loaded.origins.get(field, "default")
        rows.append((name, redact(text), origin))
    say(listing(rows))
    say(f"\nfile: {context.paths.config_file}")


def get(name: Setting) -> None:
    """The value of one setting as it is in force, as `config set` takes it; empty if it has none."""
    field = config.field_name(name)
    value = Context.load().settings.model_dump()[field]
    say(redact(_plain(value)))


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join(map(str, value))
    return json.dumps(_short(value), ensure_ascii=False)


def _short(value: object) -> object:
    """600 for 600.0, as a person writes it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def set_setting(
    name: Setting,
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="Several are A,B,C.", show_default=False)
    ],
) -> None:
    """Write one setting into the config file."""
    places = paths()
    field, parsed = config.parse_assignment(f"{name}={value}")
    # Only what is looked up needs the other settings: a wrong one in the file can be set right.
    if field in ("model", "map_model", "fallback"):
        for ref in filter(None, parsed if field == "fallback" else [value]):
            model_selection.parse(ref, Context.load())
    if field == "style":
        styles.load_style(value, Context.load())
    config.save(places.config_file, field, parsed)
    notices.say(f"{name} is set in {places.config_file}.")


def unset(name: Setting) -> None:
    """Take one setting out of the config file; its default holds again."""
    file = paths().config_file
    if not config.unset(file, config.field_name(name)):
        raise ConfigError(
            f"{name} is not set in {file}.", hint="What is set, and where: tersely config show"
        )
    notices.say(f"{name} is no longer set in {file}.")


def edit() -> None:
    """Open the config file in your editor ($VISUAL or $EDITOR), then check it."""
    environment = config.process_environment()
    file = paths().config_file
    _run_editor(environment, file)
    config.load({}, {}, file)


def _run_editor(environment: Mapping[str, str], file: Path) -> None:
    command = environment.get("VISUAL") or environment.get("EDITOR")
    if not command:
        raise ConfigError("No editor is named.", hint=f"Set EDITOR, or open {file} yourself.")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        arguments = shlex.split(command, posix=os.name == "posix")
        code = subprocess.run([*arguments, str(file)], check=False).returncode
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"The editor {command!r} cannot be started: {cause_of(error)}.",
            hint="Set EDITOR to another one.",
        ) from None
    if code:
        raise ConfigError(f"The editor ended with {code}.", hint="The file is as it left it.")


def path() -> None:
    """Where the files are."""
    places = paths()
    for what, place in (
        ("config", places.config_file),
        ("keys", places.keys_file),
        ("styles", places.styles),
        ("cache", places.store_file),
        ("history", places.history_file),
    ):
        say(f"{what:<8}{place}")


def schema() -> None:
    """The JSON Schema of the config file."""
    say(config.write_schema())
