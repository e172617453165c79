"""The config file: read as TOML, written so that comments and all other lines stay."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ConfigError, UsageError
from ..faults import explained
from ..files import cause_of, disk_is_full, replace_file
from .names import field_name, public_name

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

# Python refuses to read a longer number (sys.int_info), and no setting needs one.
MOST_DIGITS = 4300
# Some editors write a byte order mark before the text; TOML knows none.
WITH_OR_WITHOUT_MARK = "utf-8-sig"


def read_file(path: Path) -> dict[str, Any]:
    """The settings in a config file, by field name; empty when there is no file.

    Raises:
        ConfigError: it cannot be read, is not TOML, or holds an unknown name.
    """
    try:
        text = path.read_text(encoding=WITH_OR_WITHOUT_MARK)
    except (FileNotFoundError, NotADirectoryError):  # HOME=/dev/null has no files
        return {}
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise _unreadable(path, cause) from None
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, _cause(error, text)) from None
    values: dict[str, Any] = {}
    for name, value in tables.items():
        try:
            values[field_name(name)] = value
        except UsageError as error:
            raise ConfigError(f"{path}: {error.message}", hint=error.hint) from None
    return values


def _unreadable(path: Path, cause: object) -> ConfigError:
    message = f"The config file {path} cannot be read: {str(cause).rstrip('.')}."
    return ConfigError(message, hint="Fix it or move it away.")


def _cause(error: ValueError | RecursionError, text: str) -> str:
    """What is wrong and in which line; Python names no line for a number or for depth."""
    if isinstance(error, tomllib.TOMLDecodeError):
        return str(error)
    lines = text.split("\n")
    if isinstance(error, RecursionError):
        depths = [line.count("[") + line.count("{") for line in lines]
        return f"line {depths.index(max(depths)) + 1} is nested too deeply"
    digits = re.compile(rf"\d{{{MOST_DIGITS}}}")
    plain = (line.replace("_", "") for line in lines)
    number = next((i for i, line in enumerate(plain, 1) if digits.search(line)), 0)
    return f"line {number} holds a number of too many digits" if number else str(error)


def write_setting(path: Path, field: str, value: Any) -> None:
    """Write one top-level setting into the config file; comments and all other lines stay.

    The caller has checked the value.

    Raises:
        ConfigError: the file cannot be read or written.
    """
    read_file(path)
    document = _document(path)
    document[_written_name(document, field) or public_name(field)] = value
    _write(path, document)


def unset(path: Path, field: str) -> bool:
    """Take one top-level setting out of the config file; False if it is not there.

    Raises:
        ConfigError: the file cannot be read or written.
    """
    read_file(path)
    document = _document(path)
    name = _written_name(document, field)
    if name is None:
        return False
    del document[name]
    _write(path, document)
    return True


def _document(path: Path) -> TOMLDocument:
    import tomlkit

    return tomlkit.parse(path.read_text(encoding=WITH_OR_WITHOUT_MARK) if path.exists() else "")


def _written_name(document: TOMLDocument, field: str) -> str | None:
    """The name under which a setting stands in the file: `max-cost` is max_cost_usd, too."""
    return next((name for name in document if field_name(name) == field), None)


def _write(path: Path, document: TOMLDocument) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, document.as_string())
    except OSError as error:
        if disk_is_full(error):
            raise explained(error) from None
        message = f"The config file {path} cannot be written: {cause_of(error)}."
        raise ConfigError(message, hint="Check the permissions of that folder.") from None
