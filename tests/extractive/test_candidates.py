"""What a text offers as candidates."""

from __future__ import annotations

from itertools import pairwise

from tersely.extractive.candidates import units
from tersely.extractive.rules import Grade


def test_a_run_without_sentence_ends_is_cut_into_readable_pieces() -> None:
    """A megabyte on one line in lower case gives pieces, not one unit; they are verbatim and in
    order.
    """
    text = "the quick brown fox jumps over the lazy dog. " * 2000
    found = units(text)
    assert len(found) > 200
    assert max(unit.end - unit.start for unit in found) <= 2000
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_sentence_of_a_definition_names_its_term() -> None:
    """What a manual says about an option makes no sense without it."""
    text = "       ListenPort\n              Specifies the port of the northern quay, where ships wait.\n\n       It is open.\n"
    assert [text[slice(*unit.lead)] for unit in units(text)] == ["", "ListenPort", ""]


def test_a_licence_in_an_appendix_is_no_matter_of_the_document() -> None:
    """All of it, also the sentences that could stand in another text; in a text about licences they
    are the matter.
    """
    manual = (
        "The quay of Lindmouth was built on river sand. Ships waited in the southern basin for a year. "
        * 40
    )
    licence = "You may copy the Document under this License. The title page names the author. " * 20
    whole = units(f"{manual}\n\n## Appendix\n\n{licence}\n\n## Index\n\n{manual}")
    assert [unit.grade for unit in whole].count(Grade.JUNK) == 41  # headings too, but not its end
    assert Grade.JUNK not in [unit.grade for unit in units(licence)]


def test_a_title_that_explains_itself_is_a_candidate() -> None:
    """The first section of a manual page is nothing but such a title."""
    page = "NAME\n       quay - a place where ships are loaded\n\nDESCRIPTION\n       Ships are loaded at night.\n"
    assert [unit.grade == Grade.READABLE for unit in units(page)] == [False, True, False, True]


def test_of_lines_that_begin_alike_the_first_comes_before_the_others() -> None:
    """A log says the same of many things; a few such lines are no pattern."""
    log = [f"Selecting previously unselected package lib{k}q." for k in range(40)]
    assert [unit.grade for unit in units("\n\n".join(log))] == [
        Grade.READABLE,
        *[Grade.DANGLING] * 39,
    ]
    other = [
        f"The {word} of the quay sank."
        for word in ("gate", "wall", "sand", "crane", "lamp", "rope", "bell") * 8
    ]
    assert {unit.grade for unit in units("\n\n".join([*other, *log[:8]]))} == {Grade.READABLE}
