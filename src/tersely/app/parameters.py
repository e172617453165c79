"""The parameters of a model that the user asked for."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from ..config import Settings
from ..records import Sampling


def sampling_of(settings: Settings) -> Sampling:
    """The sampling parameters that the user asked for, by the names that `Sampling` declares."""
    return Sampling(**{f.name: getattr(settings, f.name) for f in fields(Sampling)})


def asked_parameters(settings: Settings) -> dict[str, Any]:
    """The parameters that the user asked for, as the catalog checks them."""
    return asdict(sampling_of(settings)) | {
        "max_output_tokens": settings.max_output_tokens,
        "stop": tuple(settings.stop),
        "reasoning": settings.reasoning or None,
        "schema": settings.schema_text or None,
    }
