"""From the first token that a service sends to the first word on the terminal.

    PYTHONPATH=src python bench/first_text.py [--tries 7]

A server on this machine streams one word every 20 ms, the first one 20 ms after its header;
`tersely` runs in a pseudo-terminal, as a user sees it. Prints the milliseconds of each try and
their median. Run it on idle cores.
"""

from __future__ import annotations

import argparse
import http.server
import json
import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

LATENCY_S = 0.02
WORDS = "Zanzibar was the first word; then came many others about harbours and ships.".split()
MARK = b"Zanzibar"


class Service(http.server.BaseHTTPRequestHandler):
    """A chat service; `sent_at` is when the latest first word left."""

    sent_at = 0.0
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """It tells nothing of itself."""
        self.send_error(404)

    def do_POST(self) -> None:
        """One word every 20 ms."""
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        for number, word in enumerate(WORDS * 4):
            time.sleep(LATENCY_S)
            if not number:
                Service.sent_at = time.monotonic()
            self._tell({"delta": {"content": f"{word} "}})
        self._tell({"delta": {}, "finish_reason": "stop"})
        self.close_connection = True

    def _tell(self, choice: dict[str, object]) -> None:
        self.wfile.write(f"data: {json.dumps({'choices': [{'index': 0, **choice}]})}\n\n".encode())
        self.wfile.flush()


def one_try(port: int, file: Path, home: str) -> float:
    """Milliseconds from the first word sent to the first word seen."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "HOME": home,
        "XDG_CACHE_HOME": home,
        "TERM": "xterm",
        "VLLM_BASE_URL": f"http://127.0.0.1:{port}/v1",
    }
    command = [sys.executable, "-m", "tersely", str(file), "-m", "vllm/any", "--no-cache"]
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment) as it:
        os.close(theirs)
        seen, seen_at = b"", 0.0
        while True:
            try:
                chunk = os.read(ours, 65_536)
            except OSError:  # the other end is closed
                break
            seen += chunk
            if not seen_at and MARK in seen:
                seen_at = time.monotonic()
        it.wait()
    os.close(ours)
    if not seen_at:
        raise SystemExit(f"nothing was shown: {seen[-200:]!r}")
    return (seen_at - Service.sent_at) * 1000


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tries", type=int, default=7)
    tries = parser.parse_args().tries
    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "text.md"
        file.write_text("The ferry ran late in March, and the harbour was closed. " * 120)
        times_ms = [one_try(service.server_port, file, home) for _ in range(tries)]
    print(" ".join(f"{t:.0f}" for t in times_ms), f"ms; median {median(times_ms):.0f} ms")


if __name__ == "__main__":
    main()
