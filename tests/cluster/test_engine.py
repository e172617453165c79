"""The engine over workers of this process: the same outputs, nothing lost, nothing paid twice."""

from __future__ import annotations

import asyncio
import pickle
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import SecretStr

import wire
from cluster_in_process import ClusterInProcess
from model import note_taker
from tersely.app.batch_output import rendered
from tersely.app.batching import FolderWorker, output_digest
from tersely.app.context import Context
from tersely.app.session import Session
from tersely.batch import Batch, Engine, Jobs, LocalEngine, Totals, walk
from tersely.cluster import ClusterEngine
from tersely.cluster.engine import without_keys
from tersely.errors import BudgetExceeded, MissingKey
from tersely.events import CallFinished, Event, Warned
from tersely.records import Document, Summary
from tersely.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files that are one call each, one of several calls, one that is binary, one that is damaged."""
    source = tmp_path / "in"
    source.mkdir()
    for number in range(20):
        rng = random.Random(number)
        text = " ".join(f"Harbour {number} has {rng.randrange(10**6)} ships." for _ in range(60))
        (source / f"{number:02}.md").write_text(text)
    (source / "binary.dat").write_bytes(b"\1\0\2" * 50)
    (source / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    return source


@dataclass
class Run:
    """One batch over `folder` into `out`, here or on a cluster; each time with an empty cache
    unless `cache` names one.
    """

    folder: Path
    base: Path
    server: wire.WireServer
    flags: dict[str, object] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def context(self, cache: str) -> Context:
        environment = {**self.server.environment(), "HOME": str(self.base)}
        environment["XDG_CACHE_HOME"] = str(self.base / cache)
        environment["XDG_CONFIG_HOME"] = str(self.base / "config")
        return Context.load({"model": "openai", **self.flags}, environment=environment)

    async def _run(self, engine: Engine, context: Context, out: str) -> Totals:
        jobs = Jobs(self.base / out)
        try:
            settings = output_digest(context, "md")
            batch = Batch(jobs, engine, settings, ".md", self.events.append)
            return await batch.run(walk([str(self.folder)], self.base / out))
        finally:
            jobs.close()

    def here(self, out: str, cache: str = "here") -> Totals:
        """By this process alone."""

        def render(summary: Summary, document: Document, digest: str) -> str:
            return rendered(summary, document, digest, "md")

        async def work() -> Totals:
            context = self.context(cache)
            async with Session(context) as session:
                engine = LocalEngine(FolderWorker(session, render))
                return await self._run(engine, context, out)

        return asyncio.run(work())

    def there(
        self,
        out: str,
        cache: str = "there",
        during: Callable[[ClusterInProcess, ClusterEngine], None] = lambda _c, _e: None,
        count: int = 2,
    ) -> tuple[Totals, ClusterEngine]:
        """On a cluster of two nodes; `during` is called with each answer of the server."""

        async def work() -> tuple[Totals, ClusterEngine]:
            context = self.context(cache)
            store = Store.open(context.paths.store_file)
            cluster = ClusterInProcess(context.settings, store.path, count)
            engine = ClusterEngine(
                cast(Any, cluster), context.settings, "md", store=store, emit=self.events.append
            )
            loop = asyncio.get_running_loop()
            reply = self.server.reply

            def replying(request: wire.WireRequest) -> wire.Answer:
                loop.call_soon_threadsafe(during, cluster, engine)
                return reply(request)

            self.server.reply = replying
            try:
                await engine.open()
                return await self._run(engine, context, out), engine
            finally:
                self.server.reply = reply
                await engine.close()
                store.close()

        return asyncio.run(work())

    def outputs(self, out: str) -> dict[str, str]:
        """The summaries by name."""
        return {p.name: p.read_text() for p in sorted((self.base / out).glob("*.md.md"))}


@pytest.fixture
def run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Against a fake server that takes notes."""
    with wire.serve() as server:
        server.reply = note_taker
        made = Run(folder, tmp_path, server)
        for name, value in made.context("there").environment.items():
            monkeypatch.setenv(name, value)
        yield made


def test_a_cluster_writes_what_one_machine_writes(run: Run) -> None:
    """The same bytes, failures and skipped files; a rerun of either engine makes no call."""
    alone = run.here("alone")
    made = len(run.server.requests)
    totals, engine = run.there("cluster")
    assert run.outputs("cluster") == run.outputs("alone")
    assert len(run.outputs("cluster")) == 20
    counts = [(t.written, t.failed, t.skipped, t.calls, t.cost_usd) for t in (alone, totals)]
    assert counts[0] == pytest.approx(counts[1])
    assert len(run.server.requests) == 2 * made
    assert engine.resubmitted == 0
    for again in (run.there("cluster")[0], run.here("cluster", "there"), run.there("other")[0]):
        assert again.failed == 1
    assert len(run.server.requests) == 2 * made


