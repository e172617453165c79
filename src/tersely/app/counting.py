"""Whose tokens are counted: a model's own where its tokenizer is on this machine, else o200k's or
an estimate, or what the service counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from .. import catalog, tokens
from ..provider import Counter
from ..records import ModelRef, Request
from ..tokens import TokenCounter
from .chain import Chain, ModelClient
from .context import Context
from .model_selection import endpoint, parse, resolve


@dataclass(frozen=True, slots=True)
class LargestCounter:
    """The count of whichever tokenizer of a chain needs the most tokens: what fits by that fits
    every model.
    """

    counters: tuple[Counter, ...]
    additive = False

    @property
    def exact(self) -> bool:
        return all(counter.exact for counter in self.counters)

    def count_batch(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens treated as plain text."""
        counts = (counter.count_batch(texts) for counter in self.counters)
        return [max(each) for each in zip(*counts, strict=True)]


class DocumentCounts:
    """The counters of the models of a session for its documents. With `ask_services`
    (--exact-tokens) an estimate is fitted to what the service counts for the whole document, each
    asked once.
    """

    def __init__(self, *, ask_services: bool) -> None:
        self._ask_services = ask_services
        self._fitted: dict[tuple[ModelRef, int], Counter] = {}

    async def counter(self, chain: Chain, text: str) -> Counter:
        """Counts that hold for every model of `chain`.

        Raises:
            UsageError: a service has no endpoint that counts.
            TerselyError: it failed.
        """
        counters = tuple(dict.fromkeys([await self._counter(c, text) for c in chain.clients]))
        return counters[0] if len(counters) == 1 else LargestCounter(counters)

    async def _counter(self, client: ModelClient, text: str) -> Counter:
        counter = client.counter or tokens.counter_for(client.info.tokenizer, text)
        if not self._ask_services or not isinstance(counter, TokenCounter) or counter.exact:
            return counter
        key = client.info.ref, hash(text)
        if key not in self._fitted:
            request = Request(client.info.ref.model, system="", user=text, max_output_tokens=1)
            count = await client.adapter.count_tokens(request)
            self._fitted[key] = counter.fitted(text, count)
        return self._fitted[key]


def counter(model: str | None, context: Context, text: str = "") -> tuple[str, Counter, float]:
    """(tokenizer, its counter, margin) for `model` (REF), without one for GPT; nothing is sent, no
    weights are loaded.

    An estimate is fitted to the script of `text`; the true count lies at most `margin` above it,
    relative to it.

    Raises:
        UsageError: there is no such model.
        InputError: the GGUF is missing or damaged.
    """
    ref = resolve(parse(model, context), context) if model else None
    if ref and ref.provider == "local":
        adapter = context.providers.create(endpoint(ref, context, key_needed=False))
        if exact := adapter.counter():
            return PurePath(ref.model).name, exact, 0.0
    estimate = tokens.counter_for(catalog.model(ref).tokenizer if ref else "o200k", text)
    return estimate.name, estimate, estimate.margin
