"""Markdown on a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tersely.cli.markdown import drawn, markdown


def test_footnotes_stand_one_on_a_line() -> None:
    """Rich alone would make one paragraph of them."""
    console = Console(file=io.StringIO(), width=100)
    text = 'Visits rose.[^1] Costs fell.[^2]\n\n[^1]: line 3: "a"\n[^2]: § Costs, line 9: "b"\n'
    with console.capture() as captured:
        console.print(drawn(text))
    lines = [line.rstrip() for line in captured.get().splitlines() if line.strip()]
    assert lines == [
        "Visits rose.[^1] Costs fell.[^2]",
        '[^1]: line 3: "a"',
        '[^2]: § Costs, line 9: "b"',
    ]


def test_a_list_begins_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed block by block has one blank line between blocks, as the whole has."""
    markdown("- one\n- two")
    printed = capsys.readouterr().out
    assert [line.rstrip() for line in printed.splitlines()] == [" • one", " • two"]
