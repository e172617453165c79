"""Markup languages other than Markdown: headings are headings, marks are no text."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.records import Document


def read(text: str, name: str) -> Document:
    return documents.read_bytes(text.encode(), name=name)


def lines(document: Document) -> list[str]:
    return [line for line in document.text.splitlines() if line.strip()]


RST = """========
Dredging
========

.. a comment
   of two lines

.. _target:

Costs
-----

The cost of ``dredging`` rose by :ref:`nine percent <costs>` in `the plan`_, see `this <http://x.org>`_ and :func:`~a.b`.

.. note::

   The council votes.

.. image:: a.png
   :alt: chart

.. code-block:: python

   x = `1`

.. toctree::

   other

.. [1] A footnote.

Result
------

An example::

   indented
"""


def test_restructuredtext() -> None:
    """Levels in the order of their signs; roles and directives leave their text."""
    document = read(RST, "doc.rst")
    assert lines(document) == [
        "# Dredging", "## Costs",
        "The cost of `dredging` rose by nine percent in the plan, see this and a.b.",
        "Note:", "The council votes.", "```python", "x = `1`", "```", "[1] A footnote.", "## Result",
        "An example:", "   indented",
    ]  # fmt: skip
    assert document.headings_at(document.text.index("An example")) == ("Dredging", "Result")
    assert document.removed == (("comments", 1),)
    assert [str(part) for part in document.unread] == ["1 picture: chart"]


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


TEX = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\title{Dredging \& more}
\begin{document}
\maketitle % not this
\begin{abstract}
It cost 9\% more~\cite{smith2024}, which is \emph{remarkable}.
\end{abstract}
\section{Introduction}\label{sec:a}
``Gr\"o\ss e'' and caf\'e -- see Figure~\ref{fig:a}\footnote{A note.}: $a = 9\%$.
\subsection*{Items}
\begin{itemize}
\item one
\item \textbf{two}
\end{itemize}
\begin{figure}\includegraphics[width=5cm]{a.png}\caption{The basin}\end{figure}
\begin{tabular}{ll} A & B \\ 1 & 2 \\ \end{tabular}
\begin{verbatim}
\section{no}
\end{verbatim}
\end{document}
after
"""


def test_latex() -> None:
    """No preamble, no comments, no commands; sections, items, captions, accents, tables."""
    document = read(TEX, "paper.tex")
    text = " ".join(document.text.split())
    assert text.startswith(
        "# Dredging & more Abstract: It cost 9% more [smith2024], which is remarkable. # Introduction "
        "“Größe” and café – see Figure [fig:a] (A note.): $a = 9%$. ## Items - one - two The basin"
    )
    assert "A | B" in text
    assert text.endswith("``` \\section{no} ```")
    assert [mark.label for mark in document.marks] == ["Dredging & more", "Introduction", "Items"]
    assert [str(part) for part in document.unread] == ["1 picture: a.png"]


MAN = """.\\" a comment
.TH DREDGE 1
.SH NAME
dredge \\- dig in a harbour
.SH OPTIONS
.TP
.BR \\-d ", " \\-\\-deep
Dig \\fBdeeper\\fR.
.PP
See
.BR ferry (1).
"""
MDOC = ".Dd March 2\n.Dt DREDGE 1\n.Sh NAME\n.Nm dredge\n.Nd dig\n.Sh SYNOPSIS\n.Nm\n.Op Fl d Ar depth\n"


def test_manual_pages() -> None:
    """Sections and items without macros and fonts, of both kinds, told by their content."""
    assert lines(read(MAN, "dredge.1")) == [
        "# NAME", "dredge - dig in a harbour", "# OPTIONS", "- -d, --deep", "Dig deeper.", "See", "ferry(1).",
    ]  # fmt: skip
    assert lines(read(MDOC, "stdin")) == [
        "# NAME",
        "dredge",
        "— dig",
        "# SYNOPSIS",
        "dredge",
        "-d depth",
    ]


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
