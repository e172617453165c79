"""llama.cpp's quantizer in a child process: it takes minutes, cannot be asked to stop, and would
swallow Ctrl-C.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from . import machine
from .library import last_error, listening, llama

Progress = Callable[[int, int], None]
"""Called with tensors done and tensors in all."""

_CODE = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from tersely.providers.local.quantizing import child; child(*sys.argv[2:])"
)
_TENSOR_DONE = re.compile(r"\[ *(\d+)/ *(\d+)\]")
_FAILED = "failed: "


def quantize(source: Path, target: Path, kind: str, progress: Progress) -> str:
    """Write `target`; returns what llama.cpp says went wrong, or "". Whatever ends this call ends
    the child.
    """
    path = [entry for entry in sys.path if os.path.isabs(entry)]
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        _CODE,
        json.dumps(path),
        str(source),
        str(target),
        kind,
    ]
    failure = "the quantizer ended without a word"
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        assert running.stdout is not None
        try:
            for line in running.stdout:
                if found := _TENSOR_DONE.match(line):
                    progress(int(found[1]), int(found[2]))
                elif line.startswith(_FAILED):
                    failure = line.removeprefix(_FAILED).strip()
        except BaseException:
            running.kill()
            raise
    return "" if running.returncode == 0 else failure


def child(source: str, target: str, kind: str) -> None:
    """The body of the child process: a line for each tensor, at the end the failure if there was
    one.
    """
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # the terminal sends it to both; the parent decides
    library = llama()
    parameters = library.llama_model_quantize_default_params()
    parameters.ftype = getattr(library, f"LLAMA_FTYPE_MOSTLY_{kind}")
    parameters.nthread = machine.cores()

    def tell(line: str) -> None:
        if _TENSOR_DONE.match(line):
            os.write(1, f"{line}\n".encode())

    with listening(tell):
        code = library.llama_model_quantize(
            source.encode(), target.encode(), ctypes.byref(parameters)
        )
    if code != 0:
        os.write(1, f"{_FAILED}{last_error() or f'code {code}'}\n".encode())
        sys.exit(1)
