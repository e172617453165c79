"""Google Gemini through google-genai, the successor of google-generativeai (whose support has
ended).
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, ClassVar

from ..provider import Endpoint
from ..records import Finish, Request, Usage
from ._failure import Failure
from ._service import Ending, Service, expect_type, tls_context

if TYPE_CHECKING:
    import httpx2
    from google.genai import types

# Whatever is not in here stopped the answer for the content's sake.
ENDINGS = {
    "STOP": Finish.COMPLETE,
    "MAX_TOKENS": Finish.LENGTH,
    "CONTINUATION": Finish.LENGTH,
    "OTHER": Finish.LENGTH,
    "FINISH_REASON_UNSPECIFIED": Finish.LENGTH,
    "MALFORMED_RESPONSE": Finish.LENGTH,
    "MALFORMED_FUNCTION_CALL": Finish.LENGTH,
    "UNEXPECTED_TOOL_CALL": Finish.LENGTH,
    "TOO_MANY_TOOL_CALLS": Finish.LENGTH,
    "MISSING_THOUGHT_SIGNATURE": Finish.LENGTH,
}


class Adapter(Service):
    """Option: api_version ("v1" by default; the `-latest` model names exist on "v1beta" only)."""

    provider_name: ClassVar[str] = "gemini"
    aliases: ClassVar[tuple[str, ...]] = ("google", "google-genai", "google-generativeai")
    key_variables: ClassVar[tuple[str, ...]] = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
    base_url_variable: ClassVar[str] = "GOOGLE_GEMINI_BASE_URL"
    default_base_url: ClassVar[str] = "https://generativelanguage.googleapis.com"
    distribution: ClassVar[str] = "google-genai"
    key_page: ClassVar[str] = "https://aistudio.google.com/apikey"
    billing_page: ClassVar[str] = "https://aistudio.google.com/usage"

    def __init__(self, endpoint: Endpoint) -> None:
        from google import genai
        from google.genai import errors, types
        from pydantic import ValidationError

        super().__init__(
            endpoint, (errors.APIError, errors.UnknownApiResponseError, ValidationError)
        )
        self._types = types
        # This SDK hands each request its own timeout (None: no clock at all), so ours are put back
        # by a hook.
        self._http.event_hooks = {"request": [self._set_clocks], "response": [self._look]}
        # A client of ours keeps it from aiohttp, whose path in this SDK retries on its own.
        # `self._client` must live as long as the adapter: the SDK closes the connections when it is
        # collected.
        self._client = genai.Client(
            api_key=self._key,
            vertexai=False,
            http_options=types.HttpOptions(
                base_url=self._base_url,
                api_version=str(endpoint.options.get("api_version") or "v1"),
                httpx_async_client=self._http,
                client_args={"verify": tls_context()},
                async_client_args={"ssl": tls_context()},
                retry_options=types.HttpRetryOptions(attempts=1),
            ),
        )

    def config(self, request: Request) -> types.GenerateContentConfig:
        """The `config` of `generate_content`."""
        asked = self._takes(request, "temperature", "top_p", "top_k", "seed", "stop")
        if "stop" in asked:
            asked["stop_sequences"] = asked.pop("stop")
        if request.reasoning:
            level = self._types.ThinkingLevel(request.reasoning.upper())
            asked["thinking_config"] = self._types.ThinkingConfig(thinking_level=level)
        if request.schema:
            asked["response_mime_type"] = "application/json"
            asked["response_json_schema"] = json.loads(request.schema)
        return self._types.GenerateContentConfig(
            system_instruction=request.system or None,
            max_output_tokens=request.max_output_tokens,
            # Continued calls would be billed and timed behind our back.
            automatic_continuation=False,
            **asked,
        )

    async def _answer(self, request: Request) -> tuple[str, Ending]:
        reply = await self._client.aio.models.generate_content(
            model=request.model, contents=request.user, config=self.config(request)
        )
        text, reasoned = _read(reply)
        return text, self._ending([reply], reasoned=reasoned)

    async def _pieces(self, request: Request) -> AsyncGenerator[str | Ending]:
        stream = await self._client.aio.models.generate_content_stream(
            model=request.model, contents=request.user, config=self.config(request)
        )
        reasoned = False
        last: list[types.GenerateContentResponse] = []
        async for reply in stream:
            text, thought = _read(reply)
            reasoned = reasoned or thought
            if _stop(reply) or reply.usage_metadata:
                last.append(reply)
            yield text
        yield self._ending(last, reasoned=reasoned)

    def _ending(self, replies: list[types.GenerateContentResponse], *, reasoned: bool) -> Ending:
        """The ending that the last of `replies` tells; each of them tells it, or the usage, or
        both.
        """
        found = [(reply, stop) for reply in replies if (stop := _stop(reply))]
        if not found:
            raise self._bad_reply("the reply does not say how the answer ended")
        reply, (finish, reason, said) = found[-1]
        usage = next((r.usage_metadata for r in reversed(replies) if r.usage_metadata), None)
        return Ending(
            finish=finish,
            model=reply.model_version or "",
            usage=_usage(usage),
            request_id=reply.response_id,
            detail=": ".join(filter(None, ("" if reason == "STOP" else reason, said))),
            reasoned=reasoned,
        )

    async def _models(self) -> list[str]:
        models = await self._client.aio.models.list(config={"page_size": 1000})
        return [(model.name or "").removeprefix("models/") async for model in models]

    async def _count(self, request: Request) -> int:
        # The service refuses a system instruction here, so it is counted as part of the text.
        contents = f"{request.system}\n{request.user}"
        counted = await self._client.aio.models.count_tokens(model=request.model, contents=contents)
        return counted.total_tokens or 0

    def _vendor_failure(self, error: Exception) -> Failure | None:
        from google.genai import errors

        if isinstance(error, errors.APIError):
            headers: Mapping[str, str] = getattr(error.response, "headers", {})
            return Failure.read(error.details, error.code, headers)
        return Failure(status=200, message="the reply is not what the API promises")

    async def _set_clocks(self, request: httpx2.Request) -> None:
        request.extensions["timeout"] = self._clocks.as_dict()

    async def _look(self, response: httpx2.Response) -> None:
        if response.status_code == 200:
            streamed = "alt=sse" in str(response.url)
            expect_type(response, "text/event-stream" if streamed else "application/json", self)


def _read(reply: types.GenerateContentResponse) -> tuple[str, bool]:
    """The text without the thoughts, and whether there are thoughts. `reply.text` is None where a
    thought ate the room.
    """
    content = reply.candidates[0].content if reply.candidates else None
    parts = (content.parts if content else None) or []
    return "".join(part.text or "" for part in parts if not part.thought), any(
        part.thought for part in parts
    )


def _stop(reply: types.GenerateContentResponse) -> tuple[Finish, str, str] | None:
    """How the answer ended, the service's word for it and its remark; a blocked prompt has no
    candidate at all.
    """
    feedback = reply.prompt_feedback
    if feedback and feedback.block_reason:
        return Finish.BLOCKED, feedback.block_reason.value, feedback.block_reason_message or ""
    candidate = next(iter(reply.candidates or []), None)
    if candidate is None or candidate.finish_reason is None:
        return None
    reason = candidate.finish_reason.value
    return ENDINGS.get(reason, Finish.BLOCKED), reason, candidate.finish_message or ""


def _usage(usage: types.GenerateContentResponseUsageMetadata | None) -> Usage | None:
    """Thoughts are billed as output, but this API counts them apart."""
    if usage is None:
        return None
    thoughts = usage.thoughts_token_count or 0
    return Usage(
        input_tokens=usage.prompt_token_count or 0,
        output_tokens=(usage.candidates_token_count or 0) + thoughts,
        cached_tokens=usage.cached_content_token_count or 0,
        reasoning_tokens=thoughts,
    )
