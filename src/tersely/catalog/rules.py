"""catalog.toml as data: the merged rule of a model, with the user's own [models."provider/model"]
laid over it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any

from ..errors import UsageError
from ..records import ModelRef

Overrides = Mapping[str, Mapping[str, Any]]
"""The user's corrections, checked by config: {"provider/model": {"window_tokens": 32768,
"input_usd": 0.2, ...}}.
"""


@cache
def table() -> dict[str, Any]:
    """catalog.toml, read once."""
    return tomllib.loads(resources.files(__package__).joinpath("catalog.toml").read_text("utf-8"))


@cache
def _shipped(name: str) -> Mapping[str, Any]:
    merged: dict[str, Any] = {}
    for rule in table()["rule"]:
        if fnmatchcase(name, rule["match"]):
            merged |= rule
    return merged


def rule(ref: ModelRef, overrides: Overrides | None = None) -> Mapping[str, Any]:
    """Everything stated about `ref`; empty for a model that nobody knows. UsageError for half a
    price of the user's.
    """
    name = f"{ref.provider}/{ref.model}"
    of_user = (overrides or {}).get(name, {})
    if ("input_usd" in of_user) != ("output_usd" in of_user) or (
        "cached_usd" in of_user and "input_usd" not in of_user
    ):
        raise UsageError(
            f'[models."{name}"] states half a price.', hint="Set input_usd and output_usd together."
        )
    return {**_shipped(name), **of_user}
