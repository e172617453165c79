"""What readers ask of an element of an HTML tree."""

from __future__ import annotations

from typing import Any

from ..language.words import one_spaced
from .xmlnames import local_name


def tag_of(element: Any) -> str:
    """Its name in small letters without a namespace; "" for a comment."""
    return local_name(element.tag).lower()


def classes_of(element: Any) -> list[str]:
    """The names in its attribute `class`."""
    names: str = element.get("class") or ""
    return names.split()


def text_of(element: Any) -> str:
    """All text in it, on one line."""
    return one_spaced(str(element.text_content()))


def word_count(element: Any) -> int:
    """How many words are in it."""
    return len(element.text_content().split())
