"""OpenAI: the Responses API by default, chat completions where the endpoint asks for it or knows
nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import BadRequest, ContextTooLong, ModelNotFound
from ..provider import Endpoint, host_of, on_own_network
from ..records import Embedded, Request
from ._chat import ChatReader, ResponseReader
from ._reader import Reader
from ._served import Served, served
from ._service import Service
from ._vectors import embedded

if TYPE_CHECKING:
    from openai import AsyncOpenAI

    from ..batch_api import BatchApi

# Both names of the field that caps the output; which one a server knows cannot be told beforehand.
TOKEN_LIMITS = ("max_completion_tokens", "max_tokens")
# A server that refuses a field names it in a sentence with one of these words.
REFUSES = re.compile(
    r"unsupported|unknown|unrecognized|unexpected|extra|not (supported|allowed|permitted|valid)"
    r"|invalid|does ?n.t (support|accept|take)|deprecated|instead|forbidden|cannot",
    re.IGNORECASE,
)


class Adapter(Service):
    """`endpoint.api` is "responses" (default) or "chat". Options: token_limit ("max_tokens",
    "max_completion_tokens"), stream_options (bool), extra (our name of a sampling setting beyond
    the API -> the server's name).
    """

    provider_name: ClassVar[str] = "openai"
    aliases: ClassVar[tuple[str, ...]] = ("gpt", "chatgpt")
    key_variables: ClassVar[tuple[str, ...]] = ("OPENAI_API_KEY",)
    base_url_variable: ClassVar[str] = "OPENAI_BASE_URL"
    default_base_url: ClassVar[str] = "https://api.openai.com/v1"
    embedding_model: ClassVar[str] = "text-embedding-3-small"
    distribution: ClassVar[str] = "openai"
    key_page: ClassVar[str] = "https://platform.openai.com/api-keys"
    billing_page: ClassVar[str] = "https://platform.openai.com/settings/organization/billing"
    # Token limits look at the request alone (platform.openai.com/docs/guides/rate-limits), at Azure
    # too.
    counts_output_cap = True

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self._chat = endpoint.api == "chat"
        self._own_server = self._base_url.rstrip("/") != self.default_base_url
        self._token_limit = str(endpoint.options.get("token_limit") or "max_completion_tokens")
        self._stream_options = bool(endpoint.options.get("stream_options", True))
        self._extra: Mapping[str, str] = endpoint.options.get("extra") or {}
        self._served = Served()
        self._leads_small = True

    @cached_property
    def _client(self) -> AsyncOpenAI:
        import openai

        return openai.AsyncOpenAI(
            api_key=self._key,
            base_url=self._base_url,
            max_retries=0,
            timeout=self._clocks,
            http_client=self._http,
        )

    def _vendor_errors(self) -> tuple[type[Exception], ...]:
        import openai

        return (openai.OpenAIError,)

    @property
    def window_tokens(self) -> int | None:
        """What a server of the user's own has told, when it was asked or when it refused a prompt."""
        return self._outcome.least_window(self._served.window_tokens) if self.is_users_own else None

    @property
    def parameters(self) -> int | None:
        return self._served.parameters

    @property
    def max_concurrency(self) -> int | None:
        return self._served.slots

    @property
    def may_break_off(self) -> bool:
        known = self._served.alone or self._served.window_tokens is not None
        return known and self.is_users_own

    @property
    def is_users_own(self) -> bool:
        """Whether this is a server on this machine or in the user's own network."""
        return self._own_server and on_own_network(host_of(self._base_url))

    async def look_up_window(self) -> int | None:
        """Ask a server of the user's own; what a hosted service can read is in the catalog."""
        if self.is_users_own:
            key = self._key if self._endpoint.key else ""
            self._served = await served(self._http, self._base_url, self._endpoint.model, key)
            self._outcome.one_model = self._served.alone
        return self._served.window_tokens

    def _reader(self) -> Reader:
        return ChatReader() if self._chat else ResponseReader()

    async def _send(self, request: Request, *, stream: bool) -> None:
        import httpx2

        if self._chat:
            path, body = self._chat_call(request, stream=stream)
        else:
            path, body = "/responses", self.response_body(request) | {"stream": stream}
        # As the SDK's own methods send it, but without their walk through the types of each field,
        # a fifth of all processor time of a call.
        await self._client.post(path, cast_to=httpx2.Response, body=body)

    def _concede(self, refusal: BadRequest, request: Request) -> bool:
        """A server without the Responses API is asked for chat; one that does not know a field that
        nobody asked for is asked without it.
        """
        missing = refusal.status == 404 and not isinstance(refusal, ModelNotFound)
        if missing and self._own_server and not self._chat:
            self._chat = True
            return True
        refuses = refusal.status in (400, 422) and REFUSES.search(refusal.message)
        if not refuses or isinstance(refusal, ContextTooLong):
            return False
        before = self._defaults()
        self._drop(refusal.message, request)
        return before != self._defaults()

    def _defaults(self) -> object:
        return (
            self._chat,
            self._token_limit,
            self._stream_options,
            self._leads_small,
            self._dropped_efforts,
        )

    def _drop(self, said: str, request: Request) -> None:
        if self._chat and re.search(rf"\b{self._token_limit}\b", said):
            self._token_limit = next(n for n in TOKEN_LIMITS if n != self._token_limit)
        if self._chat and "stream_options" in said:
            self._stream_options = False
        if any(name in said for name in self._small_sampling(request)):
            self._leads_small = False
        self._drop_effort(said, request)

    def response_body(self, request: Request) -> dict[str, Any]:
        """Arguments of `responses.create`. `store=False`: OpenAI would keep the text for 30 days
        otherwise.
        """
        body: dict[str, Any] = {
            "model": request.model,
            "input": response_input(request),
            "max_output_tokens": request.max_output_tokens,
            "store": False,
            **self._takes(request, "temperature", "top_p"),
        }
        if request.system:
            body["instructions"] = request.system
        if effort := self._effort(request):
            body["reasoning"] = {"effort": effort}
        if request.schema:
            body["text"] = {"format": {"type": "json_schema", **_named_schema(request.schema)}}
        return body

    def chat_body(self, request: Request, *, stream: bool) -> dict[str, Any]:
        """Arguments of `chat.completions.create`."""
        system = [{"role": "system", "content": request.system}] if request.system else []
        asked = self._takes(request, "temperature", "top_p", "seed", "stop", *self._extra)
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [*system, {"role": "user", "content": chat_content(request)}],
            self._token_limit: request.max_output_tokens,
            "stream": stream,
        }
        extra = {name: asked.pop(name) for name in self._extra if name in asked}
        if extra:
            body["extra_body"] = {self._extra[name]: value for name, value in extra.items()}
        body.update(asked)
        if led := self._small_sampling(request):
            body["extra_body"] = led | body.get("extra_body", {})
        if not self._own_server:
            body["store"] = False
        if effort := self._effort(request):
            body["reasoning_effort"] = effort
        if request.schema:
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": _named_schema(request.schema),
            }
        if stream and self._stream_options:
            body["stream_options"] = {"include_usage": True}
        return body

    def _small_sampling(self, request: Request) -> dict[str, float]:
        """What a small model needs where the user does not say otherwise."""
        if not (request.enough_words and self._leads_small):
            return {}
        sampling = dict(self._served.small_sampling)
        for name, value in asdict(request.sampling).items():
            if value is not None:
                sampling.pop(self._extra.get(name, name), None)
        return sampling

    def batch_api(self) -> BatchApi | None:
        from ._openai_batch import OpenAIBatch

        return OpenAIBatch(self) if self._endpoint.provider == self.provider_name else None

    def batch_headers(self) -> dict[str, str]:
        """How the SDK signs."""
        return dict(self._client.auth_headers)

    def batch_body(self, request: Request) -> tuple[str, dict[str, Any]]:
        """The path of a call below the base URL, and its body."""
        if not self._chat:
            return "/responses", self.response_body(request)
        path, body = self._chat_call(request, stream=False)
        del body["stream"]
        return path, body

    def _chat_call(self, request: Request, *, stream: bool) -> tuple[str, dict[str, Any]]:
        """The path of a chat below the base URL, and its body as it is sent."""
        body = self.chat_body(request, stream=stream)
        return "/chat/completions", body | body.pop("extra_body", {})

    async def _models(self) -> list[str]:
        return [model.id async for model in self._client.models.list()]

    async def _embed(self, texts: Sequence[str]) -> Embedded:
        # As numbers: not every compatible server knows the SDK's default, base64.
        reply = await self._client.embeddings.create(
            model=self._endpoint.model, input=list(texts), encoding_format="float"
        )
        rows = sorted(reply.data, key=lambda row: row.index)
        tokens = reply.usage.prompt_tokens if reply.usage else None
        return embedded([row.embedding for row in rows], len(texts), tokens)

    async def _count(self, request: Request) -> int:
        if self._chat:
            return await super()._count(request)
        kept = ("model", "input", "instructions", "reasoning", "text")
        body = {name: value for name, value in self.response_body(request).items() if name in kept}
        return (await self._client.responses.input_tokens.count(**body)).input_tokens


