"""A session at work on a folder: what makes an output another one, what is read, what is expected."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

import wire
from tersely.app.batch_output import rendered
from tersely.app.batching import NOT_IN_OUTPUT, FolderWorker, Forecast, output_digest
from tersely.app.context import Context
from tersely.app.session import Session
from tersely.config import Settings
from tersely.errors import BudgetExceeded
from tersely.records import Document, Summary

T = TypeVar("T")
# A value for each setting that is not its default.
OTHER: dict[str, Any] = {
    "model": "grok",
    "map_model": "anthropic",
    "fallback": ["anthropic"],
    "style": "tldr",
    "length": "long",
    "history": "off",
    "verify": "anthropic",
    "encoding": "cp1252",
    "strategy": "map-reduce",
    "ocr": "off",
    "kv_type": "q8_0",
    "embed": "openai/text-embedding-3-small",
    "stop": ["END"],
    "providers": {"acme": {"base_url": "https://llm.example.com/v1"}},
    "models": {"openai/gpt-6-luna": {"window_tokens": 9000}},
}
SECRET = {"api_key", "max_cost_explicit"}
BASE = Context.load({"model": "openai"}, environment={"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"})


def other_value(name: str) -> Any:
    """A value of a setting that is not its default."""
    if name in OTHER:
        return OTHER[name]
    value = getattr(BASE.settings, name)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return type(value)(value + 1)
    return "other" if isinstance(value, str) else 100


@pytest.mark.parametrize("name", sorted(set(Settings.model_fields) - SECRET))
def test_a_setting_makes_another_output_or_is_named_as_one_that_does_not(name: str) -> None:
    """A new setting that is forgotten there costs a second run at the most."""
    value = 0.5 if name in ("temperature", "top_p", "repeat_penalty") else other_value(name)
    if name == "styles_dir":
        value = str(Path(__file__).parent)
    changed = BASE.overridden({name: value})
    assert getattr(changed.settings, name) != getattr(BASE.settings, name)
    same = output_digest(changed, "md") == output_digest(BASE, "md")
    assert same is (name in NOT_IN_OUTPUT)


def test_what_shapes_a_summary_is_never_left_out() -> None:
    """An output that was made otherwise would pass for up to date."""
    shaping = """
        model map_model style length focus lang prompt schema_text cite verify fix temperature top_p
        top_k repeat_penalty seed stop reasoning max_output_tokens chunk_tokens strategy max_missing
        encoding ocr ocr_languages attachments
    """
    assert set(shaping.split()) & NOT_IN_OUTPUT == set()


def test_the_words_of_a_style_and_the_kind_of_file_make_another_output(tmp_path: Path) -> None:
    """A style that was rewritten is another one under the same name."""
    assert output_digest(BASE, "md") != output_digest(BASE, "json")
    folder = tmp_path / "mine"
    folder.mkdir()
    digests = []
    for words in ("Be brief.", "Be blunt."):
        (folder / "single.md").write_text(words)
        mine = BASE.overridden({"styles_dir": str(tmp_path), "style": "mine"})
        digests.append(output_digest(mine, "md"))
    assert digests[0] != digests[1]


def render(summary: Summary, document: Document, digest: str) -> str:
    """What stands in an output file."""
    return rendered(summary, document, digest, "md")


def with_worker(use: Callable[[FolderWorker], Awaitable[T]], **flags: Any) -> T:
    """What `use` brings of a worker with these settings."""

    async def work() -> T:
        async with Session(Context.load({"model": "openai", **flags})) as session:
            return await use(FolderWorker(session, render))

    return asyncio.run(work())


@pytest.fixture
def folder(tmp_path: Path) -> list[str]:
    """Two files that are one call each, one that is damaged, and one that is not there."""
    for number in range(2):
        (tmp_path / f"{number}.md").write_text(f"Harbour {number} has many ships. " * 60)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    return [str(tmp_path / name) for name in ("0.md", "1.md", "broken.pdf", "none.md")]


def test_a_forecast_grows_with_the_folder(server: wire.WireServer, folder: list[str]) -> None:
    """What cannot be read is no part of it; nothing is sent; it is `scale` times its sample."""

    async def both(worker: FolderWorker) -> tuple[Forecast, Forecast, Forecast]:
        alone = await worker.forecast(folder[:1], 1.0)
        return alone, await worker.forecast(folder, 1.0), await worker.forecast(folder, 50.0)

    alone, sample, whole = with_worker(both)
    assert (alone.calls, sample.calls, whole.calls) == (1, 2, 100)
    assert alone.cost_usd.expected
    assert sample.cost_usd.expected == pytest.approx(2 * alone.cost_usd.expected)
    assert sample.cost_usd.expected is not None
    for name in ("low", "expected", "high"):
        amounts = [getattr(one.cost_usd, name) for one in (whole, sample)]
        assert amounts[0] == pytest.approx(50 * amounts[1])
    assert server.requests == []


def test_more_than_the_limit_is_refused_before_anything_is_sent(
    server: wire.WireServer, folder: list[str]
) -> None:
    """Unless only the sum is wanted."""

    async def only_told(worker: FolderWorker) -> Forecast:
        return await worker.forecast(folder, 1000.0, afford=False)

    told = with_worker(only_told, max_cost_usd=0.01)
    assert told.calls == 2000
    with pytest.raises(BudgetExceeded) as caught:
        with_worker(lambda worker: worker.forecast(folder, 1000.0), max_cost_usd=0.01)
    assert "--limit 20" in caught.value.hint
    assert caught.value.needed_usd == pytest.approx(told.cost_usd.expected)
    assert server.requests == []


def test_an_unknown_price_stays_unknown_and_the_engine_is_free(
    server: wire.WireServer, folder: list[str]
) -> None:
    """However many files there are."""
    forecasts = [
        with_worker(lambda worker: worker.forecast(folder, 3.0), model=model)
        for model in ("openai/never-heard-of", "extractive")
    ]
    assert [one.calls for one in forecasts] == [6, 0]
    assert [one.cost_usd.expected for one in forecasts] == [None, 0.0]


def test_what_is_stored_is_forecast_as_free(server: wire.WireServer, folder: list[str]) -> None:
    """After the first file was summarized, only the second one will be paid."""

    async def work(worker: FolderWorker) -> tuple[Summary, Forecast, Forecast]:
        before = await worker.forecast(folder[1:2], 1.0)
        summary = await worker.summarize(worker.read(folder[0]), 0)
        return summary, before, await worker.forecast(folder[:2], 1.0)

    summary, before, after = with_worker(work)
    assert summary.text
    assert len(server.requests) == 1
    assert after.cost_usd.expected == pytest.approx(before.cost_usd.expected, rel=0.01)


@pytest.mark.parametrize(
    "data", [b"The harbour is deep.", b"\xef\xbb\xbfA\r\nb\0c.", b"caf\xe9 au lait."]
)
def test_bytes_that_another_machine_has_sent_are_read_as_the_file(
    tmp_path: Path, data: bytes
) -> None:
    """The same text under the same name, with its path there as the source."""

    async def both(worker: FolderWorker) -> tuple[Document, Document]:
        return worker.read_bytes(data, "/elsewhere/sub/a.md"), worker.read(str(tmp_path / "a.md"))

    (tmp_path / "a.md").write_bytes(data)
    sent, here = with_worker(both, model="extractive", encoding="cp1252")
    assert (sent.name, sent.source) == ("a.md", "/elsewhere/sub/a.md")
    assert sent == replace(here, source=sent.source)


def test_a_file_is_known_by_its_beginning(folder: list[str]) -> None:
    """So many bytes and no more; its output is what the caller renders."""

    async def work(worker: FolderWorker) -> str:
        assert worker.head(folder[0], 9) == b"Harbour 0"
        document = worker.read(folder[0])
        return worker.render(await worker.summarize(document, 0), document, "digest")

    text = with_worker(work, model="extractive")
    assert text.startswith("---\nsource: ")
    assert 'sha256: "digest"' in text
    assert "Harbour 0 has many ships." in text
