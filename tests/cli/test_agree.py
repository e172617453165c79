"""`tersely agree`: statements of several documents, without a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    """Two documents that contradict each other in one figure."""
    texts = {
        "a.md": "# Harbour\n\nThe harbour of Alba took 240,000 tonnes in 2025.\n",
        "b.md": "# Harbour\n\nThe harbour of Alba took 260,000 tonnes in 2025.\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    return str(tmp_path / "a.md"), str(tmp_path / "b.md")


def test_it_answers_in_text_and_as_json(tersely: Run, pair: tuple[str, str]) -> None:
    """For a person and for a program."""
    ended = tersely("agree", *pair)
    assert ended.code in (0, 9), ended.err
    assert ended.out
    page = tersely("agree", *pair, "--json")
    assert "a.md" in page.out


@pytest.mark.parametrize("option", ["-m", "--max-cost", "--length"])
def test_options_of_models_are_refused(tersely: Run, pair: tuple[str, str], option: str) -> None:
    """No model is asked, so they could do nothing."""
    ended = tersely("agree", *pair, option, "1")
    assert ended.code == 2
    assert "No such option" in ended.err
