"""The local model: is the memory estimate true, is the prefix reused, what does the adapter cost?

    PYTHONPATH=src:tests python bench/local.py [memory] [prefix] [speed]

Generates its models (300 MB in a temporary folder) and needs the extra `local`. Run it on idle
cores.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import gguf_models
from tersely.provider import Endpoint, Timeouts
from tersely.providers.local import Adapter, header, tools, worker
from tersely.records import Completion, Request, Sampling

THREADS = 1
"""Two of llama.cpp's threads spin on busy cores and measure only the neighbours; raise it on an
idle machine.
"""
M150 = gguf_models.Shape(
    layers=16, width=768, feed_forward=2048, heads=12, kv_heads=4, head_length=64, window_tokens=8192,
    vocabulary=32_000, rope_base=1e4,
)  # fmt: skip
WIDE = gguf_models.Shape(
    layers=4, width=1024, feed_forward=2816, heads=16, kv_heads=16, head_length=64, window_tokens=8192,
    vocabulary=128_000, rope_base=1e4,
)  # fmt: skip
ROUNDS, WRITTEN = 7, 150
HOURS_S = 7200.0
BAR = 0.95  # of the speed of the bare loop
INSTRUCTIONS = "Summarize the text. " + " ".join(gguf_models.WORDS)


def adapter(path: Path) -> Adapter:
    timeouts = Timeouts(call_s=HOURS_S)  # busy neighbours are no failure of a bench
    return Adapter(Endpoint("local", str(path), options={"threads": THREADS}, timeouts=timeouts))


def answer(path: Path, system: str, user: str, output_tokens: int) -> Completion:
    """An answer of `output_tokens` tokens, or fewer where a random model ends by chance."""
    request = Request("local", system, user, output_tokens, sampling=Sampling(temperature=0.0))
    return asyncio.run(adapter(path).complete(request))


def resident_mb(field: str) -> float:
    """A line of this process's status, e.g. VmRSS or VmHWM (its highest value)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith(field))


