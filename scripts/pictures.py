"""Make the pictures of the README from real output: a terminal and the page of a comparison.

    PYTHONPATH=tests .venv/bin/python scripts/pictures.py

It needs Chromium and the extra `eval` (for Pillow). The terminal runs offline. The answers of the
models in the comparison are scripted below and served by the test server; what tersely makes of
them is real.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.text import Text

import chromium
import wire

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
COLUMNS = 96
WIDTH, HEIGHT = 1280, 660
COLORS = 64  # of the picture of a page: it has few, and 64 make a quarter of the bytes

WRITTEN = """Visits rose by 47 % to 1.93 million, the highest figure since 2016.
The reserve covers eleven weeks of running costs, down from twenty.
"We need a decision by spring", says the director, Maria Kolwicz.
The board asks for 2.4 million for 2027-28.
"""
COMMANDS = (
    "tersely examples/report.md",
    "tersely check summary.md --source examples/report.md",
)
ANSWERS = {
    "openai": """Use is at a ten-year high, but the money runs out in 2027.

- Visits rose **14 %** to 1.93 million; evening opening brought 68 % of the increase.
- Running costs rose by 3.8 %, mainly for energy.
- The reserve covers eleven weeks of running costs, down from twenty.
- The board asks for 2.4 million for 2027-28; otherwise Hilltop and Fairfield close.""",
    "anthropic": """The library had its best year for a decade, and its most worrying one.

- Visits to the twelve branches reached 1.93 million, 14 % more than in the year before.
- Income of 4,518,000 stands against costs of 5,418,000.
- The director, Maria Kolwicz, calls the year "a triumph".
- Without 2.4 million for 2027-28 two branches must close.""",
}


def main() -> None:
    """Write both pictures into docs/images."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        (IMAGES / "terminal.svg").write_text(terminal_svg(Path(home)), "utf-8")
        (IMAGES / "compare.png").write_bytes(compare_png(Path(home)))
    for picture in sorted(IMAGES.iterdir()):
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size / 1000:.0f} kB")


def terminal_svg(home: Path) -> str:
    """The commands as a terminal shows them."""
    for name in ("examples", "src"):
        (home / name).symlink_to(ROOT / name)
    (home / "summary.md").write_text(WRITTEN, "utf-8")
    console = Console(
        file=io.StringIO(), record=True, width=COLUMNS, force_terminal=True, color_system="256"
    )
    for command in COMMANDS:
        console.print(Text.assemble(("$ ", "bold green"), command))
        console.print(Text.from_ansi(typed(command, home)))
    svg = console.export_svg(title="tersely")
    # The fonts would be fetched from a network; the reader's own monospace does.
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def typed(command: str, folder: Path) -> str:
    """What a command prints on a terminal of its own, stdout and stderr as they come."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["bash", "-c", f"stty cols {COLUMNS} rows 50; {command}"],
        cwd=folder,
        env={**environment(folder), "TERM": "xterm-256color"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    printed = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux: the other side is closed
            break
        if not piece:
            break
        printed += piece
    process.wait()
    lines = printed.decode().replace("\r\n", "\n").split("\n")
    # A line that was drawn again and again ends as it was drawn last.
    return "\n".join(line.rsplit("\r", 1)[-1].replace("\x1b[K", "") for line in lines)


def compare_png(folder: Path) -> bytes:
    """The page of a comparison, after a click on a sentence."""
    page = folder / "compare.html"
    command = "tersely compare examples/report.md -m openai -m anthropic --html"
    with wire.serve() as server:
        server.reply = lambda request: wire.Answer(text=ANSWERS[request.provider])
        subprocess.run(
            [*command.split(), str(page)],
            cwd=ROOT,
            env={**environment(folder), **server.environment()},
            check=True,
            stdout=subprocess.DEVNULL,
        )
    with chromium.browser(folder / "profile") as tab:
        tab.look(WIDTH, HEIGHT)
        tab.open(page)
        tab.evaluate("document.getElementById('source').style.scrollBehavior = 'auto'")
        tab.evaluate(
            "[...document.querySelectorAll('.claim')]"
            ".find(claim => claim.textContent.includes('eleven weeks')).click()"
        )
        picture = Image.open(io.BytesIO(tab.picture(WIDTH, HEIGHT)))
    small = io.BytesIO()
    picture.convert("RGB").quantize(COLORS).save(small, "PNG", optimize=True)
    return small.getvalue()


def environment(home: Path) -> dict[str, str]:
    """An empty home, and the tersely of this Python."""
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "LANG": "C.UTF-8",
    }


if __name__ == "__main__":
    main()
