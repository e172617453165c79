"""One command line, resolved: its shared options as a Context of settings, and how to talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import typer

from .. import config
from ..app.context import Context
from ..errors import InputError, UsageError
from ..redaction import remember

# Empty, these are slips (`-m "$MODEL"`) and no wish to have the default.
_NAMES = ("model", "map_model", "verify", "style", "env_file", "api_key_file", "schema")
# Of models, and of the object stores that the inputs may lie in.
_SECRETS = ("_API_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_NOT_SETTINGS = {
    "ocr",
    "vision",
    "assign",
    "dry_run",
    "no_cache",
    "json",
    "quiet",
    "verbose",
    "env_file",
    "api_key_file",
}


@dataclass(frozen=True, slots=True)
class Invocation:
    """The shared options of one command line, resolved. `models` and `styles` are those of a
    command that takes several.
    """

    context: Context
    dry_run: bool = False
    json: bool = False
    quiet: bool = False
    verbose: int = 0
    models: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()

    @property
    def settings(self) -> config.Settings:
        return self.context.settings

    @classmethod
    def of(cls, context: typer.Context) -> Invocation:
        """The options of `context.obj` (a class of options.py) -> environment -> config file ->
        Settings.

        Raises:
            UsageError, ConfigError, InputError: a value, the config file or a file named in an
            option is wrong.
        """
        values = {field.name: getattr(context.obj, field.name) for field in fields(context.obj)}
        models, styles = (tuple(values.pop(name, None) or ()) for name in ("models", "styles"))
        return cls(
            _context(values),
            dry_run=values.get("dry_run", False),
            json=values.get("json", False),
            quiet=values.get("quiet", False),
            verbose=values.get("verbose", 0),
            models=models,
            styles=styles,
        )


def _context(values: Mapping[str, Any]) -> Context:
    if empty := next((name for name in _NAMES if values.get(name) == ""), None):
        message = f"The value of --{empty.replace('_', '-')} is empty."
        raise UsageError(message, hint="Leave the option out for the default.")
    environment = config.process_environment(values.get("env_file"))
    flags = _flags(values)
    _check_utf8(flags)
    remember(value for name, value in environment.items() if name.endswith(_SECRETS))
    if key_file := values.get("api_key_file"):
        flags["api_key"] = config.key_file(Path(key_file))
        remember([flags["api_key"].get_secret_value()])
    return Context.load(flags, environment=environment)


def _flags(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a command line sets, by field."""
    flags: dict[str, Any] = {}
    for name, value in values.items():
        # By identity: --temperature 0 and --max-cost 0 are choices, and 0 == False.
        is_given = value is not None and value is not False and value != []
        if is_given and name not in _NOT_SETTINGS:
            flags[config.SETTING_ALIASES.get(name, name)] = value
    flags |= dict(config.parse_assignment(text) for text in values.get("assign") or [])
    if values.get("ocr") is not None:
        flags["ocr"] = "on" if values["ocr"] else "off"
    if values.get("vision"):
        if values.get("ocr") is False:
            raise UsageError(
                "--vision and --no-ocr exclude each other.",
                hint="Leave one out: --vision sends page images to the model, --no-ocr leaves them unread.",
            )
        flags["ocr"] = "vision"
    if values.get("no_cache"):
        flags["cache"] = False
    prompt = values.get("prompt") or ""
    if prompt.startswith("@"):
        flags["prompt"] = text_of(prompt[1:], "--prompt")
    if schema := values.get("schema"):
        flags["schema_text"] = text_of(schema, "--schema")
    return flags


def _check_utf8(flags: Mapping[str, Any]) -> None:
    for name, value in flags.items():
        # Python gives bytes that are no UTF-8 as lone surrogates, which no request can hold.
        if isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value):
            raise UsageError(f"The value of {name} is not UTF-8.", hint="Write it in UTF-8.")


def text_of(path: str, option: str) -> str:
    """The text of a small file named in an option."""
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise InputError(
            f"The file {path} of {option} cannot be read.", hint="Check the path; it must be UTF-8."
        ) from None
    if not text:
        raise UsageError(
            f"The file {path} of {option} is empty.", hint="Write the instruction into it."
        )
    return text
