"""What counts as a flag of a summary, and how flags are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tersely import grounding
from tersely.batch import Jobs, Row, RowFlag
from tersely.batch.flags import UNFOUNDED, UNTRACED, counted, flagged, flags_of
from tersely.records import Check, Document

SOURCE = Document(
    "a.md",
    "The reserve was raised by Maria Olsen to 18 million euros in May 2021. "
    "The council voted for the bridge after a long debate about tolls.",
)


def check(summary: str) -> Check:
    return grounding.check(summary, SOURCE)


def test_a_summary_that_was_not_checked_or_is_right_has_none() -> None:
    assert flags_of(None) == ()
    assert flags_of(check("Maria Olsen raised the reserve to 18 million euros.")) == ()


def test_each_flag_of_the_check_is_one_of_the_row() -> None:
    """With the value of the source beside it."""
    said = check("Maria Olsen raised the reserve to 19 million euros in May 2021.")
    assert said.flags
    expected = [RowFlag(flag.text, flag.nearest) for flag in said.flags]
    assert list(flags_of(said))[: len(expected)] == expected


def test_a_summary_of_something_else_is_told_first() -> None:
    """Whether or not single facts of it are flagged too."""
    said = check("Bananas ripen faster beside apples. Oranges are picked by hand in winter.")
    assert said.rests_on_nothing
    first, *rest = flags_of(said)
    assert first == (UNFOUNDED if said.unfounded else UNTRACED)
    assert rest == [RowFlag(flag.text, flag.nearest) for flag in said.flags]


def test_a_sentence_without_a_source_counts_with_strict_only() -> None:
    said = check("The council voted for the bridge. Penguins cannot fly but they swim very well.")
    assert 0 < said.traced < len(said.distinct)
    *_, last = flags_of(said)
    assert last == RowFlag("1 of 2 sentences is not supported by the source", strict_only=True)
    assert last not in counted(flags_of(said))
    assert last in counted(flags_of(said), strict=True)


FLAGS = (RowFlag("18 %", "1.8 %"), RowFlag("a sentence", strict_only=True))


@pytest.mark.parametrize(
    ("strict", "expected"),
    [
        (False, {"a.md": FLAGS[:1], "b.md": FLAGS[:1]}),
        (True, {"a.md": FLAGS, "b.md": FLAGS, "c.md": FLAGS[1:]}),
    ],
)
def test_rows_of_this_run_with_a_summary_are_told(
    tmp_path: Path, strict: bool, expected: dict[str, tuple[RowFlag, ...]]
) -> None:
    """Not those of files that this run has not met, and none without a flag that counts."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("gone.md", "written", flags=FLAGS))
    jobs.close()
    jobs = Jobs(tmp_path)
    jobs.put(Row("a.md", "written", flags=FLAGS))
    jobs.put(Row("b.md", "partial", flags=FLAGS))
    jobs.put(Row("c.md", "cut", flags=FLAGS[1:]))
    jobs.put(Row("d.md", "failed", flags=FLAGS))
    jobs.put(Row("e.md", "written"))
    assert {row.path: row.flags for row in flagged(jobs, strict=strict)} == expected
    jobs.close()
