"""`tersely completion SHELL`: the words that are offered."""

from __future__ import annotations

from tersely.cli.app import COMMANDS
from tersely.cli.completion import words

from .conftest import Run


def test_every_command_and_every_option_is_offered() -> None:
    """What one command takes, no other one is offered for."""
    known = words()
    assert set(COMMANDS) < set(known.commands)
    assert "--include" in known.names_of("batch")
    assert "--include" not in known.names_of("summarize")
    assert "--stdin" in known.names_of("keys set")
    assert "openai" in known.with_values()["--model"].choices


def test_an_unknown_shell_is_refused(tersely: Run) -> None:
    """With the names of those that are known."""
    ended = tersely("completion", "tcsh")
    assert ended.code == 2
    assert "bash, zsh, fish, powershell" in ended.err
