"""How much code one summary runs: its functions, who gets the document, and who reads it whole.

    PYTHONPATH=tests python scripts/trace_summary.py                   examples/report.md, -m openai
    PYTHONPATH=tests python scripts/trace_summary.py --passes 20 FILE -m extractive

`make trace` runs it; copied into scripts/ of another checkout, with PYTHONPATH=src:tests, it measures
that one. The model is the fake server of the tests. Counted are functions of tersely
as they are called in this process, generators at each resumption once; what a module does while it
is imported is left out. A function "gets the document" when one of its arguments is the Document
or its whole text.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import wire
from tersely import Document
from tersely.cli import app

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tersely"
PREFIX = str(SOURCE) + os.sep


class Trace:
    """The functions that were called, by their code, and those that got the document."""

    def __init__(self) -> None:
        self.calls: Counter[CodeType] = Counter()
        self.handed: set[CodeType] = set()
        self.passes: Counter[CodeType] = Counter()
        self._texts: set[int] = set()  # identities of the document's text
        self._alive: list[str] = []  # so that no identity is given twice
        self._frames: set[FrameType] = set()

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(PREFIX) or _is_no_function(code):
            return
        first = frame.f_lasti <= 0 or frame not in self._frames
        if code.co_flags & 0x2A0:  # a generator or a coroutine: called again when it goes on
            if not first:
                return
            self._frames.add(frame)
        self.calls[code] += 1
        values = [frame.f_locals.get(name) for name in code.co_varnames[: _arguments(code)]]
        if any(self._is_document(value) for value in values):
            self.handed.add(code)
        if any(isinstance(value, str) and id(value) in self._texts for value in values):
            self.passes[code] += 1

    def _is_document(self, value: object) -> bool:
        if isinstance(value, Document):
            if id(value.text) not in self._texts:
                self._texts.add(id(value.text))
                self._alive.append(value.text)
            return True
        return isinstance(value, str) and id(value) in self._texts


def _is_no_function(code: CodeType) -> bool:
    """The body of a module or a class, a comprehension, a lambda."""
    return code.co_name.startswith("<") or not code.co_flags & 0x2


def _arguments(code: CodeType) -> int:
    flags = (code.co_flags & 0x4) // 0x4 + (code.co_flags & 0x8) // 0x8  # *args, **kwargs
    return code.co_argcount + code.co_kwonlyargcount + flags


def traced(arguments: list[str]) -> Trace:
    """Run one command line against the fake server in an empty home."""
    trace = Trace()
    with wire.serve() as server, tempfile.TemporaryDirectory() as home:
        os.environ.update(server.environment())
        os.environ.update(HOME=home, XDG_CONFIG_HOME=home, XDG_CACHE_HOME=home)
        threading.setprofile(trace)
        sys.setprofile(trace)
        try:
            code = app.run(arguments)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
    if code:
        sys.exit(f"the summary ended with {code}")
    return trace


def place(code: CodeType) -> str:
    file = Path(code.co_filename).relative_to(SOURCE)
    return f"{file}:{code.co_qualname}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--passes", type=int, default=12, help="how many readers of all to list")
    parser.add_argument("--list", choices=("functions", "document"), help="name them all")
    options, arguments = parser.parse_known_args()
    trace = traced(arguments or [str(ROOT / "examples" / "report.md"), "-m", "openai"])
    sys.stdout.flush()
    for name, codes in (("functions", set(trace.calls)), ("document", trace.handed)):
        files = Counter(Path(code.co_filename).relative_to(SOURCE).as_posix() for code in codes)
        said = "run" if name == "functions" else "get the document"
        print(f"{len(codes):5} functions in {len(files)} files {said}")
        if options.list == name:
            print(*(f"      {each}" for each in sorted(map(place, codes))), sep="\n")
    print("The whole text is an argument most often of")
    for code, count in trace.passes.most_common(options.passes):
        print(f"{count:5} x {place(code)}")


if __name__ == "__main__":
    main()
