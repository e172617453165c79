"""The short list of good small models that can be had by name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ...errors import UsageError
from ...suggestion import did_you_mean
from .hub import PREFIX


@dataclass(frozen=True, slots=True)
class Recommended:
    """One model of models.toml. Sizes in GB (10^9 bytes), parameters in billions."""

    name: str
    file: str
    parameters_b: float
    size_gb: float
    memory_gb: float
    licence: str
    note: str


@cache
def models() -> dict[str, Recommended]:
    """The list by name, smallest model first."""
    text = files(__package__).joinpath("models.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    rows = [Recommended(name, **table) for name, table in tables.items()]
    rows.sort(key=lambda row: row.parameters_b)
    return {row.name: row for row in rows}


def hub_name(name: str) -> str:
    """`hf:OWNER/REPO/FILE` for a name of the list; such a one stays as it is.

    Raises:
        UsageError: the name is neither.
    """
    if name.startswith(PREFIX):
        return name
    if row := models().get(name.lower()):
        return PREFIX + row.file
    hint = "See: tersely local models; any other: hf:OWNER/REPO/FILE.gguf"
    raise UsageError(
        f"{name} is not a model that can be downloaded by name.",
        hint=f"{did_you_mean(name, models())} {hint}".strip(),
    )
