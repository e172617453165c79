"""`tersely diff` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tersely.cli import app
from wire import Answer, WireServer

FILLER = "The board met in the hall again and heard the same report of the year before. " * 20
OLD = f"# Lease\n\nThe rent is 1,200 EUR a month.\n\n{FILLER}\n\nDogs may stay.\n"
NEW = f"# Lease\n\nThe rent is 1,350 EUR a month.\n\n{FILLER}\n\nDogs may not stay.\n"


@pytest.fixture
def versions(tmp_path: Path) -> tuple[str, str]:
    """Two versions as files."""
    for name, text in (("old.md", OLD), ("new.md", NEW)):
        (tmp_path / name).write_text(text, "utf-8")
    return str(tmp_path / "old.md"), str(tmp_path / "new.md")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    """Two versions as folders; one file of each cannot be read."""
    for name, text in (("old", OLD), ("new", NEW)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(text, "utf-8")
        (tmp_path / name / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    return str(tmp_path / "old"), str(tmp_path / "new")


def test_the_differences_and_no_call(
    server: WireServer, versions: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A key is set, and nothing is sent: a model is asked for, or is not."""
    assert app.run(["diff", *versions]) == 0
    out, err = capsys.readouterr()
    assert "**changed · § Lease, line 3 · number 1,200 EUR → 1,350 EUR**" in out
    assert "+ Dogs may not stay." in out
    assert (err, server.requests) == ("", [])


def test_exit_code_is_that_of_diff(versions: tuple[str, str]) -> None:
    """1 where something differs, 0 where nothing does; errors keep their own."""
    assert app.run(["diff", *versions, "--exit-code"]) == 1
    assert app.run(["diff", versions[0], versions[0], "--exit-code"]) == 0
    assert app.run(["diff", versions[0], "missing.md", "--exit-code"]) == 4


def test_files_that_cannot_be_compared_are_told(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 6, the rest is there."""
    assert app.run(["diff", *folders, "--json"]) == 6
    out, err = capsys.readouterr()
    values = json.loads(out)
    assert values["counts"]["changed"] == 2
    assert [Path(file["path"]).name for file in values["not_compared"]] == ["broken.pdf"] * 2
    assert "not compared" in err


def test_a_folder_and_a_file_cannot_be_compared(
    folders: tuple[str, str], versions: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Usage, before anything is read."""
    assert app.run(["diff", folders[0], versions[0]]) == 2
    assert "Compare two files, or two folders." in capsys.readouterr().err


def test_a_model_reads_the_differences_only(
    server: WireServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The summary is cited to both places; what was not touched is not sent and not paid."""
    edited = "\n\n".join(
        f"Clause {n} now binds the tenant of house {n} as well." for n in range(40)
    )
    for name, text in (("old.md", OLD), ("new.md", NEW.replace("Dogs", f"{edited}\n\nDogs"))):
        (tmp_path / name).write_text(text, "utf-8")
    server.reply = lambda _request: Answer(text="- The rent is now 1,350 EUR a month.")
    command = ["diff", str(tmp_path / "old.md"), str(tmp_path / "new.md"), "-m", "openai"]
    assert app.run([*command, "-n"]) == 0
    assert not server.requests
    capsys.readouterr()
    assert app.run(command) == 0
    out = capsys.readouterr().out
    (request,) = server.requests
    sent = request.text
    assert "1,350 EUR" in sent
    assert "heard the same report" not in sent
    assert out.startswith("- The rent is now 1,350 EUR a month.[^1]")
    assert "[^1]: § changed · § Lease, line 3 · number 1,200 EUR → 1,350 EUR" in out


def test_the_page_has_both_versions(versions: tuple[str, str], tmp_path: Path) -> None:
    """Whole, and works from disk."""
    page = tmp_path / "diff.html"
    assert app.run(["diff", *versions, "--html", str(page), "-q", "-o", str(tmp_path / "o")]) == 0
    assert "<ins>1,350</ins>" in page.read_text("utf-8")
