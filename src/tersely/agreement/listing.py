"""Matters as values for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .matter import Matters


def as_json(matters: Matters) -> dict[str, Any]:
    """All of it; offsets are into the text of the document that a quotation names."""
    return asdict(matters)
