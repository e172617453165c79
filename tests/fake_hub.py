"""A hub on loopback: what huggingface_hub asks of https://huggingface.co, and what goes wrong
there.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class FakeHub:
    """Files by "OWNER/REPO/FILE", refusals by the same name, and what was asked: (method, name,
    Range, Authorization).
    """

    files: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    """Checksums that are not the file's own."""
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Status and the hub's own error code."""
    stalls: dict[str, int] = field(default_factory=dict)
    """Bytes after which a file stops coming, until `release` is set."""
    release: threading.Event = field(default_factory=threading.Event)
    stalled: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)
    url: str = ""

    @property
    def asked_for_files(self) -> list[tuple[str, str, str, str]]:
        """Without huggingface_hub's questions of its own."""
        return [asked for asked in self.asked if asked[1].endswith(".gguf")]


@contextmanager
def serve() -> Iterator[FakeHub]:
    """A running hub without files."""
    hub = FakeHub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def log_message(self, *_: object) -> None:
            pass

        def _answer(self, *, body: bool) -> None:
            name = self.path.removeprefix("/").replace("/resolve/main/", "/")
            wanted = self.headers.get("Range", "")
            hub.asked.append((self.command, name, wanted, self.headers.get("Authorization", "")))
            refusal = hub.refusals.get(name) or (
                None if name in hub.files else (404, "EntryNotFound")
            )
            if refusal:
                self._head(refusal[0], {"X-Error-Code": refusal[1], "Content-Length": "0"})
                return
            data = hub.files[name]
            start = int(wanted.removeprefix("bytes=").partition("-")[0]) if wanted else 0
            tag = hub.tags.get(name) or hashlib.sha256(data).hexdigest()
            headers = {
                "ETag": f'"{tag}"',
                "X-Repo-Commit": COMMIT,
                "Content-Length": str(len(data) - start),
            }
            if wanted:
                headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self._head(206 if wanted else 200, headers)
            if body:
                self._send(name, data[start:])

        def _head(self, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()

        def _send(self, name: str, data: bytes) -> None:
            stop = hub.stalls.pop(name, len(data))
            self.wfile.write(data[:stop])
            self.wfile.flush()
            if stop < len(data):
                hub.stalled.set()
                hub.release.wait(30)
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        hub.release.set()
        server.shutdown()
        server.server_close()
