"""Addresses, phone numbers and code."""

from __future__ import annotations

import pytest

from tersely.facts.contacts import contacts


@pytest.mark.parametrize(
    "text",
    [
        "Ann Mirel (1935-1982) built it.",
        "from 1935 – 1982, 1990",
        "(2030-2050) from malaria",
        "3 June 2024-06-03",
        "1 234 567 people",
        "Data: none",
        "pp. 1234-1250",
    ],
)
def test_dates_and_ranges_are_no_phone_numbers(text: str) -> None:
    """Years, pages and thousands are told from phone numbers; "Data:" from an address."""
    assert list(contacts(text)) == []


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("Call +1 555 123 4567 now.", "phone", "15551234567"),
        ("See https://www.example.org/a#b.", "url", "example.org/a"),
        ("Write to a.b@example.org.", "email", "a.b@example.org"),
        ("Run `rm -rf x` now.", "code", "rm -rf x"),
        ("data:text/html,x", "url", "data:text/html,x"),
    ],
)
def test_each_kind_and_its_key(text: str, kind: str, key: str) -> None:
    """One contact, with the form under which spellings meet."""
    first, *_ = contacts(text)
    assert (first.kind, first.key) == (kind, key)


def test_quotations_in_the_manner_of_tex_are_no_code() -> None:
    """Nor what stands between two of them; code stays code."""
    text = "They were ` inseparable ' in first grade, she says, and ` doggie ' was hers."
    assert not [contact for contact in contacts(text) if contact.what == "code"]
    assert [c.text for c in contacts("Run `pip install x` now.")] == ["pip install x"]
