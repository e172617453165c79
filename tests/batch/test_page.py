"""OUT/index.html in a real browser: whole summaries, their search, and numbers that add up."""

from __future__ import annotations

import re
import sqlite3
import tracemalloc
from pathlib import Path
from urllib.parse import unquote

import pytest

import chromium
from pages.samples import batch_page
from tersely.batch import Jobs, Row, Totals, index_is_stale, write_index
from tersely.batch import page as page_module

SHOWN = "[...document.querySelectorAll('.entry')].filter(e => !e.hidden).length"


@pytest.fixture
def page(tab: chromium.Page, tmp_path: Path) -> chromium.Page:
    """A page with something of everything."""
    (tmp_path / "index.html").write_text(batch_page(tmp_path), "utf-8")
    tab.look(1280)
    tab.open(tmp_path / "index.html")
    return tab


def search(tab: chromium.Page, words: str) -> int:
    """Type into the field; how many files are then shown."""
    tab.evaluate(
        "(() => { const f = document.getElementById('search'); "
        f"f.value = {words!r}; f.dispatchEvent(new Event('input')); }})()"
    )
    tab.send(
        "Runtime.evaluate", expression="new Promise(r => setTimeout(r, 20))", awaitPromise=True
    )
    shown = tab.evaluate(SHOWN)
    assert tab.evaluate("document.getElementById('shown').textContent") == str(shown)
    return int(shown)


def test_the_numbers_at_the_head_add_up(page: chromium.Page) -> None:
    """Files are summaries, failed or skipped, and each of them stands on the page."""
    facts = page.evaluate("document.querySelector('header .facts').textContent")
    assert facts == ("7 files: 3 summaries (1 incomplete), 1 failed, 3 skipped · $0.0030 · 3 flags")
    assert page.evaluate(SHOWN) == 7


@pytest.mark.parametrize(
    ("words", "files"),
    [
        ("", 7),
        ("energy cost", 1),  # in the middle of a summary, not in its first sentence
        ("CAFE", 1),  # without its accent, in capitals
        ("14 pages", 1),  # the reason of a failure
        ("image", 2),  # the reason of two skipped files
        ("sub", 1),  # a name
        ("energy visits", 1),  # all words, in any order
        ("nowhere", 0),
    ],
)
def test_the_search_reads_names_texts_and_reasons(
    page: chromium.Page, words: str, files: int
) -> None:
    """What does not match is hidden, from the list of files too."""
    assert search(page, words) == files
    assert page.evaluate("document.getElementById('nothing').hidden") == (files > 0)
    listed = "[...document.querySelectorAll('nav li')].filter(e => !e.hidden).length"
    articles = "[...document.querySelectorAll('article')].filter(e => !e.hidden).length"
    assert page.evaluate(listed) == page.evaluate(articles)


def test_a_summary_has_its_source_model_cost_share_and_flags(page: chromium.Page) -> None:
    """And the line that says what is missing of it."""
    first, second = (
        page.evaluate(f"document.querySelectorAll('article')[{i}].innerText") for i in (1, 2)
    )
    assert "openai/gpt-6-luna · 40 words · $0.0020 · read 100 % of the text · 2 flags" in first
    assert "18 % nearest: “1.8 %”" in first
    assert "**" not in first
    assert "read 99.9 % of the text" in second
    assert "Incomplete: pages 61-70 could not be read." in second


def test_links_lead_to_the_files(page: chromium.Page, tmp_path: Path) -> None:
    """From OUT to the source, whatever signs are in its name, and to the summary."""
    links = page.evaluate(
        "[...document.querySelectorAll('article a')].map(a => a.getAttribute('href'))"
    )
    targets = {(tmp_path / "out" / unquote(link)).resolve() for link in links}
    assert Path("in/sub/b c#?.md").resolve() in targets
    assert (tmp_path / "out/sub/b c#?.md.md").resolve() in targets
    assert all(not re.match(r"[a-z]+:", link) for link in links)


def test_a_source_that_is_gone_is_named_and_has_no_link(tmp_path: Path) -> None:
    """A failed file that is gone is left out; after a shorter walk nobody knows."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("old.md", "written", output="old.md.md", text="Old."))
    jobs.put(Row("bad.md", "failed", "no text"))
    jobs.close()
    jobs = Jobs(tmp_path)
    jobs.put(Row("new.md", "written", output="new.md.md", text="New."))
    write_index(jobs, walked=True)
    page = (tmp_path / "index.html").read_text()
    assert "2 files: 2 summaries" in page
    assert "no longer there" in page
    assert "bad.md" not in page
    write_index(jobs, walked=False)
    jobs.close()
    page = (tmp_path / "index.html").read_text()
    assert "3 files: 2 summaries, 1 failed" in page
    assert "no longer there" not in page


def test_a_very_large_page_says_where_the_rest_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit only the first sentence is shown, and said to be."""
    monkeypatch.setattr(page_module, "MOST_CHARACTERS", 20)
    jobs = Jobs(tmp_path)
    for name in ("a", "b"):
        jobs.put(Row(name, "written", output=f"{name}.md", title=f"Title {name}", text="x" * 15))
    write_index(jobs)
    jobs.close()
    page = (tmp_path / "index.html").read_text()
    assert page.count("x" * 15) == 1
    assert page.count(page_module.ONLY_FIRST_LINE) == 1
    assert "Title b" in page


