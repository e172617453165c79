"""The clipboard: of the system, else of the terminal."""

from __future__ import annotations

import base64
import io
import sys

import pyperclip
import pytest

from tersely.cli import clipboard

TEXT = "Visits rose 14 % — 港湾 👍"


class Screen(io.StringIO):
    """A stderr that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A system with a clipboard."""
    taken: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", taken.append)
    return taken


def no_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without one."""

    def fail(_text: str) -> None:
        raise pyperclip.PyperclipException("none")

    monkeypatch.setattr(pyperclip, "copy", fail)


def test_here_the_system_takes_it(system: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """And the terminal gets nothing."""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    assert clipboard.copy(TEXT, {})
    assert (system, screen.getvalue()) == ([TEXT], "")


@pytest.mark.parametrize("environment", [{"SSH_TTY": "/dev/pts/1"}, {"SSH_CONNECTION": "1 2 3 4"}])
def test_over_ssh_it_is_the_clipboard_of_the_person(
    system: list[str], monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    """By the terminal, not that of the machine far away."""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    assert clipboard.copy(TEXT, environment)
    assert system == []
    assert screen.getvalue() == f"\x1b]52;c;{base64.b64encode(TEXT.encode()).decode()}\x07"


@pytest.mark.parametrize(
    ("text", "environment", "is_terminal"),
    [(TEXT, {}, False), (TEXT, {"TERM": "dumb"}, True), ("x" * 80_000, {}, True)],
)
def test_without_any_it_says_so(
    monkeypatch: pytest.MonkeyPatch, text: str, environment: dict[str, str], is_terminal: bool
) -> None:
    """A pipe is no terminal, and none takes a text of any length."""
    no_system(monkeypatch)
    screen = Screen() if is_terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    assert not clipboard.copy(text, environment)
    assert screen.getvalue() == ""
