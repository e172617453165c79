"""What a batch says on stderr: money while it runs, and lists that fit the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tersely.app.batching import Forecast
from tersely.app.context import Context
from tersely.batch import Jobs, Row, RowFlag, Totals
from tersely.cli.batch_screen import BatchScreen
from tersely.cli.invocation import Invocation
from tersely.events import BatchProgress
from tersely.records import Range


@pytest.fixture
def screen() -> BatchScreen:
    """Of a command without options."""
    return BatchScreen(Invocation(Context.load()), "out")


@pytest.mark.parametrize(
    ("price", "said"),
    [(Range(None, None, None), "cost unknown"), (Range(0.1, 0.2, 0.3), "$0.00")],
)
def test_an_unknown_price_is_never_shown_as_0(screen: BatchScreen, price: Range, said: str) -> None:
    """Not before the first answer either."""
    screen.expect(3, [], Forecast(3, price), 1.0, whole=True)
    facts = screen._facts(BatchProgress("", "", 0, 3, 0, 0.0, None, 1.0))
    assert facts[0] == said


@pytest.mark.parametrize(
    ("cost", "bill"),
    [
        (Range(0.0, 0.0, 0.0), "3 calls · about $0.00, limit $1.00"),
        (Range(0.01, 0.02, 0.03), "3 calls · about $0.020 (0.0100-0.0300), limit $1.00"),
        (Range(None, None, None), "3 calls · cost unknown\n"),
    ],
)
def test_the_bill_to_expect(
    screen: BatchScreen, capsys: pytest.CaptureFixture[str], cost: Range, bill: str
) -> None:
    """With its span where it has one, and with a limit only where that can be kept."""
    screen.expect(3, ["empty"], Forecast(3, cost), 1.0, whole=True)
    said = capsys.readouterr().err
    assert "3 to summarize · 1 skipped (1 empty)" in said
    assert bill in said


def test_what_was_not_asked_has_no_tokens(
    screen: BatchScreen, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files with what is to be said of each, the names in a column."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("long-name.md", "failed", "It is damaged."))
    jobs.put(Row("a.md", "written", flags=(RowFlag("18 %", "1.8 %"), RowFlag("x", "", True))))
    screen.final(Totals(written=1, failed=1, reused=3, flagged=1), jobs, "report.md")
    said = capsys.readouterr().err
    assert "\n0 calls, 3 reused · $0.00 · " in said
    assert "  long-name.md  It is damaged.\n" in said
    assert "  a.md  18 % (source: 1.8 %)\n" in said
    jobs.close()
