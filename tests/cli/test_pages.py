"""Pages that commands write and open."""

from __future__ import annotations

import stat
import webbrowser
from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a browser would have been given."""
    addresses: list[str] = []

    def take(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", take)
    return addresses


def test_a_page_of_one_summary(
    tersely: Run, report: str, tmp_path: Path, opened: list[str]
) -> None:
    """It holds the summary and the source, and is opened on demand only."""
    page = tmp_path / "a b.html"
    ended = tersely(report, "-m", "extractive", "--html", str(page))
    assert ended.code == 0
    text = page.read_text("utf-8")
    assert "Visits to the twelve branches rose by 14 % to 1.93 million" in text
    assert "read 100 % of the text" in text
    assert f"page: {page}" in ended.err
    assert opened == []
    assert tersely("compare", report, "-m", "extractive", "--html", str(page), "--open").code == 0
    assert opened == [page.as_uri()]


def test_a_page_without_a_file_is_private(
    tersely: Run, report: str, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among the temporary files, readable by its user alone."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert tersely(report, "-m", "extractive", "--open", "-q").code == 0
    (page,) = tmp_path.glob("tersely-*.html")
    assert opened == [page.as_uri()]
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_no_browser_is_a_warning(
    tersely: Run, report: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is there, and the summary too."""
    monkeypatch.setattr(webbrowser, "open", lambda _address: False)
    ended = tersely(report, "-m", "extractive", "--html", str(tmp_path / "p.html"), "--open")
    assert ended.code == 0
    assert "warning: No browser could be opened" in ended.err


@pytest.mark.parametrize("instead", ["-n", "--extract"])
@pytest.mark.parametrize("option", ["--html=p.html", "--open", "--copy"])
def test_without_a_summary_they_are_refused(
    tersely: Run, report: str, instead: str, option: str
) -> None:
    """A dry run and an extraction write no summary."""
    ended = tersely(report, "-m", "extractive", instead, option)
    assert ended.code == 2
    assert "need a summary" in ended.err
