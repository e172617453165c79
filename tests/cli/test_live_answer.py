"""The streamed answer: what is void or unfinished is marked, in a pipe and on a terminal."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console
from rich.markdown import Markdown

from tersely.cli.live_answer import LiveAnswer, Tail


class Terminal(io.StringIO):
    """A stdout that says that it is one."""

    def isatty(self) -> bool:
        return True


def test_in_a_pipe_no_fragment_is_left_unmarked(capsys: pytest.CaptureFixture[str]) -> None:
    """A void text and an unfinished one each have a line of their own below them."""
    answer = LiveAnswer(str)
    answer.add("Visits ro")
    answer.void("connection lost")
    answer.add("Visits rose by")
    answer.unfinished("the answer is not whole")
    answer.close()
    assert capsys.readouterr().out == (
        "Visits ro\n\n[The text above is void: connection lost. The answer starts again.]\n\n"
        "Visits rose by\n\n[Stopped: the answer is not whole.]\n"
    )


def test_a_whole_answer_ends_with_one_line_break(capsys: pytest.CaptureFixture[str]) -> None:
    """Closing twice writes nothing twice, and nothing is written where nothing came."""
    answer = LiveAnswer(str)
    answer.close()
    answer.add("Visits rose.")
    answer.close()
    answer.unfinished("the answer is not whole")
    answer.close()
    assert capsys.readouterr().out == "Visits rose.\n"


def test_on_a_terminal_every_block_is_printed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finished blocks for good, the rest when it ends; the mark is the last line."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "dumb")
    answer = LiveAnswer(str)
    for piece in ("First bl", "ock.\n\nSecond", " block"):
        answer.add(piece)
    answer.unfinished("the answer is not whole")
    lines = [line.strip() for line in terminal.getvalue().splitlines() if line.strip()]
    assert lines[0] == "First block."
    assert lines[-2:] == ["Second block", "[Stopped: the answer is not whole.]"]


@pytest.mark.parametrize("height", [5, 24])
def test_what_is_live_fits_on_the_screen(monkeypatch: pytest.MonkeyPatch, height: int) -> None:
    """It is the end of the text, lower than the screen and narrower."""
    monkeypatch.setenv("LINES", str(height))
    monkeypatch.setenv("COLUMNS", "40")
    console = Console(file=io.StringIO(), width=40)
    text = " ".join(f"word{number}" for number in range(400))
    lines = console.render_lines(Tail(Markdown(text)), pad=False)
    written = ["".join(segment.text for segment in line) for line in lines]
    assert len(written) < height
    assert written[-1].rstrip().endswith("word399")
    assert max(map(len, written)) < 40


def test_the_first_words_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not with the next drawing, a twelfth of a second later; expecting them twice changes nothing."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    answer = LiveAnswer(str)
    answer.expect()
    answer.expect()
    assert terminal.getvalue() == ""
    answer.add("First words")
    assert "First words" in terminal.getvalue()
    answer.close()
