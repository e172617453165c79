"""The HTML page, as text and in a real browser."""

import re
from pathlib import Path

import pytest

import chromium
from comparison_samples import GEMINI, GPT, NO_KEY, TEXT, full_comparison, run
from tersely.comparison import html_page


@pytest.fixture
def page(tab: chromium.Page, tmp_path: Path) -> chromium.Page:
    """The full comparison, opened from disk."""
    (tmp_path / "compare.html").write_text(html_page(full_comparison()), "utf-8")
    tab.open(tmp_path / "compare.html")
    return tab


def test_a_clicked_sentence_highlights_its_passage(page: chromium.Page) -> None:
    """Click a bullet: exactly its source passage is marked, and the place is read out."""
    page.evaluate(
        "[...document.querySelectorAll('.claim')].find(c => c.textContent.startsWith('Visits rose')).click()"
    )
    hits = page.evaluate("[...document.querySelectorAll('.hit')].map(h => h.textContent).join('')")
    assert hits == "Visits to the twelve branches rose by 14 % to 1.93 million"
    assert (
        page.evaluate("document.getElementById('hint').textContent") == "supported: § Use, line 2"
    )


@pytest.mark.parametrize("width", [1280, 500])
def test_a_sentence_and_its_passage_are_in_view_together(page: chromium.Page, width: int) -> None:
    """The choice scrolls the source alone, which on a narrow screen stays at the bottom."""
    page.look(width, 700)
    page.evaluate("document.getElementById('source').style.scrollBehavior = 'auto'")
    page.evaluate(
        "(() => { const c = [...document.querySelectorAll('.claim')]"
        ".find(c => c.textContent.startsWith('Visits rose'));"
        "c.scrollIntoView({block: 'start'}); c.click(); })()"
    )
    seen = "(e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= 700; })"
    assert page.evaluate(f"{seen}(document.querySelector('.claim.on'))")
    assert page.evaluate(f"{seen}(document.querySelector('.hit'))")


def test_the_keyboard_does_the_same(page: chromium.Page) -> None:
    """Enter on a focused sentence highlights all its passages."""
    page.evaluate(
        "const c = [...document.querySelectorAll('.claim')].find(c => c.textContent.startsWith('Visits grew'));"
        "c.focus(); c.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))"
    )
    hits = page.evaluate("[...document.querySelectorAll('.hit')].map(h => h.textContent)")
    assert hits[0].startswith("rose by") or "rose by" in "".join(hits)
    assert "The reserve covers eleven weeks" in "".join(hits)
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"


def test_the_source_panel_holds_the_whole_document(page: chromium.Page) -> None:
    """No character of the document is lost by cutting it at passages."""
    assert page.evaluate("document.getElementById('source').textContent") == TEXT


def test_what_a_model_wrote_stays_text(page: chromium.Page) -> None:
    """No element, link or image comes out of a hostile answer, and the title is ours."""
    assert (
        page.evaluate(
            "document.querySelectorAll('img, a[href^=\"javascript\"], iframe, script[src]').length"
        )
        == 0
    )
    assert page.evaluate("document.scripts.length") == 1
    assert page.evaluate("document.title") == "report.md, compared"
    assert "<script>document.title='owned'</script>" in page.evaluate("document.body.innerText")


def test_no_control_characters_reach_the_page() -> None:
    """Escapes of a terminal and bidi controls are gone."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", html_page(full_comparison()))


def test_a_page_without_any_answer_still_opens() -> None:
    """All candidates failed: the page says why."""
    text = html_page(run({GPT: NO_KEY, GEMINI: NO_KEY}))
    assert text.count("GEMINI_API_KEY is not set.") == 2
