"""`tersely serve` beside a bare FastAPI app: status requests while a summary streams, and the first
page. CPU is read from /proc (Linux).

    .venv/bin/python bench/serve.py status [--requests 2000 --words-a-second 50]
    .venv/bin/python bench/serve.py first  [--runs 9]

The figures by CPU are without what the stream takes by itself.

`status`: GET /v1/jobs/ID of a summary that is being written, with a reader on its events, and a
bare route that returns as many bytes, in turns, each on a connection of its own (target: at least
half the rate). `first`: from the command to the page in the browser's hands (target: 1.5 s on an
idle machine).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.responses import JSONResponse, StreamingResponse

TOKEN = "0123456789abcdef0123456789abcdef"
ALONE_S = 3.0
TEXT = "The harbour council met in winter and spoke of the costs of heating the library. " * 60
BARE = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI(docs_url=None)
@app.get("/status")
async def status(): return {"text": "x" * %d}
uvicorn.run(app, port=%d, log_config=None, access_log=False)
"""


def model_app(words_a_second: float) -> FastAPI:
    """A model that writes one word after the other, for as long as somebody reads."""
    app = FastAPI()

    async def written() -> AsyncGenerator[str]:
        for number in range(10**6):
            delta = {"content": f"word{number}{'. ' if number % 12 == 11 else ' '}"}
            choice = {"index": 0, "delta": delta, "finish_reason": None}
            document = {"id": "c", "model": "m", "choices": [choice]}
            yield f"data: {json.dumps(document)}\n\n"
            await asyncio.sleep(1 / words_a_second)

    @app.post("/v1/chat/completions")
    async def chat() -> Any:
        return StreamingResponse(written(), media_type="text/event-stream")

    @app.post("/v1/responses")
    async def responses() -> Any:
        return JSONResponse({"error": {"message": "no such path"}}, 404)

    return app


@contextmanager
def in_thread(app: FastAPI, port: int) -> Iterator[None]:
    """The app as a server of this process."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False))
    threading.Thread(target=server.run, daemon=True).start()
    wait_for(port)
    yield
    server.should_exit = True


@contextmanager
def process(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A server as a process of its own."""
    started = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield started
    finally:
        started.terminate()
        started.communicate()


def wait_for(port: int) -> None:
    """Until something answers there."""
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.01)


def cpu_s(pid: int) -> float:
    """What a process has used of the processor so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(connection: HTTPConnection, path: str) -> float:
    """Seconds of one request."""
    connection.close()  # one that has been idle for long is closed at the other end
    began = time.perf_counter()
    connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        sys.exit(f"{path}: {response.status}")
    return time.perf_counter() - began


def begin_summary(port: int) -> str:
    """The path of a job that is being written, with a reader on its events."""
    connection = HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    connection.request(
        "POST",
        "/v1/summaries",
        json.dumps({"text": TEXT}),
        headers | {"Accept": "text/event-stream"},
    )
    response = connection.getresponse()
    where = response.headers["location"]
    threading.Thread(target=response.read, daemon=True).start()
    status = HTTPConnection("127.0.0.1", port)
    for _ in range(1000):
        status.request("GET", where, headers=headers)
        if json.loads(status.getresponse().read())["state"] == "running":
            return where
        time.sleep(0.02)
    sys.exit("the summary did not begin")


def status(requests: int, words_a_second: float, home: Path) -> None:
    """Both routes in turns."""
    ports = [20_000 + (os.getpid() + i) % 20_000 for i in range(3)]
    token = home / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    environment = {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
        "HOME": str(home),
        "OPENAI_API_KEY": "sk-x",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{ports[0]}/v1",
    }
    ours = [sys.executable, "-m", "tersely", "serve", "-m", "openai", "--port", str(ports[1])]
    bare = [sys.executable, "-c", BARE % (260, ports[2])]
    with (
        in_thread(model_app(words_a_second), ports[0]),
        process([*ours, "--token-file", str(token)], environment) as server,
        process(bare, environment) as other,
    ):
        for port in ports[1:]:
            wait_for(port)
        rows = [
            (HTTPConnection("127.0.0.1", ports[1]), begin_summary(ports[1]), server.pid),
            (HTTPConnection("127.0.0.1", ports[2]), "/status", other.pid),
        ]
        before = [cpu_s(pid) for _, _, pid in rows]
        time.sleep(ALONE_S)
        streaming = [
            (cpu_s(pid) - was) / ALONE_S for (_, _, pid), was in zip(rows, before, strict=True)
        ]
        before, began = [cpu_s(pid) for _, _, pid in rows], time.perf_counter()
        times: list[list[float]] = [[], []]
        for _ in range(requests):
            for row, (connection, path, _) in zip(times, rows, strict=True):
                row.append(timed(connection, path))
        lasted_s = time.perf_counter() - began
        used = [
            cpu_s(pid) - was - alone * lasted_s
            for (_, _, pid), was, alone in zip(rows, before, streaming, strict=True)
        ]
        connection, path, _ = rows[0]
        connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
        state = json.loads(connection.getresponse().read())["state"]
    walls = [requests / sum(row) for row in times]
    rates = [requests / seconds for seconds in used]
    print(
        f"a summary streams at {words_a_second:g} words a second, which alone takes "
        f"{streaming[0]:.1%} of a core (state at the end: {state})"
    )
    print(f"{'':<24}{'tersely':>10}{'bare':>10}{'ratio':>8}")
    print(
        f"{'requests a second':<24}{walls[0]:>10,.0f}{walls[1]:>10,.0f}{walls[0] / walls[1]:>8.2f}"
    )
    print(f"{'a CPU second':<24}{rates[0]:>10,.0f}{rates[1]:>10,.0f}{rates[0] / rates[1]:>8.2f}")


def first(runs: int, home: Path) -> None:
    """From the command to the page."""
    walls, used = [], []
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    for _ in range(runs):
        began = time.perf_counter()
        command = [sys.executable, "-m", "tersely", "serve", "-m", "extractive", "--port", "0"]
        with process(command, kept | {"HOME": str(home)}) as server:
            assert server.stderr is not None
            told = next(line for line in server.stderr if line.startswith("Open "))
            match = re.search(r"http://127\.0\.0\.1:(\d+)(\S+)", told)
            assert match is not None
            connection = HTTPConnection("127.0.0.1", int(match[1]))
            connection.request("GET", match[2])
            opened = connection.getresponse()
            opened.read()
            cookie = (opened.headers["set-cookie"] or "").partition(";")[0]
            connection.request("GET", "/", headers={"Cookie": cookie})
            page = connection.getresponse()
            if page.status != 200 or b"<form" not in page.read():
                sys.exit(f"the page answered {page.status}")
            walls.append(time.perf_counter() - began)
            used.append(cpu_s(server.pid))
    print(f"first page: {statistics.median(walls):.2f} s wall (best {min(walls):.2f})")
    print(f"            {statistics.median(used):.2f} s CPU of the server")


def main() -> None:
    """One of the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("status", "first"))
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--words-a-second", type=float, default=50)
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.what == "status":
            status(options.requests, options.words_a_second, Path(name))
        else:
            first(options.runs, Path(name))


if __name__ == "__main__":
    main()
