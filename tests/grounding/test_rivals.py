"""What the source contradicts where it stands is flagged; what it merely does not repeat is not."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """Two people died when the mine fell in on Monday, and one was hurt. The court gave him 30 more days in prison.

The F-16 flew to Oslo in the fourth quarter. Two ministers resigned. The plan will cost billions of dollars, the ministry said.
"""


@pytest.mark.parametrize(
    ("sentence", "kind", "text", "nearest"),
    [
        ("Three ministers resigned.", "number", "Three", "Two"),
        ("The court gave him 30 years in prison.", "number", "30 years", "30 more days"),
        ("The F-35 flew to Oslo in the fourth quarter.", "name", "F-35", "F-16"),
        ("The F-16 flew to Oslo in the third quarter.", "number", "third", "fourth"),
        ("The plan will cost millions of dollars.", "number", "millions", "billions"),
    ],
)
def test_a_rival_in_the_aligned_sentence_makes_a_flag(
    sentence: str, kind: str, text: str, nearest: str
) -> None:
    """Another count, unit, model or magnitude of the same thing, with what the source says."""
    flags = check(sentence, SOURCE).flags
    assert [(f.kind, f.text, f.nearest) for f in flags] == [(kind, text, nearest)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Three people died or were hurt in the mine on Monday.",  # two and one
        "Three facts stand out: the mine fell in, two people died, one was hurt.",
        "The court gave him another 30 days in prison.",
        "The jet flew to Oslo in the fourth quarter, and millions watched.",
        "The F16 flew to Oslo in Q4.",
    ],
)
def test_without_a_rival_nobody_is_accused(sentence: str) -> None:
    """Sums, counts of the summary's own, other ways to write the same."""
    assert check(sentence, SOURCE).flags == ()


@pytest.mark.parametrize(
    ("summary", "flagged"),
    [
        ("Cracks in three of nine piers led to the closure of the Kessel Bridge.", ["three"]),
        ("Cracks were found in three of the piers.", ["three"]),
        ("Cracks were found in two of the nine piers.", []),
        ("Two of the piers had cracks.", []),
        ("Three engineers were there when cracks were found in two of nine piers.", []),
    ],
)
def test_a_part_is_counted_as_what_it_is_a_part_of(summary: str, flagged: list[str]) -> None:
    """That there are three engineers is no word for three of the piers."""
    source = (
        "The Kessel Bridge was closed after inspectors found cracks in two of its nine piers. "
        "Three engineers were there."
    )
    assert [flag.text for flag in check(summary, source).flags] == flagged


@pytest.mark.parametrize(
    ("summary", "flagged"),
    [
        ("The council voted by 9 to 14 for the repair.", ["9 to 14"]),
        ("The council voted by 14 to 9 for the repair.", []),
        ("The council voted 14-9 for the repair.", []),
        ("The council voted by 9 to 14 against the repair.", []),
        ("Harwick won 1-3 at home.", ["1-3"]),
        ("Harwick lost 1-3 at home.", []),
    ],
)
def test_a_score_is_not_turned_round(summary: str, flagged: list[str]) -> None:
    """Unless it is told from the other side."""
    source = "The council voted by 14 to 9 for the repair. Harwick won 3-1 at home on Sunday."
    assert [flag.text for flag in check(summary, source).flags if flag.kind == "number"] == flagged
