"""Documents side by side: planted contradictions are found, and none is invented."""

from __future__ import annotations

import pytest

from tersely.agreement import Matters, as_json, as_markdown, compare, counts_line, html_page
from tersely.records import Document

CONTRADICTIONS = [
    ("number", "The bridge was built with 1,200 tonnes of steel.",
     "The bridge was built with 1,400 tonnes of steel."),
    ("number", "The water price rose to 2.31 euros a cubic metre last spring.",
     "According to the council, the water price rose to 2.81 euros a cubic metre last spring."),
    ("date", "The new ferry line to the island opened on 3 March 2024.",
     "The new ferry line to the island opened on 5 March 2024."),
    ("date", "The museum reopened its northern wing to visitors in May 2021.",
     "The museum reopened its northern wing to visitors in August 2021."),
    ("name", "The harbour extension was designed by the architect Helga Moser of the city.",
     "The harbour extension was designed by the architect Peter Lind of the city."),
    ("negation", "The factory will stay open through the winter season.",
     "The factory will not stay open through the winter season."),
    ("direction", "Ticket sales of the opera rose sharply during the strike.",
     "Ticket sales of the opera fell sharply during the strike."),
]  # fmt: skip
AGREEMENTS = [
    ("The tunnel cost 4.1 billion euros to build.", "The tunnel cost 4,100 million euros to build."),
    ("Visits to the library rose by 14 % in 2025.", "Visits to the library rose by 14 percent in 2025."),
    ("The ferry sank on 3 March 2024 near the pier.", "The ferry sank on March 3, 2024 near the pier."),
]  # fmt: skip
NO_CONTRADICTIONS = [
    ("The plant produced 400 tonnes in 2023.", "The plant produced 500 tonnes in 2024."),
    ("The north station counted 5,200 visitors in June.", "The south station counted 2,900 visitors in June."),
    ("The tower is about 30 metres high.", "The tower is 31 metres high."),
    ("The trial lasted three weeks.", "The trial cost three million euros."),
    ("Anna Berg leads the council of the town.", "Berg leads the council of the town."),
    ("Was the bridge built in 1990?", "Was the bridge built in 1995?"),
    ("The exit code is 9 when something is flagged.", "The exit code is 0 whether or not something differs."),
    ("This report was printed in May 2021 by the town council.", "This report was printed in June 2021 by the town council."),
    ("Resolution of thread: https://lists.example/thread/2YMHVPRDW/", "Resolution of thread: https://lists.example/thread/M2Y3PUFLA/"),
    ("It opened in March 2024 to the public.", "It opened on 5 March 2024 to the public."),
]  # fmt: skip
FILLER = "Nobody in the valley remembers a winter with so little snow on the southern slopes."


def matters(*texts: str) -> Matters:
    return compare({f"{n}.md": Document("x", f"{FILLER}\n\n{t}\n") for n, t in enumerate(texts)})


@pytest.mark.parametrize(("kind", "one", "other"), CONTRADICTIONS)
def test_a_contradiction_has_both_quotations(kind: str, one: str, other: str) -> None:
    """With the documents and places of both."""
    (found,) = matters(one, other).contradictions
    assert found.kind == kind
    assert [side.quotations[0].text for side in found.sides] == [one, other]
    assert [side.quotations[0].document for side in found.sides] == ["0.md", "1.md"]


@pytest.mark.parametrize(("one", "other"), NO_CONTRADICTIONS + AGREEMENTS)
def test_what_may_both_be_right_is_no_contradiction(one: str, other: str) -> None:
    """Another year, another place, a rounded number, a part of a name, a question."""
    assert matters(one, other).contradictions == ()


@pytest.mark.parametrize(("one", "other"), AGREEMENTS)
def test_what_several_state_in_other_spellings(one: str, other: str) -> None:
    """By value, as the check compares them."""
    texts = [[quotation.text for quotation in a.quotations] for a in matters(one, other).agreements]
    assert [one, other] in texts


def test_all_who_say_each_side_are_named() -> None:
    """Three against one is one contradiction."""
    kind, one, other = CONTRADICTIONS[0]
    (found,) = matters(one, one, other, one).contradictions
    assert [len(side.quotations) for side in found.sides] == [3, 1]
    assert found.kind == kind


def test_a_form_that_is_filled_in_contradicts_nothing() -> None:
    """A document that has the sentence with several values speaks of several things."""
    rows = [f"The pump of the house was repaired after {n} hours of work." for n in (4, 7, 9)]
    assert matters("\n\n".join(rows), rows[0].replace("4", "12")).contradictions == ()


def test_a_sentence_of_every_document_speaks_of_its_own_document() -> None:
    """Five values of one thing are values of five things."""
    rows = [f"Printed by the town press on {n} March 2021 in the old hall." for n in range(11, 16)]
    assert matters(*rows).contradictions == ()


def test_what_only_one_states() -> None:
    """Sentences with facts whose subject no other document has."""
    found = matters("The mill burned down in 1871 after a storm.", "Bees are kept in the garden.")
    assert [quotation.text for quotation in found.alone] == [
        "The mill burned down in 1871 after a storm."
    ]


def test_markdown_json_and_page() -> None:
    """All of it, and nothing in a text acts."""
    one, other = CONTRADICTIONS[0][1:]
    found = matters(one, f"{other}\n\n<script>alert(1)</script> The mill has 3 old wooden wheels.")
    assert counts_line(found).startswith("1 contradiction; ")
    assert "**number: 1,200 tonnes ≠ 1,400 tonnes**" in as_markdown(found)
    assert as_json(found)["contradictions"][0]["sides"][1]["value"] == "1,400 tonnes"
    page = html_page(found)
    assert "1,400 tonnes" in page
    assert "<script>" not in page
