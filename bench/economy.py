"""`--economy` at the fake services: beside live runs, killed, and with 200,000 calls that wait.

    PYTHONPATH=tests:src .venv/bin/python bench/economy.py services [--documents 300 --models openai
    anthropic gemini grok]
    PYTHONPATH=tests:src .venv/bin/python bench/economy.py kills    [--documents 40 --random 10]
    PYTHONPATH=tests:src .venv/bin/python bench/economy.py scale    [--calls 200000]

`services`: the summaries must be the live run's byte for byte (but for the line with the cost), at
half its cost. `kills`: tests/economy/test_killed.py kills at each step by a hook; here processes
are killed at random moments. `scale`: memory, bytes a call of the state, and CPU a result read.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import wire
from model import note_taker

SENTENCE = "The harbour handled {} ships in {} and the council noted {} more in the winter."
SETTINGS = ("-q", "--set", "chunk_tokens=500", "--set", "economy_poll=0.2", "--max-cost", "100")
ANSWER = " ".join(f"In {year} the harbour handled {7 * year} ships." for year in range(1900, 1925))
COST = re.compile(r"^cost_usd: (.*)$", re.MULTILINE)


def make(folder: Path, documents: int, seed: int = 3) -> None:
    """Documents of 1 to 12 parts: about eight calls each."""
    rng = random.Random(seed)
    folder.mkdir()
    for i in range(documents):
        sentences = [
            SENTENCE.format(rng.randrange(10**6), 1900 + i % 120, rng.randrange(10**6))
            for _ in range(20 * rng.randint(1, 12))
        ]
        text = "\n\n".join(" ".join(sentences[k : k + 5]) for k in range(0, len(sentences), 5))
        (folder / f"{i:05}.md").write_text(text)


def home(top: Path, server: wire.WireServer) -> dict[str, str]:
    """The environment of a user who has nothing yet."""
    folder = Path(tempfile.mkdtemp(dir=top))
    own = {"HOME": str(folder), "XDG_CONFIG_HOME": str(top / "config")}
    return {**os.environ, **server.environment(), **own, "XDG_CACHE_HOME": str(folder / "cache")}


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> float:
    """Seconds of one command, which has to succeed."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tersely", *arguments]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(f"exit {ended.returncode}: {ended.stderr}")
    return time.monotonic() - began


def summaries(out: Path) -> tuple[dict[str, str], float]:
    """The summaries without what they cost, and what they cost together."""
    texts = {p.name: p.read_text() for p in sorted(out.glob("*.md.md"))}
    cost_usd = sum(float(found) for text in texts.values() for found in COST.findall(text))
    return {name: COST.sub("", text) for name, text in texts.items()}, cost_usd


def services(documents: int, models: Sequence[str]) -> None:
    """A live run and one through the batch API of each service."""
    print(f"{'model':<12}{'calls':>7}{'jobs':>6}{'live USD':>11}{'economy':>10}{'ratio':>8}  same")
    for model in models:
        with tempfile.TemporaryDirectory() as name, wire.serve() as server:
            top, server.reply = Path(name), note_taker
            make(top / "in", documents)
            command = ["batch", str(top / "in"), "-m", model, *SETTINGS]
            run([*command, "-o", str(top / "live")], home(top, server))
            calls = len(server.requests)
            run([*command, "-o", str(top / "saved"), "--economy"], home(top, server))
            live, live_usd = summaries(top / "live")
            saved, saved_usd = summaries(top / "saved")
            billed = server.batches.billed
            once = len(billed) == sum(billed.values()) == calls == len(server.requests)
            print(
                f"{model:<12}{calls:>7,}{len(server.batches.made):>6}{live_usd:>11.4f}"
                f"{saved_usd:>10.4f}{saved_usd / live_usd:>8.4f}  {live == saved and once}"
            )


