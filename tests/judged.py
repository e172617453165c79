"""Small documents, each of one kind, with what a reader would miss in a summary or not want there.

Below a line of five equals signs stand the length and the judgements: "length: 3s", "+ words that
must come", "- words that must not".
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tersely.extractive import RULES, Rule, Target, extract, render
from tersely.records import Length

DOCUMENTS = Path(__file__).parent / "extractive" / "documents"
_RULE = "\n=====\n"


def failures(path: Path, rules: Sequence[Rule] = RULES) -> list[str]:
    """The judgements that the summary of the document does not meet."""
    text, _, judgements = path.read_text(encoding="utf-8").partition(_RULE)
    length, *lines = judgements.strip().split("\n")
    asked = Length.parse(length.removeprefix("length: "))
    unit = "words" if asked.unit == "preset" else asked.unit
    summary = render(text, extract(text, Target(unit, asked.amount), rules=rules))
    return [line for line in lines if (line[2:] in summary) != line.startswith("+")]
