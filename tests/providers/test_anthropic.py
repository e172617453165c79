"""What only the Anthropic adapter does: its stop reasons, its usage, its silent SDK."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from providers.harness import Bench
from tersely.errors import BadReply, NoCredit, ServerFailed
from tersely.records import Finish
from wire import Answer

BenchOf = Callable[..., Bench]


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("end_turn", Finish.COMPLETE),
        ("stop_sequence", Finish.COMPLETE),
        ("max_tokens", Finish.LENGTH),
        ("model_context_window_exceeded", Finish.CONTEXT_FULL),
        ("tool_use", Finish.UNKNOWN),
        ("pause_turn", Finish.UNKNOWN),
        ("refusal", Finish.REFUSED),
        ("a new word", Finish.UNKNOWN),
    ],
)
def test_stop_reasons(bench_of: BenchOf, reason: str, expected: Finish, streaming: bool) -> None:
    """Every stop reason is named; an unknown one is never taken for a whole answer."""
    bench = bench_of("anthropic", streaming=streaming)
    bench.server.script(Answer(stop=reason, detail="Because."))
    completion = bench.run()[1]
    assert completion.finish is expected
    if expected is Finish.REFUSED:
        assert completion.detail == "cyber: Because."


def test_cached_tokens_are_input(bench_of: BenchOf) -> None:
    """This API leaves cached tokens out of the input; ours holds what was read from the cache and
    written to it.
    """
    bench = bench_of("anthropic")
    bench.server.script(Answer(input_tokens=1000, cached_tokens=600, cache_write_tokens=300))
    usage = bench.run()[1].usage
    assert (usage.input_tokens, usage.cached_tokens, usage.cache_write_tokens) == (1000, 600, 300)


def test_bad_event_without_a_name(bench_of: BenchOf) -> None:
    """A broken event without an event name is passed over by the SDK, and the text would lack a
    piece.
    """
    frames = (
        b'event: message_start\ndata: {"type": "message_start", "message": {"usage": {"input_tokens": 3}}}\n\n'
        b'event: content_block_delta\ndata: {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "No"}}\n\n'
        b'data: {"type": "content_block_delta", "del\n\n'
        b'event: message_delta\ndata: {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}\n\n'
        b'event: message_stop\ndata: {"type": "message_stop"}\n\n'
    )
    answer = Answer(body=frames, headers={"content-type": "text/event-stream"})
    failure = bench_of("anthropic", streaming=True).fail(answer)
    assert isinstance(failure, BadReply)
    assert failure.partial_text == "No"


def test_low_credit_is_told_as_a_bad_request(bench_of: BenchOf) -> None:
    """Anthropic answers an empty account with 400; it is no credit all the same, and never retried."""
    detail = "Your credit balance is too low to access the Anthropic API."
    assert isinstance(
        bench_of("anthropic").fail(Answer.failure("bad_request", detail=detail)), NoCredit
    )


def test_overload_in_the_stream(bench_of: BenchOf) -> None:
    """The error event keeps its own status: 529 is the service's overload, not our limit."""
    failure = bench_of("anthropic", streaming=True).fail(Answer(fault="error_event"))
    assert isinstance(failure, ServerFailed)
    assert failure.status == 529


@pytest.mark.parametrize("content", ["Yes.", [{"type": "text", "text": "Yes."}]])
def test_a_message_without_its_type(bench_of: BenchOf, content: object) -> None:
    """Some gateways leave the type out, or write the text as it is; the reason shows what it is."""
    usage = {"input_tokens": 70, "output_tokens": 2}
    said = {"id": "m", "content": content, "stop_reason": "end_turn", "usage": usage}
    bench = bench_of("anthropic", streaming=False)
    bench.server.script(Answer(body=json.dumps(said).encode()))
    completion = bench.run()[1]
    assert (completion.text, completion.finish) == ("Yes.", Finish.COMPLETE)
