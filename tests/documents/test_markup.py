"""Markup languages other than Markdown: headings are headings, marks are no text."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.records import Document


def read(text: str, name: str) -> Document:
    return documents.read_bytes(text.encode(), name=name)


def lines(document: Document) -> list[str]:
    return [line for line in document.text.splitlines() if line.strip()]


ORG = """#+TITLE: Dredging
#+OPTIONS: toc:nil
* TODO [#A] Costs :money:plan:
# a comment
The cost rose, see [[http://x.org][the plan]] and [[file:a.png]].
** Result
:PROPERTIES:
:ID: 123
:END:
The line closes.
#+BEGIN_SRC python
* x = 1
#+END_SRC
"""


def test_org_mode() -> None:
    """Keywords and tags are no title; drawers and comments are counted."""
    document = read(ORG, "doc.org")
    assert lines(document)[:5] == [
        "# Dredging", "# Costs", "The cost rose, see the plan and .", "## Result", "The line closes.",
    ]  # fmt: skip
    assert document.headings_at(document.text.index("The line")) == ("Costs", "Result")
    assert document.removed == (("comments", 1), ("drawers", 1))


ADOC = """= Dredging
:toc: left
// a comment

== Costs
[NOTE]
====
The council votes, see <<plan,the plan>> and https://x.org[this page].footnote:[In March.]
====
image::a.png[chart]
[source,python]
----
= x
----
"""


def test_asciidoc() -> None:
    """Titles, blocks, macros; a line of code is no title."""
    document = read(ADOC, "doc.adoc")
    assert lines(document) == [
        "# Dredging", "## Costs", "The council votes, see the plan and this page. (In March.)", "chart",
        "```", "= x", "```",
    ]  # fmt: skip
    assert [mark.label for mark in document.marks] == ["Dredging", "Costs"]


def test_the_licence_around_a_free_book_is_no_text_of_it() -> None:
    """It is counted by its words; a text that only speaks of the project stays whole."""
    book = (
        "The Project Gutenberg eBook of X\n\n*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\n"
        "Call me Ishmael.\n\n*** END OF THE PROJECT GUTENBERG EBOOK X ***\nlicence\n"
    )
    document = read(book, "x.txt")
    assert document.text == "Call me Ishmael."
    assert document.removed == (("words of Project Gutenberg's licence", 25),)
    assert read("The Project Gutenberg is a library.", "x.txt").text.startswith("The Project")


@pytest.mark.parametrize("name", ["a.rst", "a.org", "a.adoc", "a.tex", "a.man"])
def test_marks_that_are_never_closed_are_read(name: str) -> None:
    """Whatever is open at the end, the words are there."""
    for sign in ("``", "[[", "{", "\\begin{x}", ".. x::", "*", "$", "::", "<<", "\\fB", "|"):
        assert "word" in read(f"x {sign} word\n" * 50, name).text
