"""Of all styles that a page gives to an element, the one that wins."""

from __future__ import annotations

import lxml.html
import pytest

from tersely.documents.cascade import Cascade


def style(css: str, element: str = "<p id=i class='a b'>x", media: str = "") -> str:
    sheet = f"<style {f'media={media!r}' if media else ''}>{css}</style>"
    root = lxml.html.document_fromstring(
        f"<html><head>{sheet}</head><body><div>{element}</div></body></html>"
    )
    return Cascade(root).style_of(root.find(".//p"))


@pytest.mark.parametrize(
    ("css", "display"),
    [
        ("p{display:none} p{display:block}", "block"),
        (".a{display:none} p{display:block}", "none"),
        ("#i{display:none} .a.b{display:block}", "none"),
        ("div p{display:none} p{display:block}", "none"),
        ("p{display:none !important} #i{display:block}", "none"),
        ("p, h1 { DISPLAY : None }", "none"),
        ("/* p{display:none} */ p{display:block}", "block"),
        ("@media print{p{display:none}}", ""),
        ("@media (max-width:600px){p{display:none}}", ""),
        ("@media (min-width:600px){p{display:none}}", "none"),
        ("@media (max-width:40em){p{display:none}} p{display:block}", "block"),
        ("@supports (display:grid){p{display:none}}", "none"),
        ("@keyframes x{p{display:none}}", ""),
        ("p::before{display:none}", ""),
        ("p:not(.a){display:none}", ""),
        ("p{display:none", ""),
        ("}} p{display:none}", "none"),
        ("p[{display:none} p{display:block}", "block"),
    ],
)
def test_which_rule_wins(css: str, display: str) -> None:
    """More specific rules before the others, then later ones; only those that hold on a screen."""
    said = dict(part.split(":") for part in style(css).split(";") if part)
    assert said.get("display", "") == display


def test_the_style_of_the_element_wins_over_all_but_the_important() -> None:
    assert style("p{display:block}", "<p style='Display: none'>x") == "display:none"
    assert style("p{display:block!important}", "<p style='display:none'>x") == "display:block"
    assert style("", "<p style='color: red'>x") == "color:red"


def test_a_sheet_for_paper_says_nothing() -> None:
    assert style("p{display:none}", media="print") == ""
    assert style("p{display:none}", media="screen and (min-width:10px)") == "display:none"


@pytest.mark.thorough
def test_a_hostile_sheet_ends_within_its_trials() -> None:
    """Selectors beyond the limit are left out, so a page of many elements and rules is no attack."""
    css = "".join(f"p:nth-child({n}n) > *:not(.x{n}) {{display:none}}" for n in range(1, 20_000))
    assert style(css, "<p>x</p>" * 2_000) in ("", "display:none")
