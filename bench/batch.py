"""Batch at full width, beside two naive loops; killed three times; held to rate limits; many
finished files.

    PYTHONPATH=tests:src .venv/bin/python bench/batch.py makespan [--documents 1500 --width 100
    --latency 1.5] PYTHONPATH=tests:src .venv/bin/python bench/batch.py kill     [--documents 400
    --width 100 --latency 0.5 --kills 3] PYTHONPATH=tests:src .venv/bin/python bench/batch.py limits   [--rpm
    300 --tpm 100000] PYTHONPATH=tests:src .venv/bin/python bench/batch.py finished [--files 200000]

The fake server answers each call after a lognormal latency (sigma 0.6, median --latency), the same
for the same text. The lower bound of a makespan is max(sum of latencies / width, two median calls);
at these sizes the first one binds.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

import wire
from model import note_taker
from tersely.batch import Found, Jobs, Row, walk

SENTENCE = "The harbour handled {} ships in {} and the council noted {} more in the winter."
SETTINGS = ("-q", "--set", "chunk_tokens=500", "--max-cost", "100")
SAMPLE = 30


def make(folder: Path, documents: int, parts: float, seed: int = 3) -> None:
    """Documents of lognormal size, 1 to 40 parts of 500 tokens, `parts` in the median."""
    rng = random.Random(seed)
    folder.mkdir()
    for i in range(documents):
        size = max(1, min(40, round(parts * rng.lognormvariate(0, 0.9))))
        sentences = [
            SENTENCE.format(rng.randrange(10**6), 1900 + i % 120, rng.randrange(10**6))
            for _ in range(size * 20)
        ]
        text = "\n\n".join(" ".join(sentences[k : k + 5]) for k in range(0, len(sentences), 5))
        (folder / f"{i:05}.md").write_text(text)


@dataclass
class Bench:
    """A fake server with its notes, and a home for each run."""

    top: Path
    server: wire.WireServer
    latency_s: float
    latencies_s: list[float] = field(default_factory=list)
    arrivals: list[tuple[float, int]] = field(default_factory=list)
    written_tokens: int = 0

    def answer(self, request: wire.WireRequest) -> wire.Answer:
        """Notes after a latency that belongs to the text; the arrival and its tokens are written
        down.

        They are counted as the services do: OpenAI's counts the input and the cap of the output,
        Anthropic's what is written.
        """
        latency_s = self.latency_s * random.Random(request.system + request.text).lognormvariate(
            0, 0.6
        )
        self.latencies_s.append(latency_s)
        answer = note_taker(request)
        output_tokens = request.body.get("max_output_tokens") or len(answer.text) // 4
        self.arrivals.append(
            (time.monotonic(), (len(request.system) + len(request.text)) // 4 + output_tokens)
        )
        self.written_tokens += len(answer.text) // 4
        return wire.Answer(text=answer.text, latency_s=latency_s)

    def environment(self, home: str) -> dict[str, str]:
        """The variables of a run with its own store."""
        cache = {"HOME": str(self.top), "XDG_CACHE_HOME": str(self.top / home)}
        return {**os.environ, **self.server.environment(), **cache}

    def batch(self, out: str, width: int, *more: str) -> list[str]:
        """The command line of a batch over the folder `in`."""
        source = [str(self.top / "in"), "-o", str(self.top / out)]
        return [
            sys.executable,
            "-m",
            "tersely",
            "batch",
            *source,
            "-j",
            str(width),
            *SETTINGS,
            *more,
        ]

    def timed(self, command: list[str], home: str) -> tuple[float, int]:
        """Seconds and peak memory (MB) of one process."""
        before, began = len(self.latencies_s), time.perf_counter()
        process = subprocess.Popen(command, env=self.environment(home), stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        elapsed_s = time.perf_counter() - began
        assert process.returncode == 0, (
            f"exit {process.returncode} after {len(self.latencies_s) - before} calls"
        )
        return elapsed_s, usage.ru_maxrss // 1024


@contextmanager
def bench(given: argparse.Namespace) -> Iterator[Bench]:
    """A server and a folder of documents."""
    with tempfile.TemporaryDirectory() as name, wire.serve() as server:
        found = Bench(Path(name), server, given.latency)
        server.reply = found.answer
        make(found.top / "in", given.documents, given.parts)
        yield found


def makespan(given: argparse.Namespace) -> None:
    """The batch beside a loop over a sample, and one gather over everything."""
    with bench(given) as b:
        elapsed_s, peak_mb = b.timed(b.batch("out", given.width), "batch")
        calls = len(b.latencies_s)
        bound_s = max(sum(b.latencies_s) / given.width, 2 * given.latency)
        print(
            f"{given.documents} documents, {calls} calls, mean latency {sum(b.latencies_s) / calls:.2f} s, ",
            end="",
        )
        print(f"width {given.width}, lower bound {bound_s:.1f} s")
        print(
            f"tersely batch             {elapsed_s:8.1f} s  {elapsed_s / bound_s:6.2f} x  peak {peak_mb} MB"
        )
        again_s, _ = b.timed(b.batch("out", given.width), "batch")
        print(f"  a rerun                 {again_s:8.1f} s  {len(b.latencies_s) - calls} calls")
        one_by_one_s = sum(b.latencies_s[:calls])
        paths = [str(path) for path in sorted((b.top / "in").iterdir())]
        script = [sys.executable, __file__, "naive", "--width", str(given.width), "--how"]
        gather_s, gather_mb = b.timed([*script, "gather", *paths], "gather")
        print(
            f"asyncio.gather over all   {gather_s:8.1f} s  {gather_s / bound_s:6.2f} x  peak {gather_mb} MB"
        )
        sample = min(SAMPLE, given.documents)
        loop_s = b.timed([*script, "loop", *paths[:sample]], "loop")[0] * given.documents / sample
        print(
            f"asyncio.gather a document {loop_s:8.0f} s  {loop_s / bound_s:6.0f} x  (measured on {sample} documents)"
        )
        print(
            f"call after call           {one_by_one_s:8.0f} s  {one_by_one_s / bound_s:6.0f} x  (computed)"
        )


async def naive(how: str, paths: list[str], width: int) -> None:
    """What a script around the library would do: documents one after the other, each at full width,
    or all at once.
    """
    from tersely import config
    from tersely.app import entrypoints
    from tersely.app.context import Context

    environment = dict(os.environ)
    loaded = config.load(
        {"concurrency": width, "chunk_tokens": 500, "max_cost_usd": 100.0}, environment, None
    )
    context = Context.of(loaded, environment)
    async with entrypoints.session(context) as session:
        documents = [entrypoints.read([path], context)[0] for path in paths]
        if how == "gather":
            await asyncio.gather(*(session.summarize(document) for document in documents))
        else:
            for document in documents:
                await session.summarize(document)


def kill(given: argparse.Namespace) -> None:
    """kill -9 at random moments (--kills), then to the end, then once more, then undisturbed."""
    rng = random.Random(given.seed)
    calls_a_kill = max(2, int(given.documents * given.parts * 1.4 / given.kills))
    with bench(given) as b:
        b.server.reply = lambda request: _signed(b.answer(request), request)
        kept: set[str] = set()
        in_flight, half_written, repaid, lost = [], 0, 0, 0
        for _ in range(given.kills):
            before = len(b.server.requests)
            process = subprocess.Popen(
                b.batch("out", given.width), env=b.environment("home"), stderr=subprocess.DEVNULL
            )
            b.server.wait_for(before + rng.randrange(1, calls_a_kill), 600)
            made, running = len(b.server.requests), b.server.in_flight
            process.send_signal(signal.SIGKILL)
            process.wait()
            in_flight.append(running + len(b.server.requests) - made)
            half_written += sum(not _is_whole(path) for path in (b.top / "out").rglob("*.md.md"))
            repaid += _asked_again(b, before, kept)
            now_kept = _signatures(b.top / "home" / "tersely")
            lost += len(kept - now_kept)
            kept = now_kept
        before = len(b.server.requests)
        b.timed(b.batch("out", given.width), "home")
        repaid += _asked_again(b, before, kept)
        made = len(b.server.requests)
        distinct = len({(r.system, r.text) for r in b.server.requests})
        texts = _texts(b.top / "out")
        print(f"{given.documents} documents, {len(texts)} outputs, {distinct} distinct calls")
        print(f"{given.kills} kills: finished answers repaid {repaid}, lost {lost}; ", end="")
        print(f"half-written files {half_written}")
        print(f"made {made}, so {made - distinct} that were in flight at a kill were asked again; ")
        print(f"not yet answered at the kills {in_flight}")
        b.timed(b.batch("out", given.width), "home")
        print(f"a rerun makes {len(b.server.requests) - made} calls")
        b.timed(b.batch("undisturbed", given.width), "other")
        same = texts == _texts(b.top / "undisturbed")
        print(f"the outputs are those of an undisturbed run: {same}")
        for path in (
            b.top / "home" / "tersely" / "answers.sqlite",
            b.top / "out" / ".tersely" / "jobs.sqlite",
        ):
            print(
                path.name,
                "integrity check:",
                sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone()[0],
            )


def _signature(request: wire.WireRequest) -> str:
    return hashlib.sha256(f"{request.system}\0{request.text}".encode()).hexdigest()[:16]


def _signed(answer: wire.Answer, request: wire.WireRequest) -> wire.Answer:
    """An answer that tells which request it belongs to."""
    return replace(answer, text=f"{answer.text} Signed {_signature(request)}.")


def _asked_again(b: Bench, first: int, kept: set[str]) -> int:
    """How many requests, from number `first` on, had an answer in the store before."""
    return sum(_signature(request) in kept for request in b.server.requests[first:])


def _signatures(folder: Path) -> set[str]:
    """The requests whose answers a store holds: read from a copy, so that nothing is repaired."""
    with tempfile.TemporaryDirectory() as copy:
        for path in folder.glob("answers.sqlite*"):
            shutil.copy(path, copy)
        if not (Path(copy) / "answers.sqlite").exists():
            return set()
        connection = sqlite3.connect(Path(copy) / "answers.sqlite")
        try:
            rows = connection.execute("SELECT text FROM answer").fetchall()
        except sqlite3.OperationalError:  # killed before it had a table
            rows = []
        connection.close()
    return {text.removesuffix(".").rpartition(" ")[2] for (text,) in rows}


def _texts(folder: Path) -> dict[str, str]:
    """The summaries below a folder, without their front matter."""
    return {
        path.name: path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        for path in folder.rglob("*.md.md")
    }


def _is_whole(path: Path) -> bool:
    """Whether an output has its front matter and its text."""
    text = path.read_text(encoding="utf-8")
    return text.startswith("---\n") and "\n---\n" in text and text.endswith("\n")


def limits(given: argparse.Namespace) -> None:
    """The most requests and tokens that arrived in any 60 s, and the use made of the limit that
    binds.
    """
    for model in given.models:
        with bench(given) as b:
            more = ("-m", model, "--set", f"rpm={given.rpm}", "--set", f"tpm={given.tpm}")
            elapsed_s, _ = b.timed(b.batch("out", given.width, *more), "home")
            times = [at - b.arrivals[0][0] for at, _ in b.arrivals]
            tokens = [0, *accumulate(n for _, n in b.arrivals)]
            ends = [bisect_left(times, at + 60.0) for at in times]
            requests_60s = max(end - i for i, end in enumerate(ends))
            tokens_60s = max(tokens[end] - tokens[i] for i, end in enumerate(ends))
            print(
                f"{model}: {len(times)} calls, {tokens[-1]:,} tokens as the service counts them ",
                end="",
            )
            print(
                f"({b.written_tokens:,} written), {times[-1]:.0f} s from first to last ({elapsed_s:.0f} s in all)"
            )
            print(
                "  most in any window of 60 s (from each arrival), counted at the server: ", end=""
            )
            print(f"requests {requests_60s} of {given.rpm}, tokens {tokens_60s:,} of {given.tpm:,}")
            minutes = max(1.0, times[-1] / 60)
            used = max(len(times) / minutes / given.rpm, tokens[-1] / minutes / given.tpm)
            print(
                f"  goodput over the whole run, its start and its tail included: {used:.2f} of the limit that binds"
            )


def finished(given: argparse.Namespace) -> None:
    """How long it takes to find that every file is up to date, and how the memory grows meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "in", Path(name) / "out"
        for i in range(given.files):
            if i % 5000 == 0:
                (folder / f"{i // 5000:04}").mkdir(parents=True)
            (folder / f"{i // 5000:04}" / f"{i}.txt").write_text("x")
        jobs = Jobs(out)
        (out / "same.md").write_text("x")
        for item in walk([str(folder)], out):
            assert isinstance(item, Found)
            jobs.put(Row(item.path, "written", output="same.md"), item, b"settings", b"hash")
        jobs.close()
        jobs = Jobs(out)
        before_mb, began = peak_mb(), time.perf_counter()
        assert all(
            isinstance(i, Found) and jobs.current(i, b"settings") for i in walk([str(folder)], out)
        )
        jobs.close()
        elapsed_s = time.perf_counter() - began
        print(
            f"{given.files:,} finished files looked over in {elapsed_s:.1f} s, {peak_mb() - before_mb} MB more"
        )


