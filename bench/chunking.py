#!/usr/bin/env python3
"""tersely.chunk beside other chunkers, on the same documents, in one process.

    python bench/chunking.py FILE... [--limit 2000] [--repeat 5] [--runs] [--large] [--edits 200]
    [--paid 200]

FILE is any UTF-8 text (its first megabyte is used); bench/texts.py makes some. Peers that are not
installed are left out; all of them:

    pip install langchain-text-splitters semchunk semantic-text-splitter chonkie llama-index-core

"x floor" is CPU time over one tiktoken `encode_ordinary` of the whole text, alternated, median of
`--repeat`, after a warm-up on another text. toktok remembers the words it has counted: on the first
text of a program `[fast]` takes nearly twice as long as shown here. Every chunker counts with the
same o200k ranks (semantic-text-splitter brings its own). `--runs` adds one megabyte of text without
boundaries (each chunker has 20 s for each; ours at three limits), `--large` ten megabytes,
`--edits` random one-paragraph edits: the chunks that change and the most chunks over the bound.
`--paid` makes such edits to a document of 100 chunks whose answers are stored and counts the map
calls that a fake server is asked again.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import signal
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from importlib import import_module
from math import ceil
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import tiktoken

from edits import edited, paid_again
from tersely.chunking import chunk
from tersely.tokens import o200k
from tersely.tokens.ranks import o200k_ranks

ENCODING = tiktoken.Encoding(
    "o200k_base",
    pat_str=o200k.PATTERN,
    mergeable_ranks=o200k_ranks(),
    special_tokens=o200k.SPECIAL_TOKENS,
)
COUNT = o200k._tiktoken()
MEGABYTE = 1_000_000
RUN_S = 20
WARM_UP = 50 * (
    __doc__ or ""
)  # some chunks of another text: what is loaded on the first call is no matter of speed
RUN_LIMITS = (64, 500, 2000)
Chunker = Callable[[str, int], list[str]]
RUNS = {
    "letters": "a",
    "spaces": " ",
    "newlines": "\n",
    "crlf": "\r\n",
    "equals": "=",
    "base64": "QmFzZTY0IGlzIGEgZ3JvdXAgb2Y",
    "han": "图书馆买了许多新地图集每一本都被借走了",
    "zwj": "👩‍👩‍👧‍👦",
    "marks": "e\u0301\u0323\u0302",
    "nul": "\0",
}


class Exact:
    """o200k counts of one way to count."""

    exact = additive = True

    def __init__(self, count_batch: o200k.CountBatch) -> None:
        self.count_batch = count_batch


def count(text: str) -> int:
    """Tokens of one text, as the peers count."""
    return len(ENCODING.encode_ordinary(text))


def ours(counter: Exact, stable: bool) -> Chunker:
    return lambda text, limit: [
        text[c.start : c.end] for c in chunk(text, limit, counter, stable=stable)
    ]


def peers() -> Iterator[tuple[str, Chunker]]:
    """(name, chunker) of tersely and of each peer that is installed."""
    plain = Exact(COUNT)
    yield "tersely", ours(plain, True)
    yield "tersely, even", ours(plain, False)
    for name, make in {
        "tersely[fast]": lambda: ours(Exact(o200k._toktok()), True),
        "langchain": _langchain,
        "semchunk": _semchunk,
        "semantic-text-splitter": _semantic,
        "chonkie token": lambda: _chonkie("TokenChunker"),
        "chonkie sentence": lambda: _chonkie("SentenceChunker"),
        "chonkie recursive": lambda: _chonkie("RecursiveChunker"),
        "llama-index": _llama_index,
    }.items():
        try:
            yield name, make()
        except ImportError as error:
            print(f"(without {name}: {error})", file=sys.stderr)


def _langchain() -> Chunker:
    splitter = import_module("langchain_text_splitters").RecursiveCharacterTextSplitter
    return lambda text, limit: splitter(
        chunk_size=limit, chunk_overlap=0, length_function=count
    ).split_text(text)


def _semchunk() -> Chunker:
    semchunk = import_module("semchunk")
    return lambda text, limit: list(semchunk.chunkerify(count, limit, memoize=False)(text))


def _semantic() -> Chunker:
    splitter = import_module("semantic_text_splitter").TextSplitter
    return lambda text, limit: list(
        splitter.from_tiktoken_model("gpt-4o", limit, trim=False).chunks(text)
    )


def _chonkie(name: str) -> Chunker:
    kind = getattr(import_module("chonkie"), name)
    more = {} if name == "RecursiveChunker" else {"chunk_overlap": 0}
    return lambda text, limit: [
        c.text for c in kind(tokenizer=ENCODING, chunk_size=limit, **more).chunk(text)
    ]


def _llama_index() -> Chunker:
    splitter = import_module("llama_index.core.node_parser").SentenceSplitter
    return lambda text, limit: splitter(
        chunk_size=limit, chunk_overlap=0, tokenizer=ENCODING.encode_ordinary
    ).split_text(text)


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def ordinary(name: str, chunker: Chunker, text: str, limit: int, repeat: int) -> str:
    """One row: speed against the floor, sizes, losses, kinds of cut."""
    chunker(WARM_UP, limit)
    measured = [
        (cpu(lambda: chunker(text, limit)), cpu(lambda: ENCODING.encode_ordinary(text)))
        for _ in range(repeat)
    ]
    ratios, times = [ours / floor for ours, floor in measured], [ours for ours, _ in measured]
    tracemalloc.start()
    parts, added = chunker(text, limit), tracemalloc.get_traced_memory()[1] / MEGABYTE
    tracemalloc.stop()
    sizes = [count(part) for part in parts]
    bound = ceil(count(text) / limit)
    good = _good_cuts(text, parts)
    lost = "no" if "".join(parts) == text else "yes"
    return (
        f"| {name} | {statistics.median(ratios):.2f} | {len(text.encode()) / MEGABYTE / statistics.median(times):.0f} "
        f"| {added:.0f} | {len(parts) / bound:.3f} | {min(sizes) / statistics.mean(sizes):.2f} | {good:.0%} "
        f"| {sum(size > limit for size in sizes)} | {lost} |"
    )


def _good_cuts(text: str, parts: list[str]) -> float:
    """The share of cuts at a line or sentence end, white space that a chunker drops not held
    against it.
    """
    good, pos = 0, 0
    for part in parts[:-1]:
        pos = max(pos, text.find(part, pos)) + len(part)
        closed = re.search(r"[.!?:;…。！？][\"'”’»)\]*_`」』）]*\s*$", part)
        good += bool(
            closed
            or part.rstrip(" \t").endswith("\n")
            or text[pos : pos + 80].lstrip(" \t").startswith("\n")
        )
    return good / max(1, len(parts) - 1)


def adversarial(chunker: Chunker, text: str, limit: int) -> str:
    """Seconds on a text without boundaries, and what went wrong."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(RUN_S)
    try:
        parts: list[str] = []
        seconds = cpu(lambda: parts.extend(chunker(text, limit)))
    except TimeoutError:
        return f"> {RUN_S}"
    except BaseException as error:  # tiktoken's panic is a BaseException
        if isinstance(error, KeyboardInterrupt):
            raise
        return type(error).__name__
    finally:
        signal.alarm(0)
    over = any(size > limit for size in COUNT(parts))
    lost = "".join(parts) != text
    return f"{seconds:.2f}" + (", over" if over else "") + (", lost" if lost else "")


