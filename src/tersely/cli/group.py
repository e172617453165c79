"""What the small commands share: a group of commands with a default, and a line for stdout."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import typer

from .. import config
from .command import Group, add
from .standard_output import put


def add_group(
    app: typer.Typer,
    name: str,
    commands: Mapping[str, Callable[..., None]],
    *,
    text: str,
    examples: Sequence[str],
    negative: Collection[str] = (),
) -> None:
    """Add `commands` to `app` under `name`; the first one runs when only the group is named. Each
    shows those of the `examples` that call it; an argument of a `negative` one may begin with a
    dash.
    """
    group = typer.Typer(
        cls=Group,
        help=text,
        epilog="\n".join(examples),
        rich_markup_mode=None,
        invoke_without_command=True,
    )
    default = next(iter(commands))
    group.callback()(_default(commands[default]))
    for word, command in commands.items():
        called = [f"tersely {name} {word}"] + [f"tersely {name}"] * (word == default)
        of_group = [line for line in examples if _calls(line, called)]
        add(group, word, command, examples=of_group, negative=word in negative)
    app.add_typer(group, name=name)


def _default(command: Callable[..., None]) -> Callable[[typer.Context], None]:
    def callback(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            context.invoke(command)

    return callback


def _calls(example: str, called: Sequence[str]) -> bool:
    """Whether an example calls this command: by its words, with arguments or without."""
    line = example.partition("  #")[0].rstrip()
    return line in called or f" {line} ".find(f" {called[0]} ") >= 0


def say(line: str = "") -> None:
    """One line on stdout."""
    put(line + "\n")


def paths() -> config.Paths:
    """Where the files are; for what must also work beside a broken config file."""
    return config.paths(config.process_environment())
