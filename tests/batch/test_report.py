"""The index of the summaries and the report."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tersely.batch import Jobs, Row, RowFlag, Shard, Totals, write_index, write_report
from tersely.batch.flags import described
from tersely.batch.report import report_json

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


def test_the_report_as_json(tmp_path: Path) -> None:
    """The names that scripts read, and what stands under each."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("old.md", "written", output="old.md.md"))
    jobs.close()
    jobs = Jobs(tmp_path)
    flags = (RowFlag("18 %", "1.8 %"), RowFlag("only for --strict", strict_only=True))
    jobs.put(Row("a.md", "written", output="a.md.md", cost_usd=0.5, flags=flags))
    jobs.put(Row("scan.pdf", "failed", "no text in 14 pages"))
    jobs.put(Row("b.md", "partial", "page 3 was not read", "b.md.md", cost_usd=0.25))
    totals = Totals(
        written=1, failed=1, partial=1, current=4, walked=True, calls=7, reused=2, cost_usd=0.75,
        characters=400, characters_read=300, input_tokens=90, output_tokens=9, flagged=1,
    )  # fmt: skip
    report = json.loads(report_json(jobs, totals))
    jobs.close()
    assert report.pop("verified")
    assert report == {
        "schema_version": 1,
        "shard": None,
        "written": 1,
        "up_to_date": 4,
        "incomplete": 1,
        "failed": 1,
        "skipped": 0,
        "flagged": 1,
        "flags": {"a.md": [{"text": "18 %", "nearest": "1.8 %"}]},
        "calls": 7,
        "reused": 2,
        "input_tokens": 90,
        "output_tokens": 9,
        "cost_usd": 0.75,
        "read_share": 0.75,
        "stopped": False,
        "gone": ["old.md"],
        "files": [
            {"path": "b.md", "status": "partial", "detail": "page 3 was not read",
             "output": "b.md.md", "cost_usd": 0.25},
            {"path": "scan.pdf", "status": "failed", "detail": "no text in 14 pages",
             "output": "", "cost_usd": 0.0},
        ],
    }  # fmt: skip


def test_the_report_as_text(tmp_path: Path) -> None:
    """All of it, for one file of each kind."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("old.md", "written", output="old.md.md"))
    jobs.close()
    jobs = Jobs(tmp_path)
    jobs.put(Row("a.md", "written", output="a.md.md", flags=(RowFlag("18 %", "1.8 %"),)))
    jobs.put(Row("scan.pdf", "failed", "no text in 14 pages"))
    jobs.put(Row("x.png", "skipped", "image"))
    text = report(jobs, Totals(written=1, current=2, failed=1, skipped=1, walked=True))
    jobs.close()
    assert text == (
        "# Report\n\n1 written, 2 up to date, 0 incomplete, 1 failed, 1 skipped.\n\n"
        "## Failed (a rerun tries only these)\n\n- `scan.pdf`: no text in 14 pages\n\n"
        "## Skipped\n\n- `x.png`: image\n\n"
        "## Source no longer there or no longer chosen\n\n- `old.md`: old.md.md\n\n"
        "## Flagged: not supported by the source\n\n- `a.md`: 18 % (source: 1.8 %)\n"
    )


@pytest.mark.parametrize(
    ("count", "end"), [(1, "f0"), (5, "f3, f4"), (6, "f4, and 1 more"), (9, "f4, and 4 more")]
)
def test_five_flags_are_named_and_the_rest_counted(count: int, end: str) -> None:
    line = described([RowFlag(f"f{number}") for number in range(count)])
    assert line.startswith("f0")
    assert line.endswith(end)


def test_a_long_flag_and_its_passage_are_cut_at_a_word() -> None:
    line = described([RowFlag("said " * 40, "meant " * 40)])
    assert len(line) < 2 * 80 + 30
    assert "said … (source: meant" in line


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("# The fees", "The fees"),
        ("- **Fees** rose", "\\*\\*Fees\\*\\* rose"),
        ("* one\n\ttwo  three", "one two three"),
        ("### - * a", "a"),
        ("", ""),
    ],
)
def test_a_title_in_the_list_is_its_words(tmp_path: Path, title: str, line: str) -> None:
    """Without the signs of a heading or a list; what else Markdown reads is taken literally."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("/in/a b.md", "written", output="sub/a b.md.md", title=title))
    write_index(jobs)
    jobs.close()
    listed = (tmp_path / "index.md").read_text()
    assert listed == f"# Summaries\n\n- [sub/a b.md.md](<sub/a%20b.md.md>): {line}\n"


def test_the_list_names_what_is_not_whole(tmp_path: Path) -> None:
    """And leaves out what has no summary."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("a.md", "partial", "page 3 was not read", "a.md.md", title="One"))
    jobs.put(Row("b.md", "failed", "no text"))
    jobs.put(Row("c.md", "cut", "cut", "c.md.md", title="Three"))
    write_index(jobs)
    jobs.close()
    assert (tmp_path / "index.md").read_text() == (
        "# Summaries\n\n- [a.md.md](<a.md.md>): One \\*(partial: page 3 was not read)\\*\n"
        "- [c.md.md](<c.md.md>): Three \\*(cut: cut)\\*\n"
    )


def test_the_report_of_a_shard_says_so_and_lies_beside_its_table(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, shard=Shard(1, 2))
    place = write_report(jobs, Totals(written=3))
    report = json.loads(report_json(jobs, Totals()))
    jobs.close()
    assert place == f"{tmp_path}/.tersely/shard-1-of-2/report.md"
    assert Path(place).read_text() == (
        "# Report\n\nShard 1/2: the files of the other shards are not in here.\n\n"
        "3 written, 0 up to date, 0 incomplete, 0 failed, 0 skipped.\n"
    )
    assert (report["shard"], report["read_share"]) == ("1/2", None)
    assert Path(place).with_name("report.json").exists()


def test_a_path_cannot_leave_its_quotation_marks(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    jobs.put(Row("/in/`a` [b]\x07.md", "failed", "no text"))
    text = report(jobs, Totals(failed=1))
    jobs.close()
    assert "- `/in/?a? ?b??.md`: no text" in text
