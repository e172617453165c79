"""Formulas of Office files in one line."""

from __future__ import annotations

import pytest
from lxml import etree

from tersely.documents.formulas import formula_text

NAMESPACE = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def r(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def part(name: str, *inside: str) -> str:
    return f"<m:{name}>{''.join(inside)}</m:{name}>"


def sign(properties: str, **signs: str) -> str:
    return part(properties, *(f'<m:{name} m:val="{value}"/>' for name, value in signs.items()))


@pytest.mark.parametrize(
    ("omml", "text"),
    [
        (r("E=m") + part("sSup", part("e", r("c")), part("sup", r("2"))), "E=mc²"),
        (part("sSup", part("e", r("a+b")), part("sup", r("n-1"))), "(a+b)ⁿ⁻¹"),
        (part("sSub", part("e", r("x")), part("sub", r("i"))), "x_i"),
        (part("sSubSup", part("e", r("x")), part("sub", r("i")), part("sup", r("2"))), "x_i²"),
        (part("f", part("num", r("a+b")), part("den", r("2"))), "(a+b)/2"),
        (part("rad", part("deg"), part("e", r("x+1"))), "√(x+1)"),
        (part("rad", part("deg", r("3")), part("e", r("x"))), "³√x"),
        (
            part(
                "nary",
                sign("naryPr", chr="∑"),
                part("sub", r("i=1")),
                part("sup", r("n")),
                part("e", r("i")),
            ),
            "∑_(i=1)ⁿ i",
        ),
        (part("nary", part("sub", r("0")), part("sup", r("1")), part("e", r("x dx"))), "∫_0¹ x dx"),
        (part("d", part("e", r("a")), part("e", r("b"))), "(a|b)"),
        (part("d", sign("dPr", begChr="[", endChr=")"), part("e", r("0,1"))), "[0,1)"),
        (part("func", part("fName", r("sin")), part("e", r("x"))), "sin x"),
        (
            part(
                "func",
                part("fName", part("limLow", part("e", r("lim")), part("lim", r("x→0")))),
                part("e", r("f")),
            ),
            "lim_(x→0) f",
        ),
        (
            part(
                "m",
                part("mr", part("e", r("1")), part("e", r("2"))),
                part("mr", part("e", r("3")), part("e", r("4"))),
            ),
            "[1, 2; 3, 4]",
        ),
        (part("eqArr", part("e", r("x=1")), part("e", r("y=2"))), "x=1; y=2"),
        (part("sPre", part("sub", r("6")), part("sup", r("14")), part("e", r("C"))), "_6¹⁴C"),
        (part("box", part("boxPr"), part("e", r("z"))), "z"),
    ],
)
def test_each_form(omml: str, text: str) -> None:
    assert formula_text(etree.fromstring(f"<m:oMath {NAMESPACE}>{omml}</m:oMath>")) == text


def test_parts_that_are_missing_are_nothing() -> None:
    """A torso of each form has no text and is no error."""
    for name in (
        "f",
        "sSup",
        "sSub",
        "sSubSup",
        "sPre",
        "rad",
        "nary",
        "d",
        "func",
        "limLow",
        "m",
        "acc",
    ):
        torso = etree.fromstring(f"<m:oMath {NAMESPACE}><m:{name}/></m:oMath>")
        assert not any(map(str.isalnum, formula_text(torso)))
