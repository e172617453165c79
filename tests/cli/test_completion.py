"""`tersely completion SHELL`: tried in the shells themselves where they are installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tersely.cli.app import COMMANDS
from tersely.cli.completion import words

from .conftest import Run

pytestmark = pytest.mark.thorough

ASKED = [
    (["conf"], "config"),
    (["batch", "--inc"], "--include"),
    (["-m", "extrac"], "extractive"),
    (["report.md", "-s", "tld"], "tldr"),
    (["config", "uns"], "unset"),
    (["config", "set", "max_co"], "max_cost"),
    (["report.md", "--set", "top_p"], "top_p="),
    (["keys", "set", "openr"], "openrouter"),
    (["help", "bat"], "batch"),
    (["completion", "zs"], "zsh"),
    (["compare", "report.md", "--length", "med"], "medium"),
]


def shell(name: str) -> str:
    """The shell, or the test is skipped."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def test_every_command_and_every_option_is_offered() -> None:
    """What one command takes, no other one is offered for."""
    known = words()
    assert set(COMMANDS) < set(known.commands)
    assert "--include" in known.names_of("batch")
    assert "--include" not in known.names_of("summarize")
    assert "--stdin" in known.names_of("keys set")
    assert "openai" in known.with_values()["--model"].choices


def test_bash_completes_every_kind_of_word(tersely: Run, tmp_path: Path) -> None:
    """By the function that bash itself calls."""
    path = shell("bash")
    lines = [tersely("completion", "bash").out]
    for given, _ in ASKED:
        lines.append(f"COMP_WORDS=(tersely {' '.join(given)}); COMP_CWORD={len(given)}; _tersely")
        lines.append('echo "${COMPREPLY[@]}"')
    script = tmp_path / "script"
    script.write_text("\n".join(lines))
    ended = subprocess.run(
        [path, str(script)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert ended.stdout.splitlines() == [completed for _, completed in ASKED]


def test_fish_completes_every_kind_of_word(tersely: Run, tmp_path: Path) -> None:
    """By its own `complete -C`."""
    path = shell("fish")
    script = tmp_path / "script"
    script.write_text(tersely("completion", "fish").out)
    asked = "\n".join(f"complete -C 'tersely {' '.join(given)}'" for given, _ in ASKED)
    ended = subprocess.run(
        [path, "-c", f"source {script}\n{asked}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    offered = [line.split("\t")[0] for line in ended.stdout.splitlines()]
    assert offered == [completed for _, completed in ASKED]


def test_zsh_takes_the_script(tersely: Run, tmp_path: Path) -> None:
    """It parses, and the function is defined and registered."""
    path = shell("zsh")
    script = tmp_path / "script"
    script.write_text(tersely("completion", "zsh").out)
    command = f"autoload -Uz compinit; compinit -u -D; source {script}; print $_comps[tersely]"
    ended = subprocess.run(
        [path, "-f", "-c", command], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert ended.stdout.strip() == "_tersely"


def test_an_unknown_shell_is_refused(tersely: Run) -> None:
    """With the names of those that are known."""
    ended = tersely("completion", "tcsh")
    assert ended.code == 2
    assert "bash, zsh, fish, powershell" in ended.err
