"""Drives a headless Chromium over its debugging pipe, with nothing but the standard library."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BINARY = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
# .ci/run sets it: there a missing browser is a failure and no reason to skip.
REQUIRED = os.environ.get("TERSELY_TEST_BROWSER") == "1"


# What the browser says where the page that was asked is gone.
LEFT = (
    "Inspected target navigated or closed",
    "Cannot find context with specified id",
    "Cannot find default execution context",
    "Execution context was destroyed.",
    "Promise was collected",
)


class PageLeft(Exception):
    """The page went to another address before it answered."""


class Page:
    """One tab. `events` keeps what the browser reported: console messages, exceptions and requests."""

    def __init__(self, write_fd: int, read_fd: int) -> None:
        self._out, self._in = os.fdopen(write_fd, "wb"), os.fdopen(read_fd, "rb")
        self._buffer, self._id, self._session = b"", 0, ""
        self.events: list[dict[str, Any]] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the DevTools protocol and return its result."""
        self._id += 1
        message = {"id": self._id, "method": method, "params": params}
        message |= {"sessionId": self._session} if self._session else {}
        self._out.write(json.dumps(message).encode() + b"\0")
        self._out.flush()
        while (reply := self._next()).get("id") != self._id:
            self.events.append(reply)
        if reply.get("error", {}).get("message") in LEFT:
            raise PageLeft(reply["error"]["message"])
        assert "error" not in reply, reply
        result: dict[str, Any] = reply["result"]
        return result

    def open(self, path: Path) -> None:
        """Load a file and wait until the page is complete; what was reported before is forgotten."""
        self.visit(path.as_uri())

    def visit(self, url: str) -> None:
        """The same with any address."""
        self.events.clear()
        self.send("Page.navigate", url=url)
        self.loaded()

    def loaded(self) -> None:
        """Wait until a page is complete that was asked for since the events were cleared."""
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def look(self, width: int, height: int = 900, scheme: str = "light") -> None:
        """The size of the window in pixels, and whether the reader likes it light or dark."""
        scheme_feature = {"name": "prefers-color-scheme", "value": scheme}
        self.send("Emulation.setEmulatedMedia", features=[scheme_feature])
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def picture(self, width: int, height: int) -> bytes:
        """The upper left part of the page as a PNG."""
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        result = self.send("Page.captureScreenshot", format="png", clip=clip)
        return base64.b64decode(result["data"])

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression; of the next page where this one is left meanwhile."""
        while True:
            with contextlib.suppress(PageLeft):
                result = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
                break
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def until(self, expression: str) -> None:
        """Wait until a JavaScript expression is true, also when the page is left meanwhile.

        Only a complete page counts: a click on one whose scripts have not run does something else.
        """
        code = f"""new Promise((done) => {{
          const ready = () => document.readyState === "complete" && ({expression});
          const look = () => ready() ? done(true) : setTimeout(look, 20);
          setTimeout(() => done(false), 60000);
          look();
        }})"""
        true = None
        while true is None:
            try:
                answer = self.send(
                    "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
                )
            except PageLeft:
                continue
            true = answer["result"].get("value")
        assert true, expression

    def choose_file(self, selector: str, path: Path) -> None:
        """Choose a file in a field, as a user does."""
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.send("DOM.setFileInputFiles", nodeId=node, files=[str(path)])

    def click(self, selector: str) -> None:
        """Press the mouse on the middle of an element."""
        place = self.evaluate(
            f"""(() => {{
              const element = document.querySelector({json.dumps(selector)});
              element.scrollIntoView({{block: "center", behavior: "instant"}});
              const box = element.getClientRects()[0];
              return [box.x + box.width / 2, box.y + box.height / 2];
            }})()"""
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send(
                "Input.dispatchMouseEvent",
                type=kind,
                x=place[0],
                y=place[1],
                button="left",
                clickCount=1,
            )

    def complaints(self) -> list[dict[str, Any]]:
        """Console messages, log entries and exceptions so far."""
        kinds = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [event for event in self.events if event.get("method") in kinds]

    def requested(self) -> list[str]:
        """The URLs that were asked for."""
        sent = [
            event for event in self.events if event.get("method") == "Network.requestWillBeSent"
        ]
        return [event["params"]["request"]["url"] for event in sent]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            read = os.read(self._in.fileno(), 1 << 16)
            assert read, "chromium closed the pipe"
            self._buffer += read
        message, self._buffer = self._buffer.split(b"\0", 1)
        parsed: dict[str, Any] = json.loads(message)
        return parsed


@contextlib.contextmanager
def browser(profile: Path) -> Iterator[Page]:
    """A fresh Chromium that is gone afterwards."""
    assert BINARY is not None, "chromium is not installed"
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--hide-scrollbars",
        "--remote-debugging-pipe",
        f"--user-data-dir={profile}",
    ]
    # The browser's end of the pipe is descriptors 3 and 4; a copy above them cannot be overwritten
    # by the first dup2.
    commands, replies = (fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in (to_read, from_write))
    places: list[tuple[Any, ...]] = [
        (os.POSIX_SPAWN_DUP2, commands, 3),
        (os.POSIX_SPAWN_DUP2, replies, 4),
    ]
    places.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0))
    process = os.posix_spawn(
        BINARY, [BINARY, *flags, "about:blank"], os.environ, file_actions=places
    )
    for fd in (to_read, from_write, commands, replies):
        os.close(fd)
    try:
        yield Page(to_write, from_read)
    finally:
        os.kill(process, signal.SIGTERM)
        os.waitpid(process, 0)
