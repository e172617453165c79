"""Completion scripts, tried in the shells themselves where they are installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tersely.cli.completion_scripts import SCRIPTS, Option, Words, bash, fish, powershell

from .conftest import Run

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


WORDS = Words(
    commands=("summarize", "batch", "config", "help"),
    options={
        "summarize": [
            Option(("--style", "-s"), "How it's written.", True, ("tldr", "mine")),
            Option(("--output", "-o"), "Where to.", True, files=True),
            Option(("--set",), "A setting.", True, ("rpm=", "tpm=")),
            Option(("--json",), "One object."),
        ],
        "batch": [Option(("--include",), "Which.", True)],
        "config": [],
        "config set": [Option(("--here",), "In this folder.")],
    },
    subcommands={"config": ("set", "get")},
    arguments={"config set": ("style", "length"), "help": ("batch",)},
)
HOSTILE = ("$(touch pwned)", "`touch pwned`", "it's", 'a"; touch pwned; "', "a b", "x;touch", "é-1")


def completed(tmp_path: Path, words: Words, *given: str) -> list[str]:
    """What bash offers after `tersely GIVEN`."""
    command = " ".join(f"'{word}'" for word in given)
    lines = [bash(words), f"COMP_WORDS=(tersely {command}); COMP_CWORD={len(given)}; _tersely"]
    lines.append('for word in "${COMPREPLY[@]}"; do echo "$word"; done')
    (tmp_path / "script").write_text("\n".join(lines))
    # Bash of macOS is 3.2: no `set -u` and no associative arrays in the script.
    ended = subprocess.run(
        [shell("bash"), str(tmp_path / "script")],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert ended.stderr == ""
    return ended.stdout.splitlines()


@pytest.mark.parametrize(
    ("given", "offered"),
    [
        (["b"], ["batch"]),
        (["--j"], ["--json"]),
        (["--s"], ["--style", "--set"]),
        (["x.md", "-s", ""], ["tldr", "mine"]),
        (["x.md", "--set", "r"], ["rpm="]),
        (["x.md", "--output", "no"], ["notes.txt"]),
        (["x.md", "no"], ["notes.txt"]),
        (["batch", "--"], ["--include"]),
        (["batch", "--include", "no"], []),
        (["batch", "no"], ["notes.txt"]),
        (["config", ""], ["set", "get"]),
        (["config", "set", "st"], ["style"]),
        (["config", "set", "--"], ["--here"]),
        (["config", "get", "no"], ["notes.txt"]),
        (["help", ""], ["batch"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_bash_offers_what_may_stand_there(
    tmp_path: Path, given: list[str], offered: Sequence[str]
) -> None:
    """Words of this command and this place; names of files where one may stand."""
    (tmp_path / "notes.txt").touch()
    assert completed(tmp_path, WORDS, *given) == offered


def test_a_name_that_a_shell_would_execute_is_not_completed(tmp_path: Path) -> None:
    """A style or a service of the user's may have any name; nothing of it runs on a press of TAB."""
    style = replace(WORDS.options["summarize"][0], choices=("tldr", *HOSTILE))
    words = replace(
        WORDS, options={**WORDS.options, "summarize": [style]}, arguments={"help": HOSTILE}
    )
    assert completed(tmp_path, words, "x.md", "-s", "") == ["tldr", "é-1"]
    assert completed(tmp_path, words, "help", "") == ["é-1"]
    assert not (tmp_path / "pwned").exists()
    for script in SCRIPTS.values():
        text = script(words)
        assert "é-1" in text
        assert not any(name in text for name in HOSTILE[:-1])


def test_every_script_has_every_word() -> None:
    """Whatever the shell: commands, options, values, words of groups."""
    every = [*WORDS.commands, "tldr", "mine", "rpm=", "set", "get", "length", "style"]
    for name, script in SCRIPTS.items():
        text = script(WORDS)
        for word in every:
            assert word in text, (name, word)
        for option in ("style", "output", "include", "here", "json"):
            assert f"{'-l ' if name == 'fish' else '--'}{option}" in text, (name, option)


def test_help_with_an_apostrophe_stays_in_its_quotes() -> None:
    """fish shows it beside the option, which takes a word or a file."""
    lines = fish(WORDS).splitlines()
    (style,) = (line for line in lines if "-l style" in line)
    assert style.endswith(r"-l style -s s -x -a 'tldr mine' -d 'How it\'s written.'")
    (output,) = (line for line in lines if "-l output" in line)
    assert "-l output -s o -r -d" in output
    (flag,) = (line for line in lines if "-l json" in line)
    assert "-l json -d" in flag


def test_powershell_has_the_words_as_arrays() -> None:
    """An option without words of its own has no row, so that names of files are completed."""
    text = powershell(WORDS)
    assert "$groups = @{ 'config' = @('set', 'get') }" in text
    assert "'--style' = @('tldr', 'mine'); '-s' = @('tldr', 'mine')" in text
    assert "'--output' = " not in text
    assert "'config set' = @('--here')" in text


@pytest.mark.thorough
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


@pytest.mark.thorough
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


@pytest.mark.thorough
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
