"""The page of one summary, in a real browser and without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import chromium
from comparison_samples import TEXT, full_comparison
from tersely.comparison import summary_page

COMPARISON = full_comparison()
SUMMARY = COMPARISON.answers[0].summary


@pytest.fixture
def text() -> str:
    """The page of the first answer."""
    return summary_page(SUMMARY, COMPARISON.document, receipt=["read 100 % of the text"])


@pytest.fixture
def page(tab: chromium.Page, tmp_path: Path, text: str) -> chromium.Page:
    """It, opened from disk."""
    (tmp_path / "summary.html").write_text(text, "utf-8")
    tab.open(tmp_path / "summary.html")
    return tab


def test_a_clicked_sentence_highlights_its_passage(page: chromium.Page) -> None:
    """As on the page of a comparison; the page does not jump."""
    page.evaluate("document.querySelector('a.claim').click()")
    assert page.evaluate("document.querySelectorAll('.hit').length") >= 1
    assert page.evaluate("location.hash") == ""
    assert page.evaluate("document.getElementById('source').textContent") == TEXT


def test_every_sentence_is_a_link_to_a_passage_that_is_there(text: str) -> None:
    """So it works without JavaScript: the target of a link is marked by the style."""
    targets = re.findall(r'<a class="claim [^"]*" href="#([^"]+)"', text)
    assert targets
    for target in targets:
        assert text.count(f'id="{target}"') == 1


def test_flags_are_numbered_and_listed(text: str) -> None:
    """Each in the text and below it."""
    assert SUMMARY.check
    for number in range(1, len(SUMMARY.check.flags) + 1):
        assert text.count(f"[!{number}]") == 2
    assert "read 100 % of the text" in text


@pytest.mark.parametrize("width", [1280, 500])
def test_nothing_is_wider_than_the_screen(page: chromium.Page, width: int) -> None:
    """No sideways scrolling, on a phone either."""
    page.look(width, 900)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
