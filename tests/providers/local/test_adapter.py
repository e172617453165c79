"""The adapter on real llama.cpp, with models whose answers are known."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gguf_models
from providers.local.asking import FOX, SCHEMA, TEXT, adapter, answer, ask
from tersely.provider import Provider
from tersely.providers.local import Adapter, worker
from tersely.records import Completion, Finish, Request, Sampling

pytestmark = pytest.mark.local


async def streamed(model: Adapter, request: Request) -> tuple[list[str], Completion]:
    """The pieces and the final Completion."""
    items = [item async for item in model.stream(request)]
    pieces = [item for item in items if isinstance(item, str)]
    assert isinstance(items[-1], Completion)
    assert len(pieces) == len(items) - 1
    return pieces, items[-1]


def test_it_is_a_provider(models: Path) -> None:
    """The port is met."""
    assert isinstance(adapter(models / "lead.gguf"), Provider)


def test_lead_answers_with_the_first_sentence(models: Path) -> None:
    """The worked example: text, ending and counts."""
    done = answer(adapter(models / "lead.gguf"), ask())
    assert (done.text, done.finish, done.provider) == (FOX, Finish.COMPLETE, "local")
    assert done.usage.output_tokens == 10
    assert not done.usage.estimated


@pytest.mark.parametrize(
    "sampling",
    [Sampling(), Sampling(temperature=0.0), Sampling(temperature=0.7, top_p=0.9, top_k=20)],
)
def test_stream_equals_complete(models: Path, sampling: Sampling) -> None:
    """The pieces join to the text of the Completion and to the answer in one piece, multi-byte
    characters included.
    """
    model = adapter(models / "copy.gguf")
    pieces, done = asyncio.run(streamed(model, ask(sampling=sampling)))
    assert "".join(pieces) == done.text == TEXT == answer(model, ask(sampling=sampling)).text
    assert len(pieces) > 20
    assert "\ufffd" not in pieces


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.lists(st.sampled_from(gguf_models.WORDS), min_size=3, max_size=12, unique=True))
def test_usage_counts_what_went_in_and_out(models: Path, words: list[str]) -> None:
    """The answer's count is the tokenizer's, and a longer text is counted longer."""
    model = adapter(models / "copy.gguf")
    done = answer(model, ask(f"A {' '.join(words)}"))
    assert done.text == f"A {' '.join(words)}"
    assert done.usage.output_tokens == model.counter().count_batch([done.text])[0]
    assert done.usage.input_tokens > done.usage.output_tokens


def test_length_and_stop(models: Path) -> None:
    """The output cap ends with LENGTH at exactly its number of tokens; a stop string ends the text
    before it.
    """
    model = adapter(models / "copy.gguf")
    cut = answer(model, ask(limit=5))
    assert (cut.text, cut.finish, cut.usage.output_tokens) == (
        "The quick brown fox jumps",
        Finish.LENGTH,
        5,
    )
    stopped = answer(model, ask(stop=(" over",)))
    assert (stopped.text, stopped.finish) == ("The quick brown fox jumps", Finish.COMPLETE)


def test_schema_is_followed(models: Path) -> None:
    """The answer is JSON of the schema, whatever the model would have said."""
    done = answer(adapter(models / "lead.gguf"), ask(schema=json.dumps(SCHEMA), limit=300))
    parsed = json.loads(done.text)
    assert set(parsed) == {"summary", "points"}
    assert isinstance(parsed["summary"], str)
    assert len(parsed["points"]) <= 2


def test_template_without_system_role(tmp_path: Path) -> None:
    """Where the template refuses instructions they go to the head of the user's turn."""
    refusing = (
        "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
        + gguf_models.TEMPLATE
    )
    path = gguf_models.write(tmp_path / "gemma.gguf", template=refusing)
    assert answer(adapter(path), ask()).text == FOX


def test_cancelling_stops_the_model(models: Path) -> None:
    """A cancelled task frees the worker in the middle of an answer; the next call is answered in
    full.
    """

    async def scenario() -> str:
        model = adapter(models / "random.gguf")
        endless = ask(limit=8000, sampling=Sampling(temperature=1.5))
        started = asyncio.Event()

        async def listen() -> None:
            async for _ in model.stream(endless):
                started.set()

        task = asyncio.create_task(listen())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return (await adapter(models / "lead.gguf").complete(ask())).text

    assert asyncio.run(scenario()) == FOX


def test_leaving_a_stream_early(models: Path) -> None:
    """A consumer that stops listening frees the worker."""

    async def scenario() -> str:
        model = adapter(models / "copy.gguf")
        pieces = model.stream(ask())
        first = await anext(pieces)
        await pieces.aclose()
        assert first == "The"
        return (await model.complete(ask())).text

    assert asyncio.run(scenario()) == TEXT


def test_threads_and_tasks_at_once(models: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Four threads with event loops of their own, three models, all right; nothing is written to
    stdout or stderr.
    """
    worker.unload()
    answers: dict[int, list[str]] = {}

    def run(index: int) -> None:
        async def both() -> list[str]:
            lead, copy = adapter(models / "lead.gguf"), adapter(models / "copy.gguf")
            done = await asyncio.gather(
                lead.complete(ask()),
                copy.complete(ask()),
                lead.complete(ask(f"It works {index}. No.")),
            )
            return [one.text for one in done]

        answers[index] = asyncio.run(both())

    threads = [threading.Thread(target=run, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == {index: [FOX, TEXT, f"It works {index}."] for index in range(4)}
    os.write(1, b"still here\n")
    written = capfd.readouterr()
    assert (written.out, written.err) == ("still here\n", "")
