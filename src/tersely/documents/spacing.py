"""White space inside of texts."""

from __future__ import annotations


def on_one_line(text: str | None) -> str:
    """`text` with one space for each stretch of white space and none at its ends.

    >>> on_one_line(" a\\n\\tb "), on_one_line(None)
    ('a b', '')
    """
    return " ".join(text.split()) if text else ""
