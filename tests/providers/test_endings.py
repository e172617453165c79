"""Every ending in every form from every vendor: a new vendor inherits the matrix by its row in
harness.CONTRACT.
"""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wire
from providers.harness import EVERY, REQUEST, Bench, ask
from tersely.errors import BadReply, ContextTooLong, ProviderError
from tersely.providers._endings import finish_of, is_failure, met_the_window
from tersely.records import CUT_SHORT, Finish, Usage
from wire import Answer

TEXT = "Costs rose by 4 %."
# One word a row: what it means, wherever it comes from. Responses has a status of its own.
WORDS = [
    ("stop", Finish.COMPLETE),
    ("STOP", Finish.COMPLETE),
    ("eos", Finish.COMPLETE),
    ("eos_token", Finish.COMPLETE),
    ("end_turn", Finish.COMPLETE),
    ("End-Turn", Finish.COMPLETE),
    ("COMPLETE", Finish.COMPLETE),
    ("stop_sequence", Finish.COMPLETE),
    ("length", Finish.LENGTH),
    ("MAX_TOKENS", Finish.LENGTH),
    ("max_output_tokens", Finish.LENGTH),
    ("model_length", Finish.CONTEXT_FULL),
    ("model_context_window_exceeded", Finish.CONTEXT_FULL),
    ("content_filter", Finish.BLOCKED),
    ("SAFETY", Finish.BLOCKED),
    ("guardrail_intervened", Finish.BLOCKED),
    ("refusal", Finish.REFUSED),
    ("tool_calls", Finish.UNKNOWN),
    ("tool_use", Finish.UNKNOWN),
    ("pause_turn", Finish.UNKNOWN),
    ("compaction", Finish.UNKNOWN),
    ("OTHER", Finish.UNKNOWN),
    ("a_new_word", Finish.UNKNOWN),
]


@pytest.fixture(
    params=[(kind, form) for kind in EVERY for form in ("plain", "stream")], ids="-".join
)
def bench(server: wire.WireServer, request: pytest.FixtureRequest) -> Bench:
    """Every way to write an answer, in both forms."""
    kind, form = request.param
    return Bench(server, kind, form == "stream")


def test_the_matrix(bench: Bench) -> None:
    """The word decides, whoever says it; the text stays, and the word is kept."""
    if bench.kind == "responses":
        pytest.skip("a Response has a status in place of a reason")

    async def run() -> None:
        adapter = await bench.open()
        for number, (word, expected) in enumerate(WORDS, 1):
            bench.server.script(Answer(text=TEXT, stop=word))
            _, completion = await ask(adapter, REQUEST, streaming=bench.streaming)
            assert (completion.finish, completion.text) == (expected, TEXT), word
            assert completion.ending == word
            assert len(bench.server.requests) == number, word
            assert expected not in CUT_SHORT or word in completion.detail
        await adapter.aclose()

    asyncio.run(run())


@pytest.mark.parametrize("word", ["max_output_tokens", "content_filter", "a_new_word"])
def test_the_reasons_of_an_incomplete_response(bench: Bench, word: str) -> None:
    """The Responses API tells its reasons beside the status "incomplete"."""
    if bench.kind != "responses":
        pytest.skip("only a Response has a status")
    bench.server.script(Answer(text=TEXT, ending="length", detail=word))
    _, completion = bench.run()
    assert (completion.finish, completion.text) == (finish_of(word), TEXT)
    assert completion.ending == word


def test_no_reason_at_all(bench: Bench) -> None:
    """A whole answer without a word for its end is kept as what it is; one try, and it is billed.

    A stream without a last event of its own cannot be told from one that broke off: it fails, once
    more is tried, and both are billed.
    """
    if bench.kind == "responses":
        pytest.skip("the last event of a Response is its reason")
    answer = Answer(text=TEXT, twist="no_reason", input_tokens=700, output_tokens=9)
    if bench.kind == "ollama-native":
        pytest.skip("an Ollama of old gives no reason: done is done")
    if bench.kind == "gemini" and bench.streaming:
        failure = bench.fail(answer)
        assert isinstance(failure, BadReply)
        assert failure.partial_text == TEXT
        assert failure.lost == (Usage(700, 9),)
        return
    bench.server.script(answer)
    _, completion = bench.run()
    assert (completion.finish, completion.text, completion.ending) == (Finish.UNKNOWN, TEXT, "")
    assert completion.usage == Usage(700, 9)