def test_the_index_is_written_again_only_when_it_would_differ(tmp_path: Path) -> None:
    """A file that was begun, a new count, a source that is gone: else the page stands."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("a.md", "written", output="a.md.md"))
    assert index_is_stale(jobs, Totals(), jobs.counts())
    write_index(jobs)
    assert not index_is_stale(jobs, Totals(walked=True), jobs.counts())
    assert index_is_stale(jobs, Totals(found=1), jobs.counts())
    assert index_is_stale(jobs, Totals(), {})
    jobs.close()
    jobs = Jobs(tmp_path)
    assert index_is_stale(jobs, Totals(walked=True), jobs.counts())
    jobs.close()


def test_a_table_of_the_first_version_goes_on(tmp_path: Path) -> None:
    """Its summaries stand, with what was known of them."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("a.md", "written", output="a.md.md", title="First sentence."))
    jobs.close()
    table = sqlite3.connect(tmp_path / ".tersely" / "jobs.sqlite")
    for column in ("model", "flags", "text"):
        table.execute(f"ALTER TABLE job DROP COLUMN {column}")
    table.execute("PRAGMA user_version=1")
    table.commit()
    table.close()
    jobs = Jobs(tmp_path)
    jobs.put(Row("b.md", "written", output="b.md.md", text="Whole."))
    write_index(jobs)
    assert [row.text for row in jobs.rows()] == ["", "Whole."]
    jobs.close()
    page = (tmp_path / "index.html").read_text()
    assert "First sentence." in page
    assert page.count(page_module.ONLY_FIRST_LINE) == 1


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ([0.5, 0.25], ["$0.75"]),
        ([0.5, None], ["cost unknown"]),
        ([0.0, None], ["cost unknown"]),
        ([0.0, 0.0], []),
    ],
)
def test_what_the_summaries_cost(costs: list[float | None], said: list[str]) -> None:
    """A price that is not known is no smaller sum, and what was free has none."""
    rows = [Row(f"{n}.md", "written", output=f"{n}.md.md", cost_usd=c) for n, c in enumerate(costs)]
    assert page_module._head(rows, 0, 0) == ["2 files: 2 summaries", *said]


def test_the_folder_of_files_in_a_bucket() -> None:
    """The innermost one that holds them all."""
    names = ("s3://b/in/x/a.md", "s3://b/in/x/b/c.md", "s3://b/in/x/d.md")
    for some in (names, names[:1], names[::-1]):
        common = page_module.CommonFolder()
        for name in some:
            common.add(name)
        assert common.path == "s3://b/in/x"


def test_a_first_sentence_in_the_list_has_no_marks(tmp_path: Path) -> None:
    """Headings and bullets begin none; each summary that stands in OUT is in the list, once."""
    jobs = Jobs(tmp_path)
    for status in ("written", "partial", "cut", "failed"):
        output = "" if status == "failed" else f"{status}.md.md"
        jobs.put(Row(f"{status}.md", status, output=output, title="## - *Visits*  rose."))
    write_index(jobs)
    jobs.close()
    listed = (tmp_path / "index.md").read_text("utf-8").splitlines()
    items = [line for line in listed if line.startswith("- [")]
    assert [line.split("]")[0] for line in items] == [
        "- [cut.md.md",
        "- [partial.md.md",
        "- [written.md.md",
    ]
    assert all("Visits\\* rose." in line for line in items)


def test_a_page_of_many_summaries_is_never_whole_in_memory(tmp_path: Path) -> None:
    """400 long summaries are 10 MB of text; the page is written as they are read."""
    jobs = Jobs(tmp_path)
    for number in range(400):
        text = f"Harbour {number} is deep. " * 1000
        jobs.put(Row(f"{number}.md", "written", output=f"{number}.md.md", text=text))
    tracemalloc.start()
    try:
        write_index(jobs, walked=True)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        jobs.close()
    assert peak_bytes < 3_000_000
    assert (tmp_path / "index.html").stat().st_size > 4_000_000
