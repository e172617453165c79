"""How a small model is led where neither the user nor the model's own makers say otherwise: in
this process, and behind a llama.cpp server.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

TEMPERATURE, REPEAT_PENALTY, MIN_P, TOP_P, TOP_K = 0.3, 1.1, 0.05, 0.95, 40
"""Small models loop without a penalty."""
PENALTY_TOKENS = 256
"""How far back the repeat penalty looks: a few sentences."""
DRY_MULTIPLIER, DRY_BASE, DRY_ALLOWED_TOKENS, DRY_TOKENS = 0.8, 1.75, 8, 2048
"""The penalty of a server for writing the same run of tokens again, growing with its length (the
sampler DRY, with its author's strengths). Runs of up to 8 tokens, the length of a long name, stay
free. In this process runs are counted in words: `local.repeats`.
"""

# What llama.cpp does by itself, and what takes its place. Another value than the first shows that
# somebody chose it: the file of the model, or whoever started the server.
_STOCK: Mapping[str, tuple[float, Mapping[str, float]]] = {
    "temperature": (0.8, {"temperature": TEMPERATURE}),
    "repeat_penalty": (
        1.0,
        {"repeat_penalty": REPEAT_PENALTY, "repeat_last_n": PENALTY_TOKENS, "min_p": MIN_P},
    ),
    "dry_multiplier": (
        0.0,
        {
            "dry_multiplier": DRY_MULTIPLIER,
            "dry_base": DRY_BASE,
            "dry_allowed_length": DRY_ALLOWED_TOKENS,
            "dry_penalty_last_n": DRY_TOKENS,
        },
    ),
}


def server_sampling(stated: Mapping[str, Any]) -> dict[str, float]:
    """Sampling settings for a llama.cpp server, by its own names. `stated` are its defaults as it
    tells them; what it does not state is llama.cpp's own.
    """
    chosen: dict[str, float] = {}
    for name, (stock, ours) in _STOCK.items():
        value = stated.get(name, stock)
        if isinstance(value, int | float) and math.isclose(value, stock, abs_tol=1e-6):
            chosen |= ours
    return chosen
