"""`tersely completion SHELL`: a script that completes commands, options, models, styles and settings.

The words stand in the script, so that a completion starts no Python.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .. import config
from ..app import listing, styles
from ..app.context import Context
from ..errors import UsageError
from .command import add, built
from .completion_scripts import SCRIPTS, Option, Words
from .group import say

_MODELS = {"--model", "--map-model", "--fallback", "--verify"}
_CHOICES = {
    "--length": ("short", "medium", "long", "xl"),
    "--format": ("md", "txt", "json"),
    "--color": ("auto", "always", "never"),
}
_FILES = {"FILE", "OUT", "PATH", "FOLDER"}
# Commands of a group that take the name of a setting.
_OF_SETTINGS = ("config set", "config get", "config unset")
_OF_PROVIDERS = ("keys set", "keys remove")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "completion",
        completion,
        text="Print the completion script of a shell. bash: add eval "
        '"$(tersely completion bash)" to ~/.bashrc; zsh: the same in ~/.zshrc after compinit; '
        "fish: tersely completion fish > ~/.config/fish/completions/tersely.fish; PowerShell: add "
        "tersely completion powershell | Out-String | Invoke-Expression to $PROFILE.",
        examples=('eval "$(tersely completion bash)"', "tersely completion fish"),
    )


def completion(
    shell: Annotated[
        str,
        typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.", show_default=False),
    ],
) -> None:
    if shell not in SCRIPTS:
        raise UsageError(
            f"{shell!r} is not a shell that tersely knows.", hint=f"One of: {', '.join(SCRIPTS)}"
        )
    say(SCRIPTS[shell](words()))


def words() -> Words:
    """Everything that can be completed now, with the user's own styles and services."""
    from .app import COMMANDS

    context = Context.load()
    options: dict[str, list[Option]] = {}
    subcommands: dict[str, tuple[str, ...]] = {}
    for name in COMMANDS:
        command = built(name).commands[name]
        options[name] = _options(command, context)
        for word, inner in getattr(command, "commands", {}).items():
            subcommands[name] = (*subcommands.get(name, ()), word)
            options[f"{name} {word}"] = _options(inner, context)
    settings = tuple(
        config.public_name(field)
        for field in config.Settings.model_fields
        if field not in ("api_key", "max_cost_explicit")
    )
    arguments = dict.fromkeys(_OF_SETTINGS, settings)
    arguments |= dict.fromkeys(_OF_PROVIDERS, tuple(context.providers.names()))
    arguments["completion"] = tuple(SCRIPTS)
    arguments["styles show"] = _styles(context)
    arguments["help"] = tuple(COMMANDS)
    return Words(
        commands=(*COMMANDS, "help", "version"),
        options=options,
        subcommands=subcommands,
        arguments=arguments,
    )


def _options(command: Any, context: Context) -> list[Option]:
    found = [Option(("--help", "-h"), "Show the help.")]
    for parameter in command.params:
        if parameter.param_type_name != "option" or "--help" in parameter.opts:
            continue
        takes_value = not (parameter.is_flag or parameter.count)
        choices, files = _values(parameter, context) if takes_value else ((), False)
        names = (*parameter.opts, *parameter.secondary_opts)
        found.append(Option(names, parameter.help or "", takes_value, choices, files))
    return found


def _values(parameter: Any, context: Context) -> tuple[tuple[str, ...], bool]:
    """What may stand after an option: words, or names of files."""
    for name in parameter.opts:
        if name in _MODELS:
            return _models(context), name == "--model"
        if name in _CHOICES:
            return _CHOICES[name], False
        if name == "--style":
            return _styles(context), False
        if name == "--set":
            names = (config.public_name(field) for field in config.Settings.model_fields)
            return tuple(f"{each}=" for each in names), False
        if name == "--provider":
            return tuple(context.providers.names()), False
    return (), (parameter.metavar or "") in _FILES or "--source" in parameter.opts


def _models(context: Context) -> tuple[str, ...]:
    rows = listing.list_models(context)
    return tuple(dict.fromkeys((*context.providers.names(), "extractive", *(r.ref for r in rows))))


def _styles(context: Context) -> tuple[str, ...]:
    return tuple(name for name, _ in styles.styles(context))