@pytest.mark.parametrize("word", ["error", "timeout", "insufficient_system_resource"])
def test_a_word_for_failure_is_a_failure(bench: Bench, word: str) -> None:
    """The service says that it gave up: no ending, but an error with the text so far and its bill."""
    if bench.kind == "responses":
        pytest.skip("a Response has a status in place of a reason")
    failure = bench.fail(Answer(text=TEXT, stop=word, input_tokens=700, output_tokens=9))
    assert isinstance(failure, ProviderError)
    assert failure.retryable
    assert word in failure.message
    assert failure.lost == (Usage(700, 9),)
    assert failure.partial_text == (TEXT if bench.streaming else failure.partial_text)


def test_a_window_that_is_full_is_no_output_limit(bench: Bench) -> None:
    """Input and output make a window and the cap was far: more output room is no remedy."""

    async def run() -> None:
        adapter = await bench.open()
        for sent, wrote, expected in (
            (3974, 122, Finish.CONTEXT_FULL),
            (7800, 392, Finish.CONTEXT_FULL),
            (2000, 47, Finish.CONTEXT_FULL),
            (3974, 500, Finish.LENGTH),  # the cap of the request was met
            (3900, 122, Finish.LENGTH),  # 4,022 is the window of nothing
        ):
            bench.server.script(
                Answer(text=TEXT, ending="length", input_tokens=sent, output_tokens=wrote)
            )
            _, completion = await ask(adapter, REQUEST, streaming=bench.streaming)
            assert completion.finish is expected, (sent, wrote)
        await adapter.aclose()

    asyncio.run(run())


def test_a_window_without_room_for_a_word(bench: Bench) -> None:
    """No text and a full window: the prompt is too long, and the window is known."""
    answer = Answer(text="", ending="length", input_tokens=4090, output_tokens=6)
    failure = bench.fail(answer)
    assert isinstance(failure, ContextTooLong)
    assert failure.window_tokens == 4096
    assert failure.lost == (Usage(4090, 6),)


@given(window=st.integers(2, 4000), wrote=st.integers(1, 400), off=st.integers(-2, 2))
def test_windows_are_known_by_their_size(window: int, wrote: int, off: int) -> None:
    """Any multiple of 256, within what servers do not count; never when the cap was met."""
    total = 256 * window + off
    usage = Usage(total - wrote, wrote)
    assert met_the_window(usage, cap_tokens=5120)
    assert not met_the_window(usage, cap_tokens=wrote)
    # Nobody counted: what is far from the cap did not meet it.
    guessed = Usage(total - wrote, wrote, estimated=True)
    assert met_the_window(guessed, cap_tokens=5120)
    assert not met_the_window(guessed, cap_tokens=2 * wrote)
    assert not met_the_window(Usage(total - wrote + 100, wrote), cap_tokens=5120)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("FINISH_REASON_STOP", Finish.COMPLETE),
        ("endTurn", Finish.COMPLETE),
        ("StopSequence", Finish.COMPLETE),
        ("stopped_eos", Finish.COMPLETE),
        ("eos_token_id", Finish.COMPLETE),
        ("response.completed", Finish.COMPLETE),
        ("<|eot_id|>", Finish.COMPLETE),
        ("</s>", Finish.COMPLETE),
        ("maxTokens", Finish.LENGTH),
        ("FINISH_REASON_MAX_TOKENS", Finish.LENGTH),
        ("token_limit_reached", Finish.LENGTH),
        ("stopped_limit", Finish.LENGTH),
        ("ContextWindowExceeded", Finish.CONTEXT_FULL),
        ("ERROR_LIMIT", Finish.CONTEXT_FULL),
        ("FINISH_REASON_SAFETY", Finish.BLOCKED),
        ("STOP_REASON_UNSPECIFIED", Finish.UNKNOWN),
        ("FINISH_REASON_OTHER", Finish.UNKNOWN),
        ("stop the ship", Finish.UNKNOWN),
    ],
)
def test_what_stands_around_a_word(word: str, expected: Finish) -> None:
    """Prefixes of gateways and generated code, camel case, and the token that ended the turn."""
    assert finish_of(word) is expected
    assert not is_failure(word)


@given(st.text(max_size=30))
def test_no_word_is_taken_for_an_ending_by_chance(word: str) -> None:
    """A word outside of the table is unknown, and none is both an ending and a failure."""
    assert finish_of(word) in Finish
    assert not (is_failure(word) and finish_of(word) is Finish.COMPLETE)


def test_the_cap_is_the_one_that_was_sent(bench: Bench) -> None:
    """The harness asks for 500 tokens; every API is told so."""
    assert REQUEST.max_output_tokens == 500
    bench.run()
    assert "500" in str(bench.server.requests[0].body)
