"""reStructuredText: headings are headings, directives and roles are no text."""

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


@pytest.mark.parametrize(
    ("text", "expected", "removed"),
    [
        (".. [1]\n   Here is the note.\n\n   It goes on.", ["[1]", "Here is the note.", "It goes on."], ()),
        (".. |ship| replace:: the *Aurora*\n\nWe saw |ship| and |boat|.", ["We saw the *Aurora* and |boat|."], ()),
        (".. only:: html\n\n   The quay sank.", ["The quay sank."], ()),
        (".. footer:: Port of Ostend\n\nText.", ["Footer: Port of Ostend", "Text."], ()),
        (".. raw:: html\n\n   <b>x</b>\n\nText.", ["Text."], (("raw blocks", 1),)),
    ],
    ids=["note below its number", "substitution", "only", "footer", "raw"],
)  # fmt: skip
def test_text_of_marks_is_read_and_what_is_not_is_counted(
    text: str, expected: list[str], removed: tuple[tuple[str, int], ...]
) -> None:
    document = read(text, "doc.rst")
    assert (lines(document), document.removed) == (expected, removed)
