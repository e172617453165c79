"""What only the Gemini adapter does: two API versions, finish reasons, blocked prompts, RetryInfo."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable

import pytest
from google.genai import types as genai_types

from providers.harness import REQUEST, Bench
from tersely.errors import AuthFailed, NoCredit, RateLimited
from tersely.providers.gemini import Adapter, version_of
from tersely.records import Finish
from wire import Answer

BenchOf = Callable[..., Bench]
BLOCKS = (
    "SAFETY",
    "RECITATION",
    "LANGUAGE",
    "BLOCKLIST",
    "PROHIBITED",
    "SPII",
    "ARMOR",
    "ESCALATION",
    "PUP",
)
REASONS = [reason.value for reason in genai_types.FinishReason]


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize(("kind", "version"), [("gemini", "v1"), ("gemini-v1beta", "v1beta")])
def test_versions(bench_of: BenchOf, kind: str, version: str, streaming: bool) -> None:
    """v1 is the default and v1beta a setting; both answer."""
    bench = bench_of(kind, streaming=streaming)
    assert bench.run()[1].finish is Finish.COMPLETE
    assert bench.server.requests[0].path.startswith(f"/gemini/{version}/models/wire-model:")


@pytest.mark.parametrize("reason", REASONS)
def test_finish_reasons(bench_of: BenchOf, reason: str) -> None:
    """Only STOP is a whole answer. Each other reason that the SDK knows is a cut, a block or
    unknown, with the word kept.
    """
    bench = bench_of("gemini", streaming=True)
    bench.server.script(Answer(stop=reason))
    completion = bench.run()[1]
    if reason == "STOP":
        assert completion.finish is Finish.COMPLETE
        return
    expected = Finish.UNKNOWN
    if any(word in reason for word in BLOCKS):
        expected = Finish.BLOCKED
    elif reason in ("MAX_TOKENS", "CONTINUATION"):
        expected = Finish.LENGTH
    assert completion.finish is expected
    assert reason in completion.detail
    assert len(bench.server.requests) == 1


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("reason", ["SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "OTHER"])
def test_blocked_prompt(bench_of: BenchOf, reason: str, streaming: bool) -> None:
    """A blocked prompt has no candidate at all; it is BLOCKED for the stated reason and not an
    empty answer.
    """
    bench = bench_of("gemini", streaming=streaming)
    bench.server.script(Answer(ending="blocked", stop=reason))
    completion = bench.run()[1]
    assert completion.finish is Finish.BLOCKED
    assert completion.text == ""
    assert reason in completion.detail


def test_no_continuation_behind_our_back(bench_of: BenchOf) -> None:
    """The SDK is told not to call again by itself: each such call would be billed and timed on its
    own.
    """
    bench = bench_of("gemini")
    assert Adapter(bench.endpoint()).config(REQUEST).automatic_continuation is False
    bench.server.script(Answer(stop="CONTINUATION"))
    assert bench.run()[1].finish is Finish.LENGTH
    assert len(bench.server.requests) == 1


def test_quota_of_the_day_is_final(bench_of: BenchOf) -> None:
    """A limit of the minute may be waited for; one of the day, or of zero, may not, whatever delay
    it names.
    """
    bench = bench_of("gemini")
    minute = bench.fail(Answer.failure("rate_limit", retry_after="3.5"))
    assert isinstance(minute, RateLimited)
    assert minute.retry_after_s == 3.5
    assert isinstance(bench.fail(Answer.failure("daily_quota", retry_after="36000")), NoCredit)
    assert isinstance(bench.fail(Answer.failure("quota")), NoCredit)


def test_bad_key_is_told_as_a_bad_request(bench_of: BenchOf) -> None:
    """Google answers a wrong key with 400; the remedy is the key all the same."""
    detail = "API key not valid. Please pass a valid API key."
    failure = bench_of("gemini").fail(Answer.failure("bad_request", detail=detail))
    assert isinstance(failure, AuthFailed)
    assert "GEMINI_API_KEY" in failure.hint


@pytest.mark.parametrize("streaming", [False, True])
def test_a_new_reason_is_no_warning(bench_of: BenchOf, streaming: bool) -> None:
    """The SDK warns of words that it does not know, on stderr; it does not see them here."""
    bench = bench_of("gemini", streaming=streaming)
    bench.server.script(Answer(stop="A_BRAND_NEW_REASON"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert bench.run()[1].ending == "A_BRAND_NEW_REASON"


@pytest.mark.parametrize(
    ("model", "version"), [("gemini-flash-latest", "v1beta"), ("gemini-3.8-flash", "v1")]
)
def test_the_version_that_knows_the_model(model: str, version: str) -> None:
    """The `-latest` names exist on v1beta only."""
    assert version_of(model) == version


def test_a_gateway_that_writes_snake_case(bench_of: BenchOf) -> None:
    """The same fields in the spelling of Google's Python types."""
    said = {"candidates": [{"content": {"parts": [{"text": "Yes."}]}, "finish_reason": "STOP"}]}
    usage = {"usage_metadata": {"prompt_token_count": 70, "candidates_token_count": 2}}
    bench = bench_of("gemini", streaming=False)
    bench.server.script(Answer(body=json.dumps(said | usage).encode()))
    completion = bench.run()[1]
    assert (completion.text, completion.finish) == ("Yes.", Finish.COMPLETE)
    assert (completion.usage.input_tokens, completion.usage.output_tokens) == (70, 2)
