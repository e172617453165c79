"""What only the OpenAI adapter does: two APIs, the fall back to chat, every status and finish
reason.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from providers.harness import REQUEST, Bench, ask
from tersely import providers
from tersely.errors import BadReply, ModelNotFound, ProviderError, ServerFailed
from tersely.records import Completion, Finish
from wire import Answer

BenchOf = Callable[..., Bench]


@pytest.mark.parametrize("streaming", [False, True])
def test_server_without_responses_is_asked_for_chat_once(
    bench_of: BenchOf, streaming: bool
) -> None:
    """A server of the user's own that has no Responses API gets the same request as chat, and the
    answer counts.
    """
    bench = bench_of("responses", streaming=streaming)
    bench.server.missing_paths.add("/responses")
    _, completion = bench.run()
    assert completion.finish is Finish.COMPLETE
    assert [seen.api for seen in bench.server.requests] == ["responses", "chat"]


def test_unknown_model_is_no_reason_for_chat(bench_of: BenchOf) -> None:
    """A 404 that speaks of the model names the command that lists the models, and sends nothing
    more.
    """
    bench = bench_of("responses")
    failure = bench.fail(Answer.failure("not_found"))
    assert isinstance(failure, ModelNotFound)
    assert "tersely models -p openai" in failure.hint
    assert len(bench.server.requests) == 1


@pytest.mark.parametrize("status", ["failed", "cancelled", "in_progress", "queued", "new_word"])
def test_unfinished_statuses_are_errors(bench_of: BenchOf, status: str) -> None:
    """A Response that is neither completed nor incomplete is no answer, whatever text it holds."""
    assert isinstance(bench_of("responses").fail(Answer(stop=status)), ServerFailed | BadReply)


def test_failed_stream(bench_of: BenchOf) -> None:
    """The event response.failed is the error that it names, with the text so far."""
    failure = bench_of("responses", streaming=True).fail(
        Answer(text="Half", stop="failed", detail="Overheated.")
    )
    assert isinstance(failure, ServerFailed)
    assert "Overheated." in str(failure)
    assert failure.partial_text == "Half"


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("stop", Finish.COMPLETE),
        ("length", Finish.LENGTH),
        ("content_filter", Finish.BLOCKED),
        ("tool_calls", Finish.UNKNOWN),
        ("function_call", Finish.UNKNOWN),
        ("a new word", Finish.UNKNOWN),
    ],
)
def test_chat_finish_reasons(
    bench_of: BenchOf, reason: str, expected: Finish, streaming: bool
) -> None:
    """Only `stop` is a whole answer; an unknown reason is never taken for one."""
    bench = bench_of("chat", streaming=streaming)
    bench.server.script(Answer(stop=reason))
    assert bench.run()[1].finish is expected


@pytest.mark.parametrize("streaming", [False, True])
def test_think_block_in_the_text(bench_of: BenchOf, streaming: bool) -> None:
    """Open models that put their reasoning into the content do not put it into the summary."""
    bench = bench_of("ollama", streaming=streaming)
    bench.server.script(
        Answer(text="<think>\nThe user wants...\n</think>\n\nThree things.", pieces=20)
    )
    pieces, completion = bench.run()
    assert "".join(pieces) == completion.text == "Three things."


def test_reasoning_in_a_part_of_its_own(bench_of: BenchOf) -> None:
    """Mistral's reasoning models give a list of parts; the text of those that are text is the
    answer.
    """
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "The user wants..."}]}
    parts = [thought, {"type": "text", "text": "Three "}, {"type": "text", "text": "things."}]
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": parts},
        "finish_reason": "stop",
    }
    bench = bench_of("chat")
    bench.server.script(
        Answer(body=json.dumps({"id": "1", "model": "m", "choices": [choice]}).encode())
    )
    completion = bench.run()[1]
    assert (completion.text, completion.finish) == ("Three things.", Finish.COMPLETE)
    parts.pop()
    parts.pop()
    bench.server.script(
        Answer(body=json.dumps({"id": "1", "model": "m", "choices": [choice]}).encode())
    )
    assert bench.run()[1].finish is Finish.REASONING_ONLY


UNOPENED = Answer(text="The user wants...\n</think>\n\nThree things.", pieces=20)


@pytest.mark.parametrize("kind", ["ollama", "responses"])
def test_reasoning_that_no_tag_opened(bench_of: BenchOf, kind: str) -> None:
    """Templates of DeepSeek-R1 open the block in the prompt: what stands before its end is no text."""
    bench = bench_of(kind)
    bench.server.script(UNOPENED)
    completion = bench.run()[1]
    assert (completion.text, completion.finish) == ("Three things.", Finish.COMPLETE)


def test_reasoning_that_no_tag_opened_in_a_stream(bench_of: BenchOf) -> None:
    """What has passed cannot be taken back, so the stream fails in a way that is tried again; then
    all is held back.
    """
    bench = bench_of("ollama", streaming=True)
    bench.server.reply = lambda _request: UNOPENED

    async def twice() -> tuple[list[str], Completion]:
        adapter = providers.create(bench.endpoint())
        with pytest.raises(BadReply) as caught:
            await ask(adapter, REQUEST, streaming=True)
        assert caught.value.retryable
        assert "</think>" not in caught.value.partial_text
        try:
            return await ask(adapter, REQUEST, streaming=True)
        finally:
            await adapter.aclose()

    pieces, completion = asyncio.run(twice())
    assert "".join(pieces) == completion.text == "Three things."


@pytest.mark.parametrize("streaming", [False, True])
def test_reasoning_in_the_text_that_met_the_limit(bench_of: BenchOf, streaming: bool) -> None:
    """A block that is still open at the limit is reasoning and nothing else."""
    bench = bench_of("ollama", streaming=streaming)
    bench.server.script(Answer(text="<think>\nThe user wants", ending="length"))
    completion = bench.run()[1]
    assert (completion.text, completion.finish) == ("", Finish.REASONING_ONLY)


@pytest.mark.parametrize("streaming", [False, True])
def test_error_in_a_chat_that_is_ok(bench_of: BenchOf, streaming: bool) -> None:
    """OpenRouter tells failures with HTTP 200 and a number in the body: the number decides."""
    body = b'{"error": {"code": 429, "message": "Slow down"}}'
    if streaming:
        body = b"data: " + body + b"\n\n"
    kind = "text/event-stream" if streaming else "application/json"
    failure = bench_of("grok", streaming=streaming).fail(
        Answer(body=body, headers={"content-type": kind})
    )
    assert isinstance(failure, ProviderError)
    assert failure.status == 429


def test_learned_limits(bench_of: BenchOf) -> None:
    """The limits that the headers tell are kept for the pool, from answers and from refusals."""
    bench = bench_of("responses")
    told = {"x-ratelimit-limit-requests": "500", "x-ratelimit-limit-tokens": "200000"}
    bench.server.script(Answer(headers=told), Answer())

    async def limits() -> object:
        adapter = providers.create(bench.endpoint())
        await adapter.complete(REQUEST)
        await adapter.complete(REQUEST)
        await adapter.aclose()
        return getattr(adapter, "limits", None)

    assert asyncio.run(limits()) == {"rpm": 500.0, "tpm": 200000.0}
