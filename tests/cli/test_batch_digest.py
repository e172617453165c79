"""`tersely batch --since-last`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tersely.cli import app
from wire import Answer, WireServer

LINES = "\n\n".join(
    f"Rule {n}: the gate {n} is opened at {n} in the morning." for n in range(1, 20)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    place.mkdir()
    (place / "rules.md").write_text(LINES + "\n", "utf-8")
    (place / "other.md").write_text("# Other\n\n" + LINES.replace("gate", "door"), "utf-8")
    return place


def batch(folder: Path, *more: str, code: int = 0) -> str:
    """The digest after one run."""
    out = folder.parent / "out"
    command = ["batch", str(folder), "-o", str(out), "--since-last", *more]
    assert app.run(command) == code
    digest = out / ".tersely" / "digest.md"
    return digest.read_text("utf-8") if digest.exists() else ""


def test_without_a_model_the_changes_themselves(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twice the same text, and where it was written."""
    assert "The first look: 2 files" in batch(folder, "-m", "extractive")
    assert "Nothing is new." in batch(folder, "-m", "extractive")
    (folder / "rules.md").write_text(LINES.replace("opened at 7", "opened at 8"), "utf-8")
    capsys.readouterr()
    text = batch(folder, "-m", "extractive")
    assert "1 file changed, 1 unchanged." in text
    assert "+ Rule 7: the gate 7 is opened at 8 in the morning." in text
    assert "digest.md (1 file changed, 1 unchanged)" in capsys.readouterr().err


def edit(folder: Path) -> None:
    """All rules but the last change; the heading of the other file stays."""
    text = LINES.replace("in the morning", "in the evening", 18)
    (folder / "rules.md").write_text(text, "utf-8")


def test_with_a_model_only_touched_passages_are_sent(folder: Path, server: WireServer) -> None:
    """A summary with footnotes above the changes."""
    said = "The gate 7 is opened at 7 in the evening."
    server.reply = lambda _request: Answer(text=said)
    batch(folder, "-m", "openai")
    edit(folder)
    server.requests.clear()
    text = batch(folder, "-m", "openai")
    assert "in the evening.[^1]" in text
    assert text.index("[^1]:") < text.index("## Changed")
    (changes,) = [request for request in server.requests if "Before:" in request.text]
    assert "gate 7 is opened at 7 in the morning" in changes.text
    assert "gate 7 is opened at 7 in the evening" in changes.text
    assert "gate 19" not in changes.text
    assert "door" not in changes.text


def test_a_failed_answer_keeps_the_news(folder: Path, server: WireServer) -> None:
    """The next run tells them."""
    server.reply = lambda _request: Answer(text="Gates are opened.")
    batch(folder, "-m", "openai")
    edit(folder)
    server.reply = lambda request: (
        Answer(ending="refusal") if "Before:" in request.text else Answer(text="Gates.")
    )
    batch(folder, "-m", "openai", code=8)
    assert "+ Rule 7: the gate 7 is opened at 7 in the evening." in batch(
        folder, "-m", "extractive"
    )


@pytest.mark.parametrize("more", [("--limit", "1"), ("--shard", "1/2")])
def test_it_looks_at_all_files(folder: Path, more: tuple[str, ...]) -> None:
    """A part of them would make the others look gone."""
    assert not batch(folder, "-m", "extractive", *more, code=2)
