"""What a sentence belongs to is printed before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.extractive import Target, extract, render
from tersely.extractive.leads import leads
from tersely.language.sentences import blocks

ITEMS = """\
The harbour rents two boats.

- **Lomvi** – a boat for four. Hourly rate: 20 euros. It has no roof.
- **Alke**: a boat for eight. Hourly rate: 45 euros. Ask for Ben.
"""
NAMES = """\
Lomvi
Hourly rate: 20 euros
Deposit: 100 euros

Alke
Hourly rate: 45 euros
Deposit: 300 euros
"""
ANNOUNCED = """\
The board looked at all quays in March. Not allowed on the northern quay are:

- Ships of more than forty metres.
- cars, without exception
- Dogs.

Everything else stays as it was until the end of the year.
"""
HEADINGS = "# Boats\n\n## Lomvi\n\nHourly rate: 20 euros.\n\n## Alke\n\nHourly rate: 45 euros.\n"
NESTED = """\
Our boats in short:

- **Lomvi**
  - Hourly rate: 20 euros
  - Deposit: 100 euros
- **Alke**
  - Hourly rate: 45 euros
  - Deposit: 300 euros

All of them can be hired from May to September.
"""
CLOSED = """\
# Boats

## Lomvi

Hour: 20 euros
Deposit: 100 euros
It has no roof.

## Alke

Hour: 45 euros
Deposit: 300 euros
Ask for Ben.
"""
QUESTIONS = {
    "headings": "## May I fish?\nNo. The quay is closed to all.\n\n## Who pays?\nThe ministry, in March.\n",
    "letters": "Q: May I fish?\nA: No. The quay is closed to all.\nQ: Who pays?\nA: The ministry, in March.\n",
    "points": "Q. May I fish?\nA. No. The quay is closed to all.\n\nQ. Who pays?\nA. The ministry, in March.\n",
    "bold": "**May I fish?**\n\nNo. The quay is closed to all.\n\n**Who pays?**\n\nThe ministry, in March.\n",
    "numbers": "1. May I fish?\n\nNo. The quay is closed to all.\n\n2. Who pays?\n\nThe ministry, in March.\n",
    "bold above": "**May I fish?**\nNo. The quay is closed to all.\n\n**Who pays?**\nThe ministry, in March.\n",
    "lines above": "May I fish?\nNo. The quay is closed to all.\n\nWho pays?\nThe ministry, in March.\n",
    "lines": "May I fish?\n\nNo. The quay is closed to all.\n\nWho pays?\n\nThe ministry, in March.\n",
}


def shown(text: str, count: int) -> list[str]:
    return render(text, extract(text, Target("bullets", count))).splitlines()


@pytest.mark.parametrize(
    "text",
    [ITEMS, NAMES, HEADINGS, NESTED, CLOSED],
    ids=["items", "names", "headings", "nested", "closed"],
)
def test_each_price_names_its_item(text: str) -> None:
    """Whether the item is the beginning of the line, a name above it, or a heading."""
    for bullet in shown(text, 7):
        if "20 euros" in bullet or "100 euros" in bullet:
            assert bullet.startswith("- Lomvi: "), bullet
        if "45 euros" in bullet or "300 euros" in bullet:
            assert bullet.startswith("- Alke: "), bullet


def test_items_carry_the_announcement_that_they_stand_under() -> None:
    """Without it the meaning is turned. The paragraph below stands for itself."""
    bullets = shown(ANNOUNCED, 5)
    assert "- Not allowed on the northern quay are: cars, without exception" in bullets
    assert "- Not allowed on the northern quay are: Dogs." in bullets
    assert bullets[-1].startswith("- Everything else")


def test_the_next_item_is_not_announced_by_the_one_before() -> None:
    """A clause that ends in a colon announces what stands below it, not its siblings."""
    clauses = (
        "7.3. The tenant pays in May and\n7.4. to the account that is named here:\nAccount Number: 12\n\n8. Term\n"
        "8.1. The lease of the quay begins on 4 May and lasts a year.\n8.2. The tenant may renew it for another year.\n"
    )
    assert all(
        "account" not in bullet
        for bullet in shown(clauses, 9)
        if "lease" in bullet or "renew" in bullet
    )
    nested = "- Not allowed on the quay are:\n  - large ships\n  - loud dogs\n- All else is allowed there.\n"
    assert shown(nested, 9)[-2:] == [
        "- Not allowed on the quay are: loud dogs",
        "- All else is allowed there.",
    ]


@pytest.mark.parametrize("shape", QUESTIONS)
def test_answers_follow_their_question(shape: str) -> None:
    """ "No." is no answer without it, and belongs to the sentence behind it."""
    assert shown(QUESTIONS[shape], 2) == [
        "- May I fish? No. The quay is closed to all.",
        "- Who pays? The ministry, in March.",
    ]


def test_one_question_among_prose_is_no_list_of_them() -> None:
    """A heading that asks, or people who ask in a story."""
    story = (
        '"Who pays?" she said.\n\nWho would?\n\nThe ministry paid.\n\n' + "The quay sank.\n\n" * 9
    )
    assert all(lead.span == (0, 0) for lead in leads(story, blocks(story)))


@given(
    st.lists(
        st.sampled_from(
            [
                "Q: a?\n",
                "A: b.\n",
                "- x: 5\n",
                "# H\n",
                "\n",
                "Name:\n",
                "**c?**\n",
                "Ann: d.\n",
                "text. ",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_there_is_one_lead_for_each_block_and_it_stands_before_it(text: str) -> None:
    """Never behind the words that it leads."""
    parts = blocks(text)
    found = list(leads(text, parts))
    assert len(found) == len(parts)
    for lead, block in zip(found, parts, strict=True):
        start, end = lead.span
        assert 0 <= start <= end <= block.end
        assert block.start <= lead.body <= block.end or lead.body == 0
        assert start <= block.start or block.start <= start < block.end


@pytest.mark.parametrize(
    ("item", "is_name"),
    [
        ("Lomvi", True),
        ("Lomvi.", True),
        ("Lomvi Pro.", True),
        ("**Lomvi**", True),
        ("Boats moved.", False),
        ("**Boats moved.**", False),
        ("We closed it!", False),
        ("Who paid?", False),
        ("“The quay sank.”", False),
        ("船が動いた。", False),
    ],
)
def test_a_sentence_is_no_name_of_what_follows(item: str, is_name: bool) -> None:
    """A detail below an item belongs to it only where the item is a name."""
    text = f"- {item}\n- Hourly rate: 20 euros\n"
    bullet = next(line for line in shown(text, 3) if "20 euros" in line)
    assert (bullet != "- Hourly rate: 20 euros") == is_name