def edits(text: str, limit: int, number: int) -> str:
    """Chunks that change when one paragraph is replaced, inserted or deleted, and how many there
    are for the bound.
    """
    counter = Exact(o200k.count_batch())
    before = {text[c.start : c.end] for c in chunk(text, limit, counter)}
    changed, ratios = [], []
    for version in edited(text, number):
        found = chunk(version, limit, counter)
        changed.append(len({version[c.start : c.end] for c in found} - before))
        ratios.append(len(found) / ceil(sum(c.tokens for c in found) / limit))
    return f"{len(before)} chunks, {number} edits: {spread(changed)}; chunks / bound at most {max(ratios):.3f}"


def spread(numbers: list[int]) -> str:
    ordered = sorted(numbers)
    return f"median {statistics.median(ordered):g}, p95 {ordered[int(len(ordered) * 0.95)]}, most {ordered[-1]}"


def paid(text: str, limit: int, number: int) -> str:
    """Map calls that are paid again after such an edit of the first hundred chunks, through a
    stored run.
    """
    chunks = chunk(text, limit, Exact(o200k.count_batch()))
    text = text[: chunks[min(100, len(chunks)) - 1].end]
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(paid_again(text, list(edited(text, number)), limit, Path(folder)))
    equal = sum(calls == changed for calls, changed in found)
    return f"{number} edits: {spread([calls for calls, _ in found])} map calls paid; {equal} times as many as chunks changed"


