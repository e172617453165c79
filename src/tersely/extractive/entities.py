"""Entities of HTML in Markdown and text: what a reader sees in their place."""

from __future__ import annotations

import re

from ..language.patterns import lazy

# In code between backticks they stay.
_ENTITY = lazy(r"`[^`\n]+`|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});")


def with_characters(text: str) -> str:
    """`text` with the characters that its entities stand for.

    >>> with_characters("M&aacute;laga &#38; `&amp;` &unknown;")
    'Málaga & `&amp;` &unknown;'
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    import html

    character = entity[0] if entity[0].startswith("`") else html.unescape(entity[0])
    if character.isspace():
        return " "
    return character if character.isprintable() else entity[0]
