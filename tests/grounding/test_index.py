"""What the index finds without reading everything is what reading everything would find."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tersely.facts.dates import dates
from tersely.facts.quantities import quantities
from tersely.grounding import Index, check, evidence

SAID = [
    "1,250",
    "12 %",
    "4.1 billion",
    "about 30,000",
    "15:00",
    "3 pm",
    "twenty-five",
    "half a million",
    "1990s",
    "0.5",
    "9.9",
]
HELD = [
    "1250",
    "1 249",
    "11.6%",
    "4,083,000,000",
    "twelve",
    "31,204",
    "3 o'clock",
    "15 h",
    "25",
    "500,000",
    "1994",
    "10",
    ".5",
]
DATED = [
    "3 March 2025",
    "03/04/2021",
    "2025-03-03",
    "4 April",
    "in May",
    "Friday",
    "März",
    "12.05.2023",
    "2023年5月12日",
]


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([*SAID, *HELD, *DATED]), max_size=8),
    st.sampled_from(SAID),
    st.sampled_from(DATED),
)
@example(["$0.7bn"], "$1bn", "in May")
@example(["3 pm"], "15", "in May")
@example(["9.96"], "10.0", "Friday")
def test_nothing_that_bears_a_value_out_is_passed_over(
    held: list[str], said: str, dated: str
) -> None:
    """A number or date that some sentence of the source states is among those that are looked at."""
    index = Index("".join(f"It was {value} then.\n\n" for value in held))
    everything = index.numbers_in(index.sentences)
    for number in quantities(f"It was {said} then."):
        assert any(n.supports(number) for n in index.numbers_like(number)) == any(
            n.supports(number) for n in everything
        )
    for date in dates(f"It was {dated} then."):
        known = index.dates_in(index.sentences)
        assert any(d.supports(date) for d in index.dates_like(date)) == any(
            d.supports(date) for d in known
        )


def test_a_heading_gains_nothing_from_the_sentence_below_it() -> None:
    """Body text that holds as much of the claim is evidence, though the rest stands right under the
    heading.
    """
    lines = (
        "# Energy costs",
        "They rose.",
        "Loans rose.",
        "Visits rose.",
        "Nothing happened.",
        "Energy costs were the topic of the meeting.",
    )
    source = "\n\n".join(lines)
    (span,) = evidence(
        "Energy costs rose.", Index(source), within=(0, len(source)), limit_characters=99, count=1
    )
    assert source[slice(*span)].startswith("Energy costs were")


def test_body_text_comes_before_headings_and_tables() -> None:
    """A heading, a row or a list number that holds as much of the claim is no passage to cite."""
    source = """# Energy costs

| Energy | costs |
|---|---|
| Energy | costs |

1. Nothing else happened.
2. Energy costs were the main topic of the long meeting in spring.
"""
    index = Index(source)
    for claim in ("Energy costs exploded.", "Energy costs."):
        (first, *_) = check(f"{claim} Nothing.", index).claims
        said = [source[c.start : c.end] for c in first.citations]
        assert said[0].endswith("in spring.")
    (span,) = evidence(
        "Energy costs exploded.", index, within=(0, len(source)), limit_characters=500, count=1
    )
    assert source[slice(*span)].endswith("in spring.")
