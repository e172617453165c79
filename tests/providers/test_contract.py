"""One contract for every adapter, in plain and streaming form, against the exact bytes of each API."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from providers.harness import CANARY, REQUEST, Bench, ask
from tersely import providers
from tersely.errors import (
    AuthFailed,
    BadReply,
    BadRequest,
    ConnectionFailed,
    ContextTooLong,
    ModelNotFound,
    NoCredit,
    ProviderError,
    RateLimited,
    RegionRefused,
    ServerFailed,
    TerselyError,
)
from tersely.middleware import Retrying
from tersely.provider import Timeouts
from tersely.records import Finish
from wire import Answer
from wire.answer import Ending, Fault


def test_answer(bench: Bench) -> None:
    """The pieces joined are the text, the request arrives whole, and the tokens are the server's."""
    bench.server.script(
        Answer(text="Costs rose by 4 %. Sales fell.", input_tokens=700, output_tokens=9)
    )
    pieces, completion = bench.run()
    assert "".join(pieces) == completion.text == "Costs rose by 4 %. Sales fell."
    assert len(pieces) == (4 if bench.streaming else 1)
    assert completion.finish is Finish.COMPLETE
    assert (completion.usage.input_tokens, completion.usage.output_tokens) == (700, 9)
    assert not completion.usage.estimated
    assert (completion.model, completion.provider) == ("wire-model", bench.endpoint().provider)
    assert completion.request_id
    (seen,) = bench.server.requests
    assert (seen.system, seen.text, seen.key) == ("Summarize.", "A long report.", CANARY)
    assert seen.stream == bench.streaming


def test_huge_answer(bench: Bench) -> None:
    """An answer of a megabyte arrives without a change."""
    text = "All work and no play. " * 50_000
    bench.server.script(Answer(text=text, pieces=200))
    assert bench.run()[1].text == text


def test_text_survives(bench: Bench) -> None:
    """Characters beyond ASCII, blank lines and line separators come through as they are."""
    text = "Größe: 5 µm.\n\n\u2028 数字 \U0001f4c8\r\n\tdata: [DONE]\n"
    bench.server.script(Answer(text=text, pieces=50))
    assert bench.run()[1].text == text


@pytest.mark.parametrize(
    ("ending", "expected", "visible"),
    [
        ("length", Finish.LENGTH, True),
        ("refusal", Finish.REFUSED, None),
        ("filtered", Finish.BLOCKED, True),
        ("empty", Finish.EMPTY, False),
    ],
)
def test_endings(bench: Bench, ending: Ending, expected: Finish, visible: bool | None) -> None:
    """A cut, refused, filtered or empty answer is called what it is; nothing but a whole one is
    COMPLETE.
    """
    bench.server.script(Answer(text="Half an answ", ending=ending))
    _, completion = bench.run()
    said_by_refusal = {
        ("anthropic", "filtered"): Finish.REFUSED,
        ("gemini", "refusal"): Finish.BLOCKED,
    }
    provider = bench.endpoint().provider
    assert completion.finish is said_by_refusal.get((provider, ending), expected)
    if visible is not None:
        assert bool(completion.text) == visible
    if ending in ("refusal", "filtered"):
        assert completion.detail


def test_reasoning_only(bench: Bench) -> None:
    """An output limit that was used up by reasoning is its own outcome, and no reasoning is in the
    text.
    """
    bench.server.script(
        Answer(ending="reasoning_only", reasoning="Let me think", reasoning_tokens=500)
    )
    _, completion = bench.run()
    assert completion.finish is Finish.REASONING_ONLY
    assert completion.text == ""
    assert completion.usage.reasoning_tokens == 500


def test_reasoning_is_not_text(bench: Bench) -> None:
    """Reasoning in front of the answer never leaks into it."""
    bench.server.script(Answer(text="The answer.", reasoning="First, the user wants"))
    pieces, completion = bench.run()
    assert "".join(pieces) == completion.text == "The answer."
    assert completion.finish is Finish.COMPLETE


