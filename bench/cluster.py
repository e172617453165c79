"""A batch on Ray: its limits a minute, two workers beside one, and the memory of the driver. The
nodes are processes of this machine, the service is that of the tests.

    PYTHONPATH=tests python bench/cluster.py rates   [--rpm 600 --tpm 200000 --seconds 150 --in-process]
    PYTHONPATH=tests python bench/cluster.py scaling [--files 3000 --latency 1 --width 100]
    PYTHONPATH=tests python bench/cluster.py memory  [--files 100000]

`rates`: small files, where the requests are the limit, then larger ones, where the tokens are. The
most that the service saw in any 60 s (target: never more than the limit), and the share of the
limit that was used (target: 0.9); `--in-process` without Ray, the driver, the limiter and the
workers in one process. `scaling`: calls a second of one worker and of two (target: 1.8 times).
`memory`: of the command itself, while workers that answer at once do the work (target: flat, below
250 MB). The last two want idle cores.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tersely
import wire
from cluster_in_process import ClusterInProcess
from ray_nodes import add_node, cluster
from tersely.app.context import Context
from tersely.batch import Batch, Jobs, Result, walk
from tersely.cli import app
from tersely.cluster import ClusterEngine, connection
from tersely.cluster.messages import VERSION, Answer, Assignment, Done, Message, Task
from tersely.events import no_events
from tersely.records import Completion, Finish, Summary, Usage
from tersely.store import Store

MINUTE_S = 60.0
ANSWER = "The harbour has ships."
SOURCE = "The harbour has ships in winter. The council met and spoke of its costs of 3 million. "


@dataclass
class Seen:
    """What the service saw: when each request came and how many tokens it counts."""

    arrivals: list[tuple[float, int]] = field(default_factory=list)

    def reply(self, request: wire.WireRequest) -> wire.Answer:
        tokens = len(request.text) // 4
        self.arrivals.append((time.monotonic(), tokens + len(ANSWER) // 4))
        return wire.Answer(text=ANSWER, input_tokens=tokens, output_tokens=len(ANSWER) // 4)

    @property
    def elapsed_s(self) -> float:
        return self.arrivals[-1][0] - self.arrivals[0][0]

    def most_in_a_minute(self) -> tuple[int, int]:
        """The most requests in any 60 s, and the most tokens."""
        requests = tokens = most_requests = most_tokens = start = 0
        for at, count in self.arrivals:
            requests, tokens = requests + 1, tokens + count
            while at - self.arrivals[start][0] >= MINUTE_S:
                requests, tokens = requests - 1, tokens - self.arrivals[start][1]
                start += 1
            most_requests, most_tokens = max(most_requests, requests), max(most_tokens, tokens)
        return most_requests, most_tokens


class Machines:
    """A cluster of one node, and a service in this process."""

    def __init__(self, stack: ExitStack) -> None:
        self.base = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.server = stack.enter_context(wire.serve())
        self.environment = {**self.server.environment(), "HOME": str(self.base)}
        self.nodes: Any = stack.enter_context(cluster(self.environment))
        self._runs = 0

    def add_node(self) -> None:
        add_node(self.nodes)
        self.nodes.wait_for_nodes()

    def batch(
        self,
        files: int,
        repeats: int,
        *options: str,
        seconds: float = 0.0,
        model: str = "openai",
    ) -> Seen:
        """`tersely batch` over new files, in a process of its own; with `seconds` it is stopped
        then.
        """
        self._runs += 1
        source, out = self.base / f"in{self._runs}", self.base / f"out{self._runs}"
        write_files(source, files, repeats, self._runs)
        seen = Seen()
        self.server.reply = seen.reply
        there = ("--engine", "ray", "--address", self.nodes.address, "--max-cost", "1000")
        command = [sys.executable, "-m", "tersely", "batch", str(source), "-o", str(out)]
        command += ["-m", model, "-q", *there, *options]
        with subprocess.Popen(command, env={**os.environ, **self.environment}) as process:
            if seconds:
                while not seen.arrivals and process.poll() is None:
                    time.sleep(0.1)
                time.sleep(seconds)
                process.terminate()
        return seen


def write_files(folder: Path, count: int, repeats: int, salt: int = 0) -> None:
    """Files of one call each, all different."""
    folder.mkdir(parents=True)
    for number in range(count):
        text = f"Harbour {number} of {salt} has {number * 7} ships in winter. " * repeats
        (folder / f"{number:06}.md").write_text(text)


def rates(rpm: float, tpm: float, seconds: float, *, in_process: bool) -> None:
    """What two workers let through."""
    files = round(rpm * seconds / MINUTE_S * 1.3) + 100
    with ExitStack() as stack:
        if in_process:
            server = stack.enter_context(wire.serve())
            base = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        else:
            machines = Machines(stack)
            machines.add_node()
            server = machines.server
        server.latency_s = 0.5
        for repeats in (4, 200):
            if in_process:
                seen = beside(server, base, files, repeats, rpm, tpm, seconds)
            else:
                limits = ["--set", f"rpm={rpm:g}", "--set", f"tpm={tpm:g}", "-j", "32"]
                limits += ["-l", "10w"]  # else a short file is its own summary
                # Of this one the tokens that are written count (OpenAI counts those that may be),
                # and its estimate is near what the service of this bench counts.
                seen = machines.batch(files, repeats, *limits, seconds=seconds, model="gemini")
            print(said_of(seen, rpm, tpm), flush=True)


def said_of(seen: Seen, rpm: float, tpm: float) -> str:
    """What the service saw, beside the limits."""
    requests, tokens = seen.most_in_a_minute()
    minutes = seen.elapsed_s / MINUTE_S
    total = sum(count for _, count in seen.arrivals)
    return (
        f"{len(seen.arrivals):,} requests of about {total // len(seen.arrivals):,} tokens in "
        f"{seen.elapsed_s:.0f} s; most in any 60 s: {requests:,} of {rpm:,.0f} requests, "
        f"{tokens:,} of {tpm:,.0f} tokens; used {len(seen.arrivals) / rpm / minutes:.2f} of "
        f"the requests, {total / tpm / minutes:.2f} of the tokens"
    )


def beside(
    server: wire.WireServer,
    base: Path,
    files: int,
    repeats: int,
    rpm: float,
    tpm: float,
    seconds: float,
) -> Seen:
    """The same batch with two workers in this process."""
    folder = base / f"{repeats}"
    write_files(folder / "in", files, repeats)
    environment = {**server.environment(), "HOME": str(folder)}
    os.environ.update(environment)  # the workers read the environment of their nodes
    flags = {"model": "openai", "rpm": rpm, "tpm": tpm, "max_cost_usd": 1000.0, "concurrency": 32}
    context = Context.load(flags, environment=environment)
    seen = Seen()
    server.reply = seen.reply

    async def work() -> None:
        store = Store.open(context.paths.store_file)
        nodes: Any = ClusterInProcess(context.settings, store.path)
        engine = ClusterEngine(nodes, context.settings, "md", store=store, emit=no_events)
        await engine.open()
        jobs = Jobs(folder / "out")
        batch = Batch(jobs, engine, b"", ".md", no_events)
        asyncio.get_running_loop().call_later(seconds, batch.stop)
        await batch.run(walk([str(folder / "in")], folder / "out"))
        jobs.close()
        await engine.close()
        store.close()

    asyncio.run(work())
    return seen


def scaling(files: int, latency_s: float, width: int) -> None:
    """Calls a second of one worker and of two, from the first call to the last."""
    with ExitStack() as stack:
        machines = Machines(stack)
        machines.server.latency_s = latency_s
        machines.batch(width, 20, "-j", str(width))  # imports, and the first connections
        single = 0.0
        for workers in (1, 2):
            if workers == 2:
                machines.add_node()
            seen = machines.batch(files * workers, 20, "-j", str(width))
            per_s = len(seen.arrivals) / seen.elapsed_s
            single = single or per_s
            print(
                f"{workers} worker{'s' * (workers > 1)}, width {width}: {per_s:.0f} calls a second "
                f"(ideal {workers * width / latency_s:.0f}), {per_s / single:.2f} times one",
                flush=True,
            )


class SimulatedWorker:
    """An actor as a Worker is one; each file has one answer, and a summary of a real document, at
    once.
    """

    def __init__(self, _node: str, _limiter: Any, _assignment: Assignment) -> None:
        self._messages: list[Message] = []
        self._some = asyncio.Event()
        self._summary: Summary | None = None

    async def ping(self) -> tuple[str, str]:
        self._summary = await tersely.asummarize(SOURCE * 20, model="extractive")
        return VERSION, platform.python_version()

    async def submit(self, tasks: Sequence[Task]) -> None:
        assert self._summary is not None
        text = self._summary.text
        for task in tasks:
            digest = hashlib.sha256(task.path.encode()).digest()
            answer = Completion(text, Usage(100, 20), Finish.COMPLETE, "simulated")
            self._messages.append(Answer(task.number, digest, answer))
            self._messages.append(Done(task.number, Result(digest, self._summary, task.size, text)))
        self._some.set()

    async def news(self) -> list[Message]:
        if not self._messages:
            self._some.clear()
            await self._some.wait()
        messages, self._messages = self._messages[:500], self._messages[500:]
        return messages

    async def stop(self) -> None:
        """Nothing is in flight."""


def memory(files: int) -> None:
    """The memory of this process, which runs the command, as it goes."""
    with ExitStack() as stack:
        machines = Machines(stack)
        machines.add_node()
        write_files(machines.base / "in", files, 20)
        os.environ.update(machines.environment)
        setattr(connection, "Worker", SimulatedWorker)  # noqa: B010  # another type in its place
        threading.Thread(target=watch, args=(machines.base / "out", files), daemon=True).start()
        there = ("--engine", "ray", "--address", machines.nodes.address, "--max-cost", "1000")
        source, out = str(machines.base / "in"), str(machines.base / "out")
        code = app.run(["batch", source, "-o", out, "-m", "openai", "-q", *there])
        written = sum(1 for path in (machines.base / "out").iterdir() if path.suffix == ".md")
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        print(f"exit {code}, {written:,} summaries, peak {peak_mb:.0f} MB")


def watch(out: Path, files: int) -> None:
    """Print the memory of this process at each tenth of the files."""
    tenth = 1
    while tenth < 10:
        time.sleep(0.5)
        written = sum(1 for _ in os.scandir(out)) if out.exists() else 0
        if written >= files * tenth / 10:
            resident = int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
            print(f"{written:,} written: {resident:.0f} MB", flush=True)
            tenth = int(written * 10 / files) + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("rates", "scaling", "memory"))
    parser.add_argument("--rpm", type=float, default=600)
    parser.add_argument("--tpm", type=float, default=200_000)
    parser.add_argument("--seconds", type=float, default=150)
    parser.add_argument("--in-process", action="store_true")
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--latency", type=float, default=1.0)
    parser.add_argument("--width", type=int, default=100)
    given = parser.parse_args()
    if given.what == "rates":
        rates(given.rpm, given.tpm, given.seconds, in_process=given.in_process)
    elif given.what == "scaling":
        scaling(given.files or 3000, given.latency, given.width)
    else:
        memory(given.files or 100_000)


if __name__ == "__main__":
    main()
