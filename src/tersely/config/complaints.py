"""What pydantic finds wrong with a value, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

LONGEST_VALUE = 60

# pydantic's error type -> our words; {ge}, {expected} ... are of its context.
WORDS = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text",
    "string_unicode": "must be text",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "does not have the right form",
    "list_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
    "literal_error": "must be {expected}",
    "extra_forbidden": "is not a setting",
}


def in_plain_words(error: ErrorDetails) -> str:
    """E.g. "must be a whole number, not 'many'"."""
    words = WORDS.get(error["type"])
    if error["type"] == "value_error":  # a sentence of our own, which pydantic introduces
        return error["msg"].removeprefix("Value error, ")
    if words is None:
        return f"cannot have this value: {error['msg']}"
    context: Mapping[str, Any] = error.get("ctx") or {}
    sentence = words.format_map(context)
    if error["type"] == "extra_forbidden":
        return sentence
    return f"{sentence}, not {_shown(error['input'])}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()  # as the config file has it
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a number of too many digits; a value nested too deep
        return "this"
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."