def response_input(request: Request) -> str | list[dict[str, Any]]:
    """The text, or the images and then the text, as the Responses API takes them."""
    if not request.images:
        return request.user
    images = [
        {"type": "input_image", "image_url": image.data_uri, "detail": "high"}
        for image in request.images
    ]
    content = [*images, {"type": "input_text", "text": request.user}]
    return [{"type": "message", "role": "user", "content": content}]


def chat_content(request: Request) -> str | list[dict[str, Any]]:
    """The same for the content of a chat message."""
    if not request.images:
        return request.user
    images = [
        {"type": "image_url", "image_url": {"url": image.data_uri, "detail": "high"}}
        for image in request.images
    ]
    return [*images, {"type": "text", "text": request.user}]


def _named_schema(text: str) -> dict[str, Any]:
    schema = json.loads(text)
    return {"name": "summary", "schema": schema, "strict": _closed(schema)}


def _closed(schema: Any) -> bool:
    """Whether the strict mode takes this schema: each object closed, each property required."""
    if isinstance(schema, list):
        return all(map(_closed, schema))
    if not isinstance(schema, Mapping):
        return True
    if schema.get("type") == "object":
        names = set(schema.get("properties", {}))
        if (
            schema.get("additionalProperties") is not False
            or set(schema.get("required", ())) != names
        ):
            return False
    return all(map(_closed, schema.values()))