def kills(documents: int, times: int) -> None:
    """Kill a run at random moments, then let it end."""
    with tempfile.TemporaryDirectory() as name, wire.serve() as server:
        top, server.reply, rng = Path(name), note_taker, random.Random(7)
        make(top / "in", documents)
        out, environment = top / "out", home(top, server)
        command = ["batch", str(top / "in"), "-o", str(out), "-m", "openai", *SETTINGS, "--economy"]
        began = run(["batch", str(top / "in"), "-o", str(out), "-m", "openai", "-n"], environment)
        killed = 0
        for _ in range(times):
            process = subprocess.Popen(
                [sys.executable, "-m", "tersely", *command],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=began * rng.uniform(0.5, 2.5))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                killed += 1
            process.wait()
        run(command, environment)
        billed, asked = server.batches.billed, len(server.batches.calls)
        written = len(list(out.glob("*.md.md")))
        run(command, environment)
        print(
            f"killed {killed} times: {sum(billed.values()):,} calls answered, "
            f"{sum(billed.values()) - len(billed)} of them twice; {written}/{documents} written; "
            f"a rerun made {len(server.batches.calls) - asked} requests"
        )


def scale(calls: int) -> None:
    """The fake service here, the desk in a process of its own."""
    with tempfile.TemporaryDirectory() as name, wire.serve() as server:
        server.reply = lambda _request: wire.Answer(ANSWER)
        environment = home(Path(name), server)
        desk = [sys.executable, __file__, "desk", "--calls", str(calls), "--folder", name]
        subprocess.run(desk, env=environment, check=True)


async def desk(calls: int, folder: Path) -> None:
    """Park calls, send them, read their answers; tell memory, bytes and CPU."""
    from tersely.app.context import Context
    from tersely.app.economy import open_desk
    from tersely.app.session import Session
    from tersely.economy import Options, WaitingDocument, document_path
    from tersely.errors import Waiting
    from tersely.records import ModelRef, Request

    context = Context.load({"max_cost_usd": float("inf")})
    waiting = open_desk(folder / "out", context, Options(poll_s=0.5), lambda _event: None)
    async with Session(context, desk=waiting) as session:
        model = session._clients.client(ModelRef("openai", "gpt-6-luna")).provider
        began = time.process_time()
        for number in range(calls):
            path = f"/documents/{number}.md"
            document_path.set(path)
            text = f"{number}. " + SENTENCE.format(number, 1987, 7) * 18
            try:
                await model.complete(
                    Request("gpt-6-luna", "Summarize.", text, 400, input_tokens=len(text) // 4)
                )
            except Waiting:
                waiting.wait(WaitingDocument(path))
        parked_s = time.process_time() - began
        told("parked", calls, parked_s, folder)
        began = time.process_time()
        await waiting._send_all()
        told("sent", calls, time.process_time() - began, folder)
        began, ready = time.process_time(), 0
        while files := await waiting.next():
            ready += len(files)
            for file in files:
                waiting.ended(file.path)
        told("read", ready, time.process_time() - began, folder)
    waiting.close()


def told(what: str, calls: int, cpu_s: float, folder: Path) -> None:
    """One line of figures."""
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    files = [folder / "out" / f"economy.sqlite{suffix}" for suffix in ("", "-wal")]
    size = sum(file.stat().st_size for file in files if file.exists())
    print(
        f"{what:<8}{calls:>9,} calls  {calls / max(cpu_s, 1e-9):>9,.0f} a CPU second  "
        f"peak {peak_mb:,.0f} MB  state {size / max(1, calls):,.0f} bytes a call",
        flush=True,
    )


def main() -> None:
    """One of the three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("services", "kills", "scale", "desk"))
    parser.add_argument("--documents", type=int, default=0)
    parser.add_argument("--models", nargs="*", default=["openai", "anthropic", "gemini", "grok"])
    parser.add_argument("--random", type=int, default=10)
    parser.add_argument("--calls", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, default=Path())
    options = parser.parse_args()
    match options.what:
        case "services":
            services(options.documents or 300, options.models)
        case "kills":
            kills(options.documents or 40, options.random)
        case "scale":
            scale(options.calls)
        case "desk":
            asyncio.run(desk(options.calls, options.folder))


if __name__ == "__main__":
    main()
