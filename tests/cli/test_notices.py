"""Errors, warnings and hints on stderr."""

from __future__ import annotations

import io
import sys

import pytest
from rich.cells import cell_len

from tersely.cli import notices
from tersely.cli.notices import Label
from tersely.errors import MissingKey, Stopped, UsageError


class Screen(io.StringIO):
    """A stderr that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_an_error_is_a_cause_and_a_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    """Piped: a line each, whatever their length; lines after the first stand below the first word."""
    notices.tell(UsageError("There is no x." * 20, hint="One way    a\nAnother    b"))
    assert capsys.readouterr().err == (
        "error: " + "There is no x." * 20 + "\nhint: One way    a\n      Another    b\n"
    )


def test_what_was_spent_and_an_unread_env_file_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the remedies."""
    error = MissingKey("No key.", provider="openai", hint="Set one.")
    error.spent_line = "1 call · $0.01"
    notices.tell(error, environment_file=True)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["error: No key.", "hint: Set one."]
    assert lines[2].endswith("--env-file .env")
    assert lines[3] == "1 call · $0.01"


def test_stopping_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """The user wanted it."""
    notices.tell(Stopped("stopped."))
    assert capsys.readouterr().err == "stopped.\n"


@pytest.mark.parametrize(
    "text",
    [
        "plain words " * 12,
        "港湾局は年次報告書を検討した" * 8,
        "ภาษาไทยไม่มีช่องว่าง" * 8,
        "👩‍👩‍👧‍👦 " * 30,
    ],
)
def test_a_terminal_gets_lines_that_fit(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """By cells; what follows the first line stands below the text, not below the label."""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    notices.say(text, Label.WARNING)
    first, *rest = screen.getvalue().splitlines()
    assert first.startswith("warning: ")
    assert rest
    assert all(cell_len(line) <= 40 for line in (first, *rest))
    assert all(line.startswith(" " * len("warning: ")) for line in rest)


def test_a_notice_holds_neither_keys_nor_controls(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever wrote it."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    notices.warn("sk-abcdefghijklmnop \x1b[2J\x07", "hint \x1b]0;x\x07")
    assert capsys.readouterr().err == (
        "\x1b[1;33mwarning:\x1b[0m [key] \n\x1b[2mhint:\x1b[0m hint \n"
    )
