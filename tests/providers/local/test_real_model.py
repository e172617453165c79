"""A real model, SmolLM2-135M-Instruct, through real llama.cpp: what a user of a small model sees.

Its words differ from machine to machine, so what holds for any words is asserted.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import EXAMPLES, Run, tersely
from tersely.language.sentences import sentences
from tersely.language.words import count_words, words

__all__ = ["tersely"]
pytestmark = [pytest.mark.local, pytest.mark.usefixtures("empty_home")]

WANTED_WORDS = {"short": 60, "medium": 150}
ENDINGS = {"complete": 0, "partial": 6, "cut": 8, "degenerate": 8}


def check_summary(summary: dict[str, Any], wanted_words: int) -> None:
    """Ended by itself or ended, no sentence more than twice, no word of our prompt, not much longer
    than was asked for.
    """
    text = re.sub(r"\n*\[(?:Cut|Incomplete): .*\]$", "", summary["text"])
    said = Counter(" ".join(words(text[start:end])) for start, end in sentences(text))
    assert count_words(text) > 5
    assert max(said.values()) <= 2
    assert "the text above" not in text
    assert count_words(text) <= 1.5 * wanted_words
    assert summary["calls"][-1]["finish"] in {"complete", "length", "degenerate"}
    assert summary["usage"]["output_tokens"] > 10


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The first half page of the shipped article."""
    path = tmp_path / "page.md"
    path.write_text((EXAMPLES / "article.md").read_text("utf-8")[:3000], "utf-8")
    return path


@pytest.mark.parametrize(("name", "length"), [("meeting.txt", "short"), ("report.md", "medium")])
def test_a_file(tersely: Run, smollm2: Path, name: str, length: str) -> None:
    """A whole document in one call; the second run is answered by the cache."""
    command = [str(EXAMPLES / name), "-m", str(smollm2), "-l", length, "--json"]
    first = tersely(*command)
    summary = json.loads(first.out)
    check_summary(summary, WANTED_WORDS[length])
    assert first.code == ENDINGS[summary["status"]], first.err
    if first.code == 0:
        assert json.loads(tersely(*command).out)["calls"][-1]["reused"] is True


def test_parts_that_share_a_context(tersely: Run, smollm2: Path) -> None:
    """Parts of 600 tokens are read one after the other, and the summary is written from the notes."""
    command = [str(EXAMPLES / "meeting.txt"), "-m", str(smollm2), "-l", "short", "--json"]
    ended = tersely(*command, "--set", "chunk_tokens=600")
    summary = json.loads(ended.out)
    check_summary(summary, WANTED_WORDS["short"])
    assert [call["stage"] for call in summary["calls"]].count("map") >= 3
    assert summary["receipt"]["read_share"] == 1.0
    assert ended.code == ENDINGS[summary["status"]], ended.err


def test_stdin(tersely: Run, smollm2: Path, page: Path) -> None:
    """Text from a pipe, the summary on stdout, the footer on stderr."""
    ended = tersely("-", "-m", str(smollm2), "-l", "short", stdin=page.read_bytes())
    assert ended.code in (0, 8), ended.err
    assert count_words(ended.out) > 5
    assert "<|im" not in ended.out
    assert "local/" in ended.err


def test_a_folder_and_a_comparison(tersely: Run, smollm2: Path, page: Path, tmp_path: Path) -> None:
    """Two files give two summaries; next to the extractive engine the model has a column."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number, text in enumerate(page.read_text("utf-8").split("\n\n", 4)[2:4]):
        (folder / f"{number}.md").write_text(text * 1, "utf-8")
    (folder / "page.md").write_bytes(page.read_bytes())
    ended = tersely("batch", str(folder), "-o", str(out), "-m", str(smollm2), "-l", "short")
    assert ended.code in (0, 8), ended.err
    assert (out / "page.md.md").exists() or "repeated itself" in ended.err

    command = ["compare", str(page), "-m", str(smollm2), "-m", "extractive", "-l", "short"]
    compared = tersely(*command, "--json")
    columns = json.loads(compared.out)["columns"]
    assert len(columns) == 2
    assert columns[1]["status"] == "complete"
    assert columns[0]["status"] in ENDINGS
