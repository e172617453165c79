"""Each request against the SDK's own parameter types, as the server saw it: an unknown or misspelt
field fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from anthropic.types import message_create_params as messages
from google.genai import types as genai_types
from openai.types.chat import completion_create_params as chat
from openai.types.responses import response_create_params as responses
from pydantic import TypeAdapter
from typing_extensions import is_typeddict

from providers.harness import REQUEST, Bench
from tersely.errors import UsageError
from tersely.records import Request, Sampling

SCHEMA = {
    "type": "object",
    "properties": {"decisions": {"type": "array", "items": {"type": "string"}}},
    "required": ["decisions"],
    "additionalProperties": False,
}


def asking(**sampling: Any) -> Request:
    """A request with effort and schema, and with this sampling."""
    stop = sampling.pop("stop", ())
    return Request(
        model="wire-model",
        system="Summarize.",
        user="A long report.",
        max_output_tokens=500,
        sampling=Sampling(**sampling),
        stop=stop,
        reasoning="low",
        schema=json.dumps(SCHEMA),
    )


# kind -> what it takes of the sampling settings
TAKEN: dict[str, dict[str, Any]] = {
    "responses": {"temperature": 0.3, "top_p": 0.9},
    "chat": {"temperature": 0.3, "top_p": 0.9, "seed": 7, "stop": ("END",)},
    "anthropic": {"stop": ("END",)},
    "gemini": {"temperature": 0.3, "top_p": 0.9, "top_k": 40, "seed": 7, "stop": ("END",)},
    "grok": {"temperature": 0.3, "top_p": 0.9, "seed": 7, "stop": ("END",)},
}
TYPES: dict[str, tuple[Any, Any]] = {
    "responses": (
        responses.ResponseCreateParamsNonStreaming,
        responses.ResponseCreateParamsStreaming,
    ),
    "chat": (chat.CompletionCreateParamsNonStreaming, chat.CompletionCreateParamsStreaming),
    "anthropic": (messages.MessageCreateParamsNonStreaming, messages.MessageCreateParamsStreaming),
}
TYPES["grok"] = TYPES["chat"]


def fits(value: Mapping[str, Any], kind: Any) -> None:
    """Fail unless `value` is of the TypedDict `kind`, without a key that it does not name."""
    assert is_typeddict(kind)
    assert set(value) <= kind.__required_keys__ | kind.__optional_keys__
    TypeAdapter(kind).validate_python(dict(value))


@pytest.mark.parametrize("variables", ["bare", "full"])
def test_request_fits_the_sdk(bench: Bench, variables: str) -> None:
    """What arrives at the server is what the SDK's types allow, with few variables and with all."""
    bench.run(REQUEST if variables == "bare" else asking(**TAKEN[bench.kind]))
    body = dict(bench.server.requests[0].body)
    if bench.kind == "gemini":
        config = body.pop("generationConfig", {})
        assert set(body) <= {"contents", "systemInstruction"}
        checked = genai_types.GenerationConfig.model_validate(config, extra="forbid")
        assert checked.max_output_tokens == 500
        return
    fits(body, TYPES[bench.kind][bench.streaming])


def test_wishes_arrive(bench: Bench) -> None:
    """Every wish is in the request, in the words of the vendor."""
    bench.run(asking(**TAKEN[bench.kind]))
    body = bench.server.requests[0].body
    config = body.get("generationConfig", body)
    for name, value in TAKEN[bench.kind].items():
        words = {
            "stop": ("stop", "stop_sequences", "stopSequences"),
            "top_p": ("top_p", "topP"),
            "top_k": ("topK",),
        }
        found = [config[word] for word in words.get(name, (name,)) if word in config]
        assert found == [list(value) if name == "stop" else value]
    assert {
        "responses": lambda: (
            body["reasoning"] == {"effort": "low"} and body["text"]["format"]["schema"] == SCHEMA
        ),
        "chat": lambda: (
            body["reasoning_effort"] == "low" and body["response_format"]["json_schema"]["strict"]
        ),
        "grok": lambda: (
            body["reasoning_effort"] == "low" and body["response_format"]["json_schema"]["strict"]
        ),
        "anthropic": lambda: (
            body["output_config"]["effort"] == "low"
            and body["output_config"]["format"]["schema"] == SCHEMA
        ),
        "gemini": lambda: (
            config["thinkingConfig"]["thinkingLevel"] == "LOW"
            and config["responseJsonSchema"] == SCHEMA
        ),
    }[bench.kind]()


def test_what_a_service_does_not_take_is_refused(bench: Bench) -> None:
    """A setting that the API has no field for is a usage error before the call, never dropped in
    silence.
    """
    values = {"temperature": 0.3, "top_p": 0.9, "top_k": 40, "repeat_penalty": 1.1, "seed": 7}
    for name, value in values.items():
        if name in TAKEN[bench.kind]:
            continue
        with pytest.raises(UsageError, match=name):
            bench.run(asking(**{name: value}))
    assert not bench.server.requests


def test_privacy_and_billing_switches(bench_of: Callable[..., Bench]) -> None:
    """OpenAI is told not to store the text; a foreign chat server is not sent a field that it may
    not know.
    """
    bench = bench_of("responses")
    bench.run()
    assert bench.server.requests[0].body["store"] is False
    bench_of("grok").run()
    assert "store" not in bench.server.requests[1].body


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("responses", "max_output_tokens"),
        ("chat", "max_completion_tokens"),
        ("ollama", "max_tokens"),
        ("anthropic", "max_tokens"),
    ],
)
def test_output_cap(bench_of: Callable[..., Bench], kind: str, field: str) -> None:
    """The output cap goes into the field that this service knows."""
    bench = bench_of(kind)
    bench.run()
    body = bench.server.requests[0].body
    assert {name: value for name, value in body.items() if name.startswith("max")} == {field: 500}
