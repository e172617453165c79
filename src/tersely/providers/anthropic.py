"""Anthropic: the Messages API. It takes no temperature, top_p or top_k any more (version
2026-10-21).
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any, ClassVar

from ..provider import Endpoint
from ..records import Finish, Request, Usage
from ._failure import Failure
from ._service import Ending, Service, expect_type, server_events

# pause_turn and tool_use cannot come, as no tool is offered; if one does, the answer is not whole.
ENDINGS = {
    "end_turn": Finish.COMPLETE,
    "stop_sequence": Finish.COMPLETE,
    "max_tokens": Finish.LENGTH,
    "model_context_window_exceeded": Finish.LENGTH,
    "tool_use": Finish.LENGTH,
    "pause_turn": Finish.LENGTH,
    "refusal": Finish.REFUSED,
}


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

    def __init__(self, endpoint: Endpoint) -> None:
        import anthropic

        super().__init__(endpoint, (anthropic.AnthropicError,))
        self._client = anthropic.AsyncAnthropic(
            api_key=self._key,
            base_url=self._base_url,
            max_retries=0,
            timeout=self._clocks,
            http_client=self._http,
        )

    def body(self, request: Request) -> dict[str, Any]:
        """Arguments of `messages.create`."""
        asked = self._takes(request, "stop")
        body: dict[str, Any] = {
            "model": request.model,
            "max_tokens": request.max_output_tokens,
            "messages": [{"role": "user", "content": request.user}],
        }
        if request.system:
            body["system"] = request.system
        if asked:
            body["stop_sequences"] = asked["stop"]
        output: dict[str, Any] = {}
        if request.reasoning:
            output["effort"] = request.reasoning
        if request.schema:
            output["format"] = {"type": "json_schema", "schema": json.loads(request.schema)}
        if output:
            body["output_config"] = output
        return body

    async def _answer(self, request: Request) -> tuple[str, Ending]:
        reply = await self._send(request, stream=False)
        expect_type(reply, "application/json", self)
        document = reply.json()
        if not isinstance(document, dict) or document.get("type") == "error":
            raise Failure.read(document).error(self._endpoint, self._facts)
        content = document.get("content") or []
        text = "".join(block.get("text") or "" for block in content if block.get("type") == "text")
        reasoned = any("thinking" in str(block.get("type")) for block in content)
        return text, self._ending(document, document, document.get("usage"), reasoned=reasoned)

    async def _pieces(self, request: Request) -> AsyncGenerator[str | Ending]:
        reply = await self._send(request, stream=True)
        message: Mapping[str, Any] = {}
        closing: Mapping[str, Any] = {}
        usage: dict[str, Any] = {}
        reasoned = False
        try:
            expect_type(reply, "text/event-stream", self)
            # The SDK's own stream passes over events that it cannot place; here every event is
            # read.
            async for event in server_events(reply):
                kind = event.get("type")
                delta = event.get("delta") or {}
                if kind == "message_start":
                    message = event.get("message") or {}
                    usage.update(message.get("usage") or {})
                elif kind == "message_delta":
                    closing = delta
                    usage.update(
                        {k: v for k, v in (event.get("usage") or {}).items() if v is not None}
                    )
                elif kind == "message_stop":
                    yield self._ending(message, closing, usage, reasoned=reasoned)
                    return
                elif kind == "error":
                    raise Failure.read(event).error(self._endpoint, self._facts)
                reasoned = reasoned or "thinking" in str(delta.get("type"))
                yield (delta.get("text") or "") if delta.get("type") == "text_delta" else ""
        finally:
            await reply.aclose()

    async def _send(self, request: Request, *, stream: bool) -> Any:
        create: Any = self._client.messages.with_raw_response.create
        reply = (await create(**self.body(request), stream=stream)).http_response
        self._learn(reply.headers)
        return reply

    def _ending(
        self, message: Mapping[str, Any], closing: Mapping[str, Any], usage: Any, *, reasoned: bool
    ) -> Ending:
        reason = closing.get("stop_reason")
        if not reason:
            raise self._bad_reply("the reply does not say how the answer ended")
        why = closing.get("stop_details") or {}
        said = ": ".join(filter(None, (why.get("category"), why.get("explanation"))))
        return Ending(
            finish=ENDINGS.get(reason, Finish.LENGTH),
            model=message.get("model") or "",
            usage=_usage(usage),
            request_id=message.get("id"),
            detail=said or ("" if reason == "end_turn" else reason),
            reasoned=reasoned,
        )

    async def _models(self) -> list[str]:
        return [model.id async for model in self._client.models.list()]

    async def _count(self, request: Request) -> int:
        kept = ("model", "messages", "system", "output_config")
        body = {name: value for name, value in self.body(request).items() if name in kept}
        return (await self._client.messages.count_tokens(**body)).input_tokens


def _usage(usage: Any) -> Usage | None:
    """`input_tokens` of this API leaves the cached part out; ours holds it."""
    if not usage:
        return None
    cached, written = (
        usage.get("cache_read_input_tokens") or 0,
        usage.get("cache_creation_input_tokens") or 0,
    )
    return Usage(
        input_tokens=(usage.get("input_tokens") or 0) + cached + written,
        output_tokens=usage.get("output_tokens") or 0,
        cached_tokens=cached,
        reasoning_tokens=(usage.get("output_tokens_details") or {}).get("thinking_tokens") or 0,
        cache_write_tokens=written,
    )
