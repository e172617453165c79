"""Data: what a table, JSON, XML or settings hold, and where their records are."""

from __future__ import annotations

from .elements import read_xml
from .members import read_json
from .records import Data
from .settings import read_settings
from .tables import read_table, separator_of

__all__ = ["Data", "read_data", "separator_of"]

_TABLES = ("text/csv", "text/tab-separated-values")
_JSON = ("application/json", "application/jsonl")
_SETTINGS = ("application/yaml", "application/toml", "text/x-ini")
_XML = ("application/xml", "text/xml")
UNKNOWN = ("", "text/plain")  # standard input has no name: its content tells


def read_data(text: str, media_type: str = "") -> Data | None:
    """What the data `text` hold; None for a text of another type, or if it is broken. Linear time."""
    if media_type in _TABLES:
        return read_table(text)
    if media_type in _JSON:
        return read_json(text)
    if media_type in _SETTINGS:
        return read_settings(text, media_type)
    if media_type in _XML:
        return read_xml(text)
    if media_type in UNKNOWN:
        return (
            read_json(text) or read_xml(text) or read_settings(text, media_type) or read_table(text)
        )
    return None
