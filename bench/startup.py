"""How long the command line takes to say something, beside a bare Typer app with two commands.

    .venv/bin/python bench/startup.py [--runs 15]

Prints medians of whole processes and their ratio: `--help` (target: at most 1.6 times the bare app)
and the extractive summary of the shipped report (target: at most 0.6 s in all).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BARE = """
import typer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def one(name: str) -> None: print(name)
@app.command()
def two(name: str) -> None: print(name)
app()
"""


def median_s(command: list[str], runs: int, home: str) -> float:
    """Median wall time of a process."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(
            command,
            env={"HOME": home, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            cwd=ROOT,
            check=True,
        )
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as home:
        bare_file = Path(home) / "bare.py"
        bare_file.write_text(BARE)
        bare = median_s([sys.executable, str(bare_file), "--help"], runs, home)
        shown = median_s([sys.executable, "-m", "tersely", "--help"], runs, home)
        report = median_s(
            [sys.executable, "-m", "tersely", "examples/report.md", "-m", "extractive"], runs, home
        )
    print(f"bare Typer app --help    {bare * 1000:6.0f} ms")
    print(
        f"tersely --help           {shown * 1000:6.0f} ms   {shown / bare:.2f} times the bare app"
    )
    print(f"tersely examples/report.md (extractive) {report * 1000:6.0f} ms")


if __name__ == "__main__":
    main()
