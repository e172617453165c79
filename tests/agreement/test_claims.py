"""Claims in words: which are open, and what becomes of an answer."""

from __future__ import annotations

from tersely.agreement import Judged, OpenClaim, as_markdown, compare, open_claims, with_judged
from tersely.records import Document

APPROVED = "The council approved the plan for the new harbour road after a long debate."
REFUSED = "After a long debate the council turned down the plan for the new harbour road."
BRIDGES = (
    "The bridge was built with 1,200 tonnes of steel.",
    "The bridge was built with 1,400 tonnes of steel.",
)
FILLER = "Nobody in the valley remembers a winter with so little snow on the southern slopes."


def documents(*texts: str) -> dict[str, Document]:
    return {f"{n}.md": Document("x", text) for n, text in enumerate(texts)}


def opened(*texts: str) -> list[OpenClaim]:
    given = documents(*texts)
    return open_claims(given, compare(given))


def test_what_speaks_of_one_subject_in_other_words_is_open() -> None:
    """With the sentences of the other document that are to be read for it."""
    (claim,) = opened(f"{APPROVED}\n\n{FILLER}", f"{REFUSED}\n\nBees are kept in the garden there.")
    assert (claim.quotation.text, claim.document) == (APPROVED, "1.md")
    assert [other.text for other in claim.others] == [REFUSED]


def test_what_facts_decide_is_not_asked() -> None:
    """Nor what stands in both, nor what one document says twice."""
    assert opened(*BRIDGES) == []
    assert opened(APPROVED, APPROVED) == []
    assert opened(f"{APPROVED}\n\n{REFUSED}", FILLER) == []


def judged(answer: str, words: str) -> str:
    given = documents(APPROVED, f"{FILLER} {REFUSED}")
    matters = compare(given)
    (claim,) = open_claims(given, matters)
    start = given["1.md"].text.index(words)
    found = with_judged(
        matters,
        [Judged(claim, answer, start, start + len(words))],  # type: ignore[arg-type]
        given,
    )
    for contradiction in found.contradictions:
        for side in contradiction.sides:
            for quotation in side.quotations:
                text = given[quotation.document].text
                assert text[quotation.start : quotation.end] == quotation.text
    return as_markdown(found)


def test_a_contradiction_in_words_has_both_quotations() -> None:
    """Each verbatim, with its place."""
    text = judged("contradicted", "turned down the plan")
    assert "**claim: The council approved" in text
    assert f"  - “{APPROVED}” (0.md, line 1)" in text
    assert f"  - “{REFUSED}” (1.md, line 1)" in text


def test_words_of_a_neighbour_are_quoted_themselves() -> None:
    """The deciding words may stand beside the nearest sentence."""
    assert "“so little snow” (1.md, line 1)" in judged("contradicted", "so little snow")


def test_what_both_say_in_other_words_is_an_agreement() -> None:
    """Named with both documents."""
    text = judged("supported", "turned down the plan")
    assert "stated by: 0.md, 1.md" in text
    assert "contradict each other" not in text
