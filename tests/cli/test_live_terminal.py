"""A real terminal, by a pseudo-terminal of the system: what a service streams, in whatever pieces,
never becomes a sequence that it obeys.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import wire

pytestmark = pytest.mark.thorough
pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

# Titles, the clipboard, links, pictures, queries, the other screen, C1 and bidi; some are cut by
# the pieces of a stream.
ATTACK = (
    "# Head \x1b]0;PWN\x07 **b** ", "\x1b", "]0;TITLE\x07 x ", "\x9b", "2J y ", "\x1b", "[2", "J z ",
    "\x1bP", "q#0\x1b\\ six ", "\x1b_Gf=24;AAAA\x1b\\ ", "\x1b]52;c;QUFB\x07 clip ",
    "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07 ", "\u202eabc\u202c ", "\r", "over ", "\x08\x08bs ",
    "`\x1b[31m` ", "[t](http://e.example/\x1b]0;Y\x07) ", "\x0e\x0f ", "\x1b[?1049h ", "\x1b[6n ", "\u2028 ",
)  # fmt: skip
TEXT = "".join(ATTACK) * 4 + "The council met on Monday."
# Colors, the cursor's moves and visibility, erasing of lines: what our own status line and Markdown
# send.
OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[\d*[A-DGK]|\r")
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def shown(arguments: list[str], environment: dict[str, str], folder: Path) -> str:
    """Everything that the program sends to its terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tersely", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    sent = b""
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:  # Linux says so where others say end of file
            break
        if not piece:
            break
        sent += piece
    process.wait()
    os.close(ours)
    return sent.decode("utf-8", "replace")


@pytest.mark.parametrize(
    "arguments",
    [
        ["source.txt", "-m", "openai"],
        ["source.txt", "-m", "openai", "--stream"],
        ["source.txt", "-m", "openai", "--cite"],
        ["compare", "source.txt", "-m", "openai", "-m", "extractive"],
        ["ask", "What did the council spend?", "source.txt", "-m", "openai"],
        ["source.txt", "-m", "extractive"],
        ["source.txt", "--extract"],
        ["check", "summary.txt", "source.txt"],
        ["diff", "summary.txt", "source.txt"],
    ],
    ids=" ".join,
)
def test_a_terminal_obeys_nobody_else(arguments: list[str], tmp_path: Path) -> None:
    lines = " ".join(f"In district {n} the council spent {n + 3} million." for n in range(120))
    (tmp_path / "source.txt").write_text(f"{lines} {TEXT}", "utf-8")
    (tmp_path / "summary.txt").write_text(TEXT, "utf-8")
    with wire.serve() as server:
        server.reply = lambda _request: wire.Answer(text=TEXT)
        environment = {
            **os.environ,
            **server.environment(),
            "HOME": str(tmp_path),
            "TERM": "xterm-256color",
        }
        sent = OURS.sub("", shown(arguments, environment, tmp_path))
    assert re.search(r"council|repeated itself", sent)
    obeyed = OBEYED.search(sent)
    assert obeyed is None, repr(sent[max(0, obeyed.start() - 40) : obeyed.end() + 20])