def peak_mb() -> int:
    """The most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """One of the four, with its own defaults."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    modes = parser.add_subparsers(required=True)
    for run, documents, parts, latency_s in (
        (makespan, 1500, 3.3, 1.5),
        (kill, 400, 5.0, 0.5),
        (limits, 50, 3.3, 2.0),
    ):
        mode = modes.add_parser(run.__name__, help=run.__doc__)
        mode.set_defaults(run=run)
        mode.add_argument("--documents", type=int, default=documents)
        mode.add_argument("--width", type=int, default=100)
        mode.add_argument("--parts", type=float, default=parts)
        mode.add_argument("--latency", type=float, default=latency_s)
        mode.add_argument("--kills", type=int, default=3)
        mode.add_argument("--seed", type=int, default=1)
        mode.add_argument("--rpm", type=int, default=300)
        mode.add_argument("--tpm", type=int, default=100_000)
        mode.add_argument(
            "--models", nargs="+", default=["openai/gpt-4.1-mini", "anthropic/claude-haiku-5-5"]
        )
    mode = modes.add_parser("finished", help=finished.__doc__)
    mode.set_defaults(run=finished)
    mode.add_argument("--files", type=int, default=200_000)
    mode = modes.add_parser("naive")
    mode.set_defaults(run=lambda given: asyncio.run(naive(given.how, given.paths, given.width)))
    mode.add_argument("paths", nargs="+")
    mode.add_argument("--how", choices=("loop", "gather"), required=True)
    mode.add_argument("--width", type=int, required=True)
    given = parser.parse_args()
    given.run(given)


if __name__ == "__main__":
    main()
