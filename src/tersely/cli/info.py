"""models, styles, doctor, keys, config, cache: what is there, and what to do about what is not."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from .. import app, config
from ..errors import InputError, UsageError
from .redaction import redact
from .table import table

Json = Annotated[bool, typer.Option("--json", help="One JSON object.", show_default=False)]
EnvFile = Annotated[
    str | None,
    typer.Option("--env-file", help="Read NAME=VALUE lines as environment.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("models", help="What can be used now, with its window and price.")(models)
    app.command(
        "doctor", help="A diagnosis: keys, endpoints, files, and the one thing to do next."
    )(doctor)
    for name, text, commands in (
        ("styles", "The prompt styles.", (styles_list, styles_show)),
        ("keys", "Keys of the providers; never shown.", (keys_list, keys_set)),
        (
            "config",
            "Settings, where they come from, and setting one.",
            (config_show, config_set, config_path, config_schema),
        ),
        ("cache", "The store of finished answers.", (cache_show, cache_clear)),
    ):
        group = typer.Typer(help=text, rich_markup_mode=None, invoke_without_command=True)
        group.callback()(_default(commands[0]))
        for command in commands:
            group.command(command.__name__.split("_")[1])(command)
        app.add_typer(group, name=name)


def _default(command: Callable[..., None]) -> Callable[[typer.Context], None]:
    """The group's first command runs when only the group is named: `tersely styles`."""

    def callback(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            context.invoke(command)

    return callback


def _say(line: str = "") -> None:
    sys.stdout.write(line + "\n")


def _places() -> config.Paths:
    """Where the files are; for what must also work beside a broken config file."""
    return config.paths(config.process_environment())


def models(
    provider: Annotated[
        str | None, typer.Option("-p", "--provider", help="One provider.", show_default=False)
    ] = None,
    refresh: Annotated[
        bool,
        typer.Option(
            "--refresh", help="Ask the provider what the key can use.", show_default=False
        ),
    ] = False,
    as_json: Json = False,
    env_file: EnvFile = None,
) -> None:
    context = app.Context.load(env_file=env_file)
    rows = app.list_models(context, provider=provider, refresh=refresh)
    if as_json:
        _say(json.dumps([row.as_dict() for row in rows], indent=2))
        return
    cells = [
        [row.ref, f"{row.window_tokens:,}" if row.window_tokens else "-", row.price, row.state]
        for row in rows
    ]
    _say(table(["model", "window", "$/M tokens in / out", "now"], cells, right=["window"]))
    _say()
    if provider not in (None, "extractive") and not refresh:
        _say(f"What the key can use: tersely models -p {provider} --refresh")
    _say(f"Default: {app.choose_model(context).ref}   (tersely config set model REF)")


def doctor(
    probe: Annotated[
        bool,
        typer.Option("--probe", help="Ask each endpoint whether it answers.", show_default=False),
    ] = False,
    as_json: Json = False,
    env_file: EnvFile = None,
) -> None:
    context = app.Context.load(env_file=env_file)
    findings = app.diagnose(context, probe=probe)
    if as_json:
        _say(json.dumps(findings.as_dict(), indent=2))
        return
    cells = [
        [one.name, one.package, one.key, one.default_model, one.endpoint, one.answer]
        for one in findings.providers
    ]
    heads = ["provider", "package", "key", "default model", "endpoint", "answer"]
    shown = len(heads) if any(one.answer for one in findings.providers) else len(heads) - 1
    _say(table(heads[:shown], [row[:shown] for row in cells]))
    _say()
    for what, state in findings.files.items():
        _say(f"{what:<8}{state}")
    _say()
    _say(findings.next_step)


def styles_list() -> None:
    """The styles, one a line."""
    context = app.Context.load()
    for name, description in app.styles(context):
        _say(f"{name:<12}{description}")


def styles_show(name: str) -> None:
    """The prompts of one style, as they are used."""
    context = app.Context.load()
    style = app.load_style(name, context)
    for part in ("system", "single", "map", "merge", "reduce"):
        _say(f"<!-- {part}.md -->\n{getattr(style, part)}\n")
    _say(f"<!-- your own: copy the files into {context.paths.styles / name}/ -->")


def keys_list() -> None:
    """For each provider whether a key is set and where, never its value."""
    context = app.Context.load()
    for name, variable, key in app.keys(context):
        match key:
            case config.Key():
                state = f"set ({key.origin})"
            case None:
                state = f"not set ({variable})"
            case error:
                state = f"cannot be used: {error.message}"
        _say(f"{name:<14}{state}")


def keys_set(
    name: str,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read the key from stdin.", show_default=False)
    ] = False,
) -> None:
    """Store the key of a provider: asked for without echo, or from stdin."""
    from pydantic import SecretStr

    context = app.Context.load()
    provider = app.canonical(name, context)
    if provider in ("extractive", "local"):
        raise UsageError(
            f"{provider} works on this machine and takes no key.", hint="Use it: -m " + provider
        )
    value = (
        sys.stdin.readline().strip()
        if stdin or not sys.stdin.isatty()
        else typer.prompt(f"Key for {provider}", hide_input=True)
    )
    if not value:
        raise InputError("No key was given.", hint="Paste it at the prompt, or pipe it in.")
    where = config.set_key(provider, SecretStr(value), context.paths.keys_file)
    sys.stderr.write(f"The key for {provider} is in {where}.\n")


def config_show() -> None:
    """Each setting with its value and where it comes from."""
    context = app.Context.load()
    values = context.loaded.settings.model_dump(mode="json", by_alias=False)
    for field, value in values.items():
        name = config.Settings.model_fields[field].alias or field
        shown = "-" if value in (None, "", [], {}) else json.dumps(value, ensure_ascii=False)
        _say(f"{name:<20}{redact(shown):<24}{context.loaded.origins.get(field, 'default')}")
    _say(f"\nfile: {context.paths.config_file}")


def config_set(name: str, value: str) -> None:
    """Write one setting into the config file."""
    places = _places()
    field, parsed = config.parse_assignment(f"{name}={value}")
    # Only what is looked up needs the other settings: a wrong one in the file can be set right.
    if field in ("model", "map_model", "fallback"):
        for ref in filter(None, parsed if field == "fallback" else [value]):
            app.parse_ref(ref, app.Context.load())
    if field == "style":
        app.load_style(value, app.Context.load())
    config.save(places.config_file, field, parsed)
    sys.stderr.write(f"{name} is set in {places.config_file}.\n")


def config_path() -> None:
    """Where the files are."""
    places = _places()
    for what, path in (
        ("config", places.config_file),
        ("keys", places.keys_file),
        ("styles", places.styles),
        ("store", places.store_file),
    ):
        _say(f"{what:<8}{path}")


def config_schema() -> None:
    """The JSON Schema of the config file."""
    _say(config.write_schema())


def cache_show() -> None:
    """How many answers are stored."""
    places = _places()
    stats = app.cache_stats(places)
    _say(f"{stats.answers:,} answers, {stats.size_bytes / 1e6:.1f} MB in {stats.path}")


def cache_clear() -> None:
    """Delete all stored answers; they would be paid again."""
    sys.stderr.write(f"{app.cache_clear(_places()):,} answers deleted.\n")
