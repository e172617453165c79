"""What holds for each of the three pages, in a real browser, light and dark, wide and narrow."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import chromium
from contrast import CONTRAST

from .samples import PAGES

pytest.importorskip("matplotlib", reason="extra eval is not installed")


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Each page as a file."""
    path = tmp_path / f"{request.param}.html"
    path.write_text(PAGES[request.param](tmp_path), "utf-8")
    return path


@pytest.mark.thorough
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 500])
def test_it_fits_and_can_be_read(tab: chromium.Page, page: Path, width: int, scheme: str) -> None:
    """No scrolling sideways, enough contrast for every word, and the reader's own scheme."""
    tab.look(width, scheme=scheme)
    tab.open(page)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate(CONTRAST) == ""
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    darkness = sum(map(int, re.findall(r"\d+", paper)))
    assert (darkness < 200) == (scheme == "dark")


def test_it_is_quiet_and_alone(tab: chromium.Page, page: Path) -> None:
    """No console message, no exception, and no request but the file itself."""
    tab.open(page)
    assert tab.complaints() == []
    assert [url.split(":")[0] for url in tab.requested() if not url.startswith("data:")] == ["file"]


def test_what_a_model_wrote_stays_text(tab: chromium.Page, page: Path) -> None:
    """No element, link or image comes out of hostile names, answers and data."""
    tab.open(page)
    made = "img:not([src^='data:image/svg']), a[href^='http'], a[href^='javascript'], iframe, b"
    assert tab.evaluate(f'document.querySelectorAll("{made}").length') == 0
    assert tab.evaluate("document.querySelectorAll('script[src], link, style ~ style').length") == 0
    assert "owned" not in tab.evaluate("document.title")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.attributes: set[str] = set()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}


def test_it_needs_no_inline_attributes(page: Path) -> None:
    """The policy allows style and script by hash only, so nothing may carry style= or on...=."""
    tags = _Tags()
    text = page.read_text("utf-8")
    tags.feed(text)
    assert not {name for name in tags.attributes if name == "style" or name.startswith("on")}
    assert "unsafe" not in text.partition("</head>")[0]


def test_no_control_character_reaches_it(page: Path) -> None:
    """Escapes of a terminal and bidi controls are gone."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", page.read_text("utf-8"))
