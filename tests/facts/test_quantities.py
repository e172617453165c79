"""Units that convert, times of day, shares, and what supports what among them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.facts.quantities import quantities
from tersely.facts.units import UNITS, conversion


def supported(source: str, said: str) -> bool:
    """Whether some quantity of `source` bears out every one of `said`."""
    held = quantities(source, lenient=True)
    return all(any(other.supports(one) for other in held) for one in quantities(said))


@pytest.mark.parametrize(
    ("source", "said", "expected"),
    [
        ("1,240 metres long", "1.24 km long", True),
        ("1,240 metres long", "1,240 feet long", False),
        ("186.4 million euros", "EUR 186.4m", True),
        ("186.4 million euros", "186.4 million dollars", False),
        ("5½ months", "five and a half months", True),
        ("50 percent", "half of the cost", True),
        ("38 percent of them", "almost two in five", True),
        ("38 percent of them", "two thirds", False),
        ("eight percentage points", "eight percent", False),
        ("38 percent", "38 percentage points", False),
        ("midnight", "24:00", True),
        ("8 p.m.", "20:00", True),
        ("8 p.m.", "8 a.m.", False),
        ("11:40 p.m.", "23:40", True),
        ("11:40 p.m.", "23:45", False),
        ("twelve weeks", "three months", True),
        ("18 months", "18 weeks", False),
        ("25 years", "a quarter of a century", True),
        ("34 minutes", "over half an hour", True),
        ("25 minutes", "over half an hour", False),
        ("22 years", "more than two decades", True),
        ("p = 0.004", "p < 0.01", True),
        ("p = 0.04", "p < 0.01", False),
        ("5 mln crowns", "5 million crowns", True),
        ("seven out of 10 doctors", "70% of doctors", True),
        ("2007 -- 11", "until 2011", True),
        ("quarter-hour mark", "15 minutes", True),
    ],
)
def test_what_supports_what(source: str, said: str, expected: bool) -> None:
    """Conversions, roundings and words for the same amount; another unit is another amount."""
    assert supported(source, said) is expected


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_conversions_are_inverse(one: str, other: str) -> None:
    """There and back is where one was; between dimensions there is no way."""
    there, back = conversion(one, other), conversion(other, one)
    assert (there is None) == (back is None)
    assert there is None or back is None or there * back == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["7" * 309, "7" * 5000, "1,234" * 400, "9" * 40 + " km"])
def test_a_serial_number_is_never_a_value(text: str) -> None:
    """Digits without end are compared as text, and nothing overflows."""
    assert all(abs(number.value) < 1e19 for number in quantities(text, lenient=True))
    first, *_ = quantities(text)
    assert first.supports(first)


@given(st.text(alphabet="0123456789:.,apm ½halfinoutof%€-\n", max_size=80), st.booleans())
def test_spans_are_exact_and_ordered(text: str, lenient: bool) -> None:
    """Each quantity is the text at its span, whatever the text."""
    found = quantities(text, lenient=lenient)
    assert all(text[n.start : n.end] == n.text for n in found)
    assert [n.start for n in found] == sorted(n.start for n in found)
