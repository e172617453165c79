"""Images in a request: the exact form of each vendor, before the text; none without images."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from anthropic.types import message_create_params as messages
from openai.types.chat import completion_create_params as chat
from openai.types.responses import response_create_params as responses
from pydantic import TypeAdapter

from providers.harness import REQUEST, Bench
from tersely.records import Picture
from tersely.store.row import key_of

PNG = b"\x89PNG\r\n\x1a\nfirst"
SECOND = b"\x89PNG\r\n\x1a\nsecond"
BASE64 = b64encode(PNG).decode()
DATA_URI = f"data:image/png;base64,{BASE64}"
ASKED = replace(REQUEST, images=(Picture(PNG, 700, 1000),))
TEXT = REQUEST.user
# What stands in the place of the user's words.
FORMS: dict[str, Any] = {
    "responses": [
        {"type": "input_image", "image_url": DATA_URI, "detail": "high"},
        {"type": "input_text", "text": TEXT},
    ],
    "chat": [
        {"type": "image_url", "image_url": {"url": DATA_URI, "detail": "high"}},
        {"type": "text", "text": TEXT},
    ],
    "anthropic": [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": BASE64}},
        {"type": "text", "text": TEXT},
    ],
    # The SDK writes this one field in snake case; the service reads both.
    "gemini": [{"inlineData": {"mime_type": "image/png", "data": BASE64}}, {"text": TEXT}],
    "ollama-native": TEXT,
}
FORMS["grok"] = FORMS["chat"]
TYPES = {
    "responses": responses.ResponseCreateParamsNonStreaming,
    "chat": chat.CompletionCreateParamsNonStreaming,
    "anthropic": messages.MessageCreateParamsNonStreaming,
}


def content_of(body: Any, kind: str) -> Any:
    """The content of the user's turn, wherever the vendor puts it."""
    match kind:
        case "responses":
            return (
                body["input"][-1]["content"] if isinstance(body["input"], list) else body["input"]
            )
        case "gemini":
            return body["contents"][-1]["parts"]
        case _:
            return body["messages"][-1]["content"]


@pytest.mark.parametrize("kind", FORMS)
def test_an_image_arrives_in_the_form_of_the_vendor(
    bench_of: Callable[..., Bench], kind: str
) -> None:
    """Plain and as a stream; the fields are those of the SDK's own types."""
    for streaming in (False, True):
        bench = bench_of(kind, streaming=streaming)
        bench.run(ASKED)
        body = next(r.body for r in bench.server.requests if TEXT in str(r.body))
        assert content_of(body, kind) == FORMS[kind]
        if kind == "ollama-native":
            assert body["messages"][-1]["images"] == [BASE64]
        if kind in TYPES and not streaming:
            TypeAdapter(TYPES[kind]).validate_python(dict(body))


def test_two_images_keep_their_order_and_each_counts_for_the_store() -> None:
    """A stored answer is that of exactly these pictures; requests without one keep their key."""
    first, second = Picture(PNG, 700, 1000), Picture(SECOND, 700, 1000)
    keys = [
        key_of(replace(REQUEST, images=images), "openai", "", "")
        for images in ((), (first,), (second,), (first, second), (second, first))
    ]
    assert len(set(keys)) == len(keys)
    assert first.tokens == 1000
    assert BASE64 not in repr(ASKED)
