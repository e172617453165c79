"""A prompt that does not fit, in the words of many services, and the window that they name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.harness import Bench
from tersely.errors import ContextTooLong
from tersely.provider import Endpoint
from tersely.providers._context import too_long, window_in
from tersely.providers._failure import Failure, too_long_hint
from tersely.providers.openai import Adapter
from wire import Answer

ENDPOINT = Endpoint("openai", "m")
# What services say, and the window in it.
SAID: list[tuple[str, int | None]] = [
    (
        "This model's maximum context length is 8192 tokens. However, your messages resulted in "
        "10231 tokens. Please reduce the length of the messages.",
        8192,
    ),
    (
        "This model's maximum context length is 2048 tokens. However, you requested 4909 tokens "
        "(3885 in the messages, 1024 in the completion).",
        2048,
    ),
    ("Your input exceeds the context window of this model.", None),
    ("prompt is too long: 1204811 tokens > 1000000 maximum", 1_000_000),
    (
        "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease "
        "input length or `max_tokens` and try again",
        200_000,
    ),
    (
        "The input token count (1204811) exceeds the maximum number of tokens allowed (1048576).",
        1_048_576,
    ),
    (
        "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
        131_072,
    ),
    (
        "'max_tokens' or 'max_completion_tokens' is too large: 5120. This model's maximum context "
        "length is 4096 tokens and your request has 3974 input tokens (5120 > 4096 - 3974).",
        4096,
    ),
    (
        "The decoder prompt (length 5003) is longer than the maximum model length of 4096. Make "
        "sure that `max_model_len` is no smaller than the number of text tokens.",
        4096,
    ),
    ("the request exceeds the available context size (2,048 tokens), try increasing it", 2048),
    ("request (5003 tokens) exceeds the available context size (4096 tokens)", 4096),
    ("Requested tokens (3021) exceed context window of 2048", 2048),
    (
        "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum "
        "context length",
        32_768,
    ),
    (
        "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000",
        4081,
    ),
    (
        "Trying to keep the first 5003 tokens when context the overflows. However, the model is "
        "loaded with context length of only 4096 tokens, which is not enough.",
        4096,
    ),
    ("The input (5003 tokens) is longer than the model's context length (4096 tokens).", 4096),
    (
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097. Given: 5003 "
        "`inputs` tokens and 500 `max_new_tokens`",
        4097,
    ),
    ("Input validation error: `inputs` must have less than 4095 tokens. Given: 5003", 4095),
    (
        "This endpoint's maximum context length is 163840 tokens. However, you requested about "
        "200211 tokens (199187 of text input, 1024 in the output).",
        163_840,
    ),
    ("Input is too long for requested model.", None),
    ("Input length 5234 exceeds the maximum allowed length of 4096 tokens", 4096),
    ("Prompt has 12,345 tokens, but the context is only 8,192", 8192),
    ("Sequence length (9000 > 8192)", 8192),
    ("Token count 131073 exceeds limit of 131072", 131_072),
    ("input too large: 200k tokens > 128k limit", 128_000),
    ("context window of 128K exceeded", 128_000),
    ("The prompt of 1.5M tokens does not fit the context window of 1M", 1_000_000),
    ("Range of input length should be [1, 30720]", None),
    ("Payload too large", None),
    ("上下文长度超出限制：最大 8192 tokens，当前 9000", 8192),
    ("the input length exceeds the context length", None),
    (
        "Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 7211.",
        6000,
    ),
]


@pytest.mark.parametrize(("said", "window"), SAID)
def test_the_window_is_read_from_the_complaint(said: str, window: int | None) -> None:
    """Whoever complains, and however; a remedy names no number above the window."""
    assert too_long(said.lower())
    assert window_in(said) == window
    status = 429 if said.startswith("Request too large") else 400
    error = Failure(status, said).error(ENDPOINT, Adapter)
    assert isinstance(error, ContextTooLong)
    assert error.window_tokens == window
    numbers = [int(word) for word in error.hint.replace("=", " ").split() if word.isdecimal()]
    assert all(number <= (window or 0) for number in numbers)


@pytest.mark.parametrize(
    "said",
    [
        "Rate limit reached for tokens per min (TPM): Limit 30000, Requested 45000",
        "max_tokens is too large: 5000. This model supports at most 4096 completion tokens",
        "model requires more system memory (5.0 GiB) than is available (2.0 GiB)",
        "context deadline exceeded",
        "The name of the model is too long",
    ],
)
def test_what_is_no_such_complaint(said: str) -> None:
    """Limits of other things."""
    assert not too_long(said.lower())


@given(window=st.integers(256, 2_000_000), over=st.integers(1, 2_000_000), grouped=st.booleans())
def test_any_number_is_read(window: int, over: int, grouped: bool) -> None:
    """Other windows than those of the table, with and without commas."""
    number = f"{window:,}" if grouped else str(window)
    sent = f"{window + over:,}" if grouped else str(window + over)
    for said in (
        f"This model's maximum context length is {number} tokens, you requested {sent}.",
        f"prompt is too long: {sent} tokens > {number} maximum",
        f"request ({sent} tokens) exceeds the available context size ({number} tokens)",
    ):
        assert window_in(said) == window


@given(st.text(max_size=200))
def test_no_text_is_a_crash(said: str) -> None:
    """Whatever a body says."""
    window = window_in(said)
    assert window is None or window > 0


def test_structured_numbers_count(bench: Bench) -> None:
    """llama-server tells `n_ctx` beside its sentence."""
    body = {
        "error": {
            "code": 400,
            "message": "the request exceeds the available context size. try increasing it",
            "type": "exceed_context_size_error",
            "n_prompt_tokens": 5003,
            "n_ctx": 4096,
        }
    }
    failure = bench.fail(Answer(status=400, body=json.dumps(body).encode()))
    assert isinstance(failure, ContextTooLong)
    assert failure.window_tokens == 4096
    assert "chunk_tokens=2048" in failure.hint


def test_a_body_that_is_too_large_is_split(bench: Bench) -> None:
    """413 of a service or of a proxy before it: smaller parts, though no window is named."""
    failure = bench.fail(Answer(status=413, body=b"<html>413 Request Entity Too Large</html>"))
    assert isinstance(failure, ContextTooLong)
    assert failure.window_tokens is None
    assert failure.hint == too_long_hint(None)
