"""How the tests of the local model ask: one thread each (llama.cpp's threads spin), prompts in the
form of the real ones.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tersely.provider import Endpoint, Timeouts
from tersely.providers.local import Adapter
from tersely.records import Completion, Request

FOX = "The quick brown fox jumps over the lazy dog."
TEXT = f"{FOX} Zebra quux 42 naïve café — it."
SCHEMA = {
    "type": "object",
    "properties": {
        "summary": {"type": "string"},
        "points": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
    },
    "required": ["summary", "points"],
}


def adapter(path: Path, *, timeouts: Timeouts | None = None, **options: Any) -> Adapter:
    """An adapter for `path` that runs on one thread."""
    return Adapter(
        Endpoint(
            "local",
            str(path),
            options={"threads": 1, **options},
            timeouts=timeouts or Timeouts(call_s=60),
        )
    )


def ask(text: str = TEXT, limit: int = 200, **fields: Any) -> Request:
    """A request in the form of the real prompts."""
    user = f"Summarize the text.\n<document>{text}</document>"
    return Request("local", "You write summaries.", user, limit, **fields)


def answer(model: Adapter, request: Request) -> Completion:
    """The answer in one piece."""
    return asyncio.run(model.complete(request))
