"""How a command is made: with a class of shared options, its help in groups, and examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from ..errors import UsageError
from . import terminal
from .options import OUTPUT, PANELS, option

_PLAIN = "Options"  # the group of options in a command that has no groups


def _choose_color(when: str) -> str:
    """Eager: errors that come after it are in these colors already."""
    try:
        terminal.choose_color(when)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from None
    return when


@dataclass(frozen=True, kw_only=True)
class ColorOptions:
    """The one option of every command."""

    color: Annotated[
        str,
        option(
            "--color",
            text="auto, always or never; else NO_COLOR, FORCE_COLOR.",
            panel=OUTPUT,
            metavar="WHEN",
            is_eager=True,
            callback=_choose_color,
        ),
    ] = "auto"


def add(
    app: typer.Typer,
    name: str,
    function: Callable[..., None],
    *,
    text: str | None = None,
    examples: Sequence[str],
    options: type | None = None,
    negative: bool = False,
) -> None:
    """Add `function` to `app` as the command `name`.

    `text` is its help (else the docstring's), `examples` are command lines that the help ends with.
    The fields of `options` (a class of options.py) are options of the command, which finds them as
    `context.obj`. With `negative` an argument may begin with a dash.
    """
    settings = {"ignore_unknown_options": negative}
    kind = type("Command", (Command,), {"shared": options}) if options else Command
    command = app.command(
        name, cls=kind, help=text, epilog="\n".join(examples), context_settings=settings
    )
    command(function)


def built(name: str) -> Any:
    """The command `name` as Typer has it (a TyperCommand or a TyperGroup): to run it, or to list
    its options.
    """
    from .app import COMMANDS

    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    # A callback makes it a group, so that one command and several are called alike.
    app.callback()(lambda: None)
    import_module(f".{COMMANDS[name]}", __package__).register(app)
    return typer.main.get_command(app)


def _options_of(shared: type) -> TyperCommand:
    """A class of options as a command of Typer's, which knows its options and makes it."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(shared)
    command = typer.main.get_command(app)
    assert isinstance(command, TyperCommand)
    return command


class _Help:
    """The help of a command: its options in groups, then the examples as they stand."""

    # Of the Typer class that stands behind this one.
    get_params: Any
    params: Any
    epilog: Any

    def format_options(self, ctx: Any, formatter: Any) -> None:
        parameters = self.get_params(ctx)
        arguments = [
            (argument.metavar or argument.name.upper(), argument.help or "")
            for argument in _of_type("argument", parameters)
        ]
        if arguments:
            with formatter.section("Arguments"):
                formatter.write_dl(arguments)
        options = [option for option in _of_type("option", parameters) if not option.hidden]
        widest = max(len(_names(option)) for option in options)
        for panel, rows in _grouped(options).items():
            with formatter.section(panel):
                # One width for all groups, so that their texts stand in one column.
                (names, text), *others = rows
                formatter.write_dl([(names.ljust(widest), text), *others])

    def collect_usage_pieces(self, _ctx: Any) -> list[str]:
        arguments = _of_type("argument", self.params)
        return ["[OPTIONS]", *(_in_usage(argument) for argument in arguments)]

    def format_epilog(self, _ctx: Any, formatter: Any) -> None:
        examples = self.epilog
        if examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in examples.splitlines()))


def _of_type(name: str, parameters: Sequence[Any]) -> list[Any]:
    """Those that are an "argument", or an "option"."""
    return [parameter for parameter in parameters if parameter.param_type_name == name]


def _in_usage(argument: Any) -> str:
    name = str(argument.metavar or argument.name.upper())
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _grouped(options: Sequence[Any]) -> dict[str, list[tuple[str, str]]]:
    """Names and texts of options by group, the groups in their order."""
    panels = [getattr(option, "rich_help_panel", None) or OUTPUT for option in options]
    has_groups = any(panel != OUTPUT for panel in panels)
    groups: dict[str, list[tuple[str, str]]] = {panel: [] for panel in PANELS}
    for one, panel in zip(options, panels, strict=True):
        row = (_names(one), _text(one))
        groups.setdefault(panel if has_groups else _PLAIN, []).append(row)
    return {panel: rows for panel, rows in groups.items() if rows}


def _names(option: Any) -> str:
    names = [*option.opts, *option.secondary_opts]
    short = [name for name in names if not name.startswith("--")]
    long = [name for name in names if name.startswith("--")]
    before = ", ".join(short) + ", " if short else "    "
    takes_value = not (option.is_flag or option.count)
    value = f" {option.metavar or 'VALUE'}" if takes_value else ""
    return before + ", ".join(long) + value


def _text(option: Any) -> str:
    text = option.help or ""
    default = option.default if option.show_default else None
    return f"{text} [{default}]" if default not in (None, False, "") else text


class Command(_Help, TyperCommand):
    """A command with --color and the options of the class `shared`."""

    shared: ClassVar[type | None] = None

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        kinds = (self.shared, ColorOptions) if self.shared else (ColorOptions,)
        self._shared = [_options_of(kind) for kind in kinds]
        for command in self._shared:
            self.params += command.params

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        rest: list[str] = super().parse_args(ctx, args)
        options = _of_type("option", self.params)
        names: set[str] = set()
        for one in options:
            names.update(one.opts, one.secondary_opts)
        for one in options:
            value = ctx.params.get(one.name)
            values = value if isinstance(value, list | tuple) else [value]
            if any(isinstance(text, str) and text in names for text in values):
                # `-o -m openai`: the name of an option is no value of the one before it.
                raise UsageError(
                    f"Option {one.opts[0]!r} requires an argument.",
                    hint=f"See: tersely {self.name} --help",
                )
        return rest

    def invoke(self, ctx: Any) -> Any:
        # Only what the class `shared` makes is for the command: --color has taken effect.
        for command in reversed(self._shared):
            values = {
                parameter.name: ctx.params.pop(parameter.name) for parameter in command.params
            }
            assert command.callback
            ctx.obj = command.callback(**values)
        return super().invoke(ctx)


class Group(_Help, TyperGroup):
    """A group of commands."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def collect_usage_pieces(self, _ctx: Any) -> list[str]:
        return ["[OPTIONS]", "COMMAND", "[ARGUMENT]..."]
