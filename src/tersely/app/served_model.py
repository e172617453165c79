"""The model behind `-m llama-server`: a server of the user's own runs the one that it was started
with, so that nobody has to name it.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ..errors import UsageError
from ..provider import Endpoint, Provider, Timeouts
from ..records import ModelRef
from .context import Context

# llama_cpp.server lists its model only when it is idle.
PATIENCE = Timeouts(connect_s=5, call_s=30)
SHOWN = 5


def served_model(where: Endpoint, context: Context) -> ModelRef:
    """The one model that the server at `where` offers.

    Raises:
        UsageError: it offers none, or several.
        ProviderError: it does not answer.
    """
    # A thread of its own: the caller may be within an event loop.
    with ThreadPoolExecutor(1) as thread:
        models = thread.submit(asyncio.run, _models(where, context)).result()
    name = where.provider
    if len(models) == 1:
        return ModelRef(name, models[0])
    facts = context.providers.facts(name)
    if not models:
        hint = f"Fetch one with `{facts.pull} MODEL`." if facts.pull else "Load one there first."
        raise UsageError(f"{facts.title or name} has no model.", hint=hint)
    raise UsageError(
        f"{facts.title or name} has {len(models)} models: {', '.join(models[:SHOWN])}"
        f"{' and more' if len(models) > SHOWN else ''}.",
        hint=f"Name one: -m {name}/{models[0]}.",
    )


async def _models(where: Endpoint, context: Context) -> list[str]:
    adapter: Provider = context.providers.create(replace(where, timeouts=PATIENCE))
    try:
        return await adapter.list_models()
    finally:
        await adapter.aclose()
