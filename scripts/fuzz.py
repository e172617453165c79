"""Feed damaged and hostile input to everything that reads what strangers wrote, for as long as is
asked.

    make fuzz                         ten minutes over all targets
    make fuzz SECONDS=3600            an hour
    .venv/bin/python scripts/fuzz.py --target readers --seed 7 --seconds 60

Each target gets seeds that are cut, doubled, spliced and sprinkled with what parsers stumble over.
An outcome is a result, or an error of ours; anything else (another exception, an invariant that
breaks, more than LONGEST_S of processor time) is a finding: its input is kept in the folder that is
printed, and its target, number and seed repeat it. What was found becomes a test.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

import wire  # noqa: E402
from tersely import documents, summarize  # noqa: E402
from tersely.chunking import chunk  # noqa: E402
from tersely.config.load import load  # noqa: E402
from tersely.documents.formats import FORMATS  # noqa: E402
from tersely.errors import InputError, TerselyError  # noqa: E402
from tersely.grounding import check  # noqa: E402
from tersely.providers.local import header  # noqa: E402
from tersely.tokens import counter_for  # noqa: E402

LONGEST_S = 20  # of processor time: the reader's own limit in a child process is longer
LARGEST = 60_000  # bytes of one input: damage is found in small files, and more of them are tried
PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n\r\n", b"\x1b]0;x\x07", b"<!--", b"<![CDATA[", b"]]>", b"&#x0;",
    b"%PDF-1.7", b"PK\x03\x04", b"{\\rtf1", b"\\u-1?", b"endobj", b"<<", b">>", b"9" * 4400, b"1e999", b"NaN", b"-1",
    b"\xed\xa0\x80", "\u202e\u2028\u0085".encode(), b"[" * 3000, b"{\"a\":" * 800, b"data: ", b"event: x\n", b"\n\n",
    b"```", b"|---|", b"> " * 500, b"00:00:01,000 --> ", b"Content-Type: multipart/mixed; boundary=x\n", b"--x\n",
    b"&a;", b"*a *a", b"<<: *a", b"=?utf-8?q?=?=", b"\\begin{", b"$$", b".. include::", b"12:00 " * 300, b"1 000 " * 300,
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What is fed: its seeds, and what must hold for any bytes."""

    name: str
    seeds: Callable[[], list[tuple[str, bytes]]]
    feed: Callable[[str, bytes], None]


class TooSlow(BaseException):
    """The processor time of one input is used up; no handler for Exception may swallow it."""


def damaged(rng: random.Random, data: bytes, others: list[tuple[str, bytes]]) -> bytes:
    """`data` after one to six random changes."""
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((1, 4, 40, 400, 4000)))
        kind = rng.randrange(7)
        if kind == 0:
            data = data[:at] + data[end:]
        elif kind == 1:
            data = data[:at] + data[at:end] * rng.randint(2, 9) + data[end:]
        elif kind == 2:
            data = data[:at] + rng.choice(PIECES) + data[at:]
        elif kind == 3:
            data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        elif kind == 4:
            data = data[:at]
        elif kind == 5:
            other = rng.choice(others)[1]
            start = rng.randrange(len(other) + 1)
            data = data[:at] + other[start : start + (end - at)] + data[end:]
        else:
            data = data[:at] + rng.randbytes(rng.randint(1, 16)) + data[end:]
    return data[:LARGEST]


def texts() -> list[tuple[str, bytes]]:
    """Examples and the pages of the documentation."""
    paths = [*(ROOT / "examples").glob("*.*"), *(ROOT / "docs").glob("*.md")]
    return [
        (path.name, path.read_bytes()) for path in paths if path.suffix in (".md", ".txt", ".py")
    ]


def files() -> list[tuple[str, bytes]]:
    """A seed for each format: the shipped examples, else its signature as text."""
    seeds = [(path.name, path.read_bytes()) for path in (ROOT / "examples").glob("report.*")]
    seeds += [(f"text{suffix}", texts()[0][1]) for row in FORMATS for suffix in row.suffixes]
    return seeds


def read(name: str, data: bytes) -> None:
    """A format's reader, in this process."""
    suffix = Path(name).suffix
    row = next((row for row in FORMATS if suffix in row.suffixes), None)
    if row is None:
        return
    try:
        row.reader()(data, name=name, charset=None, limits=documents.Limits())
    except (TerselyError, AssertionError):
        raise
    except Exception as error:
        if not row.isolated:
            raise
        # In a child process this is its end, told as a damaged file.
        raise InputError(f"{name} is damaged: {type(error).__name__}", hint="") from None


