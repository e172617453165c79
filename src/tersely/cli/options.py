"""The options that several commands share, each defined once, and how they become Settings."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import config
from ..app.context import Context
from ..errors import InputError, UsageError
from ..redaction import remember

MODEL, WRITE, COST, OUTPUT, RARE = (
    "With which model",
    "What to write",
    "What it may cost",
    "Output",
    "Rarely needed",
)


def _option(*names: str, text: str, panel: str, metavar: str | None = None) -> Any:
    return typer.Option(
        *names, help=text, rich_help_panel=panel, metavar=metavar, show_default=False
    )


INPUTS: Any = typer.Argument(
    metavar="INPUT", help="Files, http(s) URLs, or - for stdin.", show_default=False
)
SHARED: dict[str, tuple[Any, Any]] = {
    "length": (
        str | None,
        _option(
            "-l",
            "--length",
            text="short, medium, long, xl, or 120w 5s 8b 10%",
            panel=WRITE,
            metavar="LEN",
        ),
    ),
    "style": (
        str | None,
        _option(
            "-s",
            "--style",
            text="bullets, tldr, executive, minutes ... (tersely styles)",
            panel=WRITE,
            metavar="NAME",
        ),
    ),
    "focus": (
        str | None,
        _option("-f", "--focus", text="What to look for.", panel=WRITE, metavar="TEXT"),
    ),
    "lang": (
        str | None,
        _option(
            "--lang",
            text="Language of the summary (as in the document).",
            panel=WRITE,
            metavar="LANG",
        ),
    ),
    "prompt": (
        str | None,
        _option("--prompt", text="Your own instruction, or @FILE.", panel=WRITE, metavar="TEXT"),
    ),
    "model": (
        str | None,
        _option(
            "-m",
            "--model",
            text="openai, anthropic/MODEL, ollama/MODEL, ./model.gguf ...",
            panel=MODEL,
            metavar="REF",
        ),
    ),
    "map_model": (
        str | None,
        _option(
            "--map-model",
            text="A cheaper model for the parts of a long document.",
            panel=MODEL,
            metavar="REF",
        ),
    ),
    "fallback": (
        list[str] | None,
        _option(
            "--fallback",
            text="Takes over when the model before it fails.",
            panel=MODEL,
            metavar="REF",
        ),
    ),
    "assign": (
        list[str] | None,
        _option(
            "--set", text="Any setting, e.g. top_p=0.9, seed=7.", panel=MODEL, metavar="KEY=VALUE"
        ),
    ),
    "temperature": (
        float | None,
        _option("--temperature", text="Where the model takes one.", panel=MODEL, metavar="NUMBER"),
    ),
    "max_output_tokens": (
        int | None,
        _option(
            "--max-output-tokens", text="Cap of the final answer.", panel=MODEL, metavar="TOKENS"
        ),
    ),
    "offline": (bool, _option("--offline", text="Nothing leaves this machine.", panel=MODEL)),
    "dry_run": (
        bool,
        _option("-n", "--dry-run", text="Show calls, tokens and cost; send nothing.", panel=COST),
    ),
    "max_cost": (
        float | None,
        _option(
            "--max-cost",
            text="Stop before the call that would pass it (1.00).",
            panel=COST,
            metavar="USD",
        ),
    ),
    "no_cache": (
        bool,
        _option("--no-cache", text="Neither read nor keep stored answers.", panel=COST),
    ),
    "concurrency": (
        int | None,
        _option("-j", "--concurrency", text="Calls at once.", panel=COST, metavar="N"),
    ),
    "timeout": (
        float | None,
        _option("--timeout", text="Longest time of one call.", panel=COST, metavar="SECONDS"),
    ),
    "json": (
        bool,
        _option("--json", text="One JSON object on stdout, errors included.", panel=OUTPUT),
    ),
    "quiet": (bool, _option("-q", "--quiet", text="Only errors on stderr.", panel=OUTPUT)),
    "verbose": (
        int,
        typer.Option(
            "-v",
            "--verbose",
            count=True,
            help="Details; -vv requests.",
            rich_help_panel=OUTPUT,
            show_default=False,
        ),
    ),
    "verify": (
        str | None,
        _option("--verify", text="A model that judges open claims.", panel=MODEL, metavar="REF"),
    ),
    "fix": (bool, _option("--fix", text="Rewrite or drop unsupported sentences.", panel=WRITE)),
    "strict": (bool, _option("--strict", text="Exit 9 on an unsupported claim.", panel=RARE)),
    "exact_tokens": (
        bool,
        _option("--exact-tokens", text="Count with the provider's endpoint.", panel=RARE),
    ),
    "ocr": (
        bool | None,
        _option(
            "--ocr/--no-ocr",
            text="Recognize text in scans and images (where an engine is installed).",
            panel=RARE,
        ),
    ),
    "attachments": (
        bool,
        _option("--attachments", text="Read files attached to mails and PDFs too.", panel=RARE),
    ),
    "env_file": (
        str | None,
        _option(
            "--env-file", text="Read NAME=VALUE lines as environment.", panel=RARE, metavar="FILE"
        ),
    ),
    "api_key_file": (
        str | None,
        _option(
            "--api-key-file", text="The key of the model asked for.", panel=RARE, metavar="FILE"
        ),
    ),
    "schema": (
        str | None,
        _option("--schema", text="JSON Schema of the answer.", panel=RARE, metavar="FILE"),
    ),
    "allow_private_urls": (
        bool,
        _option("--allow-private-urls", text="Let URLs lead into private networks.", panel=RARE),
    ),
    "encoding": (
        str | None,
        _option("--encoding", text="Of text files, if guessed wrong.", panel=RARE, metavar="NAME"),
    ),
    "max_missing": (
        float | None,
        _option(
            "--max-missing",
            text="Percent of the text that may stay unread (5).",
            panel=RARE,
            metavar="PERCENT",
        ),
    ),
}
# Empty, these are slips (`-m "$MODEL"`) and no wish to have the default.
NAMES = ("model", "map_model", "verify", "style", "env_file", "api_key_file", "schema")
NOT_SETTINGS = {
    "ocr",
    "assign",
    "dry_run",
    "no_cache",
    "json",
    "quiet",
    "verbose",
    "env_file",
    "api_key_file",
}


@dataclass(frozen=True, slots=True)
class Invocation:
    """The shared options of one command line, resolved."""

    context: Context
    dry_run: bool
    json: bool
    quiet: bool
    verbose: int

    @property
    def settings(self) -> config.Settings:
        return self.context.settings


def shared(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command` all shared options; it receives them as its first argument, an Invocation."""
    return sharing(*SHARED)(command)


