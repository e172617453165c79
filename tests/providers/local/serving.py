"""A `llama_cpp.server` of our own on the loopback interface."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "llama_cpp.server is not installed (pip install 'llama-cpp-python[server]')"
INSTALLED = all(
    importlib.util.find_spec(name) for name in ("uvicorn", "sse_starlette", "starlette_context")
)


@contextmanager
def serving(model: Path, n_ctx: int, key: str = "") -> Iterator[str]:
    """The base URL of a server with `model`, once it accepts connections. One thread writes: a
    second one that finds its core taken would wait for it at every token. Two read, which waits
    less often.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "model": model,
        "host": "127.0.0.1",
        "port": port,
        "n_ctx": n_ctx,
        "n_threads": 1,
        "n_threads_batch": 2,
        **({"api_key": key} if key else {}),
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "llama_cpp.server", *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        try:
            assert server.stderr is not None
            up = any(b"Uvicorn running" in line for line in server.stderr)
            assert up, "llama_cpp.server did not start"
            # A pipe that nobody reads fills up, and the server would wait for ever.
            threading.Thread(target=server.stderr.read, daemon=True).start()
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
