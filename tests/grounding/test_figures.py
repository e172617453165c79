"""Numbers and dates of a statement: borne out, stated elsewhere, calculated, or flagged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.grounding import check

SOURCE = """The mill ground 4,300 tons of rye on 3 March 2024, a Sunday. It employs 61 people.

The river rose by 12 % in a week. The dam is 40 m high.

A second mill was planned for 1987. Nobody built it.
"""


def marks(sentence: str, source: str = SOURCE) -> list[tuple[str, str, str]]:
    """Kind, text and nearest value of all flags and hints."""
    found = check(sentence, source)
    return [(m.kind, m.text, m.nearest) for m in found.flags] + [
        (h.kind, h.text, "") for h in found.hints
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The mill ground 4300 tons of rye.",
        "The mill ground 4.3 thousand tons of rye.",
        "The mill ground rye on 3 March.",
        "The mill ground rye in March 2024.",
        "It employs sixty-one people.",
        "The river rose by twelve per cent in a week.",
        "The dam is 4,000 cm high.",
    ],
)
def test_what_the_source_states_in_another_form_is_borne_out(sentence: str) -> None:
    assert marks(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "flag"),
    [
        ("The mill ground 4,800 tons of rye.", ("number", "4,800", "4,300")),
        ("It employs 16 people.", ("number", "16", "61")),
        ("The river rose by 21 % in a week.", ("number", "21 %", "12 %")),
        ("The mill ground rye on 4 March 2024.", ("date", "4 March 2024", "3 March 2024")),
        ("The mill ground rye on 3 March 2023.", ("date", "3 March 2023", "3 March 2024")),
        ("The mill ground rye on Tuesday, 3 March 2024.", ("date", "Tuesday", "3 March 2024")),
    ],
)
def test_what_it_states_otherwise_is_flagged_with_what_was_meant(
    sentence: str, flag: tuple[str, str, str]
) -> None:
    """The nearest value stands beside it."""
    (kind, text, nearest), *_ = marks(sentence)
    assert (kind, text.split(" tons")[0].split(" people")[0]) == flag[:2]
    assert nearest.startswith(flag[2])


@pytest.mark.parametrize("year", ["2023", "1999", "2031"])
def test_a_year_that_a_date_of_the_source_lacks_is_told(year: str) -> None:
    """The source says the day only, and nothing bears out the year."""
    source = "The council met on 3 March and agreed on the tram."
    assert marks("The council met on 3 March.", source) == []
    found = check(f"The council met on 3 March {year}.", source)
    told = [flag.text for flag in found.flags] + [hint.text for hint in found.hints]
    assert any(year in text for text in told)
    assert [claim.verdict for claim in found.claims] != ["supported"]


def test_a_figure_that_stands_elsewhere_is_a_hint() -> None:
    """It is in the source, only not where the rest of the sentence is."""
    assert [kind for kind, *_ in marks("The dam was opened in 1987 by the mayor.")] != ["date"]
    found = check("It employs 61 people at the dam of 40 m.", SOURCE)
    assert found.flags == ()


@given(st.integers(100, 9999))
@settings(max_examples=40)
def test_no_number_is_accused_that_is_the_sources_own(value: int) -> None:
    """And every other one is, whatever it is."""
    source = f"The mill ground {value:,} sacks of rye in the autumn."
    assert check(f"In the autumn the mill ground {value} sacks of rye.", source).flags == ()
    other = value + 7 + (value % 10 == 3)  # a round number may be what the value was rounded to
    flags = check(f"In the autumn the mill ground {other} sacks of rye.", source).flags
    assert [flag.kind for flag in flags] in (["number"], ["date"])


@pytest.mark.parametrize(
    ("sentence", "flagged"),
    [
        ("One of the mills was planned.", False),
        ("They were three: a mill, a dam, a river.", False),
        ("Two mills were planned, and 8 were built.", True),
    ],
)
def test_small_numbers_in_words_are_figures_of_speech(sentence: str, flagged: bool) -> None:
    """A digit is meant."""
    assert bool(check(sentence, SOURCE).flags) is flagged


OTHER_THINGS = """The court extended the detention by 45 days on Monday. A judge heard the case on
15 January 2023. The workshop used 36 looms, and every loom had a keeper. Some run twelve jobs at a
time. The mill stood idle for 7 to 9 weeks and the weir for 4 weeks.
"""


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("The court extended the detention by 15 days.", ["15 days"]),
        ("The workshop used 12 looms.", ["12"]),
        ("The court extended the detention by 45 days.", []),
        ("The weir stood idle for 7 weeks.", []),  # it stands in a range
        ("Twelve jobs are run at a time.", []),
    ],
)
def test_a_number_of_other_things_bears_nothing_out(sentence: str, figures: list[str]) -> None:
    """The 15 of "15 January" counts no days where the passage has another number of days."""
    flags = check(sentence, OTHER_THINGS).flags
    assert [flag.text for flag in flags] == figures
    assert all(flag.contradicted for flag in flags)


@pytest.mark.parametrize(
    ("summary", "figure", "is_denied"),
    [
        ("The Kessel Bridge was closed on 4 March 2025.", "4 March 2025", True),
        ("The bridge was closed in 2024 after cracks were found.", "2024", True),
        ("The Kessel Bridge was closed on Tuesday after cracks were found.", "Tuesday", True),
        ("The crossing was opened in 1971.", "1971", False),
        ("A ferry starts on 6 March and runs each day.", "6 March", False),
        ("The fare of the ferry will be 1.50 euros.", "1.50 euros", False),
    ],
)
def test_only_a_passage_about_it_denies_a_figure(
    summary: str, figure: str, is_denied: bool
) -> None:
    """Another year or sum near by is the nearest there is, and says nothing of it."""
    source = (
        "The Kessel Bridge was closed on Monday, 3 March 2025, after cracks were found. The mayor "
        "said that its repair would cost 6.2 million euros."
    )
    (flag,) = check(summary, source).flags
    assert (flag.text, flag.contradicted) == (figure, is_denied)


LISTED = """Ships from Indonesia, Australia, Malaysia, South Korea and the United States joined the search. The
works council has Ada Brand, Jonas Kerr, and Lea Moll. Income was as follows:

1. Memberships - $ 36k
2. Tickets - $ 4.81k

The treasurer left on Christmas Eve. A Dutch pilot, who came a quarter century ago, flew the plane. Late
payers owe interest of 1.5% per month. The programme has 30 million euros for six years. The hazard ratio
was 1.22. The Federal Reserve raised its rate. The deposit was 108.673 euros. Rents were up 2.1 percent
over the year, compared to 3.9 percent in 2019.
"""


@pytest.mark.parametrize(
    "sentence",
    [
        "Ships from five countries joined the search.",
        "The three members of the works council are known.",
        "Total income came to about $41,000.",
        "The treasurer left on 24 December.",
        "The pilot, a Dutchman, came 25 years ago.",
        "The programme has 5 million euros a year.",
        "The hazard was 22 % higher.",
        "The Fed raised its rate.",
        "The deposit was about 109.000 euros.",
        "Rents rose 2.1% over the year, compared with 3.9% in 2019.",
    ],
)
def test_what_follows_from_the_source_is_no_invention(sentence: str) -> None:
    """Lists are counted and added up, names of days and peoples have other words."""
    assert check(sentence, LISTED).flags == ()


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Ships from seven countries joined the search.", "seven"),
        ("Total income came to about $47,000.", "$47,000."),
        ("The treasurer left on New Year's Eve.", "New Year's Eve"),
        ("The programme has 6 million euros a year.", "6 million euros"),
        ("The hazard was 32 % higher.", "32 %"),
        ("Late payers owe interest of 1.5% per year.", "1.5%"),
        ("Rents rose 2.9% over the year.", "2.9%"),
    ],
)
def test_what_does_not_follow_is_flagged(sentence: str, text: str) -> None:
    """The same sentences with another figure, day or period."""
    assert [flag.text for flag in check(sentence, LISTED).flags] == [text]


ITEMS = """# Meeting of the mill board

Members in attendance were:

- Ada Brand
- Jonas Kerr
- Lea Moll
- Chika Obi
- Tom Hale

Invoices that are undisputed shall be paid within thirty (30) days of receipt. Client may dispute an invoice
within fifteen (15) days of receipt. Confidentiality obligations survive for five (5) years. The number of
people infected has passed 20,000, with more than 7,842 deaths so far. Banks were robbed in several states,
including Ohio, Utah, Iowa and Maine.
"""


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("Five members attended the meeting of the mill board.", []),
        ("Banks in four states were robbed.", ["four"]),
        ("Seven members attended the meeting of the mill board.", ["Seven"]),
        ("Invoices that are not disputed must be paid within 30 days.", []),
        ("Undisputed invoices must be paid within fifteen days of receipt.", ["fifteen days"]),
        ("Confidentiality obligations last for five years.", []),
        ("Confidentiality obligations survive for thirty years.", ["thirty years"]),
        ("Roughly 39% of those infected have died.", []),
        ("Roughly 52% of those infected have died.", ["52%"]),
    ],
)
def test_items_are_counted_and_numbers_of_contracts_read(sentence: str, figures: list[str]) -> None:
    """A contract writes a number twice, and minutes do not count who was there."""
    assert [flag.text for flag in check(sentence, ITEMS).flags] == figures