def cut(_name: str, data: bytes) -> None:
    """Nothing is lost or doubled between chunks, and none is larger than the limit."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    limit = 16 + len(data) % 700
    chunks = chunk(text, limit, counter_for("gpt-4o"), media_type="text/markdown")
    assert "".join(text[one.start : one.end] for one in chunks) == text
    assert all(one.tokens <= limit for one in chunks)


def checked(_name: str, data: bytes) -> None:
    """Half of the text is the summary of the rest, and the reverse."""
    text = data[:20_000].decode("utf-8", "replace")
    half = len(text) // 2
    for summary, source in ((text[:half], text[half:]), (text[half:], text)):
        found = check(summary, source)
        assert all(0 <= flag.claim < len(found.claims) or flag.claim == -1 for flag in found.flags)


def configured(_name: str, data: bytes) -> None:
    """A config file."""
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(data)
        file.flush()
        load({}, {}, Path(file.name))


def modelled(_name: str, data: bytes) -> None:
    """The header of a GGUF file, and what it would need in memory."""
    with tempfile.NamedTemporaryFile(suffix=".gguf") as file:
        file.write(data)
        file.flush()
        found = header.read(Path(file.name))
        header.estimate(found, 2048)


def gguf_seeds() -> list[tuple[str, bytes]]:
    import gguf_models

    with tempfile.TemporaryDirectory() as folder:
        path = gguf_models.write(Path(folder) / "m.gguf")
        return [("m.gguf", path.read_bytes()[:LARGEST])]


CONFIG = b"""model = "openai/gpt-4.1"
length = "80w"
max_cost = 2.5
[providers.mine]
base_url = "http://127.0.0.1:1/v1"
model = "m"
headers = { a = "b" }
"""

SERVICES = ("openai", "anthropic", "gemini")


class Served:
    """A service whose answers are what was damaged; the library asks it."""

    def __init__(self) -> None:
        self._context = wire.serve()
        self.server = self._context.__enter__()
        atexit.register(self._context.__exit__, None, None, None)
        os.environ.update(self.server.environment())

    def feed(self, name: str, data: bytes) -> None:
        provider, _, kind = name.partition(".")
        self.server.reply = lambda _request: wire.Answer(body=data)
        asked = len(self.server.requests)
        text = "The council raised the price of water by 14 % in 2027. " * 40
        try:
            summary = summarize(text, model=provider, retries=0, cache=False, stream=kind == "sse")
        finally:
            assert len(self.server.requests) > asked, "nothing was asked"
        assert summary.text or summary.status.value != "complete"

    @staticmethod
    def seeds() -> list[tuple[str, bytes]]:
        said = "Water costs 14 % more."
        message = {"type": "message", "role": "assistant", "status": "completed"}
        content = [{"type": "output_text", "text": said}]
        counts = {"input_tokens": 9, "output_tokens": 4}
        plain: dict[str, dict[str, Any]] = {
            "openai": {"id": "r", "object": "response", "status": "completed", "model": "m"},
            "anthropic": {"id": "r", "type": "message", "role": "assistant", "model": "m"},
            "gemini": {"usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 4}},
        }
        plain["openai"] |= {"output": [message | {"content": content}], "usage": counts}
        texts = [{"type": "text", "text": said}]
        plain["anthropic"] |= {"stop_reason": "end_turn", "content": texts, "usage": counts}
        candidate = {
            "content": {"parts": [{"text": said}], "role": "model"},
            "finishReason": "STOP",
        }
        plain["gemini"] |= {"candidates": [candidate]}
        bodies = [(f"{name}.json", json.dumps(body).encode()) for name, body in plain.items()]
        return bodies + [
            (f"{n}.sse", b"data: " + json.dumps(b).encode() + b"\n\n") for n, b in plain.items()
        ]


def targets() -> Iterator[Target]:
    """Everything that reads what strangers wrote."""
    served = Served()
    yield Target("readers", files, read)
    yield Target("chunker", texts, cut)
    yield Target("check", texts, checked)
    yield Target("config", lambda: [("config.toml", CONFIG)], configured)
    yield Target("gguf", gguf_seeds, modelled)
    yield Target("replies", Served.seeds, served.feed)


def _too_slow(_number: int, _frame: object) -> None:
    raise TooSlow


def tried(target: Target, name: str, data: bytes) -> str:
    """ "read" or the name of our error; "" with a traceback on stderr for a finding."""
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_S)
    try:
        target.feed(name, data)
        return "read"
    except TerselyError as error:
        return type(error).__name__
    except (Exception, TooSlow):  # noqa: BLE001  whatever it is, it is what is looked for
        traceback.print_exc(limit=-4)
        return ""
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def main() -> int:
    """1 if anything was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", default=[])
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "tersely-fuzz")
    given = parser.parse_args()
    signal.signal(signal.SIGVTALRM, _too_slow)
    chosen = [target for target in targets() if not given.target or target.name in given.target]
    findings = 0
    for target in chosen:
        rng = random.Random(f"{given.seed} {target.name}")
        seeds, outcomes, number = target.seeds(), Counter[str](), 0
        until = time.monotonic() + given.seconds / len(chosen)
        used_s = time.process_time()
        while time.monotonic() < until:
            name, data = rng.choice(seeds)
            data = damaged(rng, data, seeds)
            outcome = tried(target, name, data)
            outcomes[outcome] += 1
            if not outcome:
                findings += 1
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{target.name}-{given.seed}-{number}-{name}").write_bytes(data)
            number += 1
        told = ", ".join(f"{kind or 'FOUND'} {count:,}" for kind, count in outcomes.most_common())
        used_s = time.process_time() - used_s
        print(
            f"{target.name:<9} {number:>9,} inputs in {used_s:,.0f} s of processor time: {told}",
            flush=True,
        )
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{findings} findings{f' in {given.keep}' if findings else ''}; peak {peak_mb:,} MB")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
