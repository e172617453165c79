"""`tersely completion SHELL`: a script that completes commands, options, models, styles and
settings.

The words stand in the script, so that a completion starts no Python.
"""

from __future__ import annotations

from dataclasses import dataclass
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
_NOT_STORED = ("api_key", "max_cost_explicit")
_OF_PROVIDERS = ("keys set", "keys remove")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "completion",
        completion,
        text="Print the completion script of a shell. Write it to a file once, so that a new shell "
        "starts without waiting for Python: tersely completion bash > ~/.tersely.bash, then add "
        "source ~/.tersely.bash to ~/.bashrc. zsh: the same with ~/.zshrc, after compinit. "
        "fish: tersely completion fish > ~/.config/fish/completions/tersely.fish. PowerShell: "
        "tersely completion powershell > tersely.ps1, then dot-source that file in $PROFILE.",
        examples=("tersely completion bash > ~/.tersely.bash", "tersely completion fish"),
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


@dataclass(frozen=True)
class _Names:
    """What this user can name; collected once, since the models ask what is installed."""

    providers: tuple[str, ...]
    models: tuple[str, ...]
    styles: tuple[str, ...]
    settings: tuple[str, ...]

    @classmethod
    def of(cls, context: Context) -> _Names:
        providers = tuple(context.providers.names())
        refs = (row.ref for row in listing.list_models(context))
        return cls(
            providers=providers,
            models=tuple(dict.fromkeys((*providers, "extractive", *refs))),
            styles=tuple(name for name, _ in styles.styles(context)),
            settings=tuple(config.public_name(each) for each in config.Settings.model_fields),
        )


def words() -> Words:
    """Everything that can be completed now, with the user's own styles and services."""
    from .app import COMMANDS

    names = _Names.of(Context.load())
    options: dict[str, list[Option]] = {}
    subcommands: dict[str, tuple[str, ...]] = {}
    for name in COMMANDS:
        command = built(name).commands[name]
        options[name] = _options(command, names)
        for word, inner in getattr(command, "commands", {}).items():
            subcommands[name] = (*subcommands.get(name, ()), word)
            options[f"{name} {word}"] = _options(inner, names)
    storable = tuple(name for name in names.settings if name not in _NOT_STORED)
    arguments = dict.fromkeys(_OF_SETTINGS, storable)
    arguments |= dict.fromkeys(_OF_PROVIDERS, names.providers)
    arguments["completion"] = tuple(SCRIPTS)
    arguments["styles show"] = names.styles
    arguments["help"] = tuple(COMMANDS)
    return Words(
        commands=(*COMMANDS, "help", "version"),
        options=options,
        subcommands=subcommands,
        arguments=arguments,
    )


def _options(command: Any, names: _Names) -> list[Option]:
    options = [Option(("--help", "-h"), "Show the help.")]
    for parameter in command.params:
        if parameter.param_type_name != "option" or "--help" in parameter.opts:
            continue
        takes_value = not (parameter.is_flag or parameter.count)
        choices, files = _values(parameter, names) if takes_value else ((), False)
        spellings = (*parameter.opts, *parameter.secondary_opts)
        options.append(Option(spellings, parameter.help or "", takes_value, choices, files))
    return options


def _values(parameter: Any, names: _Names) -> tuple[tuple[str, ...], bool]:
    """What may stand after an option: words, or names of files."""
    for name in parameter.opts:
        if name in _MODELS:
            return names.models, name == "--model"
        if name in _CHOICES:
            return _CHOICES[name], False
        if name == "--style":
            return names.styles, False
        if name == "--set":
            return tuple(f"{each}=" for each in names.settings), False
        if name == "--provider":
            return names.providers, False
    return (), (parameter.metavar or "") in _FILES or "--source" in parameter.opts