def large(text: str, limit: int, repeat: int) -> str:
    """Ten megabytes of the text: seconds of CPU, the floor's, added memory, growth from one
    megabyte.
    """
    ten = (
        (text * (10 * MEGABYTE // len(text.encode()) + 1))
        .encode()[: 10 * MEGABYTE]
        .decode("utf-8", "ignore")
    )
    rows = []
    for name, count_batch in (("tersely", COUNT), ("tersely[fast]", o200k._toktok())):
        chunker = ours(Exact(count_batch), True)
        one = statistics.median(cpu(lambda: chunker(text, limit)) for _ in range(repeat))  # noqa: B023 - called at once
        times = [cpu(lambda: chunk(ten, limit, Exact(count_batch))) for _ in range(repeat)]  # noqa: B023 - called at once
        floor = statistics.median(cpu(lambda: ENCODING.encode_ordinary(ten)) for _ in range(repeat))
        tracemalloc.start()
        chunk(ten, limit, Exact(count_batch))
        added = tracemalloc.get_traced_memory()[1] / MEGABYTE
        tracemalloc.stop()
        took = statistics.median(times)
        rows.append(
            f"{name}: {took:.2f} s CPU (floor {floor:.2f} s), {added:.0f} MB added, {took / one:.1f} x one megabyte"
        )
    return "\n".join(rows)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--limit", type=int, default=2000)
    options.add_argument("--repeat", type=int, default=5)
    options.add_argument("--runs", action="store_true")
    options.add_argument("--large", action="store_true")
    options.add_argument("--edits", type=int, default=0)
    options.add_argument("--paid", type=int, default=0)
    given = options.parse_args()
    chunkers = dict(peers())
    for path in given.files:
        text = path.read_bytes()[:MEGABYTE].decode("utf-8", "ignore")
        print(f"\n{path.name}, limit {given.limit}\n")
        print(
            "| | x floor | MB/s | added MB | chunks / bound | smallest / mean | line or sentence end | over | lost |"
        )
        print("|---|--:|--:|--:|--:|--:|--:|--:|---|")
        for name, chunker in chunkers.items():
            print(ordinary(name, chunker, text, given.limit, given.repeat), flush=True)
        if given.edits:
            print(f"\nedits: {edits(text, given.limit, given.edits)}", flush=True)
        if given.paid:
            print(f"\npaid: {paid(text, given.limit, given.paid)}", flush=True)
        if given.large:
            print(f"\n10 MB of it\n{large(text, given.limit, given.repeat)}", flush=True)
    if given.runs:
        print(
            "\n| CPU s of 1 MB | limit | " + " | ".join(RUNS) + " |\n|---|--:|" + "--:|" * len(RUNS)
        )
        for name, chunker in chunkers.items():
            for limit in RUN_LIMITS if name.startswith("tersely") else (given.limit,):
                texts = (unit * (MEGABYTE // len(unit.encode())) for unit in RUNS.values())
                cells = (adversarial(chunker, text, limit) for text in texts)
                print(f"| {name} | {limit} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
