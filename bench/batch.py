"""Batch at full width: makespan over the lower bound, beside naive loops; memory; a no-op rerun of many finished files.

    PYTHONPATH=tests .venv/bin/python bench/batch.py [--documents 600] [--width 100] [--finished 200000]

The lower bound is max(sum of latencies / width, the longest document). The fake server answers after a latency.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import wire
from model import note_taker
from tersely.batch import Found, Jobs, Row, walk

SENTENCE = "The harbour handled {} ships in {} and the council noted {} more in the winter."


def make(folder: Path, documents: int, seed: int = 3) -> None:
    """Documents of lognormal size, 1 to 40 parts of 500 tokens."""
    rng = random.Random(seed)
    folder.mkdir()
    for i in range(documents):
        parts = max(1, min(40, round(rng.lognormvariate(1.2, 0.9))))
        sentences = [
            SENTENCE.format(rng.randrange(10**6), 1900 + i % 120, rng.randrange(10**6)) for _ in range(parts * 20)
        ]
        text = "\n\n".join(" ".join(sentences[k : k + 5]) for k in range(0, len(sentences), 5))
        (folder / f"{i:05}.md").write_text(text)


def batch(source: Path, out: Path, server: wire.WireServer, home: Path, *more: str) -> tuple[float, int]:
    """Seconds and peak memory (MB) of one run."""
    environment = {**os.environ, **server.environment(), "HOME": str(home), "XDG_CACHE_HOME": str(home / "c")}
    command = [
        sys.executable,
        "-m",
        "tersely",
        "batch",
        str(source),
        "-o",
        str(out),
        "-q",
        "--set",
        "chunk_tokens=500",
        *more,
    ]
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def finished(folder: Path, out: Path, files: int) -> float:
    """Seconds to find that `files` finished files need nothing."""
    for i in range(files):
        if i % 5000 == 0:
            (folder / f"{i // 5000:04}").mkdir(parents=True)
        (folder / f"{i // 5000:04}" / f"{i}.txt").write_text("x")
    jobs = Jobs(out)
    (out / "same.md").write_text("x")
    for item in walk([str(folder)], out):
        assert isinstance(item, Found)
        jobs.put(Row(item.path, "written", output="same.md"), item, b"settings", b"hash")
    began = time.perf_counter()
    assert all(isinstance(i, Found) and jobs.current(i, b"settings") for i in walk([str(folder)], out))
    elapsed = time.perf_counter() - began
    jobs.close()
    return elapsed


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--width", type=int, default=100)
    parser.add_argument("--latency", type=float, default=1.5)
    parser.add_argument("--finished", type=int, default=20_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, wire.serve() as server:
        top = Path(name)
        server.reply = note_taker
        server.latency_s = given.latency
        make(top / "in", given.documents)
        elapsed, peak_mb = batch(top / "in", top / "out", server, top, "-j", str(given.width))
        calls = len(server.requests)
        bound = max(calls * given.latency / given.width, 3 * given.latency)
        print(f"{given.documents} documents, {calls} calls of {given.latency} s, width {given.width}")
        print(
            f"makespan {elapsed:6.1f} s   {elapsed / bound:.2f} times the lower bound {bound:.1f} s   peak {peak_mb} MB"
        )
        print(
            f"document after document would take {calls * given.latency:,.0f} s, {calls * given.latency / bound:.0f} times"
        )
        again, _ = batch(top / "in", top / "out", server, top)
        print(f"a rerun of the finished folder: {len(server.requests) - calls} calls, {again:.1f} s")
        print(
            f"{given.finished:,} finished files looked over in {finished(top / 'many', top / 'o2', given.finished):.1f} s"
        )


if __name__ == "__main__":
    main()
