"""The child process in which a reader meets a file that an attacker may have written. It imports
little: starting it is what a small file costs.
"""

from __future__ import annotations

import gc
import json
import os
import sys

from ..errors import InputError, MissingExtra
from .formats import BY_NAME
from .limits import Limits

SEPARATOR = b"\n"
# Readers make many small objects and hardly any cycle, and the process ends soon: collections in
# the usual rhythm took a twentieth of its time.
_RARE_COLLECTIONS = (50_000, 20, 100)


def main() -> None:
    """The order and the file come in on stdin, a Draft or an error goes out on stdout. What a
    reader raises beyond our errors ends the process; the parent reads the traceback.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not write into the answer
    with open(0, "rb", closefd=False) as source:
        head, _, data = source.read().partition(SEPARATOR)
    order = json.loads(head)
    limits = Limits(**order["limits"])
    limit_memory(limits.reader_memory_bytes)
    gc.set_threshold(*_RARE_COLLECTIONS)
    read = BY_NAME[order["format"]].reader()
    try:
        draft = read(data, name=order["name"], charset=order["charset"], limits=limits)
        status, payload = b"draft", draft.to_json()
    except (InputError, MissingExtra) as error:
        status = type(error).__name__.encode()
        payload = json.dumps([error.message, error.hint]).encode()
    with out:
        out.write(status + SEPARATOR + payload)
    # All is said. To take every module and object apart would take a tenth of the time of a small
    # file, and a twentieth of that of a manual.
    sys.stderr.flush()
    os._exit(0)


def limit_memory(limit_bytes: int) -> None:
    """Let this process have no more address space than that, where the system can."""
    try:
        import resource
    except ImportError:
        return
    # macOS maps gigabytes of shared libraries and refuses such a limit.
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
