"""Anthropic: the Messages API. It takes no temperature, top_p or top_k any more (version
2026-10-21).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ..records import Request
from ._failure import Failure
from ._reader import NotAnAnswer, Reader, name_of, text_of, word_of
from ._service import Service
from ._usage import Counted, count, total

if TYPE_CHECKING:
    from ..batch_api import BatchApi


@dataclass(slots=True)
class MessageReader(Reader):
    """Whole messages and the events of a stream."""

    _usage: dict[str, Any] = field(default_factory=dict)

    def failure_in(self, document: Mapping[str, Any]) -> Failure | None:
        told = document.get("type") == "error" or document.get("error")
        return Failure.read(document) if told else None

    def read(self, document: Mapping[str, Any]) -> str:
        kind = document.get("type")
        if kind == "message" or (kind is None and "stop_reason" in document):
            return self._whole(document)
        if kind == "message_start":
            self._open(document.get("message") or {})
        elif kind == "content_block_start":
            return self._block(document.get("content_block") or {})
        elif kind == "content_block_delta":
            return self._delta(document.get("delta") or {})
        elif kind == "message_delta":
            self._end(document.get("delta") or {}, document.get("usage"))
        elif kind == "message_stop":
            self.closed = True
        elif kind is None:
            raise NotAnAnswer("the reply holds no answer")
        return ""

    def _whole(self, message: Mapping[str, Any]) -> str:
        self._open(message)
        self._end(message, message.get("usage"))
        self.closed = True
        content = message.get("content") or []
        if isinstance(content, str):
            return content
        return "".join(self._block(block) for block in content)

    def _open(self, message: Mapping[str, Any]) -> None:
        self.model = name_of(message.get("model")) or self.model
        self.request_id = name_of(message.get("id")) or self.request_id
        self._count(message.get("usage"))

    def _block(self, block: Mapping[str, Any]) -> str:
        self.reasoned = self.reasoned or "thinking" in name_of(block.get("type"))
        return text_of(block.get("text")) if block.get("type") == "text" else ""

    def _delta(self, delta: Mapping[str, Any]) -> str:
        kind = name_of(delta.get("type"))
        self.reasoned = self.reasoned or "thinking" in kind
        return text_of(delta.get("text")) if kind == "text_delta" else ""

    def _end(self, closing: Mapping[str, Any], usage: Any) -> None:
        self.word = word_of(closing.get("stop_reason")) or self.word
        why = closing.get("stop_details") or {}
        said = [text_of(why.get(name)) for name in ("category", "explanation")]
        self.remark = ": ".join(filter(None, said))
        self._count(usage)

    def _count(self, usage: Any) -> None:
        """The parts of a stream each tell some of it; the last word counts."""
        if isinstance(usage, Mapping):
            for name, value in usage.items():
                if value is not None:
                    self._usage[name] = value
            self.usage = _usage(self._usage)

    def detail(self) -> str:
        """The remark alone says why a refusal is one."""
        return self.remark or Reader.detail(self)


def content_of(request: Request) -> str | list[dict[str, Any]]:
    """The text, or the images and then the text: the order in which Claude reads them best."""
    if not request.images:
        return request.user
    images = [
        {
            "type": "image",
            "source": {"type": "base64", "media_type": image.media_type, "data": image.base64},
        }
        for image in request.images
    ]
    return [*images, {"type": "text", "text": request.user}]


class Adapter(Service):
    """`thinking` is left to the model's default; the effort is the one knob that every model takes."""

    provider_name: ClassVar[str] = "anthropic"
    aliases: ClassVar[tuple[str, ...]] = ("claude",)
    key_variables: ClassVar[tuple[str, ...]] = ("ANTHROPIC_API_KEY",)
    base_url_variable: ClassVar[str] = "ANTHROPIC_BASE_URL"
    default_base_url: ClassVar[str] = "https://api.anthropic.com"
    distribution: ClassVar[str] = "anthropic"
    key_page: ClassVar[str] = "https://platform.claude.com/settings/keys"
    billing_page: ClassVar[str] = "https://platform.claude.com/settings/billing"

    client_class: ClassVar[str] = "AsyncAnthropic"
    streams: ClassVar[bool] = True

    @cached_property
    def _client(self) -> Any:
        import anthropic

        return getattr(anthropic, self.client_class)(
            base_url=self._base_url,
            max_retries=0,
            timeout=self._clocks,
            http_client=self._http,
            **self.credentials(),
        )

    def _vendor_errors(self) -> tuple[type[Exception], ...]:
        import anthropic

        return (anthropic.AnthropicError,)

    def credentials(self) -> dict[str, Any]:
        """What the SDK's client of this cloud is given to sign with."""
        return {"api_key": self._key}

    def body(self, request: Request) -> dict[str, Any]:
        """Arguments of `messages.create`."""
        asked = self._takes(request, "stop")
        body: dict[str, Any] = {
            "model": request.model,
            "max_tokens": request.max_output_tokens,
            "messages": [{"role": "user", "content": content_of(request)}],
        }
        if request.system:
            body["system"] = request.system
        if asked:
            body["stop_sequences"] = asked["stop"]
        output: dict[str, Any] = {}
        if effort := self._effort(request):
            output["effort"] = effort
        if request.schema:
            output["format"] = {"type": "json_schema", "schema": json.loads(request.schema)}
        if output:
            body["output_config"] = output
        return body

    def batch_api(self) -> BatchApi | None:
        from ._anthropic_batch import AnthropicBatch

        # The clouds have other doors for this.
        at_home = self._endpoint.provider == Adapter.provider_name
        return AnthropicBatch(self) if at_home else None

    def batch_headers(self) -> dict[str, str]:
        """How the SDK signs, and the version of the API that it speaks."""
        client = self._client
        version = client.default_headers["anthropic-version"]
        return {**client.auth_headers, "anthropic-version": str(version)}

    def _reader(self) -> Reader:
        return MessageReader()

    async def _send(self, request: Request, *, stream: bool) -> None:
        create: Any = self._client.messages.with_raw_response.create
        await create(**self.body(request), stream=stream and self.streams)

    async def _models(self) -> list[str]:
        return [model.id async for model in self._client.models.list()]

    async def _count(self, request: Request) -> int:
        kept = ("model", "messages", "system", "output_config")
        body = {name: value for name, value in self.body(request).items() if name in kept}
        return int((await self._client.messages.count_tokens(**body)).input_tokens)


def _usage(usage: Mapping[str, Any]) -> Counted:
    """`input_tokens` of this API leaves the cached part out; ours holds it."""
    cached = count(usage.get("cache_read_input_tokens"))
    written = count(usage.get("cache_creation_input_tokens"))
    fresh = count(usage.get("input_tokens"))
    details = usage.get("output_tokens_details")
    thought = details.get("thinking_tokens") if isinstance(details, Mapping) else None
    return Counted(
        input_tokens=None if fresh is None else total(fresh, cached, written),
        output_tokens=count(usage.get("output_tokens")),
        cached_tokens=cached,
        reasoning_tokens=count(thought),
        cache_write_tokens=written,
    )
