"""Services that speak OpenAI's chat completions: rows of data, and the adapter that reads them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import ConfigError
from ..provider import Endpoint
from . import openai

if TYPE_CHECKING:
    from ..batch_api import BatchApi


@dataclass(frozen=True, slots=True)
class Row:
    """One service; states what provider.Provider declares of a service. An empty `key_variables`
    means that it wants no key.

    `base_url` may hold variables of the environment and the model:
    "https://{AWS_REGION}.../{model}". `query` goes with every request; `key_header` is the header
    of the key where that is no bearer token. `token_limit` is the field that caps the output.
    `stream_options`: whether it may be asked for the usage of a stream; where it gives none, the
    usage is estimated and marked so. `extra` maps our names of sampling settings that OpenAI does
    not know to the service's. `note` is a trap that its user must know. `default_model` is what its
    bare name means, `models` what is known of its models beyond the catalog, by name, with the keys
    of a catalog rule. `batch` names the service's batch API.

    Of a server of the user's own: `title` is what it is called, `start` the command that starts it,
    `pull` the one that fetches a model, `host_variable` the one in which it finds its host itself,
    and `native` the module of its own API beside that of OpenAI.
    """

    provider_name: str
    aliases: tuple[str, ...] = ()
    base_url: str = ""
    key_variables: tuple[str, ...] = ()
    base_url_variable: str = ""
    api: str = "chat"
    token_limit: str = "max_tokens"
    stream_options: bool = True
    extra: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    key_header: str = ""
    note: str = ""
    default_model: str = ""
    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    batch: str = ""
    host_variable: str = ""
    native: str = ""
    title: str = ""
    start: str = ""
    pull: str = ""
    embedding_model: str = ""
    key_page: str = ""
    billing_page: str = ""
    distribution: str = "openai"

    variables: ClassVar[tuple[str, ...]] = ()
    counts_output_cap: ClassVar[bool] = openai.Adapter.counts_output_cap

    @property
    def default_base_url(self) -> str:
        """The name that a Provider gives to `base_url`."""
        return self.base_url

    @classmethod
    def read(cls, name: str, values: Mapping[str, Any], base: Row | None = None) -> Row:
        """A row from a TOML table; `base` gives what it leaves out. `key_variable` stands for a
        list of one.

        Raises ConfigError for a row without a base_url. Keys that are not fields are others'
        matter.
        """
        known = {field.name for field in fields(cls)} - {"provider_name"}
        given = {
            key: value for key, value in values.items() if key in known and value not in ("", None)
        }
        if variable := values.get("key_variable"):
            given["key_variables"] = (variable,)
        for key in ("aliases", "key_variables"):
            if key in given:
                given[key] = tuple(given[key])
        row = replace(base, **given) if base else cls(name, **given)
        if not row.base_url:
            raise ConfigError(
                f"[providers.{name}] has no base_url.",
                hint="Add the address that ends before /chat/completions.",
            )
        return row


class Adapter(openai.Adapter):
    """The chat half of the OpenAI adapter, led by a row."""

    def __init__(self, endpoint: Endpoint, row: Row) -> None:
        options = {
            "token_limit": row.token_limit,
            "stream_options": row.stream_options,
            "extra": row.extra,
            **endpoint.options,
        }
        super().__init__(
            replace(
                endpoint,
                base_url=endpoint.base_url or row.base_url,
                api=endpoint.api or row.api,
                headers={**row.headers, **endpoint.headers},
                query={**row.query, **endpoint.query},
                key_header=endpoint.key_header or row.key_header,
                options=options,
            )
        )
        self._facts = row
        self._batch = row.batch

    def batch_api(self) -> BatchApi | None:
        """The batch API that the row names."""
        if not self._batch:
            return None
        from ._mistral_batch import MistralBatch
        from ._openai_kin_batch import GroqBatch, TogetherBatch
        from ._xai_batch import XaiBatch

        kinds = {
            "groq": GroqBatch,
            "mistral": MistralBatch,
            "together": TogetherBatch,
            "xai": XaiBatch,
        }
        return kinds[self._batch](self)


@cache
def rows() -> Mapping[str, Row]:
    """The rows that come with the program, by name."""
    text = files(__package__).joinpath("compatible.toml").read_text(encoding="utf-8")
    return {name: Row.read(name, values) for name, values in tomllib.loads(text).items()}
