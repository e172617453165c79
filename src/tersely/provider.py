"""The port: what every provider offers, in our own types, and what an adapter states about itself."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, runtime_checkable

from pydantic import SecretStr

from .records import Completion, Request


class Counter(Protocol):
    """Counts tokens of many texts at once."""

    @property
    def exact(self) -> bool:
        """Whether the counts are the model's own."""
        ...

    def count_batch(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens treated as plain text."""
        ...


@runtime_checkable
class Provider(Protocol):
    """One model service.

    Contract: `stream` yields zero or more pieces of text and then exactly one Completion whose text
    equals the joined pieces. Every failure is an error of tersely.errors, raised `from None` (the
    vendor's exception holds the key).
    """

    name: str

    async def complete(self, request: Request) -> Completion:
        """One answer in one piece."""
        ...

    def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        """The answer as it comes."""
        ...

    def counter(self) -> Counter | None:
        """The model's own tokenizer where it is on this machine, else None."""
        ...

    async def aclose(self) -> None:
        """Free connections; afterwards the provider is not used."""
        ...


@dataclass(frozen=True, slots=True)
class Timeouts:
    """All ours, in seconds: connection, first token, between tokens, whole call."""

    connect_s: float = 10.0
    first_token_s: float = 120.0
    idle_s: float = 60.0
    call_s: float = 600.0


def host_of(url: str) -> str:
    """Host of a URL, with the port if it names one, without a user's name and password; "" for an
    empty one.
    """
    return re.split(r"[/?#\\]", url.split("://", 1)[-1], maxsplit=1)[0].rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an adapter talks to and with which key. `options` are adapter settings from the config
    row or --set.
    """

    provider: str
    model: str
    base_url: str = ""
    key: SecretStr | None = None
    api: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, Any] = field(default_factory=dict)
    timeouts: Timeouts = field(default_factory=Timeouts)
    max_connections: int = 64

    @property
    def host(self) -> str:
        """Host (and port if it is not the scheme's own) of the base URL; empty for a model on this
        machine.
        """
        return host_of(self.base_url)


class AdapterFacts(Protocol):
    """What an adapter class states about itself without importing its SDK (class attributes of
    `Adapter`).
    """

    provider_name: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]]
    key_variables: ClassVar[tuple[str, ...]]
    base_url_variable: ClassVar[str]
    default_base_url: ClassVar[str]
    distribution: ClassVar[str]
    key_page: ClassVar[str]
    billing_page: ClassVar[str]
