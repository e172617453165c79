"""The index of the summaries and the report."""

from __future__ import annotations

import re
from pathlib import Path

from tersely.batch import Jobs, Row, Totals, write_index, write_report

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> $count [x](javascript:alert(3))'


def report(jobs: Jobs, totals: Totals) -> str:
    """The text of the report."""
    return Path(write_report(jobs, totals)).read_text(encoding="utf-8")


def test_nothing_that_a_file_or_a_model_says_becomes_html_or_a_link(tmp_path: Path) -> None:
    """Names, first sentences and details are text, in the page and in the Markdown."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("a.md", "partial", HOSTILE, f"{HOSTILE.replace('/', '')}.md", title=HOSTILE))
    write_index(jobs)
    write_report(jobs, Totals())
    jobs.close()
    page = (tmp_path / "index.html").read_text()
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert 'href="javascript' not in page
    for name in ("index.md", ".tersely/report.md"):
        plain = re.sub(r"\\.|`[^`]*`", "", (tmp_path / name).read_text())
        assert "<script" not in plain, name
        assert "](javascript" not in plain, name


def test_the_report_names_what_failed_what_is_incomplete_and_what_is_gone(tmp_path: Path) -> None:
    """Each with its reason; after a walk that a limit or a stop cut short, nobody knows what is
    gone.
    """
    jobs = Jobs(tmp_path)
    jobs.put(Row("old.md", "written", output="old.md.md"))
    jobs.close()
    jobs = Jobs(tmp_path)
    jobs.put(Row("scan.pdf", "failed", "no text in 14 pages"))
    jobs.put(Row("thesis.pdf", "partial", "pages 61-70 were not read", "thesis.pdf.md"))
    jobs.put(Row("x.png", "skipped", "image"))
    assert "`old.md`" not in report(jobs, Totals(failed=1, partial=1, skipped=1))
    text = report(jobs, Totals(failed=1, partial=1, skipped=1, walked=True))
    jobs.close()
    for part in (
        "`scan.pdf`: no text in 14 pages",
        "`thesis.pdf`: pages 61-70",
        "`x.png`: image",
        "`old.md`: old.md.md",
    ):
        assert part in text
    assert text.index("no longer there") < text.index("`old.md`")


def test_the_report_holds_the_bill_of_its_run(tmp_path: Path) -> None:
    """Calls, tokens and cost; a price that is not known is called that; a run without calls has no
    bill.
    """
    jobs = Jobs(tmp_path)
    asked = Totals(
        written=2, calls=7, reused=3, input_tokens=12_000, output_tokens=800, cost_usd=1.25
    )
    assert "7 calls, 3 answers from the cache, 12,000 + 800 tokens, $1.25." in report(jobs, asked)
    asked.cost_usd = None
    assert "tokens, cost unknown." in report(jobs, asked)
    assert "calls" not in report(jobs, Totals(written=2))
    jobs.close()
