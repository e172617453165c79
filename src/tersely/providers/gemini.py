"""Google Gemini through google-genai, the successor of google-generativeai (whose support has
ended).
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import AuthFailed
from ..provider import Endpoint
from ..records import Embedded, Finish, Request
from ._failure import Failure
from ._reader import Reader, name_of, text_of, word_of
from ._service import Service
from ._usage import Counted, count, total
from ._vectors import embedded
from ._wording import sanitize_message

if TYPE_CHECKING:
    from google import genai
    from google.genai import types

    from ..batch_api import BatchApi


@dataclass(slots=True)
class GeminiReader(Reader):
    """Whole responses and pieces of one: both have the same shape."""

    def read(self, document: Mapping[str, Any]) -> str:
        self.model = name_of(_told(document, "modelVersion")) or self.model
        self.request_id = name_of(_told(document, "responseId")) or self.request_id
        self.usage = _usage(_told(document, "usageMetadata")) or self.usage
        feedback = _told(document, "promptFeedback") or {}
        if blocked := text_of(_told(feedback, "blockReason")):
            # A blocked prompt has no candidate at all.
            self.word, self.finish = blocked, Finish.BLOCKED
            self.remark = text_of(_told(feedback, "blockReasonMessage"))
        candidate = _first(_told(document, "candidates") or [])
        if candidate is None:
            return ""
        self.word = word_of(_told(candidate, "finishReason")) or self.word
        self.remark = text_of(_told(candidate, "finishMessage")) or self.remark
        parts = (_told(candidate, "content") or {}).get("parts") or []
        texts = [text_of(part.get("text")) for part in parts if not part.get("thought")]
        self.reasoned = self.reasoned or len(texts) < len(parts)
        return "".join(texts)


def _first(candidates: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The candidate with the index 0, which is left out at times."""
    for candidate in candidates:
        if not candidate.get("index"):
            return candidate
    return None


class Adapter(Service):
    """Option: api_version ("v1" by default; the `-latest` model names exist on "v1beta" only)."""

    provider_name: ClassVar[str] = "gemini"
    aliases: ClassVar[tuple[str, ...]] = ("google", "google-genai", "google-generativeai")
    key_variables: ClassVar[tuple[str, ...]] = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
    base_url_variable: ClassVar[str] = "GOOGLE_GEMINI_BASE_URL"
    default_base_url: ClassVar[str] = "https://generativelanguage.googleapis.com"
    embedding_model: ClassVar[str] = "gemini-embedding-001"
    distribution: ClassVar[str] = "google-genai"
    key_page: ClassVar[str] = "https://aistudio.google.com/apikey"
    billing_page: ClassVar[str] = "https://aistudio.google.com/usage"

    @cached_property
    def _client(self) -> genai.Client:
        """It must live as long as the adapter: the SDK closes the connections when it is collected."""
        from google import genai
        from google.genai import types

        from ._border import tls_context

        endpoint = self._endpoint
        trusted = tls_context(endpoint.ca_bundle)
        # A client of ours keeps it from aiohttp, whose path in this SDK retries on its own.
        return genai.Client(
            **self.credentials(),
            http_options=types.HttpOptions(
                base_url=self._base_url,
                api_version=str(endpoint.options.get("api_version") or version_of(endpoint.model)),
                httpx_async_client=self._http,
                client_args={"verify": trusted},
                async_client_args={"ssl": trusted},
                retry_options=types.HttpRetryOptions(attempts=1),
            ),
        )

    def _vendor_errors(self) -> tuple[type[Exception], ...]:
        from google.genai import errors
        from pydantic import ValidationError

        return (errors.APIError, errors.UnknownApiResponseError, ValidationError)

    @cached_property
    def _types(self) -> Any:
        """The SDK's own types, in which requests are written."""
        from google.genai import types

        return types

    def credentials(self) -> dict[str, Any]:
        """What the SDK's client is given to sign with."""
        return {"api_key": self._key, "vertexai": False}

    def config(self, request: Request) -> types.GenerateContentConfig:
        """The `config` of `generate_content`."""
        asked = self._takes(request, "temperature", "top_p", "top_k", "seed", "stop")
        if "stop" in asked:
            asked["stop_sequences"] = asked.pop("stop")
        if effort := self._effort(request):
            # The SDK's own `thinking_config` goes out in snake case, which the API does not
            # document.
            level = {"thinkingConfig": {"thinkingLevel": effort.upper()}}
            asked["http_options"] = self._types.HttpOptions(extra_body={"generationConfig": level})
        if request.schema:
            asked["response_mime_type"] = "application/json"
            asked["response_json_schema"] = json.loads(request.schema)
        config: types.GenerateContentConfig = self._types.GenerateContentConfig(
            system_instruction=request.system or None,
            max_output_tokens=request.max_output_tokens,
            # Continued calls would be billed and timed behind our back.
            automatic_continuation=False,
            **asked,
        )
        return config

    def batch_api(self) -> BatchApi | None:
        from ._gemini_batch import GeminiBatch

        # Vertex AI has another door for this.
        at_home = self._endpoint.provider == Adapter.provider_name
        return GeminiBatch(self) if at_home else None

    def _reader(self) -> Reader:
        return GeminiReader()

    async def _send(self, request: Request, *, stream: bool) -> None:
        models = self._client.aio.models
        asked: Any = {
            "model": request.model,
            "contents": self._contents(request),
            "config": self.config(request),
        }
        if not stream:
            await models.generate_content(**asked)
            return
        # This SDK sends nothing before its stream is read; at the border nothing is left of it.
        async for _ in await models.generate_content_stream(**asked):
            pass

    def _contents(self, request: Request) -> Any:
        """The text, or the images and then the text."""
        if not request.images:
            return request.user
        part = self._types.Part
        contents = [
            part.from_bytes(data=image.png, mime_type=image.media_type) for image in request.images
        ]
        contents.append(part.from_text(text=request.user))
        return contents

    async def _models(self) -> list[str]:
        models = await self._client.aio.models.list(config={"page_size": 1000})
        return [(model.name or "").removeprefix("models/") async for model in models]

    async def _embed(self, texts: Sequence[str]) -> Embedded:
        contents: Any = list(texts)
        reply = await self._client.aio.models.embed_content(
            model=self._endpoint.model, contents=contents
        )
        # This API does not tell how many tokens it has read.
        rows = [row.values or [] for row in reply.embeddings or []]
        return embedded(rows, len(texts), None)

    async def _count(self, request: Request) -> int:
        # The service refuses a system instruction here, so it is counted as part of the text.
        contents = f"{request.system}\n{request.user}"
        counted = await self._client.aio.models.count_tokens(model=request.model, contents=contents)
        return counted.total_tokens or 0

    def _vendor_failure(self, error: Exception) -> Failure | None:
        from google.genai import errors

        from ._border import shown

        if isinstance(error, errors.APIError):
            headers: Mapping[str, str] = getattr(error.response, "headers", {})
            url = shown(str(getattr(error.response, "url", "")))
            self._learn(headers)
            return Failure.read(error.details, error.code, headers).at(url)
        return Failure(status=200, message="the reply is not what the API promises")


