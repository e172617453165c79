"""Places and footnotes."""

from __future__ import annotations

from tersely.grounding import check, cite, place
from tersely.records import Check, Document, Mark

TEXT = "# Use\r\n\r\nVisits rose by 14 %.\r\n\r\n# Costs\r\n\r\nEnergy [gas] was dear.\r\n"
DOCUMENT = Document(
    "r.md",
    TEXT,
    marks=(Mark("heading", 0, "Use", 1), Mark("heading", TEXT.index("# Costs"), "Costs", 1)),
)


def test_places_for_people() -> None:
    """A page when there are pages, else the heading and the line, else the line."""
    paged = Document("r.pdf", TEXT, marks=(Mark("page", 0, "7"), Mark("page", 20, "8")))
    assert place(paged, 25) == "p. 8"
    assert place(Document("d.pptx", TEXT, marks=(Mark("page", 0, "slide 3"),)), 5) == "slide 3"
    assert place(DOCUMENT, TEXT.index("Energy")) == "§ Costs, line 7"
    assert place(Document("t.txt", TEXT), TEXT.index("Energy")) == "line 7"


def test_each_traced_claim_leads_to_its_source() -> None:
    """A footnote per claim, shared when the sentence is the same; without the notes the summary is
    as it was.
    """
    summary = "- Visits rose by 14 %.\n- Energy was dear.\n- Visits rose.\n- Penguins dance."
    cited = cite(summary, check(summary, DOCUMENT), DOCUMENT)
    assert cited == (
        "- Visits rose by 14 %.[^1]\n- Energy was dear.[^2]\n- Visits rose.[^1]\n- Penguins dance.\n\n"
        "[^1]: § Use, line 3: “Visits rose by 14 %.”\n[^2]: § Costs, line 7: “Energy (gas) was dear.”\n"
    )


def test_each_fact_of_one_sentence_has_its_own_footnote() -> None:
    """Parts between semicolons are claims of their own."""
    source = Document(
        "t.txt",
        "The ferry calls at nine ports. The mayor has not signed the lease of the pier. "
        "Ada Moor leads the next audit in June 2027.\n",
    )
    facts = (
        "The ferry calls at nine ports; the mayor has not signed the lease of the pier; the next "
        "audit, led by Ada Moor, is in June 2027."
    )
    cited = cite(facts, check(facts, source), source)
    assert cited.startswith(
        "The ferry calls at nine ports[^1]; the mayor has not signed the lease of the pier[^2]; the next audit, led by Ada Moor, "
        "is in June 2027.[^3]"
    )


def test_an_untraced_summary_stays_as_it_is() -> None:
    """No footnotes without citations."""
    assert cite("Penguins dance.", Check(()), DOCUMENT) == "Penguins dance."
