"""Which texts are stories, whose first sentences say little about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tersely.extractive import Target, extract, units
from tersely.extractive.selection import _is_story

EXAMPLES = Path(__file__).parents[2] / "examples"
TALE = "".join(
    f'Captain Orla looked at chart {n}. The wind blew hard from the west that day. "We turn back," '
    f"said Bram. The ship number {n} went on into the dark sea all the same.\n\n"
    for n in range(30)
)


@pytest.mark.parametrize("name", ["report.md", "article.md", "meeting.txt"])
def test_what_is_no_story(name: str) -> None:
    """Reports, reportages and meetings say first what they are about."""
    text = (EXAMPLES / name).read_text("utf-8")
    assert not _is_story(text, units(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TALE, True),
        (TALE[:600], False),
        (TALE.replace('"', ""), False),
        ("".join(f"## Part\n\n{part}\n\n" for part in TALE.split("\n\n")), False),
        (TALE.replace("Captain Orla", "- Captain Orla"), True),
    ],
)
def test_a_long_tale_in_which_people_talk(text: str, expected: bool) -> None:
    """Without headings; a short one is read as any text."""
    assert _is_story(text, units(text)) is expected


def test_a_report_keeps_its_first_sentence() -> None:
    """It holds the figure that all others explain."""
    text = (EXAMPLES / "report.md").read_text("utf-8")
    first = extract(text, Target("words", 150))[0]
    assert text[first.start : first.end].startswith("Visits to the twelve branches rose by 14 %")
