"""Options are converted as Typer converts them, whether or not a validator was built."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from tersely.cli.parameters import convert_late

from .conftest import Run


def seen_by_command(arguments: list[str]) -> tuple[int, str]:
    """Exit code and output of a command that prints what it gets."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)

    @app.command()
    def show(
        words: Annotated[list[str] | None, typer.Argument()] = None,
        text: str = "",
        number: int = 3,
        share: float = 0.5,
        little: Annotated[int, typer.Option(min=1, max=9)] = 2,
        verbose: Annotated[int, typer.Option("-v", count=True)] = 0,
        quiet: bool = False,
        each: Annotated[list[str] | None, typer.Option()] = None,
    ) -> None:
        typer.echo(repr((words, text, number, share, little, verbose, quiet, each)))

    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a", "b", "c"],
        ["--text", "", "--each", "x", "--each", "y"],
        ["--text", " blank ends ", "--number", "-7", "--share", "1e3", "--quiet"],
        ["-vvv", "--little", "9"],
        ["--number", "many"],
        ["--number", "1.5"],
        ["--share", "half"],
        ["--little", "10"],
        ["--little", "x"],
        ["--unknown"],
        ["--text"],
    ],
    ids=" ".join,
)
def test_typer_itself_reads_the_same(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Values, messages and exit codes, of right and of wrong command lines."""
    build: Callable[..., Any] = typer._coercion.build_runtime_param
    monkeypatch.setattr(typer.core, "build_runtime_param", build)
    by_typer = seen_by_command(arguments)
    convert_late()
    assert seen_by_command(arguments) == by_typer


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["report.md", "--max-cost", "much"], "--max-cost must be a number, not 'much'."),
        (["report.md", "-j", "1.5"], "--concurrency must be a whole number, not '1.5'."),
        (["history", "show", "x"], "N must be a whole number, not 'x'."),
        (["compare", "report.md", "--repeat", "0"], "--repeat must be at least 1, not '0'."),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_in_plain_words(
    arguments: list[str], words: str, tersely: Run
) -> None:
    """Not in pydantic's."""
    ended = tersely(*arguments)
    assert ended.code == 2
    assert f"error: {words}\n" in ended.err
