"""What the layers around a provider cost: makespan and CPU beside a bare SDK loop, and goodput
under a rate limit.

    PYTHONPATH=src:tests python bench/throughput.py [--calls 1000] [--latency 1.0] [--width 50
    --width 200]

The fake service of tests/wire answers from a process of its own. Run it on idle cores: CPU is what
this process used, and the two loops take turns.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

import wire
from tersely import catalog
from tersely.middleware import Budget, Budgeted, Gate, Limited, Retrying, Stored
from tersely.pool import Pool
from tersely.provider import Endpoint, Provider
from tersely.providers.openai import Adapter
from tersely.records import ModelRef, Request
from tersely.store import Store

MODEL = ModelRef("openai", "gpt-6-luna")
ROUNDS = 5
PROMPT = "Summarize the text."
TEXT = "The library was open on 312 days. " * 350  # 12 KB, about 3,000 tokens
REQUEST = Request(MODEL.model, PROMPT, TEXT, 400, reasoning="low", input_tokens=3_000)

Run = Callable[[str, int, int], Coroutine[None, None, None]]


async def bare_sdk(url: str, calls: int, width: int) -> None:
    """The loop that anybody would write: `width` workers around the official SDK."""
    import httpx2
    import openai

    http = httpx2.AsyncClient(
        limits=httpx2.Limits(max_connections=width, max_keepalive_connections=width)
    )
    client = openai.AsyncOpenAI(
        api_key="none", base_url=url, max_retries=0, http_client=http, timeout=120
    )
    numbers = iter(range(calls))

    async def work() -> None:
        for n in numbers:
            response = await client.responses.create(
                model=MODEL.model,
                instructions=PROMPT,
                input=f"{TEXT}{n}",
                max_output_tokens=400,
                reasoning={"effort": "low"},
                store=False,
            )
            assert response.output_text

    await asyncio.gather(*(work() for _ in range(width)))
    await http.aclose()


async def tersely_pool(url: str, calls: int, width: int) -> None:
    """The same calls through the pool and the whole chain, each answer committed to a store."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "answers.sqlite")
        adapter = Adapter(
            Endpoint("openai", MODEL.model, base_url=url, api="responses", max_connections=width)
        )
        chain = stored(adapter, store, Gate(width, explicit=True))
        async with Pool() as pool:
            tasks = []
            for n in range(calls):
                await pool.admit(width)
                request = replace(REQUEST, user=f"{TEXT}{n}")
                tasks.append(pool.submit((0, n), partial(chain.complete, request)))
            await asyncio.gather(*tasks)
        await chain.aclose()
        assert store.stats().answers == calls
        store.close()


def stored(adapter: Provider, store: Store, gate: Gate) -> Stored:
    """The chain of a session."""
    info = catalog.model(MODEL)
    return Stored(
        Budgeted(Retrying(Limited(adapter, gate)), Budget(1000.0, explicit=True), info), store
    )


@contextmanager
def service(latency_s: float) -> Iterator[str]:
    """The base URL of a fake service in a process of its own."""
    command = [sys.executable, "-m", "wire", "--latency", str(latency_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        variables = dict(
            process.stdout.readline().removeprefix("export ").strip().split("=", 1)
            for _ in range(2)
        )
        try:
            yield variables["OPENAI_BASE_URL"]
        finally:
            process.terminate()


def measure(run: Run, url: str, calls: int, width: int) -> tuple[float, float]:
    """(makespan in seconds, CPU of this process in ms a call)."""
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    asyncio.run(run(url, calls, width))
    return time.perf_counter() - wall_s, (time.process_time() - cpu_s) / calls * 1000


def throughput(calls: int, latency_s: float, widths: list[int]) -> None:
    print(f"{ROUNDS} rounds of {calls} calls of {latency_s:g} s, 12 KB each; medians\n")
    print(
        f"{'':24}{'width':>6}{'makespan':>11}{'ideal':>9}{'ratio':>8}{'CPU a call':>13}  beside SDK"
    )
    with service(latency_s) as url:
        measure(tersely_pool, url, 10, 10)  # imports
        for width in widths:
            beside_the_sdk(url, calls, width, calls * latency_s / width)


def beside_the_sdk(url: str, calls: int, width: int, ideal_s: float) -> None:
    """Print both loops; they take turns, as a processor is not as fast in each minute."""
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(measure(bare_sdk, url, calls, width))
        ours.append(measure(tersely_pool, url, calls, width))
    ratios = sorted(our_ms / sdk_ms for (_, our_ms), (_, sdk_ms) in zip(ours, bare, strict=True))
    for name, rounds, beside in (
        ("openai SDK, bare loop", bare, "1.00"),
        (
            "tersely, all layers",
            ours,
            f"{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})",
        ),
    ):
        makespan_s = median(wall_s for wall_s, _ in rounds)
        cpu_ms = median(cpu for _, cpu in rounds)
        print(
            f"{name:24}{width:6}{makespan_s:9.1f} s{ideal_s:7.1f} s{makespan_s / ideal_s:8.2f}"
            f"{cpu_ms:10.2f} ms  {beside}"
        )


def rate_limited(calls: int, per_s: float, told: bool, retry_after: str) -> None:
    with wire.serve() as server, tempfile.TemporaryDirectory() as folder:
        server.latency_s = 0.5
        server.rate_limit = wire.RateLimit(per_s, retry_after=retry_after, told=told)
        adapter = Adapter(
            Endpoint("openai", MODEL.model, base_url=server.url("openai"), api="responses")
        )
        gate = Gate(50, explicit=True, rpm=None if told else per_s * 60)
        store = Store.open(Path(folder) / "answers.sqlite")
        chain = stored(adapter, store, gate)

        async def run() -> tuple[float, int]:
            started_s = time.perf_counter()
            requests = (replace(REQUEST, user=f"{TEXT}{n}") for n in range(calls))
            results = asyncio.gather(*(chain.complete(r) for r in requests), return_exceptions=True)
            await asyncio.sleep(2)  # by then the first replies have told the limit
            refused_at_first = server.refused
            failed = sum(isinstance(result, BaseException) for result in await results)
            await chain.aclose()
            return (calls - failed) / (time.perf_counter() - started_s), refused_at_first

        goodput_per_s, refused_at_first = asyncio.run(run())
        source = "learned from headers" if told else "set by --set rpm"
        asked = f", Retry-After {retry_after}" if retry_after else ""
        print(
            f"{per_s:g} requests/s, {source + asked:36} goodput {goodput_per_s / per_s:5.2f} of the limit, "
            f"429: {refused_at_first} in the first 2 s, {server.refused - refused_at_first} of {calls} later"
        )
        store.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("--width", type=int, action="append", help="default: 50 and 200")
    options = parser.parse_args()
    throughput(options.calls, options.latency, options.width or [50, 200])
    print()
    for told, retry_after in ((False, ""), (True, ""), (True, "1")):
        rate_limited(600, 20, told, retry_after)


if __name__ == "__main__":
    main()
