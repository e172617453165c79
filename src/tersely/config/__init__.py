"""Settings and keys: where each value comes from, resolved once. Nothing else reads the
environment.
"""

from .keys import Key, fence_secret, find_key, key_file, set_key
from .load import (
    SETTING_ALIASES,
    Loaded,
    field_name,
    load,
    parse_assignment,
    read_file,
    save,
    write_schema,
)
from .paths import Paths, paths, process_environment
from .settings import ModelOverride, ProviderRow, Settings

__all__ = [
    "SETTING_ALIASES",
    "Key",
    "Loaded",
    "ModelOverride",
    "Paths",
    "ProviderRow",
    "Settings",
    "fence_secret",
    "field_name",
    "find_key",
    "key_file",
    "load",
    "parse_assignment",
    "paths",
    "process_environment",
    "read_file",
    "save",
    "set_key",
    "write_schema",
]
