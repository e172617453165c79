"""Vectors for the passages of an index that have none yet, from the model that the settings name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from .. import catalog, tokens
from ..errors import BadReply, BadRequest, ContextTooLong, ProviderError, UsageError
from ..events import Emit, Warned
from ..middleware import COUNT_MARGIN, Budget
from ..middleware.retrying import RetryPolicy, Tries
from ..provider import Provider
from ..records import Embedded, ModelRef, usd
from ..retrieval import Index
from .clients import retry_policy
from .context import Context
from .model_selection import endpoint, hosts, overrides, parse

# A batch of passages of about 200 tokens: below the least limit of the services (OpenAI 2,048 texts
# and 300,000 tokens, Gemini 100 texts, Mistral 16,384 tokens); one that is refused is halved.
_BATCH = 64
_FEWEST_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Embedder:
    """One embedding model, ready to be asked. `name` tells models apart in an index: service,
    address, model and, for a file, which one.
    """

    ref: ModelRef
    name: str
    host: str
    provider: Provider
    budget: Budget
    emit: Emit
    policy: RetryPolicy
    prices: catalog.Overrides

    async def vectors(self, texts: Sequence[str]) -> Embedded:
        """The vectors of the texts; what a service refuses as too much is asked in halves, and of a
        single text that is too long the beginning stands for it.
        """
        try:
            return await self._paid(texts)
        except (BadRequest, ContextTooLong) as error:
            if len(texts) > 1:
                half = len(texts) // 2
                first = await self.vectors(texts[:half])
                return _joined(first, await self.vectors(texts[half:]), self.ref)
            shorter = texts[0][: len(texts[0]) // 2]
            if len(shorter) < _FEWEST_CHARACTERS or not _is_about_length(error):
                raise
            return await self.vectors([shorter])

    async def _paid(self, texts: Sequence[str]) -> Embedded:
        """One request, for which the budget has room.

        Raises:
            BudgetExceeded: it may cost more than what is left; it was not sent.
        """
        counted = sum(tokens.counter_for("o200k").count_batch(texts))
        reserved_usd = self.cost_usd(round(counted * COUNT_MARGIN)) or 0.0
        await self.budget.reserve(reserved_usd)
        tries = Tries(self.policy, self.ref.provider, self.emit)
        paid_usd = 0.0
        try:
            reply = await self._patiently(texts, tries)
            billed = counted if reply.input_tokens is None else reply.input_tokens
            paid_usd = self.cost_usd(billed) or 0.0
        finally:
            # What was answered was billed, also where it could not be used.
            self.budget.settle(reserved_usd, paid_usd + tries.answered * reserved_usd)
        return reply

    async def _patiently(self, texts: Sequence[str], tries: Tries) -> Embedded:
        """What may succeed later is tried again, as often as the settings say."""
        while True:
            try:
                return await self.provider.embed(texts)
            except ProviderError as error:
                await tries.wait_after(error)

    def cost_usd(self, input_tokens: int) -> float | None:
        """What so many tokens cost; None where no price is known, 0 on this machine."""
        if not self.host:
            return 0.0
        return catalog.embedding_usd(self.ref, input_tokens, self.prices)


def embedding_ref(context: Context) -> ModelRef | None:
    """The embedding model of the settings, with the provider's own where only that is named; None
    where none is set.

    Raises:
        UsageError: there is no such provider, or it has no embeddings that are known.
    """
    text = context.settings.embed
    if not text:
        return None
    ref = parse(text, context)
    facts = context.providers.facts(ref.provider)
    model = ref.model or facts.embedding_model
    if not model:
        raise UsageError(
            f"No embedding model of {ref.provider} is known.",
            hint=f"Name one: --set embed={ref.provider}/MODEL",
        )
    return ModelRef(ref.provider, model)


@asynccontextmanager
async def embedder(
    ref: ModelRef, context: Context, emit: Emit, budget: Budget
) -> AsyncIterator[Embedder]:
    """The model, for as long as it is used; what it costs is of the command's `budget`.

    Raises:
        MissingKey, UsageError: as for a model that writes.
    """
    settings = context.settings
    place = endpoint(ref, context)
    provider = context.providers.create(place)
    name = " ".join(filter(None, (str(ref), place.base_url, provider.embedding_identity)))
    try:
        yield Embedder(
            ref,
            name,
            place.host,
            provider,
            budget,
            emit,
            retry_policy(settings),
            overrides(context),
        )
    finally:
        await provider.aclose()


async def question_vector(question: str, model: Embedder) -> tuple[float, ...]:
    """The vector of a question."""
    return (await model.vectors([question])).vectors[0]


def expected_work(index: Index, model: Embedder, contents: frozenset[int]) -> str:
    """What the vectors that are missing are expected to take, in words; "" where none is missing.

    Raises:
        BudgetExceeded: more than the limit; nothing of it was sent.
        UsageError: the price is not known, and the user named a limit.
    """
    missing = index.without_vector(index.model_numbers(model.name), contents)
    if not missing:
        return ""
    # A sample tells the length of all.
    sample = list(index.passages(missing[:: max(1, len(missing) // 500)]).values())
    counts = tokens.counter_for("o200k").count_batch([passage.text for _, passage in sample])
    expected = round(sum(counts) / len(counts) * len(missing))
    cost = model.cost_usd(expected)
    model.budget.accept_price(model.ref, cost)
    model.budget.afford(cost, cheaper="--where GLOB, or leave --set embed out")
    if cost is None and (warning := model.budget.warning(model.ref)):
        model.emit(Warned("", "", warning))
    price = "cost unknown" if cost is None else f"about {usd(cost)}"
    work = f"{len(missing):,} passages to embed with {model.ref}, {expected:,} tokens"
    return f"{work}, {price}" if model.host else work


async def embed_missing(
    index: Index,
    model: Embedder,
    dimensions: int,
    contents: frozenset[int],
    on_progress: Callable[[int, int], None],
) -> int:
    """Give each passage of these texts a vector of this model; how many got one.

    Each batch is committed: what was paid is kept, whatever ends the program.

    Raises:
        BadReply: the length of the vectors changed on the way.
    """
    number = index.model_number(model.name, dimensions)
    missing = index.without_vector([number], contents)
    for start in range(0, len(missing), _BATCH):
        on_progress(start, len(missing))
        batch = missing[start : start + _BATCH]
        known = index.passages(batch)
        texts = [_text_of(known[one][1].heading, known[one][1].text) for one in batch]
        reply = await model.vectors(texts)
        if reply.dimensions != dimensions:
            raise BadReply(
                f"{model.ref} gave vectors of {reply.dimensions} dimensions after some of "
                f"{dimensions}; they cannot be compared.",
                provider=model.ref.provider,
                retryable=False,
                hint="Name the model with its exact version.",
            )
        index.put_vectors(number, batch, reply.vectors)
    if missing:
        on_progress(len(missing), len(missing))
    return len(missing)


def _text_of(heading: str, text: str) -> str:
    """What is embedded: a passage with what it stands under."""
    return f"{heading}\n{text}" if heading and heading.split(" > ")[-1] not in text else text


def destination(ref: ModelRef, context: Context) -> str:
    """The host that gets the passages; "" on this machine."""
    named = hosts([ref], context)
    return named[0] if named else ""


def _joined(first: Embedded, second: Embedded, ref: ModelRef) -> Embedded:
    if first.dimensions != second.dimensions:
        raise BadReply(
            f"{ref} gave vectors of {first.dimensions} and of {second.dimensions} dimensions.",
            provider=ref.provider,
            retryable=False,
            hint="Name the model with its exact version.",
        )
    counts = (first.input_tokens, second.input_tokens)
    total = None if None in counts else sum(count or 0 for count in counts)
    return Embedded(first.vectors + second.vectors, total)


def _is_about_length(error: ProviderError) -> bool:
    """Whether a refusal may be because of the length of the text."""
    return isinstance(error, ContextTooLong) or error.status in (400, 413, 422, 500)
