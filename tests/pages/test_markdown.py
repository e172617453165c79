"""Markdown of a model as HTML that only looks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.pages import markdown

HARMLESS = (
    "p strong em ul ol li h3 h4 h5 h6 table thead tbody tr th td code pre blockquote hr br".split()
)


def tags(html: str) -> list[str]:
    """Every tag that a browser would see, with its attributes."""
    return re.findall(r"<[^>]*>", html)


@given(st.text(alphabet="ab<>[]()!*_`#-|:\n /\"'=&;\\javscript.http"))
def test_nothing_acts(text: str) -> None:
    """Whatever was written: only tags that lay text out, without attributes that lead anywhere."""
    for tag in tags(markdown(text)):
        name = re.match(r"</?(\w+)", tag)
        assert name, tag
        assert name[1] in HARMLESS, tag
        assert not re.search(r"\b(?:href|src|style|on\w+)=", tag), tag


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** and *b*", "<p><strong>a</strong> and <em>b</em></p>\n"),
        ("# Top", "<h3>Top</h3>\n"),
        ("###### Low", "<h6>Low</h6>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("[a](http://x.example)", "<p>[a](http://x.example)</p>\n"),
        ("|a|\n|--:|\n|1|", "<th>a</th>"),
        ("a\x1b[31m\u202eb", "<p>ab</p>\n"),
    ],
)
def test_what_it_looks_like(text: str, html: str) -> None:
    """Headings end up below the page's own; links and tags are read, not followed."""
    assert html in markdown(text)
