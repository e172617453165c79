"""A result that must not be long: an assistant reads it into its context window, and a client cuts
what is longer. What is left out is said in the result (`omitted`); nothing is cut in silence.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from .. import tokens
from .excerpt import room_for
from .results import Object

DEFAULT_TOKENS = 2_000
LEAST_TOKENS, MOST_TOKENS = 200, 10_000
"""The text form and the structured one are capped alike; some clients read both, and the strictest
takes 25,000 tokens and 50,000 characters together.
"""
# What a reader misses least comes first.
_OMITTED = (
    "calls",
    "receipt.writers",
    "plan.chunks",
    "receipt.strip",
    "removed",
    "check.hints",
    "hints",
    "check.claims",
    "across",
    "agreement",
    "plan.stages",
    "columns.claims",
    "columns.description",
    "columns.receipt",
    "columns.usage",
    "plans.plan.chunks",
    "plans.plan.stages",
    "recognized",
    "claims",
    "unread",
    "missing",
    "plan",
    "usage",
)
# Of these the first are kept: a reader must know that there are some.
_SHORTENED = ("check.flags", "flags", "columns.flags", "warnings", "columns.warnings")
_KEPT = 5
_TEXTS = ("text", "columns.text", "columns.error.hint", "detail")
_NOTE = "[Cut here for the limit of {} tokens; for all of it call again with a larger max_tokens.]"
_NOTE_TOKENS = 40


def size_tokens(value: Any) -> int:
    """How many tokens a value takes as compact JSON, or a text as it is (as o200k counts them)."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return tokens.counter_for("o200k", text).count_batch([text])[0]


def brief(result: Object, max_tokens: int) -> Object:
    """`result` within `max_tokens`: parts are left out in a fixed order until it fits, and last of
    all its texts are cut at a boundary, which they say.
    """
    if size_tokens(result) <= max_tokens:
        return result
    short = copy.deepcopy(result)
    omitted: list[str] = []
    for path in _OMITTED:
        if _drop(short, path.split(".")):
            omitted.append(path)
            if size_tokens(short | {"omitted": omitted}) <= max_tokens:
                return short | {"omitted": omitted}
    for path in _SHORTENED:
        for holder, key in _holders(short, path.split(".")):
            if len(holder[key]) > _KEPT:
                holder[key] = holder[key][:_KEPT]
                omitted.append(f"{path} after {_KEPT}")
    texts: list[tuple[Object, str]] = []
    for path in _TEXTS:
        texts += _holders(short, path.split("."))
    texts_tokens = sum(size_tokens(holder[key]) for holder, key in texts)
    other_tokens = size_tokens(short | {"omitted": omitted}) - texts_tokens
    room = max(0, max_tokens - other_tokens - _NOTE_TOKENS) // max(1, len(texts))
    for holder, key in texts:
        shortened = cut_text(holder[key], room, max_tokens)
        if shortened != holder[key]:
            holder[key] = shortened
            omitted.append(f"the end of {key}")
    return short | {"omitted": list(dict.fromkeys(omitted))}


def cut_text(text: str, room_tokens: int, limit_tokens: int) -> str:
    """`text`, or what of it fits with a last line that says so."""
    if size_tokens(text) <= room_tokens:
        return text
    end = room_for(text, max(1, room_tokens - _NOTE_TOKENS))
    return f"{text[:end].rstrip()}\n\n{_NOTE.format(f'{limit_tokens:,}')}"


def _drop(value: Any, path: list[str]) -> bool:
    """Take away what is at `path`, in every element of a list on the way; whether there was any."""
    dropped = False
    for holder, key in _holders(value, path):
        if holder[key]:
            del holder[key]
            dropped = True
    return dropped


def _holders(value: Any, path: list[str]) -> list[tuple[Object, str]]:
    """Each object that has the last name of `path`, with that name."""
    if isinstance(value, list):
        return [holder for item in value for holder in _holders(item, path)]
    if not isinstance(value, dict) or path[0] not in value:
        return []
    return [(value, path[0])] if len(path) == 1 else _holders(value[path[0]], path[1:])
