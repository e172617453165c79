"""How fast the model works: told while it answers, and measured beforehand."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import gguf_models
from providers.local.asking import FOX, TEXT, adapter, answer, ask
from tersely.errors import ConnectionFailed, InputError
from tersely.provider import Timeouts
from tersely.providers.local.meter import Meter
from tersely.records import Pace


def test_the_first_token_belongs_to_the_reading() -> None:
    """What is told adds up to all that was done; of three tokens two are counted as written."""
    laps: list[Pace] = []
    meter = Meter(laps.append)
    meter.read(256)
    meter.read(10)
    for _ in range(3):
        meter.wrote()
    meter.close()
    meter.close()
    whole = sum(laps, Pace())
    assert (whole.read_tokens, whole.written_tokens) == (266, 2)
    assert min(whole.read_s, whole.written_s) > 0
    assert Pace() not in laps


@pytest.mark.local
def test_an_answer_tells_its_pace(models: Path) -> None:
    """The watcher hears of each token that was computed: of the prompt without the reused part, and
    of the answer.
    """
    heard: list[Pace] = []
    model = adapter(models / "copy.gguf")
    answer(model, ask("This system works. "))
    model.watch(heard.append)
    done = answer(model, ask(TEXT))
    whole = sum(heard, Pace())
    assert done.usage.cached_tokens > 0
    assert whole.read_tokens == done.usage.input_tokens - done.usage.cached_tokens
    assert (
        whole.written_tokens == done.usage.output_tokens
    )  # the mark of the end instead of the first token


@pytest.mark.local
@pytest.mark.parametrize("text", [FOX, f"{FOX} {' '.join(gguf_models.WORDS)}."])
def test_measure(models: Path, text: str) -> None:
    """A short or long text: one step is read, sixteen tokens are written, and the model answers as
    before.
    """
    model = adapter(models / "lead.gguf")
    pace = asyncio.run(model.measure(text))
    assert (pace.read_tokens, pace.written_tokens) == (256, 16)
    seconds = pace.seconds(256, 16)
    assert seconds is not None
    assert seconds == pytest.approx(pace.read_s + pace.written_s)
    assert answer(model, ask()).text == FOX


@pytest.mark.local
def test_measure_fails_like_an_answer(models: Path, tmp_path: Path) -> None:
    """Damaged weights and a timeout are errors with a cause."""
    broken = gguf_models.write(
        tmp_path / "nan.gguf", "random", tensor_type="F16", fill=float("nan")
    )
    with pytest.raises(InputError, match="give no numbers"):
        asyncio.run(adapter(broken).measure(FOX))
    late = adapter(models / "copy.gguf", timeouts=Timeouts(call_s=0.0))
    with pytest.raises(ConnectionFailed, match="did not finish within 0 s"):
        asyncio.run(late.measure(FOX))
