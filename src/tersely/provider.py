"""The port: what every provider offers, in our own types, each capability with its default."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from .errors import UsageError
from .records import Completion, Embedded, Pace, Request

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .batch_api import BatchApi


class Counter(Protocol):
    """Counts tokens of many texts at once."""

    @property
    def exact(self) -> bool:
        """Whether the counts are the model's own."""
        ...

    def count_batch(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens treated as plain text."""
        ...


class Provider(ABC):
    """One model of one service: the port that adapters and wrappers implement.

    An adapter writes `complete` and `stream`; every other capability has a default here, so nothing
    is ever looked up by name.

    Contract: `stream` yields zero or more pieces of text and then exactly one Completion whose text
    equals the joined pieces. Every failure is an error of tersely.errors, raised `from None` (the
    vendor's exception holds the key).
    """

    # What an adapter class states about its service without importing the SDK.
    provider_name: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    key_variables: ClassVar[tuple[str, ...]] = ()
    base_url_variable: ClassVar[str] = ""
    default_base_url: ClassVar[str] = ""
    host_variable: ClassVar[str] = ""  # of the server itself, e.g. OLLAMA_HOST
    title: ClassVar[str] = ""  # what a server of the user's own is called
    start: ClassVar[str] = ""  # the command that starts it
    pull: ClassVar[str] = ""  # the command that fetches a model, before its name
    variables: ClassVar[tuple[str, ...]] = ()  # others that it needs: options["variables"]
    embedding_model: ClassVar[str] = ""  # what `embed` asks where no model is named
    distribution: ClassVar[str] = ""
    key_page: ClassVar[str] = ""
    billing_page: ClassVar[str] = ""

    counts_output_cap: bool = False
    """Whether the service's limit of tokens a minute counts what a call may write instead of what
    it wrote.
    """

    name: str

    @abstractmethod
    async def complete(self, request: Request) -> Completion:
        """One answer in one piece."""

    @abstractmethod
    def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        """The answer as it comes."""

    def peek(self, request: Request) -> Completion | None:
        """The stored answer to `request` where there is one; sends nothing."""
        del request
        return None

    def counter(self) -> Counter | None:
        """The model's own tokenizer where it is on this machine."""
        return None

    async def aclose(self) -> None:  # noqa: B027  (nothing to free is a sound default)
        """Free connections; afterwards the provider is not used."""

    @property
    def limits(self) -> Mapping[str, float]:
        """The rate limits that the last reply named, a minute: "rpm" (requests), "tpm" (tokens)."""
        return {}

    @property
    def max_concurrency(self) -> int | None:
        """How many calls can run at once, after `look_up_window` also where a server tells it; None
        where only the service limits that.
        """
        return None

    @property
    def takes_images(self) -> bool:
        """Whether a request may bring images; a model of the service may still refuse them."""
        return False

    @property
    def window_tokens(self) -> int | None:
        """The context window where the adapter knows better than the catalog."""
        return None

    async def look_up_window(self) -> int | None:
        """Ask a server of the user's own how long its context is; afterwards `window_tokens` says
        it. None where it does not tell. Called once, before the first plan.
        """
        return self.window_tokens

    @property
    def may_break_off(self) -> bool:
        """Whether an answer may be broken off, without its usage: it costs nothing at a server of
        the user's own, and where the window is known nothing of the prompt is cut unseen.
        """
        return False

    @property
    def parameters(self) -> int | None:
        """How many weights the model has, where the adapter knows, after `look_up_window` also
        where the server does.
        """
        return None

    @property
    def identity(self) -> str:
        """Changes with what decides the answers beside address and model, such as a replaced file;
        part of the store key.
        """
        return ""

    def reserve_context(self, needed_tokens: int) -> None:  # noqa: B027  (most have nothing to do)
        """The longest call to come, prompt and answer: a model on this machine makes its context
        once.
        """

    def watch(self, watcher: Callable[[Pace], None]) -> None:  # noqa: B027  (likewise)
        """Tell `watcher` how far a model on this machine has come, a few times a second."""

    async def measure(self, text: str) -> Pace:
        """How fast the model reads `text` and writes.

        Raises:
            UsageError: it does not run on this machine.
        """
        del text
        raise UsageError(
            f"{self.name} does not run inside tersely, so there is nothing to measure.",
            hint="Leave --measure out, or name a GGUF file: -m ./model.gguf",
        )

    async def count_tokens(self, request: Request) -> int:
        """Input tokens of `request` by the service's own count.

        Raises:
            UsageError: the service has no endpoint that counts.
        """
        del request
        raise UsageError(
            f"{self.name} has no endpoint that counts tokens.", hint="Leave --exact-tokens out."
        )

    def batch_api(self) -> BatchApi | None:
        """The service's batch API for this model; None where it has none."""
        return None

    @property
    def embedding_identity(self) -> str:
        """Changes with what decides the vectors beside address and model, such as a replaced file."""
        return ""

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """One vector for each text, by the embedding model that this provider was made for.

        Raises:
            UsageError: it has no embeddings.
            BadReply: the vectors are not one for each text, or not of one length.
        """
        del texts
        raise UsageError(
            f"{self.name} has no embeddings.",
            hint="See `embed` in the settings: tersely config show",
        )

    async def list_models(self) -> list[str]:
        """The names of the models that can be used, sorted.

        Raises:
            UsageError: the service has no such list.
        """
        raise UsageError(
            f"{self.name} has no list of its models.", hint="For GGUF files: tersely local list"
        )


@dataclass(frozen=True, slots=True)
class Timeouts:
    """All ours, in seconds: until a connection stands, the longest silence (before the first byte
    and between two), the whole call.

    Any byte ends a silence, a comment or a ping of a stream too. None: as long as the call.
    """

    connect_s: float = 10.0
    silence_s: float | None = None
    call_s: float = 600.0


OnRequest = Callable[[str, str, int, float], None]
"""Told of each HTTP request: method, URL (without query), status, milliseconds to the headers."""


def host_of(url: str) -> str:
    """Host of a URL, with the port if it names one, without a user's name and password; "" for an
    empty one.
    """
    return re.split(r"[/?#\\]", url.split("://", 1)[-1], maxsplit=1)[0].rpartition("@")[2]


def on_loopback(host: str) -> bool:
    """True for a loopback host, be it with a port."""
    name = re.sub(r":\d+$", "", host).strip("[]").lower()
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def on_own_network(host: str) -> bool:
    """True for this machine and for addresses that lead nowhere outside the user's own network: a
    server there is the user's own, not a service that bills.
    """
    name = re.sub(r":\d+$", "", host).strip("[]").lower()
    try:
        address = ip_address(name)
    except ValueError:
        lone = "." not in name and bool(name)  # a container, or a machine of the same domain
        return lone or name.endswith((".localhost", ".local", ".lan", ".home.arpa", ".internal"))
    return address.is_loopback or address.is_private or address.is_link_local


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an adapter talks to and with which key. `options` are adapter settings from the config
    row or --set; `query` goes with every request, and the key in `key_header`
    where it is not to be a bearer token. `proxy` is the URL of the proxy that leads there
    ("" for none: always on loopback), `ca_bundle` a file or folder of certificates in place of the
    machine's own.
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
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    key_header: str = ""
    proxy: str = field(default="", repr=False)
    ca_bundle: str = ""
    on_request: OnRequest | None = field(default=None, repr=False, compare=False)

    @property
    def proxy_host(self) -> str:
        """Host and port of the proxy; "" where none is used."""
        return host_of(self.proxy)

    @property
    def route(self) -> str:
        """The host as the user is told of it: with the proxy that sees what is sent."""
        return f"{self.host} (through the proxy {self.proxy_host})" if self.proxy else self.host

    @property
    def host(self) -> str:
        """Host (and port if it is not the scheme's own) of the base URL; empty for a model on this
        machine.
        """
        return host_of(self.base_url)
