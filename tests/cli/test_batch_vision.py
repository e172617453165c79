"""A folder of scans whose pages a model reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import wire

from .conftest import Run

PAGE = "# Harbour\n\n" + " ".join(
    f"In {year} the ship Albatros brought {year - 1_900} loads of coal to the northern basin."
    for year in range(1_980, 2_010)
)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """Two PDF files that are pictures of stripes, and a text."""
    image = pytest.importorskip("PIL.Image")
    folder = tmp_path / "in"
    folder.mkdir()
    for name, every in (("a", 9), ("b", 11)):
        rows = [bytes([0] * 300 if row % every < 4 else [255] * 300) for row in range(400)]
        image.frombytes("L", (300, 400), b"".join(rows)).save(folder / f"{name}.pdf")
    (folder / "c.md").write_text(PAGE)
    return folder


def pictures(server: wire.WireServer) -> int:
    return sum("image" in str(request.body)[:200_000] for request in server.requests)


@pytest.mark.thorough
def test_each_page_is_read_and_paid_once_by_a_folder(
    tersely: Run, scans: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """One call for a page and one for each summary; a second folder takes the pages from the store."""
    server.script(*[wire.Answer(text=PAGE)] * 2)
    command = ("batch", str(scans), "--include", "*.pdf", "--vision", "--json", "-j", "1")
    first = tersely(*command, "-o", str(tmp_path / "out"))
    assert first.code == 0, first.err
    report = json.loads(first.out)
    # The texts are the same: the second summary is that of the first.
    assert (report["written"], report["calls"]) == (2, 3)
    assert pictures(server) == 2
    tersely(*command, "-o", str(tmp_path / "again"))
    assert pictures(server) == 2


def test_what_unusable_pages_have_cost_is_in_the_bill(
    tersely: Run, scans: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """Two calls were paid, though no file could be read; the answers are at fault, not the files."""
    server.script(*[wire.Answer(text="Half a pa", ending="length")] * 2)
    command = ("batch", str(scans), "--include", "*.pdf", "--vision", "--json", "-j", "1")
    ended = tersely(*command, "-o", str(tmp_path / "out"))
    assert ended.code == 8, ended.err
    report = json.loads(ended.out)
    assert (report["failed"], report["calls"]) == (2, 2)
    assert report["cost_usd"] > 0


def test_a_plan_of_a_folder_sends_no_picture(
    tersely: Run, scans: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    command = ("batch", str(scans), "-o", str(tmp_path / "out"), "--vision", "--dry-run", "--json")
    ended = tersely(*command)
    assert ended.code == 0, ended.err
    assert not server.requests
    assert json.loads(ended.out)["files"] == 3