def test_a_lost_node_loses_what_is_in_flight_and_no_more(run: Run) -> None:
    """Its files are done elsewhere; the answers that had come are not asked for again, and what they
    cost is on the bill of this run.
    """
    alone = run.here("alone")
    made = len(run.server.requests)
    run.server.latency_s = 0.02
    lost: list[int] = []

    def lose(cluster: ClusterInProcess, engine: ClusterEngine) -> None:
        if len(run.server.requests) >= made + 8 and not lost:
            lost.append(run.server.in_flight)
            cluster.lose("node1")

    totals, engine = run.there("out", during=lose)
    assert (totals.written, totals.failed) == (20, 1)
    assert engine.resubmitted > 0
    assert len(run.outputs("out")) == 20
    assert totals.cost_usd == pytest.approx(alone.cost_usd)
    assert len(run.server.requests) <= made + 20 + 16
    assert any(isinstance(e, Warned) and "is lost" in e.message for e in run.events)


def test_the_budget_is_one_for_all_nodes(run: Run) -> None:
    """Where one machine stops for it, the cluster does, and has not spent more."""
    cost_usd = run.here("alone").cost_usd
    assert cost_usd
    run.flags["max_cost_usd"] = cost_usd / 2
    with pytest.raises(BudgetExceeded):
        run.there("out")
    assert len(run.server.requests) <= 20 + 12


def test_equal_files_are_paid_once(run: Run) -> None:
    """On however many nodes."""
    for number in range(10):
        (run.folder / f"copy{number}.md").write_bytes((run.folder / "00.md").read_bytes())
    totals, _ = run.there("out", count=3)
    assert totals.written == 30
    assert len(run.server.requests) == 20


def book(run: Run) -> None:
    """A file of some forty chunks in place of all others."""
    for path in run.folder.iterdir():
        path.unlink()
    rng = random.Random(1)
    parts = [
        f"MARK{n:04} Harbour {n} has {rng.randrange(10**6)} ships in winter." for n in range(1600)
    ]
    (run.folder / "book.md").write_text("\n\n".join(parts))
    run.flags |= {"chunk_tokens": 800, "concurrency": 4, "length": "60w"}


@pytest.mark.thorough
def test_a_book_is_read_by_all_nodes(run: Run) -> None:
    """With the same bytes, calls and cost; a rerun makes none."""
    book(run)
    alone = run.here("alone")
    made = len(run.server.requests)
    assert made > 30
    busy: list[int] = []

    def count_flying(_cluster: ClusterInProcess, engine: ClusterEngine) -> None:
        busy.append(sum(bool(post.flying) for post in engine._posts))

    totals, _ = run.there("cluster", during=count_flying, count=3)
    assert max(busy) == 3
    assert run.outputs("cluster") == run.outputs("alone")
    assert len(run.server.requests) == 2 * made
    assert (totals.calls, totals.reused) == (alone.calls, alone.reused)
    assert totals.cost_usd == pytest.approx(alone.cost_usd)
    finished = [event for event in run.events if isinstance(event, CallFinished)]
    assert len(finished) == made
    run.there("other", count=3)
    assert len(run.server.requests) == 2 * made


@pytest.mark.thorough
def test_a_lost_node_loses_of_a_book_what_is_in_flight_and_no_more(run: Run) -> None:
    """Its part is read elsewhere."""
    book(run)
    run.here("alone")
    made = len(run.server.requests)
    lost: list[int] = []

    def lose(cluster: ClusterInProcess, _engine: ClusterEngine) -> None:
        if len(run.server.requests) >= made + 14 and not lost:
            lost.append(1)
            cluster.lose("node1")

    run.server.latency_s = 0.02
    _, engine = run.there("out", during=lose, count=3)
    assert engine.resubmitted == 1
    assert run.outputs("out") == run.outputs("alone")
    # Four calls in flight, and as many answers that the node had and nobody had heard of yet.
    assert len(run.server.requests) <= 2 * made + 8


def test_one_node_that_cannot_work_ends_the_run_before_any_call(run: Run) -> None:
    """A missing key is the same on all of them; what it says is what one machine would say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("OPENAI_API_KEY")
        with pytest.raises(MissingKey, match="OPENAI_API_KEY"):
            run.there("out")
    assert run.server.requests == []


def test_no_key_travels(run: Run) -> None:
    """Not the one of --api-key-file, nor a header of a service, which may hold one."""
    row = {"base_url": "https://a.example/v1", "headers": {"X-Key": "geheim"}}
    run.flags |= {"api_key": SecretStr("sk-geheim"), "providers": {"acme": row}}
    settings = run.context("there").settings
    assert settings.providers["acme"].headers["X-Key"].get_secret_value() == "geheim"
    assert b"geheim" not in pickle.dumps(without_keys(settings))
    assert without_keys(settings).providers["acme"].base_url == "https://a.example/v1"
