"""Width, color and the breaking of lines."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tersely.cli import terminal

WORDS = st.lists(
    st.sampled_from(
        [
            "plain",
            "words",
            "和",
            "漢字の文は空白がない",
            "ภาษาไทยไม่มีช่องว่าง",
            "👩‍👩‍👧‍👦",
            "é",
            "https://example.org/a/long/path",
        ]
    ),
    max_size=30,
)


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_choice() -> Iterator[None]:
    """--color is a choice of the process."""
    terminal.choose_color("auto")
    yield
    terminal.choose_color("auto")


@given(words=WORDS, width=st.integers(8, 60), indent=st.integers(0, 4))
def test_a_line_fits_and_loses_nothing(words: list[str], width: int, indent: int) -> None:
    """Every line is at most `width` cells wide unless it is one word to be copied; all text stays."""
    text = " ".join(words)
    lines = terminal.wrapped(text, width, indent=indent)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert cell_len(line) <= max(width, indent + 8) or line.strip().startswith("https://")


def test_words_of_a_path_stay_whole() -> None:
    """So that it can be copied; Chinese is broken by cells."""
    assert terminal.wrapped("see /a/path/that/is/long now", 10) == [
        "see",
        "/a/path/that/is/long",
        "now",
    ]
    assert terminal.wrapped("港湾局は年次報告書を検討した", 10) == [
        "港湾局は年",
        "次報告書を",
        "検討した",
    ]


@pytest.mark.parametrize(
    ("choice", "variables", "is_terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_who_decides_on_color(
    choice: str,
    variables: dict[str, str],
    is_terminal: bool,
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The option, else the shell, else the stream."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    terminal.choose_color(choice)
    stream = Screen() if is_terminal else io.StringIO()
    assert terminal.has_color(stream) is expected
    assert ("\x1b[" in terminal.styled("x", "bold red", stream)) is expected


def test_a_pipe_is_drawn_to_on_demand_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many CI services force color; that is no wish for columns in place of Markdown."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not terminal.is_drawn(io.StringIO())
    terminal.choose_color("always")
    assert terminal.is_drawn(io.StringIO())


def test_an_unknown_choice_is_refused() -> None:
    """By its caller in words."""
    with pytest.raises(ValueError, match="blue"):
        terminal.choose_color("blue")


def test_columns_of_the_environment_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for other programs; a pipe has the width that is asked for."""
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(sys, "__stdout__", None)
    assert terminal.columns(piped=70) == 70
    monkeypatch.setenv("COLUMNS", "44")
    assert terminal.columns(piped=70) == 44
