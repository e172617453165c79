"""Data: which text is a table, JSON, XML, settings, and where its records are.

One file for each; all are told by their content alone, as standard input has no name.
"""

from __future__ import annotations

from .elements import XML, elements
from .members import JSON, members
from .records import Parts
from .settings import are_settings, setting_lines
from .tables import row_lines, separator_of

__all__ = ["data_lines", "separator_of"]

_SAMPLE_CHARACTERS = 20_000


def data_lines(text: str) -> Parts | None:
    """(start, end, kind) of the parts of a table, JSON, XML or settings; None for other
    texts.

    A "record" is a row, a member of the outermost object, array or element, a
    section or a key with what it holds, its beginning if it is long; the rest of it is left out.
    Comments and values of many words are prose. Linear time.
    """
    if JSON.match(text):
        return members(text)
    if XML.match(text):
        return elements(text)
    sample = text[:_SAMPLE_CHARACTERS]
    if separator_of(sample):
        return row_lines(text)
    return setting_lines(text) if are_settings(sample) else None
