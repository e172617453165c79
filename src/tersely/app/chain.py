"""A model, wired, and the chain of those that take over from each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..catalog import ModelInfo
from ..middleware import Calibration, Member
from ..pool import Pool, Pooled
from ..provider import Counter, Endpoint, Provider


@dataclass(frozen=True, slots=True)
class ModelClient:
    """One model, wired: what is known and learned of it, its own tokenizer, its pool, the adapter,
    and `provider`, the adapter with all its wrappers.
    """

    info: ModelInfo
    calibration: Calibration
    endpoint: Endpoint
    adapter: Provider
    provider: Provider
    counter: Counter | None
    pool: Pool


@dataclass(frozen=True, slots=True)
class Chain:
    """A model and those that take over, in their order, those without a key left out."""

    clients: tuple[ModelClient, ...]

    @property
    def first(self) -> ModelClient:
        return self.clients[0]

    def members(self, document_number: int) -> list[Member]:
        """Each model with its place in the pool."""
        return [
            Member(
                client.info.ref,
                Pooled(client.provider, client.pool, document_number),
                client.endpoint.host,
                client.info.window_tokens,
            )
            for client in self.clients
        ]

    @property
    def info(self) -> ModelInfo:
        """The first model, within the limits that each of them keeps."""
        infos = [client.info for client in self.clients]
        steps = [info.price_step_tokens for info in infos if info.price_step_tokens]
        return replace(
            infos[0],
            window_tokens=min(info.window_tokens for info in infos),
            max_output_tokens=min(info.max_output_tokens for info in infos),
            quality_cap_tokens=min(info.quality_cap_tokens for info in infos),
            price_step_tokens=min(steps, default=None),
            reasoning=any(info.reasoning for info in infos),
        )
