"""Facts of one summary and of all."""

from itertools import pairwise

import pytest

from comparison_samples import (
    CLAUDE,
    GPT,
    TEXT,
    claude_summary,
    full_comparison,
    gpt_summary,
    run,
    summary_of,
)
from tersely.comparison.facts import extract
from tersely.records import Check, Citation, Claim, Document


def test_facts_lie_where_they_say() -> None:
    """Every fact is its slice of the text, and facts do not overlap."""
    facts = extract(TEXT)
    assert all(TEXT[f.start : f.end] == f.text for f in facts)
    assert all(a.end <= b.start for a, b in pairwise(facts))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 %", "14 percent"),
        ("1,930,000", "1.93 million"),
        ("3 March 2026", "2026-03-03"),
        ("OSLO is", "(OSLO)"),
    ],
)
def test_spellings_of_one_fact_meet(one: str, other: str) -> None:
    """Different spellings have one key."""
    assert [f.key for f in extract(one)] == [f.key for f in extract(other)] != []


def test_a_capital_that_opens_a_sentence_is_no_name() -> None:
    """Only "Ada Byron" and "Oslo" are names here."""
    assert [f.text for f in extract("Costs rose.\n- Visits fell in Oslo.\nAda Byron agreed.")] == [
        "Oslo",
        "Ada Byron",
    ]


def test_worked_example() -> None:
    """Each fact goes to its place: one model, all models, or not in the source."""
    across = run({GPT: gpt_summary(), CLAUDE: claude_summary()}).across
    only = {(f.said_by[0], f.text, f.place) for f in across.only_one}
    assert (str(GPT), "Maria Lindqvist", "§ Costs, line 6") in only
    assert (str(CLAUDE), "2.4 million", "§ Reserve, line 9") in only
    assert [f.text for f in across.by_all] == ["14 %", "1.93 million"]
    assert [(n.number, n.said_by, n.flag.text, n.place) for n in across.not_in_source] == [
        (1, str(GPT), "18 %", "§ Costs, line 6")
    ]


def test_flagged_and_unfounded_facts_are_in_no_other_list() -> None:
    """What the source does not hold is never listed as if it were found there."""
    across = full_comparison().across
    listed = [*across.only_one, *across.by_all]
    assert all(TEXT[f.start : f.end] for f in listed)
    assert "18 %" not in {f.text for f in listed}


def test_one_summary_has_nothing_to_differ_from() -> None:
    """With a single answer both lists are empty, but flags remain."""
    across = run({GPT: gpt_summary()}).across
    assert (across.only_one, across.by_all, len(across.not_in_source)) == ((), (), 1)
    assert run({GPT: summary_of("Oslo", GPT)}).across.only_one == ()


def test_the_place_is_the_passage_that_the_sentence_rests_on() -> None:
    """ "2026" stands twice; the second place is the one that is cited."""
    text = "Written in 2026.\n\nThe council decides in 2026 on the request.\n"
    document = Document("memo", text)
    start = text.index("The council")
    claim = Claim(
        0, 0, 22, "It is decided in 2026.", "supported", (Citation(start, len(text) - 1, 0.9),)
    )
    one = summary_of("It is decided in 2026.", GPT, check=Check((claim,)))
    across = run({GPT: one, CLAUDE: summary_of("Soon.", CLAUDE)}, document).across
    assert [(f.text, f.start) for f in across.only_one] == [("2026", text.rindex("2026"))]