def sharing(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The same with these options alone."""
    return functools.partial(_with_options, {name: SHARED[name] for name in names})


def _with_options(
    options: dict[str, tuple[Any, Any]], command: Callable[..., None]
) -> Callable[..., None]:
    own = inspect.signature(command, eval_str=True)
    parameters = list(own.parameters.values())[1:]

    @functools.wraps(command)
    def wrapped(**values: Any) -> None:
        taken = {name: values.pop(name, None) for name in SHARED}
        command(resolve(**taken), **values)

    extra = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=0 if kind is int else False if kind is bool else None,
            annotation=Annotated[kind, option],
        )
        for name, (kind, option) in options.items()
    ]
    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    return taking(wrapped, keyword + extra)


def taking(
    command: Callable[..., None], parameters: Sequence[inspect.Parameter]
) -> Callable[..., None]:
    """`command` as one that Typer sees take these parameters."""
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # typing does not know it
    command.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": None}
    return command


def resolve(**values: Any) -> Invocation:
    """Options -> environment -> config file -> Settings.

    Raises:
        UsageError, ConfigError, InputError: a value, the config file or a file named in an option
        is wrong.
    """
    if empty := next((name for name in NAMES if values[name] == ""), None):
        message = f"The value of --{empty.replace('_', '-')} is empty."
        raise UsageError(message, hint="Leave the option out for the default.")
    environment = config.process_environment(values["env_file"])
    flags: dict[str, Any] = {}
    for name, value in values.items():
        # By identity: --temperature 0 and --max-cost 0 are choices, and 0 == False.
        if name not in NOT_SETTINGS and value is not None and value is not False and value != []:
            flags[config.SETTING_ALIASES.get(name, name)] = value
    for text in values["assign"] or []:
        field, value = config.parse_assignment(text)
        flags[field] = value
    if values["ocr"] is not None:
        flags["ocr"] = "on" if values["ocr"] else "off"
    if values["no_cache"]:
        flags["cache"] = False
    if values["prompt"] and values["prompt"].startswith("@"):
        flags["prompt"] = text_of(values["prompt"][1:], "--prompt")
    if values["schema"]:
        flags["schema_text"] = text_of(values["schema"], "--schema")
    for name, value in flags.items():
        # Python gives bytes that are no UTF-8 as lone surrogates, which no request can hold.
        if (
            isinstance(value, str)
            and not value.isascii()
            and any("\ud800" <= c <= "\udfff" for c in value)
        ):
            raise UsageError(f"The value of {name} is not UTF-8.", hint="Write it in UTF-8.")
    remember(value for name, value in environment.items() if name.endswith("_API_KEY"))
    if values["api_key_file"]:
        flags["api_key"] = config.key_file(Path(values["api_key_file"]))
        remember([flags["api_key"].get_secret_value()])
    return Invocation(
        Context.load(flags, environment=environment),
        bool(values["dry_run"]),
        bool(values["json"]),
        bool(values["quiet"]),
        values["verbose"] or 0,
    )


def text_of(path: str, option: str) -> str:
    """The text of a small file named in an option."""
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise InputError(
            f"The file {path} of {option} cannot be read.", hint="Check the path; it must be UTF-8."
        ) from None
    if not text:
        raise UsageError(
            f"The file {path} of {option} is empty.", hint="Write the instruction into it."
        )
    return text
