"""HTML trees as Markdown."""

from __future__ import annotations

import sys

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.documents.elements import markdown_of


def markdown(html: str) -> str:
    return markdown_of(lxml.html.fragment_fromstring(html, create_parent="div"))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>A <b>b</b></h2><p>c</p>", "## A b\n\nc"),
        ("a<br>b<p>c", "a\nb\n\nc"),
        ("<ul><li>a<li>b<ol><li>c<li>d</ol><li>e</ul>", "- a\n- b\n  1. c\n  2. d\n- e"),
        ("<p>one<!-- c -->two</p>", "onetwo"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n\n> b"),
        ("<p>x<sup>2</sup>, 1<sup>st</sup></p>", "x², 1st"),
        ("<ruby>\u6e2f<rp>(</rp><rt>kou</rt><rp>)</rp></ruby>", "\u6e2f(kou)"),
        ("<p> a \n\t b </p>", "a b"),
        (
            "<table><tr><th>a<th>b<tr><td>1<td>2|3</table>",
            "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |",
        ),
        (
            "<table><tr><td colspan=2>a<td>b<tr><td rowspan=2>c<td>d<td>e<tr><td>f<td>g</table>",
            "| a |  | b |\n| --- | --- | --- |\n| c | d | e |\n|  | f | g |",
        ),
        ("<table><tr><td><h2>A</h2><p>b</p></table>", "## A\n\nb"),
    ],
)
def test_structure(html: str, text: str) -> None:
    assert markdown(html) == text


def test_depth_is_no_recursion() -> None:
    for tag in ("div", "b", "li", "blockquote"):
        root = innermost = lxml.html.Element("div")
        for _ in range(3 * sys.getrecursionlimit()):
            innermost.append(innermost := lxml.html.Element(tag))
        innermost.text = "deep"
        assert markdown_of(root).endswith("deep")


TAGS = st.sampled_from("p b div li ul ol table tr td h1 pre blockquote sup br ruby rt span".split())
NODES = st.lists(
    st.one_of(st.tuples(TAGS, st.booleans()), st.from_regex("[a-z]{4}", fullmatch=True)),
    max_size=30,
)


@given(NODES)
def test_no_word_is_lost(nodes: list[tuple[str, bool] | str]) -> None:
    """Whatever is nested in whatever, each word of the tree is in the text."""
    html = " ".join(
        node if isinstance(node, str) else f"<{'/' if node[1] else ''}{node[0]}>" for node in nodes
    )
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    expected = "".join(filter(str.isalpha, root.text_content()))
    assert sorted(filter(str.isalpha, markdown_of(root))) == sorted(expected)