def test_usage_is_normalised(bench: Bench) -> None:
    """Input holds the cached part and output the reasoning, whatever the vendor's way of counting."""
    bench.server.script(
        Answer(input_tokens=1000, cached_tokens=600, output_tokens=90, reasoning_tokens=40)
    )
    usage = bench.run()[1].usage
    assert (usage.input_tokens, usage.cached_tokens) == (1000, 600)
    assert (usage.output_tokens, usage.reasoning_tokens) == (90, 40)


ERRORS = [
    ("rate_limit", 429, RateLimited, True),
    ("daily_quota", 429, NoCredit, None),
    ("quota", 429, NoCredit, None),
    ("bad_request", 400, BadRequest, False),
    ("auth", 401, AuthFailed, None),
    ("payment", 402, NoCredit, None),
    ("forbidden", 403, AuthFailed, None),
    ("not_found", 404, ModelNotFound, False),
    ("timeout", 408, ServerFailed, True),
    ("conflict", 409, ServerFailed, True),
    ("too_large", 413, ContextTooLong, False),
    ("unprocessable", 422, BadRequest, False),
    ("overflow", 400, ContextTooLong, False),
    ("server", 500, ServerFailed, True),
    ("bad_gateway", 502, ServerFailed, True),
    ("unavailable", 503, ServerFailed, True),
    ("gateway_timeout", 504, ServerFailed, True),
    ("overloaded", 529, ServerFailed, True),
]


@pytest.mark.parametrize(
    ("error", "status", "expected", "retryable"), ERRORS, ids=[row[0] for row in ERRORS]
)
def test_http_errors(
    bench: Bench, error: str, status: int, expected: type[TerselyError], retryable: bool | None
) -> None:
    """Each HTTP error is one of ours with status and remedy, after one request: no SDK retries
    behind our back.
    """
    failure = bench.fail(Answer.failure(error))
    if error == "forbidden" and "ountry" in str(failure):
        expected = RegionRefused
    assert type(failure) is expected
    assert failure.hint
    assert len(bench.server.requests) == 1
    assert getattr(failure, "status", None) == status
    if isinstance(failure, ProviderError):
        assert failure.retryable is retryable
        assert failure.request_id == "req_1"
        assert failure.partial_text == ""


def test_key_is_cut_out_of_messages(bench: Bench) -> None:
    """A service that repeats the key in its error does not make us repeat it."""
    failure = bench.fail(Answer.failure("bad_request", detail="No good: {key}!"))
    assert "No good: [key]!" in str(failure)


