"""The characters around a place of a text, in which a rule looks for a word."""

from __future__ import annotations


def before(text: str, at: int, characters: int) -> str:
    """So many characters before text[at]."""
    return text[max(0, at - characters) : at]


def behind(text: str, at: int, characters: int) -> str:
    """So many characters from text[at] on."""
    return text[at : at + characters]
