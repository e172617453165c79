"""URLs: what is fetched from a server of our own on loopback, and what is refused before anything
is sent.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tersely import documents
from tersely.errors import InputError

PAGE = "<!doctype html><html><body><h1>Use</h1><p>Größe: visits rose by 14 %.</p></body></html>"


@dataclass
class Site:
    """The address of the server and the requests it got: (path, Host, User-Agent)."""

    address: str
    port: int
    seen: list[tuple[str, str, str]] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.path, self.headers["Host"], self.headers["User-Agent"]))
            status, headers, body = replies.get(self.path, (404, {}, b"no"))
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            pass

    html = {"Content-Type": "text/html; charset=iso-8859-1"}
    replies: dict[str, tuple[int, dict[str, str], bytes]] = {
        "/page": (200, html, PAGE.encode("iso-8859-1")),
        "/hop": (302, {"Location": "/page"}, b""),
        "/loop": (302, {"Location": "/loop"}, b""),
        "/out": (302, {"Location": "file:///etc/passwd"}, b""),
        "/big": (200, {"Content-Type": "text/plain"}, b"word " * 1000),
        "/bomb": (
            200,
            {"Content-Type": "text/plain", "Content-Encoding": "gzip"},
            gzip.compress(b"a" * 5_000_000),
        ),
        "/notes.md": (200, {"Content-Type": "text/plain"}, b"# A\n\nText."),
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    made = Site(f"http://127.0.0.1:{port}", port)
    seen = made.seen
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    ).start()
    yield made
    server.shutdown()
    server.server_close()


def test_a_page_is_fetched_through_redirects(site: Site) -> None:
    """The last URL is the source, the charset of the header counts, we say who we are, no password
    is shown.
    """
    url = f"http://user:pass@127.0.0.1:{site.port}/hop"
    document = documents.read(url, allow_private_urls=True)
    assert document.text == "# Use\n\nGröße: visits rose by 14 %."
    assert (document.name, document.source) == ("page", f"{site.address}/page")
    assert [path for path, _, _ in site.seen] == ["/hop", "/page"]
    assert site.seen[0][2] == "tersely"


def test_the_name_of_a_file_helps(site: Site) -> None:
    """A Markdown file served as text has its heading."""
    assert (
        documents.read(f"{site.address}/notes.md", allow_private_urls=True).media_type
        == "text/markdown"
    )


@pytest.mark.parametrize(
    ("path", "limits", "said"),
    [
        ("/none", documents.Limits(), "answered 404"),
        ("/loop", documents.Limits(url_max_redirects=3), "redirects more than 3 times"),
        ("/out", documents.Limits(), "not an http or https address"),
        ("/big", documents.Limits(url_max_bytes=1000), "larger than"),
        ("/bomb", documents.Limits(url_max_bytes=1_000_000), "larger than 1 MB"),
        ("/page", documents.Limits(url_timeout_s=0.0), "took longer than 0 s"),
    ],
)
def test_what_cannot_be_fetched_is_explained(
    site: Site, path: str, limits: documents.Limits, said: str
) -> None:
    """Not found, endless redirects, a redirect to a file, too large (packed too), too slow."""
    with pytest.raises(InputError, match=said) as caught:
        documents.read(site.address + path, allow_private_urls=True, limits=limits)
    assert caught.value.hint


@pytest.fixture
def dripping() -> Iterator[str]:
    """The address of a server that sends a header's letters, one now and then, for as long as
    anybody listens.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not stop.wait(0.02):
                    connection.sendall(b"a")

    threading.Thread(target=drip, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    stop.set()
    listener.close()


def test_a_server_that_never_ends_its_header_is_left(dripping: str) -> None:
    """Each byte comes in time, the whole does not."""
    limits = documents.Limits(url_timeout_s=0.3)
    with pytest.raises(InputError, match=r"took longer than 0\.3 s"):
        documents.read(dripping, allow_private_urls=True, limits=limits)


def test_a_page_is_fetched_inside_a_running_loop(site: Site) -> None:
    """A library's caller may be async."""

    async def read() -> str:
        return documents.read(f"{site.address}/page", allow_private_urls=True).text

    assert asyncio.run(read()).startswith("# Use")


def test_an_error_inside_a_running_loop_is_the_same(site: Site) -> None:
    """Not wrapped, not lost in the thread."""

    async def read() -> None:
        documents.read(f"{site.address}/none", allow_private_urls=True)

    with pytest.raises(InputError, match="answered 404"):
        asyncio.run(read())


def test_nothing_is_sent_to_a_private_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused by number, by odd spelling and by the address a harmless name resolves to; one bad
    address is enough.
    """
    for host in ("127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost", "0"):
        with pytest.raises(InputError, match=r"not on the public internet|cannot be found"):
            documents.read(f"http://{host}:{site.port}/page")
    answers = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80))
        for ip in ("93.184.216.34", "10.0.0.8")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(
        InputError, match=r"example\.org is at 10\.0\.0\.8, which is not on the public internet"
    ):
        documents.read("http://example.org/")
    assert not site.seen


def test_the_connection_goes_to_the_address_that_was_judged(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is resolved once; the request still carries the name."""
    asked: list[str] = []

    def resolve(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", site.port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    document = documents.read(f"http://example.org:{site.port}/page", allow_private_urls=True)
    assert document.source == f"http://example.org:{site.port}/page"
    assert site.seen == [("/page", f"example.org:{site.port}", "tersely")]
    assert asked[0] == "example.org"
    assert "example.org" not in asked[1:]


def test_offline_fetches_nothing(site: Site) -> None:
    """The switch wins over the permission for private addresses."""
    with pytest.raises(InputError, match="--offline is set"):
        documents.read(f"{site.address}/page", allow_private_urls=True, offline=True)
    assert not site.seen
