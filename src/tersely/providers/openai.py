"""OpenAI: the Responses API by default, chat completions where the endpoint asks for it or knows
nothing else.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from ..errors import BadRequest, ModelNotFound
from ..provider import Endpoint
from ..records import Finish, Request, Usage
from ._failure import Failure
from ._service import Ending, Service, expect_type, server_events
from ._thinking import ThinkFilter

RESPONSE_ENDINGS = {
    "max_output_tokens": Finish.LENGTH,
    "max_messages": Finish.LENGTH,
    "steered": Finish.LENGTH,
    "content_filter": Finish.BLOCKED,
}
CHAT_ENDINGS = {
    "stop": Finish.COMPLETE,
    "eos": Finish.COMPLETE,
    "length": Finish.LENGTH,
    "max_tokens": Finish.LENGTH,
    "model_length": Finish.LENGTH,
    "insufficient_system_resource": Finish.LENGTH,
    "content_filter": Finish.BLOCKED,
    "safety": Finish.BLOCKED,
    "refusal": Finish.REFUSED,
}


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
    distribution: ClassVar[str] = "openai"
    key_page: ClassVar[str] = "https://platform.openai.com/api-keys"
    billing_page: ClassVar[str] = "https://platform.openai.com/settings/organization/billing"
    # Token limits look at the request alone (platform.openai.com/docs/guides/rate-limits), at Azure
    # too.
    counts_output_cap = True

    def __init__(self, endpoint: Endpoint) -> None:
        import openai

        super().__init__(endpoint, (openai.OpenAIError,))
        self._chat = endpoint.api == "chat"
        self._own_server = self._base_url.rstrip("/") != self.default_base_url
        self._token_limit = str(endpoint.options.get("token_limit") or "max_completion_tokens")
        self._thinks_unopened = False
        self._stream_options = bool(endpoint.options.get("stream_options", True))
        self._extra: Mapping[str, str] = endpoint.options.get("extra") or {}
        self._client = openai.AsyncOpenAI(
            api_key=self._key,
            base_url=self._base_url,
            max_retries=0,
            timeout=self._clocks,
            http_client=self._http,
        )

    async def _answer(self, request: Request) -> tuple[str, Ending]:
        reply = await self._send(request, stream=False)
        expect_type(reply, "application/json", self)
        document = reply.json()
        if not isinstance(document, dict) or (document.get("error") and "status" not in document):
            raise Failure.read(document).error(self._endpoint, self._facts)
        text, ending = self._read_chat(document) if self._chat else self._read_response(document)
        return self._without_thoughts(text, ending)

    def _without_thoughts(self, text: str, ending: Ending) -> tuple[str, Ending]:
        cut = ending.finish is Finish.LENGTH
        thoughts = ThinkFilter(unopened=self._thinks_unopened)
        visible = thoughts.feed(text) + thoughts.flush(cut=cut)
        if thoughts.leaked:
            self._thinks_unopened = True
            return self._without_thoughts(text, ending)
        return visible, replace(ending, reasoned=ending.reasoned or thoughts.found)

    async def _pieces(self, request: Request) -> AsyncGenerator[str | Ending]:
        reply = await self._send(request, stream=True)
        try:
            expect_type(reply, "text/event-stream", self)
            yield ""
            read = self._chat_pieces if self._chat else self._response_pieces
            thoughts = ThinkFilter(unopened=self._thinks_unopened)
            async for item in read(reply):
                if isinstance(item, str):
                    visible = thoughts.feed(item) if item else ""
                    if thoughts.leaked:
                        # What was shown cannot be taken back. The next try holds all back until the
                        # reasoning ends.
                        self._thinks_unopened = True
                        raise self._bad_reply(
                            "the answer began with reasoning that no tag had opened"
                        )
                    yield visible
                else:
                    yield thoughts.flush(cut=item.finish is Finish.LENGTH)
                    yield replace(item, reasoned=item.reasoned or thoughts.found)
        finally:
            await reply.aclose()

    async def _send(self, request: Request, *, stream: bool) -> Any:
        """The HTTP response. A server of the user's own that has no Responses API is asked for chat
        instead, once.
        """
        try:
            return await self._create(request, stream=stream)
        except self._caught as error:
            failure = self._translated(error)
        missing = (
            isinstance(failure, BadRequest)
            and failure.status == 404
            and not isinstance(failure, ModelNotFound)
        )
        if self._chat or not self._own_server or not missing:
            raise failure
        self._chat = True
        return await self._create(request, stream=stream)

    async def _create(self, request: Request, *, stream: bool) -> Any:
        if self._chat:
            create: Any = self._client.chat.completions.with_raw_response.create
            body = self.chat_body(request, stream=stream)
        else:
            create = self._client.responses.with_raw_response.create
            body = {**self.response_body(request), "stream": stream}
        reply = (await create(**body)).http_response
        self._learn(reply.headers)
        return reply

    def response_body(self, request: Request) -> dict[str, Any]:
        """Arguments of `responses.create`. `store=False`: OpenAI would keep the text for 30 days
        otherwise.
        """
        body: dict[str, Any] = {
            "model": request.model,
            "input": request.user,
            "max_output_tokens": request.max_output_tokens,
            "store": False,
            **self._takes(request, "temperature", "top_p"),
        }
        if request.system:
            body["instructions"] = request.system
        if request.reasoning:
            body["reasoning"] = {"effort": request.reasoning}
        if request.schema:
            body["text"] = {"format": {"type": "json_schema", **_named_schema(request.schema)}}
        return body

    def chat_body(self, request: Request, *, stream: bool) -> dict[str, Any]:
        """Arguments of `chat.completions.create`."""
        system = [{"role": "system", "content": request.system}] if request.system else []
        asked = self._takes(request, "temperature", "top_p", "seed", "stop", *self._extra)
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [*system, {"role": "user", "content": request.user}],
            self._token_limit: request.max_output_tokens,
            "stream": stream,
        }
        if extra := {
            theirs: asked.pop(ours) for ours, theirs in self._extra.items() if ours in asked
        }:
            body["extra_body"] = extra
        body.update(asked)
        if not self._own_server:
            body["store"] = False
        if request.reasoning:
            body["reasoning_effort"] = request.reasoning
        if request.schema:
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": _named_schema(request.schema),
            }
        if stream and self._stream_options:
            body["stream_options"] = {"include_usage": True}
        return body

    def _read_response(self, document: Mapping[str, Any]) -> tuple[str, Ending]:
        """Text and ending of a Response object, also of the one in the last event of a stream."""
        status = document.get("status")
        if status in ("failed", "cancelled"):
            raise Failure.read(document.get("error") or f"the answer is {status}").error(
                self._endpoint, self._facts
            )
        if status not in ("completed", "incomplete"):
            raise self._bad_reply(f"the answer has the status {status!r}")
        output = document.get("output") or []
        parts = [
            part
            for item in output
            if item.get("type") == "message"
            for part in item.get("content") or []
        ]
        text = "".join(
            part.get("text") or "" for part in parts if part.get("type") == "output_text"
        )
        refusal = "".join(
            part.get("refusal") or "" for part in parts if part.get("type") == "refusal"
        )
        reason = (document.get("incomplete_details") or {}).get("reason") or ""
        finish = (
            Finish.COMPLETE
            if status == "completed"
            else RESPONSE_ENDINGS.get(reason, Finish.LENGTH)
        )
        return text, Ending(
            finish=Finish.REFUSED if refusal else finish,
            model=document.get("model") or "",
            usage=_response_usage(document.get("usage")),
            request_id=document.get("id"),
            detail=refusal or reason,
            reasoned=any(item.get("type") == "reasoning" for item in output),
        )

    async def _response_pieces(self, reply: Any) -> AsyncGenerator[str | Ending]:
        async for event in server_events(reply):
            kind = event.get("type")
            if kind == "response.output_text.delta":
                yield event.get("delta") or ""
            elif kind in ("response.completed", "response.incomplete", "response.failed"):
                yield self._read_response(event.get("response") or {})[1]
                return
            elif kind == "error" or event.get("error"):
                raise Failure.read(event).error(self._endpoint, self._facts)
            else:
                yield ""

    def _read_chat(self, document: Mapping[str, Any]) -> tuple[str, Ending]:
        choice = next(iter(document.get("choices") or []), None)
        if not isinstance(choice, Mapping):
            raise self._bad_reply("the reply holds no answer")
        message = choice.get("message") or {}
        text, reasoned = _spoken(message)
        reason, refusal = choice.get("finish_reason"), message.get("refusal") or ""
        return text, self._chat_ending(
            document, reason, refusal, document.get("usage"), reasoned=reasoned
        )

    async def _chat_pieces(self, reply: Any) -> AsyncGenerator[str | Ending]:
        reason, refusal, usage, reasoned, last = None, "", None, False, {}
        async for event in server_events(reply):
            if event.get("error"):
                raise Failure.read(event).error(self._endpoint, self._facts)
            last, usage = event, event.get("usage") or usage
            for choice in (event.get("choices") or [])[:1]:
                delta = choice.get("delta") or {}
                reason = choice.get("finish_reason") or reason
                refusal += delta.get("refusal") or ""
                text, thought = _spoken(delta)
                reasoned = reasoned or thought
                yield text
        if reason or refusal:
            yield self._chat_ending(last, reason, refusal, usage, reasoned=reasoned)

    def _chat_ending(
        self, document: Mapping[str, Any], reason: Any, refusal: str, usage: Any, *, reasoned: bool
    ) -> Ending:
        if not reason and not refusal:
            raise self._bad_reply("the reply does not say how the answer ended")
        if reason == "error":
            raise Failure.read("the model failed").error(self._endpoint, self._facts)
        return Ending(
            finish=Finish.REFUSED if refusal else CHAT_ENDINGS.get(str(reason), Finish.LENGTH),
            model=document.get("model") or "",
            usage=_chat_usage(usage),
            request_id=document.get("id"),
            detail=refusal or ("" if reason == "stop" else str(reason)),
            reasoned=reasoned,
        )

    async def _models(self) -> list[str]:
        return [model.id async for model in self._client.models.list()]

    async def _count(self, request: Request) -> int:
        if self._chat:
            return await super()._count(request)
        kept = ("model", "input", "instructions", "reasoning", "text")
        body = {name: value for name, value in self.response_body(request).items() if name in kept}
        return (await self._client.responses.input_tokens.count(**body)).input_tokens


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


def _spoken(message: Mapping[str, Any]) -> tuple[str, bool]:
    """The text of a chat message or of a piece of one, and whether it holds reasoning.

    Mistral's reasoning models give a list of parts (docs.mistral.ai/capabilities/reasoning).
    """
    content = message.get("content") or ""
    reasoned = bool(message.get("reasoning_content") or message.get("reasoning"))
    if not isinstance(content, list):
        return content, reasoned
    text = "".join(part["text"] for part in content if part["type"] == "text")
    return text, reasoned or any(part["type"] == "thinking" for part in content)


def _response_usage(usage: Any) -> Usage | None:
    if not usage:
        return None
    sent, got = usage.get("input_tokens_details") or {}, usage.get("output_tokens_details") or {}
    return Usage(
        input_tokens=usage.get("input_tokens") or 0,
        output_tokens=usage.get("output_tokens") or 0,
        cached_tokens=sent.get("cached_tokens") or 0,
        reasoning_tokens=got.get("reasoning_tokens") or 0,
        cache_write_tokens=sent.get("cache_write_tokens") or 0,
    )


def _chat_usage(usage: Any) -> Usage | None:
    if not usage:
        return None
    sent, got = (
        usage.get("prompt_tokens_details") or {},
        usage.get("completion_tokens_details") or {},
    )
    cached = sent.get("cached_tokens") or usage.get(
        "prompt_cache_hit_tokens"
    )  # the latter is DeepSeek's word
    return Usage(
        input_tokens=usage.get("prompt_tokens") or 0,
        output_tokens=usage.get("completion_tokens") or 0,
        cached_tokens=cached or 0,
        reasoning_tokens=got.get("reasoning_tokens") or 0,
        cache_write_tokens=sent.get("cache_write_tokens") or 0,
    )
