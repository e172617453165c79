"""Programs: their prose is in comments and docstrings."""

from __future__ import annotations

import pytest

from tersely.language.sentences import blocks, sentences
from tersely.language.source import is_source

PYTHON = '''#!/usr/bin/env python
"""Quays and sand.

A quay sinks
slowly.
"""
import math


# What the engineers
# measured in March.
DEPTH = 40
QUERY = """
select depth
"""


def sink(quay):
    """Lower `quay` by one."""
    quay.depth += 1  # in centimetres
    # quay.depth -= 1
    return quay
'''
C = """#include <stdio.h>
/*
 * Prints the depth
 * of the quay.
 */
int main(void) {
    // Sand gives way.
    printf("%d", 40);  /* centimetres */
    return 0;
}
"""


def prose(text: str) -> list[str]:
    return [
        " ".join(text[b.start : b.end].split())
        for b in blocks(text)
        if b.kind not in ("code", "record", "heading")
    ]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (
            PYTHON,
            [
                "Quays and sand.",
                "A quay sinks slowly.",
                "What the engineers # measured in March.",
                "Lower `quay` by one.",
            ],
        ),
        (C, ["Prints the depth * of the quay.", "Sand gives way."]),
    ],
)
def test_only_comments_and_docstrings_are_prose(program: str, expected: list[str]) -> None:
    """Code, strings, directives, code in comments and comments behind code are left out."""
    assert prose(program) == expected


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (PYTHON, ["def sink(quay):"]),
        (C, ["int main(void) {"]),
        (
            "-- The quays of the city.\nCREATE TABLE quays (\n  depth integer\n);\n"
            "CREATE VIEW deep AS\n  SELECT depth\n  FROM quays\n  WHERE depth > 4\n",
            ["CREATE TABLE quays (", "CREATE VIEW deep AS"],
        ),
        (
            "export class Quay {\n  depth = 40;\n}\nexport default async function dig(n) {\n  if (n) {\n    go();\n  }\n}\n",
            ["export class Quay {", "export default async function dig(n) {"],
        ),
    ],
)
def test_what_a_program_defines_is_its_outline(program: str, expected: list[str]) -> None:
    """Functions, classes and tables, also where no comment speaks of them."""
    assert is_source(program)
    assert [program[b.start : b.end] for b in blocks(program) if b.kind == "record"] == expected


@pytest.mark.parametrize("program", [PYTHON, C])
def test_every_word_of_a_program_is_in_a_unit(program: str) -> None:
    """Between the units lie marks of comments only, no letters and digits."""
    gaps, before = "", 0
    for start, end in sentences(program):
        assert before <= start < end
        gaps += program[before:start]
        before = end
    assert not any(map(str.isalnum, gaps + program[before:]))


@pytest.mark.parametrize(
    "text",
    [
        "# Quay\n\n```\n" + PYTHON + "```\n",
        "\\begin{document}\n\\section{Quay}\n\\label{q}\n\\item{a}\n\\item{b}\n\\item{c}\n",
        '{\n"a": [\n1,\n2\n],\n"b": {\n"c": 3\n}\n}\n',
        "The quay sank,\nif slowly;\nfor years (\nnobody knew\n) it was sand;\nall was lost.\nThen it rose.\n",
    ],
)
def test_other_texts_are_no_programs(text: str) -> None:
    """Markdown with code, TeX, data and prose are read as what they are."""
    assert not is_source(text)


def test_a_makefile_is_a_program() -> None:
    """Its comments are its prose."""
    makefile = (
        "# How the quay is built.\nSAND ?= soft\nPILES := 40\n.PHONY: quay\n"
        'quay: sand\n\t@echo "Piles"\n\t$(DRIVE) piles $(PILES)\n\t@$(CHECK) quay\n'
    )
    assert is_source(makefile)
