"""The one status display: drawn in place on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from tersely.cli.status import Bar, Progress, StatusDisplay, clock

PROGRESS = Progress((Bar("map", 7, 12),), ("5 in flight", "$0.009"))
SCRIPT = """
import sys, time
from tersely.cli.status import Bar, Progress, StatusDisplay
display = StatusDisplay(line_every_s=99.0)
display.show(Progress((Bar("documents", 1, 4, "0 failed"), Bar("calls", 2, None))))
display.say("a line for good")
display.show(Progress(facts=("reading report.pdf",)))
display.hide()
display.say("after it")
display.show(Progress((Bar("late", 1, 2),)), after_s=3600.0)
display.hide()
"""


def test_a_line_says_it_all() -> None:
    """Bars, what is said of them, facts, the clock."""
    assert PROGRESS.line(11.2) == "map 7/12 · 5 in flight · $0.009 · 00:11"
    bars = Progress((Bar("documents", 121, 2140, "2 failed"), Bar("calls", 8, None)))
    assert bars.line(192) == "documents 121/2,140 · 2 failed · calls 8/? · 03:12"
    assert clock(3725) == "62:05"


def test_a_pipe_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """Not one for each event."""
    display = StatusDisplay(line_every_s=0.0)
    display.show(PROGRESS)
    display.hide()
    assert capsys.readouterr().err == "map 7/12 · 5 in flight · $0.009 · 00:00\n"
    display = StatusDisplay(line_every_s=3600.0)
    for _ in range(5):
        display.show(PROGRESS)
    display.say("done")
    assert capsys.readouterr().err == "done\n"


def on_a_terminal(script: str) -> str:
    """What a script writes to a terminal of 60 columns."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "60"}
    subprocess.run(
        [sys.executable, "-c", script], stderr=follower, env=environment, check=True, timeout=60
    )
    os.close(follower)
    written = b""
    while True:
        try:
            piece = os.read(leader, 4096)
        except OSError:  # Linux: the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(leader)
    return written.decode()


def test_a_terminal_is_left_with_the_lines_for_good() -> None:
    """What is drawn is taken away, and what would have come later never comes."""
    written = on_a_terminal(SCRIPT)
    assert "documents" in written
    assert "reading report.pdf" in written
    assert "late" not in written
    # Everything after the last erasure of a line, and the cursor is shown again.
    assert written.rstrip().endswith("after it")
    assert written.rindex("\x1b[?25h") > written.rindex("\x1b[?25l")
    assert written.count("a line for good") == 1


def test_facts_are_seen_whatever_bars_there_are() -> None:
    """Beside a bar, below one that has a remark, below several."""
    bars = ('(Bar("calls", 3, 9),)', '(Bar("calls", 3, 9, "in 1 job"),)', '(Bar("a", 1, 2),) * 2')
    for some in bars:
        script = SCRIPT.splitlines()[:4]
        script += [f"display.show(Progress({some}, ('wave 2', '$0.01')))", "display.hide()"]
        written = on_a_terminal("\n".join(script))
        assert "wave 2 · $0.01" in written, written