def version_of(model: str) -> str:
    """The version of the API that knows the model: the `-latest` names exist on v1beta only."""
    return "v1beta" if model.endswith("-latest") else "v1"


def access_token(token: str) -> Any:
    """A token as the credentials that Google's SDKs take; they cannot renew it."""
    from google.oauth2.credentials import Credentials

    return Credentials(token=token)  # type: ignore[no-untyped-call]


def credentials_error() -> type[Exception]:
    """What Google's SDKs raise where credentials are missing or not valid any more."""
    from google.auth.exceptions import GoogleAuthError

    return GoogleAuthError


async def signed(call: Awaitable[None], endpoint: Endpoint) -> None:
    """Await a call that is signed with the credentials of this machine.

    Raises:
        AuthFailed: there are none, or they are not valid any more.
    """
    try:
        await call
        return
    except credentials_error() as error:
        said = str(error)
    raise no_credentials(endpoint, said)


def no_credentials(endpoint: Endpoint, said: str) -> AuthFailed:
    """The error for a machine without application default credentials; `said` is Google's word."""
    said = sanitize_message(said, endpoint).rstrip(".")
    return AuthFailed(
        f"{endpoint.provider}: the application default credentials cannot be used: {said}.",
        provider=endpoint.provider,
        hint="Log in: gcloud auth application-default login; or have a command print a token: "
        f'key_command = ["gcloud", "auth", "print-access-token"] under '
        f"[providers.{endpoint.provider}].",
    )


def _usage(usage: Any) -> Counted | None:
    """Thoughts are billed as output, but this API counts them apart."""
    if not isinstance(usage, Mapping):
        return None
    thoughts = count(_told(usage, "thoughtsTokenCount"))
    return Counted(
        input_tokens=count(_told(usage, "promptTokenCount")),
        output_tokens=total(_told(usage, "candidatesTokenCount"), thoughts),
        cached_tokens=count(_told(usage, "cachedContentTokenCount")),
        reasoning_tokens=thoughts,
    )


def _told(document: Mapping[str, Any], name: str) -> Any:
    """A field by its name, or by the same in snake case, as some gateways write it."""
    if name in document:
        return document[name]
    return document.get(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
