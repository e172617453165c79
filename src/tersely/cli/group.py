"""What the small commands share: a group of commands with a default, and a line for stdout."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from .. import config

Json = Annotated[bool, typer.Option("--json", help="One JSON object.", show_default=False)]
EnvFile = Annotated[
    str | None,
    typer.Option("--env-file", help="Read NAME=VALUE lines as environment.", show_default=False),
]


def add_group(
    app: typer.Typer, name: str, text: str, commands: Mapping[str, Callable[..., None]]
) -> None:
    """Add `commands` to `app` under `name`; the first one runs when only the group is named."""
    group = typer.Typer(help=text, rich_markup_mode=None, invoke_without_command=True)
    group.callback()(_default(next(iter(commands.values()))))
    for word, command in commands.items():
        group.command(word)(command)
    app.add_typer(group, name=name)


def _default(command: Callable[..., None]) -> Callable[[typer.Context], None]:
    def callback(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            context.invoke(command)

    return callback


def say(line: str = "") -> None:
    """One line on stdout."""
    sys.stdout.write(line + "\n")


def paths() -> config.Paths:
    """Where the files are; for what must also work beside a broken config file."""
    return config.paths(config.process_environment())