def test_server_delay(bench: Bench) -> None:
    """The delay of the server is read: seconds (Google: RetryInfo), milliseconds, an HTTP date."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=900), usegmt=True)
    told: list[tuple[Answer, float]] = [
        (Answer.failure("rate_limit", retry_after="7"), 7),
        (Answer.failure("rate_limit", headers={"retry-after-ms": "2500"}), 2.5),
        (Answer.failure("rate_limit", headers={"retry-after": date}), 870),
    ]
    for answer, delay_s in told:
        failure = bench.fail(answer)
        assert isinstance(failure, RateLimited)
        assert failure.retry_after_s == pytest.approx(delay_s, abs=30 if delay_s == 870 else 0)


WAITED = Answer.failure("rate_limit", retry_after="7")
# what the server says for ever -> exit code, requests, waits ("backoff": random, within the policy)
OUTCOMES: dict[str, tuple[Answer, int, int, list[float] | str]] = {
    "429 with a delay": (WAITED, 5, 5, [7, 7, 7, 7]),
    "429 without": (Answer.failure("rate_limit"), 5, 5, "backoff"),
    "429 with an endless delay": (Answer.failure("rate_limit", retry_after="3600"), 5, 1, []),
    "quota": (Answer.failure("quota"), 3, 1, []),
    "bad request": (Answer.failure("bad_request"), 5, 1, []),
    "key": (Answer.failure("auth"), 3, 1, []),
    "no credit": (Answer.failure("payment"), 3, 1, []),
    "forbidden": (Answer.failure("forbidden"), 3, 1, []),
    "unknown model": (Answer.failure("not_found"), 2, 1, []),
    "too large": (Answer.failure("too_large"), 5, 1, []),
    "unprocessable": (Answer.failure("unprocessable"), 5, 1, []),
    "too long": (Answer.failure("overflow"), 5, 1, []),
    "500": (Answer.failure("server"), 5, 5, "backoff"),
    "503": (Answer.failure("unavailable"), 5, 5, "backoff"),
    "529": (Answer.failure("overloaded"), 5, 5, "backoff"),
    # What was answered is billed: one more try, and no more.
    "drop": (Answer(fault="drop"), 5, 2, "backoff"),
    "early end": (Answer(fault="early_end"), 5, 2, "backoff"),
    "bad JSON": (Answer(fault="bad_json"), 5, 2, "backoff"),
    "wrong type": (Answer(fault="wrong_type"), 5, 2, "backoff"),
}


def test_what_a_call_ends_with(bench: Bench) -> None:
    """Each fault under the retry layer: the exit code, how often the server is asked, and how long
    is waited between.
    """
    waits: list[float] = []

    async def sleep(wait_s: float) -> None:
        waits.append(wait_s)

    async def run(answer: Answer, code: int, requests: int, expected: list[float] | str) -> None:
        bench.server.requests.clear()
        waits.clear()
        bench.server.reply = lambda _request: answer
        call = Retrying(adapter, sleep=sleep, restart_streams=True)
        with pytest.raises(TerselyError) as caught:
            await ask(call, REQUEST, streaming=bench.streaming)
        assert (caught.value.exit_code, len(bench.server.requests)) == (code, requests)
        if expected == "backoff":
            assert len(waits) == requests - 1
            assert all(0 <= wait_s <= 0.5 * 2**n for n, wait_s in enumerate(waits))
        else:
            assert waits == expected

    async def run_all() -> None:
        for name, outcome in OUTCOMES.items():
            try:
                await run(*outcome)
            except AssertionError as error:
                raise AssertionError(f"{name}: {error}") from None
        await adapter.aclose()

    adapter = providers.create(bench.endpoint())
    asyncio.run(run_all())


def test_connection_refused(bench: Bench) -> None:
    """A port of this machine where nobody listens is told at once: nobody starts a server for us."""
    failure = bench.fail(base_url="http://127.0.0.1:9/v1")
    assert isinstance(failure, ConnectionFailed)
    assert not failure.retryable
    assert "is not running at http://127.0.0.1:9/v1" in str(failure)


def test_tls_error(bench: Bench) -> None:
    """A failed TLS handshake is a connection failure that does not pass by itself."""
    provider = bench.endpoint().provider
    failure = bench.fail(base_url=bench.server.url(provider, scheme="https"))
    assert isinstance(failure, ConnectionFailed)
    assert not failure.retryable
    assert not bench.server.requests


@pytest.mark.parametrize("fault", ["stall_first_byte", "stall"])
def test_stalls(bench: Bench, fault: Fault) -> None:
    """A server that falls silent, before or in the answer, is left; what came is kept."""
    begun = fault == "stall"
    bench.timeouts = Timeouts(
        connect_s=5,
        silence_s=0.5 if begun else 0.1,
        call_s=5 if bench.streaming else 0.1,
    )
    failure = bench.fail(Answer(text="One two three four", fault=fault))
    assert isinstance(failure, ConnectionFailed)
    assert failure.retryable
    assert failure.partial_text == ("One two th" if bench.streaming and begun else "")


def test_drop(bench: Bench) -> None:
    """A dropped connection keeps the text so far."""
    failure = bench.fail(Answer(text="One two three four", fault="drop"))
    assert isinstance(failure, ConnectionFailed)
    assert failure.retryable
    assert failure.partial_text == ("One two th" if bench.streaming else "")


@pytest.mark.parametrize("fault", ["early_end", "bad_json"])
def test_broken_replies(bench: Bench, fault: str) -> None:
    """A stream without an ending and bad JSON inside a reply never pass as an answer."""
    failure = bench.fail(Answer(text="One two three four", fault=fault))  # type: ignore[arg-type]  # a parameter
    assert isinstance(failure, BadReply)
    assert failure.retryable
    assert failure.partial_text == ("One two th" if bench.streaming else "")


def test_error_event(bench: Bench) -> None:
    """An error told after HTTP 200 is the error that it names."""
    failure = bench.fail(Answer(text="One two three four", fault="error_event"))
    assert isinstance(failure, ServerFailed | BadReply)
    assert failure.retryable
    assert failure.partial_text == ("One two th" if bench.streaming else "")


@pytest.mark.parametrize("status", [200, 203])
def test_wrong_content_type(bench: Bench, status: int) -> None:
    """The page of a hotel network is no answer."""
    failure = bench.fail(Answer(fault="wrong_type", status=status))
    assert isinstance(failure, BadReply)


def test_an_empty_reply(bench: Bench) -> None:
    """A stream that brings nothing is asked in one piece, once: some servers only then say what is
    wrong. One that is empty both times is a bad reply, and not asked again.
    """
    nothing = Answer(body=b"", headers={"content-type": "text/event-stream"})
    failure = bench.fail(nothing, nothing)
    assert isinstance(failure, BadReply)
    assert failure.retryable is not bench.streaming
    assert len(bench.server.requests) == 1 + bench.streaming
    if not bench.streaming:
        return
    bench.server.script(nothing, Answer(text="In one piece."))
    pieces, completion = bench.run()
    assert "".join(pieces) == completion.text == "In one piece."
    assert isinstance(bench.fail(nothing, Answer.failure("overflow")), ContextTooLong)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b'{"choices": null}', b'"text"'])
def test_strange_json(bench: Bench, body: bytes) -> None:
    """JSON that is no answer is a bad reply, not a crash."""
    failure = bench.fail(Answer(body=body, headers={"content-type": "application/json"}))
    assert isinstance(failure, BadReply | ServerFailed)


def test_no_usage(bench: Bench) -> None:
    """Where a server reports no usage it is estimated and marked as such; Anthropic always reports
    it.
    """
    bench.server.script(Answer(text="Twelve bytes", usage=False))
    usage = bench.run()[1].usage
    assert usage.estimated == (bench.kind != "anthropic")
    assert usage.output_tokens == 3


def test_nothing_unasked_is_sent(bench: Bench) -> None:
    """Without a wish no sampling, stop, reasoning or schema field leaves."""
    bench.run()
    sent = json.dumps(bench.server.requests[0].body)
    for word in (
        "temperature",
        "topP",
        "top_p",
        "top_k",
        "seed",
        'stop"',
        "reasoning",
        "effort",
        "schema",
        "thinking",
    ):
        assert word not in sent


@pytest.mark.thorough
def test_many_at_once(bench: Bench) -> None:
    """The clients do not queue behind a small pool of the SDK, and each answer goes to its own
    question.
    """
    bench.server.hold()
    bench.server.reply = lambda seen: Answer(text=f"Answer to {seen.text}")

    async def run() -> list[str]:
        adapter = providers.create(bench.endpoint(max_connections=40))
        calls = [
            ask(adapter, replace(REQUEST, user=str(i)), streaming=bench.streaming)
            for i in range(40)
        ]
        tasks = [asyncio.create_task(call) for call in calls]
        assert await asyncio.to_thread(bench.server.wait_for, 40)
        bench.server.release()
        answers = await asyncio.gather(*tasks)
        await adapter.aclose()
        return [completion.text for _, completion in answers]

    assert asyncio.run(run()) == [f"Answer to {i}" for i in range(40)]
    assert bench.server.peak == 40
