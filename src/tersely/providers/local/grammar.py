"""A JSON Schema as a grammar that llama.cpp can follow."""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import Any

from ...errors import UsageError
from .library import llama

_REPEATS_MAX = 500
_COUNTS = frozenset({"minItems", "maxItems", "minLength", "maxLength"})
_PATTERN_COUNT = re.compile(r"\{\s*(\d*)\s*,?\s*(\d*)\s*\}")


def from_schema(schema: str) -> str:
    """GBNF text for `schema` (JSON text). Raises UsageError for a schema that is wrong or cannot be
    expressed.
    """
    hint = "Objects, arrays, strings, numbers, booleans, enums and anyOf work; see https://json-schema.org."
    try:
        parsed = json.loads(schema)
        if not isinstance(parsed, dict):
            raise UsageError("The schema is not a JSON object.", hint=hint)
        _check_counts(parsed)
        return str(llama().llama_grammar.json_schema_to_gbnf(schema))
    except json.JSONDecodeError as error:
        raise UsageError(f"The schema is not JSON: {error}.", hint=hint) from None
    except (
        ValueError,
        AssertionError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise UsageError(
            f"The schema cannot be made a grammar: {str(error)[:200] or type(error).__name__}.",
            hint=hint,
        ) from None


def _most_repeats(pattern: str) -> int:
    """The largest count of a regular expression: `{2,8}`."""
    counts = chain.from_iterable(_PATTERN_COUNT.findall(pattern))
    return max(map(int, filter(None, counts)), default=0)


def _check_counts(node: Any) -> None:
    """Refuse large repetitions: the grammar spells each of them out, a billion would fill the
    memory.
    """
    if isinstance(node, dict):
        for key, value in node.items():
            if key in _COUNTS and isinstance(value, int | float):
                most = value
            elif key == "pattern" and isinstance(value, str):
                most = _most_repeats(value)
            else:
                most = 0
            if most > _REPEATS_MAX:
                raise UsageError(
                    f"The schema asks for more than {_REPEATS_MAX} repetitions ({key}).",
                    hint=f"Remove {key} or lower it.",
                )
            _check_counts(value)
    elif isinstance(node, list):
        for item in node:
            _check_counts(item)