def memory_child(path: Path, context: int) -> None:
    """Print by how much this fresh process grows when it fills the context."""
    before = resident_mb("VmRSS")
    model = adapter(path)
    text = " ".join(gguf_models.WORDS * 40)
    filling = text[: len(text) * (context - 200) // model.counter().count_batch([text])[0]]
    answer(path, "", filling, 16)
    print(resident_mb("VmHWM") - before)


def memory(models: dict[str, Path]) -> None:
    """Estimate and measured growth for each model at two contexts."""
    for name, path in models.items():
        for context in (1024, 4096):
            command = [sys.executable, __file__, "child", str(path), str(context)]
            measured = float(
                subprocess.run(command, check=True, capture_output=True, text=True).stdout
            )
            estimated = header.estimate(header.read(path), context).total / 1e6
            error = estimated / measured - 1
            print(
                f"{name:12} n_ctx {context:5} {measured:7.0f} MB grown {estimated:7.0f} MB estimated {error:+6.1%}",
                flush=True,
            )


def prefix(path: Path) -> None:
    """A map of eight chunks: with shared instructions, and with instructions that differ from their
    first word on.
    """
    chunks = [" ".join(gguf_models.WORDS[index * 25 : index * 25 + 100]) for index in range(8)]
    answer(path, "Warm up.", "Now.", 2)
    for label, mark in (("shared", ""), ("not shared", "{} ")):
        started, cpu, kept, read = time.perf_counter(), time.process_time(), 0, 0
        for index, chunk in enumerate(chunks):
            usage = answer(path, mark.format(index) + INSTRUCTIONS, chunk, 24).usage
            kept, read = kept + usage.cached_tokens, read + usage.input_tokens
        print(
            f"instructions {label:10} {time.perf_counter() - started:6.2f} s, CPU {time.process_time() - cpu:6.2f} s, "
            f"{kept:5} of {read} prompt tokens reused"
        )


@dataclass(frozen=True)
class Timing:
    """One prompt read and one answer of so many tokens written: wall-clock seconds of each, and CPU
    seconds of both.
    """

    read_s: float
    write_s: float
    cpu_s: float
    written: int

    @property
    def total_s(self) -> float:
        return self.read_s + self.write_s


def adapter_timing(path: Path, attempt: int, user: str) -> tuple[Timing, int]:
    """Our own, and the number of prompt tokens."""
    cpu = time.process_time()
    done = answer(path, f"{attempt} nothing is shared.", user, WRITTEN)
    assert done.first_token_s is not None
    timing = Timing(
        done.first_token_s,
        done.elapsed_s - done.first_token_s,
        time.process_time() - cpu,
        done.usage.output_tokens,
    )
    return timing, done.usage.input_tokens


def bare_timing(bare: Any, tokens: list[int], written: int) -> Timing:
    """The same number of tokens by llama-cpp-python's own loop."""
    bare.n_tokens = 0  # forget the prompt before
    cpu, started, first = time.process_time(), time.perf_counter(), 0.0
    for count, token in enumerate(bare.generate(tokens, temp=0.0), start=1):
        bare.detokenize([token])
        if count == 1:
            first = time.perf_counter() - started
        if count == written:
            break
    elapsed = time.perf_counter() - started
    return Timing(first, elapsed - first, time.process_time() - cpu, count)


def speed(path: Path) -> None:
    """The adapter beside a bare llama-cpp-python loop: alternated, medians, and the median of the
    pairs' ratios.

    Neighbours on the cores hit both of a pair alike, mostly; CPU time is hit least.
    """
    import llama_cpp

    user = " ".join(gguf_models.WORDS * 3)
    bare = llama_cpp.Llama(
        str(path), n_ctx=4096, n_batch=256, n_ubatch=256, n_threads=THREADS, n_threads_batch=THREADS, flash_attn=True,
        verbose=False,
    )  # fmt: skip
    ours, theirs, prompt_tokens = [], [], 0
    for attempt in range(3 * ROUNDS):
        mine, prompt_tokens = adapter_timing(path, attempt, user)
        if mine.written < WRITTEN / 2:  # the random model ended by chance
            continue
        tokens = [(attempt * 7 + index * 13) % 30_000 + 300 for index in range(prompt_tokens)]
        other = bare_timing(bare, tokens, mine.written)
        if attempt:  # the first round only warms up
            ours.append(mine)
            theirs.append(other)
        if len(ours) == ROUNDS:
            break
    for label, timings in (("tersely", ours), ("bare loop", theirs)):
        read, write = (
            median(getattr(one, field) for one in timings) for field in ("read_s", "write_s")
        )
        written = median(one.written for one in timings)
        print(
            f"{label:10} prompt {prompt_tokens / read:6.0f} tok/s, answer {(written - 1) / write:6.1f} tok/s, "
            f"CPU {median(one.cpu_s for one in timings):6.2f} s"
        )
    for label, field in (("prompt", "read_s"), ("answer", "write_s"), ("CPU", "cpu_s")):
        ratios = sorted(
            getattr(a, field) / getattr(b, field) for a, b in zip(ours, theirs, strict=True)
        )
        print(
            f"time of tersely over bare, {label:7} median {median(ratios):.3f}, {ratios[0]:.3f} to {ratios[-1]:.3f}"
        )
    rates = sorted(b.total_s / a.total_s for a, b in zip(ours, theirs, strict=True))
    held = "held" if median(rates) >= BAR else "missed"
    print(
        f"reading plus writing at {median(rates):.3f} of the bare loop, {rates[0]:.3f} to {rates[-1]:.3f}; "
        f"bar {BAR}: {held}"
    )


def main() -> None:
    wanted = sys.argv[1:] or ["memory", "prefix", "speed"]
    with tempfile.TemporaryDirectory() as folder:
        f16 = gguf_models.write(Path(folder) / "f16.gguf", "random", M150, "F16")
        q8 = gguf_models.write(Path(folder) / "q8.gguf", "random", M150, "Q8_0")
        if "memory" in wanted:
            q4 = Path(folder) / "wide-q4.gguf"
            wide = gguf_models.write(Path(folder) / "wide.gguf", "random", WIDE, "F16")
            tools.quantize(wide, q4, "Q4_K_M")
            memory({"150M F16": f16, "150M Q8_0": q8, "wide Q4_K_M": q4})
        if "prefix" in wanted:
            prefix(q8)
        if "speed" in wanted:
            speed(q8)
        worker.unload()


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        memory_child(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
