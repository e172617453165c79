"""How commands are made: shared options as classes, help in groups."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from tersely.cli import app
from tersely.cli.command import add, built
from tersely.cli.options import OUTPUT, RARE, CommonOptions, SettingsOptions, option

from .conftest import Run


def run(name: str, function: Any, arguments: list[str], options: type | None = None) -> None:
    """Make the command and run it."""
    root = typer.Typer(add_completion=False, rich_markup_mode=None)
    root.callback()(lambda: None)
    add(root, name, function, text="A command.", examples=("x a",), options=options)
    root([name, *arguments], standalone_mode=False)


def test_shared_options_are_a_class_and_the_rest_are_the_function_s() -> None:
    """`context.obj` is an instance of it; --color is in every command and nobody's parameter."""
    got: list[Any] = []

    def command(context: typer.Context, word: str, loud: bool = False) -> None:
        got.append((context.obj, word, loud))

    run(
        "x",
        command,
        ["w", "--loud", "-m", "openai", "--set", "a=1", "-vv", "--color", "never"],
        CommonOptions,
    )
    options, word, loud = got[0]
    assert isinstance(options, CommonOptions)
    assert (options.model, options.assign, options.verbose) == ("openai", ["a=1"], 2)
    assert (word, loud) == ("w", True)
    assert options == CommonOptions(model="openai", assign=["a=1"], verbose=2)


def test_the_help_has_groups_in_their_order_and_raw_examples(tersely: Run) -> None:
    """No type stands in place of a metavar, and every option has a text."""
    for name in app.COMMANDS:
        help_text = tersely(name, "--help").out
        assert "<" not in help_text.replace("<!--", "")
        assert "Examples:\n  " in help_text
    text = tersely("batch", "--help").out
    order = [
        text.index(f"\n{panel}:\n") for panel in ("Which files", "What to write", OUTPUT, RARE)
    ]
    assert order == sorted(order)
    assert "Usage: tersely batch [OPTIONS] [INPUT]...\n" in text


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("a.md", "-o", "-m", "extractive"), "-o"),
        (("check", "-", "--source", "a.md", "--verify", "-m", "openai"), "--verify"),
        (("compare", "a.md", "-m", "-l", "5s"), "-m"),
        (("a.md", "--focus", "--json"), "-f"),
    ],
)
def test_the_name_of_an_option_is_no_value_of_the_one_before_it(
    tersely: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    option: str,
) -> None:
    """Nothing is written to a file called -m."""
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text("The quay sank. The council repaired it.")
    ended = tersely(*arguments)
    assert ended.code == 2
    assert f"Option '{option}' requires an argument." in ended.err + ended.out
    assert list(tmp_path.iterdir()) == [tmp_path / "a.md"]


def test_a_file_whose_name_looks_like_options_is_named_in_the_remedy(
    tersely: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it stands it is one after --, or with its folder."""
    monkeypatch.chdir(tmp_path)
    Path("-dash.md").write_text("The quay sank. The council repaired it.")
    ended = tersely("-dash.md")
    assert ended.code == 2
    assert f"hint: For the file of that name: {os.path.join('.', '-dash.md')}" in ended.err
    assert tersely("-q", "--", "-dash.md").code == 0
    assert tersely("-q", "./-dash.md").code == 0


@pytest.mark.parametrize("name", app.COMMANDS)
def test_every_option_has_a_text_and_every_value_a_name(name: str) -> None:
    """In each command and in each command of a group."""

    def look(command: Any) -> None:
        for parameter in command.params:
            assert parameter.help, f"{name} {parameter.name}"
            takes_value = parameter.param_type_name == "option" and not (
                parameter.is_flag or parameter.count
            )
            assert not takes_value or parameter.metavar, f"{name} {parameter.name}"
        for inner in getattr(command, "commands", {}).values():
            look(inner)

    look(built(name).commands[name])


def test_a_class_of_options_may_extend_another() -> None:
    """Fields of both."""

    @dataclass(frozen=True, kw_only=True)
    class More(SettingsOptions):
        level: Annotated[int, option("--level", text="How much.", panel=OUTPUT, metavar="N")] = 1

    got: list[Any] = []

    def command(context: typer.Context) -> None:
        got.append(context.obj)

    run("x", command, ["--level", "3", "--env-file", "e"], More)
    assert got == [More(level=3, env_file="e")]
