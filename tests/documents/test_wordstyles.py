"""Headings and numbers of Word files, by inheritance."""

from __future__ import annotations

import docx

from tersely.documents.wordstyles import Numbering

from .word_files import element, read


def test_headings_are_told_by_inheritance_and_by_their_level_in_outlines() -> None:
    """A style of the user's own that is based on a heading is one."""
    document = docx.Document()
    style = document.styles.add_style("Kapitel", 1)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Costs", "Kapitel")
    document.add_paragraph("Result")._p.get_or_add_pPr().append(
        element('<w:outlineLvl w:val="2"/>')
    )
    document.add_paragraph("Text.")
    assert read(document).text == "## Costs\n\n### Result\n\nText."


def level(place: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


LEVELS = (
    level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)") + level(2, "lowerRoman", "%1.%3")
)


RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'


NUMBERING = (
    f'<w:numbering><w:abstractNum w:abstractNumId="1">{LEVELS}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "bullet", "x")}{level(1, "upperRoman", "§ %2")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    f'<w:num w:numId="2"><w:abstractNumId w:val="1"/>{RESTART}</w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
)


def test_lists_count_as_word_counts() -> None:
    """Levels begin again below their parent, a second list of one definition goes on or restarts
    where it says so, bullets and unknown lists are bullets, list 0 is none.
    """
    numbering = Numbering(element(NUMBERING))
    places = [
        ("1", 0),
        ("1", 1),
        ("1", 1),
        ("1", 2),
        ("1", 0),
        ("1", 1),
        ("2", 0),
        ("2", 0),
        ("1", 0),
    ]
    labels = [numbering.next_label(*place) for place in places]
    assert labels == ["1.", "(a)", "(b)", "1.i", "2.", "(a)", "5.", "6.", "7."]
    assert [numbering.next_label("3", place) for place in (0, 1, 1)] == ["-", "§ I", "§ II"]
    assert (numbering.next_label("9", 0), numbering.next_label("0", 0)) == ("-", None)


def test_clauses_and_items_keep_their_numbers() -> None:
    """A numbered heading, a list by its style, one by its own properties, each in its indent."""
    document = docx.Document()
    document.part.numbering_part.element.getparent()
    for text in ("alpha", "beta"):
        document.add_paragraph(text, "List Number")
    document.add_paragraph("Between.")
    document.add_paragraph("gamma", "List Number")
    assert read(document).text == "1. alpha\n2. beta\n\nBetween.\n\n3. gamma"
