"""The history of summaries: what is noted, what is not, and that nothing can break it."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import history
from tersely.history import Entry

ENTRY = Entry(
    at=1_800_000_000.0,
    command="summarize",
    document="report.md",
    source="/home/a/report.md",
    model="openai/gpt-6-luna",
    style="default",
    status="complete",
    words=150,
    source_words=2_380,
    read_share=1.0,
    flags=0,
    calls=1,
    reused=0,
    input_tokens=3_104,
    output_tokens=187,
    cost_usd=0.0004,
    elapsed_s=2.1,
)
NAMES = st.text(max_size=40)


@given(
    names=st.lists(NAMES, max_size=8),
    cost=st.none() | st.floats(0, 100, allow_nan=False),
    text=st.text(max_size=200),
)
def test_what_is_noted_comes_back_newest_first(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], cost: float | None, text: str
) -> None:
    """Whatever a document is called and a model wrote, line breaks and lone surrogates included."""
    path = tmp_path_factory.mktemp("state") / "history.jsonl"
    noted = [replace(ENTRY, document=name, cost_usd=cost, text=text) for name in names]
    for entry in noted:
        history.note(path, entry)
    assert history.entries(path) == noted[::-1]


def test_the_file_is_private_and_its_folder_is_made(tmp_path: Path) -> None:
    """Names of documents are nobody else's business."""
    path = tmp_path / "new" / "folder" / "history.jsonl"
    history.note(path, ENTRY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "line",
    [
        '{"at": 1, "comm',
        "[]",
        "null",
        '"text"',
        "[" * 100_000,
        json.dumps({"at": "yesterday"}),
        json.dumps({**dict.fromkeys(ENTRY.__slots__, 1)}),
        json.dumps({name: getattr(ENTRY, name) for name in ENTRY.__slots__} | {"at": 1e300}),
        json.dumps(
            {name: getattr(ENTRY, name) for name in ENTRY.__slots__} | {"cost_usd": "a lot"}
        ),
        "\x00\xff",
    ],
)
def test_a_broken_line_hides_no_other(tmp_path: Path, line: str) -> None:
    """A crash in the middle of a write, an editor, another version."""
    path = tmp_path / "history.jsonl"
    history.note(path, ENTRY)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    history.note(path, replace(ENTRY, document="second"))
    assert [entry.document for entry in history.entries(path)] == ["second", "report.md"]


def test_the_oldest_go_and_the_file_stays_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most so many are listed; the file is cut when it holds twice as many."""
    monkeypatch.setattr(history, "MOST_ENTRIES", 3)
    path = tmp_path / "history.jsonl"
    for number in range(7):
        history.note(path, replace(ENTRY, document=str(number)))
    assert [entry.document for entry in history.entries(path)] == ["6", "5", "4"]
    assert len(path.read_text("utf-8").splitlines()) == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_clearing(tmp_path: Path) -> None:
    """All of it; an empty history has nothing to clear."""
    path = tmp_path / "history.jsonl"
    assert history.clear(path) == 0
    history.note(path, ENTRY)
    assert history.clear(path) == 1
    assert not path.exists()
    assert history.entries(path) == []
