"""llama.cpp itself: imported on first use, silenced, or said to be missing."""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from ...errors import MissingExtra

WHEEL_INDEX = "https://abetlen.github.io/llama-cpp-python/whl/cpu"

_ERROR_LEVEL = 3
_lock = threading.Lock()
_loaded: ModuleType | None = None
_log_callback: Any = None
_errors: deque[str] = deque(maxlen=20)
_listeners: list[Callable[[str], None]] = []


def llama() -> ModuleType:
    """The module `llama_cpp`, its log redirected to us. Raises MissingExtra where it is not
    installed.
    """
    global _loaded
    with _lock:
        if _loaded is None:
            _loaded = _import()
        return _loaded


def last_error() -> str:
    """The last error line that llama.cpp logged since the previous call of `forget_errors`, or an
    empty string.
    """
    return _errors[-1] if _errors else ""


def forget_errors() -> None:
    """Start a new span for `last_error`."""
    _errors.clear()


@contextmanager
def listening(listener: Callable[[str], None]) -> Iterator[None]:
    """Give each line that llama.cpp logs to `listener`, in the thread that logs it."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def _import() -> ModuleType:
    global _log_callback
    try:
        import llama_cpp
    except ImportError as error:
        raise MissingExtra(
            f"A local GGUF model needs llama-cpp-python, which cannot be imported ({error}).",
            hint=(
                "Three ways: a prebuilt wheel (pip install llama-cpp-python --prefer-binary --extra-index-url "
                f"{WHEEL_INDEX}); with a C++ compiler, pip install 'tersely[local]' (4 to 10 minutes); "
                "or run the model in any OpenAI-compatible server, such as llama-server or Ollama."
            ),
        ) from None
    except (OSError, RuntimeError) as error:
        raise MissingExtra(
            f"llama-cpp-python is installed, but its library does not load: {error}.",
            hint="Install it again for this machine: pip install --force-reinstall --no-cache-dir llama-cpp-python.",
        ) from None

    def receive(level: int, text: bytes, _data: Any) -> None:
        line = (
            text.decode("utf-8", "replace").strip() if level == _ERROR_LEVEL or _listeners else ""
        )
        if line and level == _ERROR_LEVEL:
            _errors.append(line)
        for listener in _listeners:
            listener(line)

    # The library keeps the bare pointer: the callback must outlive every call.
    _log_callback = llama_cpp.llama_log_callback(receive)
    llama_cpp.llama_log_set(_log_callback, ctypes.c_void_p(0))
    llama_cpp.llama_backend_init()
    module: ModuleType = llama_cpp
    return module
