"""Settings and keys: where each value comes from, resolved once. Nothing else reads the
environment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .file import read_file, unset
from .keys import (
    Key,
    fence_secret,
    find_key,
    key_file,
    key_from_command,
    may_hold_keys,
    remove_key,
    set_key,
)
from .load import Loaded, load, parse_assignment, save, write_schema
from .names import SETTING_ALIASES, field_name, public_name
from .paths import Paths, color_wish, paths, process_environment
from .settings import Settings

if TYPE_CHECKING:
    from .rows import ModelOverride, ProviderRow

__all__ = [
    "SETTING_ALIASES",
    "Key",
    "Loaded",
    "ModelOverride",
    "Paths",
    "ProviderRow",
    "Settings",
    "color_wish",
    "fence_secret",
    "field_name",
    "find_key",
    "key_file",
    "key_from_command",
    "load",
    "may_hold_keys",
    "parse_assignment",
    "paths",
    "process_environment",
    "public_name",
    "read_file",
    "remove_key",
    "save",
    "set_key",
    "unset",
    "write_schema",
]


def __getattr__(name: str) -> object:
    """The rows of the config are pydantic models: imported by those who name them."""
    if name in ("ModelOverride", "ProviderRow"):
        from . import rows

        return getattr(rows, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
