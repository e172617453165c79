"""Reading failures: delays, context wordings of many servers, keys cut out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from tersely.errors import ContextTooLong, NoCredit, ProviderError, RegionRefused, TerselyError
from tersely.provider import Endpoint
from tersely.providers._failure import Failure, retry_after_s
from tersely.providers._wording import sanitize_message
from tersely.providers.openai import Adapter

ENDPOINT = Endpoint("openai", "m", key=SecretStr("sk-canary-0123456789"))
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@given(st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms"]), st.text(max_size=20)))
@example({"retry-after": "0\x1f"})
@example({"retry-after": "9" * 400})
@settings(max_examples=100)
def test_delay_is_never_negative_nor_an_error(headers: dict[str, str]) -> None:
    """Whatever a server writes there, the delay is None or a number of seconds from zero."""
    delay = retry_after_s(headers, NOW)
    assert delay is None or 0 <= delay < float("inf")


@given(st.floats(0, 86_400), st.booleans())
@settings(max_examples=50)
def test_delay_in_every_form(seconds: float, exact: bool) -> None:
    """Seconds, milliseconds and an HTTP date say the same; milliseconds win."""
    whole = int(seconds)
    date = format_datetime(NOW + timedelta(seconds=whole), usegmt=True)
    assert retry_after_s({"retry-after": str(whole)}, NOW) == whole
    assert retry_after_s({"retry-after": date}, NOW) == whole
    headers = {"retry-after-ms": str(whole * 1000)} | ({"retry-after": "1"} if exact else {})
    assert retry_after_s(headers, NOW) == whole


def test_a_date_in_the_past_is_no_delay() -> None:
    """A clock that goes wrong gives zero, not a negative wait."""
    assert retry_after_s({"retry-after": "Sun, 22 Nov 2020 08:00:00 GMT"}, NOW) == 0


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 8192 tokens, however you requested 9000 tokens.",
        "Your input exceeds the context window of this model.",
        "prompt is too long: 1204811 tokens > 1000000 maximum",
        "The input token count (1204811) exceeds the maximum number of tokens allowed (1048576).",
        "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
        "the request exceeds the available context size. try increasing the context size or enable context shift",
        "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
        "Request too large for gpt-6-luna on tokens per min (TPM): Limit 200000, Requested 250000.",
    ],
)
def test_overflow_wordings(message: str) -> None:
    """Each vendor's way of saying that the prompt does not fit is understood, so that the engine
    can split.
    """
    status = 429 if message.startswith("Request too large") else 400
    assert isinstance(Failure(status, message).error(ENDPOINT, Adapter), ContextTooLong)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "code", "type", "status", "message", "details", "@type"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.thorough
@given(JSON, st.sampled_from([None, 400, 401, 404, 429, 500, 529]))
@settings(max_examples=200)
def test_any_body_makes_an_error_of_ours(document: object, status: int | None) -> None:
    """No error body, however strange, is a crash."""
    assert isinstance(Failure.read(document, status).error(ENDPOINT, Adapter), TerselyError)


@given(st.text(max_size=400), st.text(max_size=400))
@settings(max_examples=100)
def test_tidy(before: str, after: str) -> None:
    """A message is one line of at most 300 characters and never holds the key."""
    line = sanitize_message(f"{before}sk-canary-0123456789{after}", ENDPOINT)
    assert len(line) <= 300
    assert "sk-canary-0123456789" not in line
    assert len(line.splitlines()) <= 1


BODIES: list[tuple[int, object, str]] = [
    (422, {"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs"}]}, "seed: Extra inputs"),
    (404, {"detail": "Not Found"}, "Not Found"),
    (400, {"message": "plain message"}, "plain message"),
    (400, {"error": "a sentence"}, "a sentence"),
    (400, {"error": {"error": {"message": "nested"}}}, "nested"),
    (400, {"title": "Bad", "reason": 7}, "Bad"),
    (500, "<html><title>502 Bad Gateway</title></html>", "502 Bad Gateway"),
    (500, {"odd": {"words": "here"}}, "here"),
    (500, None, "no reason given"),
    (500, {}, "no reason given"),
]


@pytest.mark.parametrize(("status", "body", "expected"), BODIES)
def test_what_a_body_says_is_told(status: int, body: object, expected: str) -> None:
    """The sentence where there is one, else the first characters; never more than 300."""
    message = Failure.read(body, status).error(ENDPOINT, Adapter).message
    assert expected in message
    long = Failure.read({"odd": "x" * 5000}, status).error(ENDPOINT, Adapter).message
    assert len(long) < 400


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (403, "Country, region, or territory not supported"),
        (400, "User location is not supported for the API use."),
        (403, "This model is not available in your region."),
    ],
)
def test_a_region_is_named_as_such(status: int, message: str) -> None:
    """The key is fine; another one does not help."""
    error = Failure(status, message).error(ENDPOINT, Adapter)
    assert isinstance(error, RegionRefused)
    assert "region" in error.message
    assert "make a new one" not in error.hint
    assert error.exit_code == 3


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("https://h/chat/completions", "/v1"),
        ("https://h/v1/v1/chat/completions", "twice"),
        ("https://h/v1/chat/completions/chat/completions", "must end before /chat/completions"),
        ("https://h/v1/messages/v1/messages", "must end before"),
        ("https://h/api/chat/completions", "/v1"),
    ],
)
def test_an_address_that_is_wrong(url: str, word: str) -> None:
    """A 404 names what was asked, and what is wrong with it."""
    error = Failure(404, "Not Found", url=url).error(ENDPOINT, Adapter)
    assert url in error.message
    assert word in error.hint


@pytest.mark.parametrize(("word", "retryable"), [("false", False), ("true", True), ("", True)])
def test_the_service_says_whether_to_try_again(word: str, retryable: bool) -> None:
    """x-should-retry stands above what we think of a status."""
    headers = {"x-should-retry": word} if word else {}
    error = Failure.read({"message": "Overloaded"}, 503, headers).error(ENDPOINT, Adapter)
    assert isinstance(error, ProviderError)
    assert error.retryable is retryable


@pytest.mark.parametrize(
    ("status", "said", "remedy"),
    [
        (429, "Rate limit reached on requests per day (RPD): Limit 200.", "Wait until"),
        (429, "Rate limit reached on tokens per day (TPD): Limit 20000.", "Wait until"),
        (429, "You have reached your specified API usage limits.", "Wait until"),
        (400, "billing_hard_limit_reached", "Wait until"),
        (429, "insufficient_quota", "Add credit"),
        (429, "Quota exceeded per day, limit: 0", "Add credit"),
        (402, "Payment required.", "Add credit"),
    ],
)
def test_a_limit_that_is_renewed_is_no_matter_of_credit(
    status: int, said: str, remedy: str
) -> None:
    """The kind is the same, for no try again helps; the remedy is not."""
    error = Failure(status, said).error(ENDPOINT, Adapter)
    assert isinstance(error, NoCredit)
    assert error.hint.startswith(remedy)
    assert ("no credit" in error.message) == (remedy == "Add credit")
