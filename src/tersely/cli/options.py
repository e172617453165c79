"""The options that several commands share, as classes: a command takes one of them by
`command.add(..., options=CommonOptions)` and gets it resolved by `Invocation.of(context)`.
"""

# No `from __future__ import annotations`: Typer reads the types of these classes.

from dataclasses import dataclass
from typing import Annotated, Any

import typer

FILES, CUTS, DATA, TRIED, WRITE, MODEL, COST, OUTPUT, RARE = (
    "Which files",
    "Where it is cut",
    "The data set",
    "What is tried",
    "What to write",
    "With which model",
    "What it may cost",
    "Output",
    "Rarely needed",
)
PANELS = (FILES, CUTS, DATA, TRIED, WRITE, MODEL, COST, OUTPUT, RARE)
"""The groups of options in each help, in this order."""


def option(*names: str, text: str, panel: str, metavar: str | None = None, **more: Any) -> Any:
    """An option; its default stands in `text` where a reader wants to know it."""
    return typer.Option(
        *names, help=text, rich_help_panel=panel, metavar=metavar, show_default=False, **more
    )


INPUTS: Any = typer.Argument(
    metavar="[INPUT]...", help="Files, http(s) URLs, or - for stdin.", show_default=False
)
Inputs = Annotated[list[str] | None, INPUTS]
Output = Annotated[
    str | None, option("-o", "--output", text="Write to FILE.", panel=OUTPUT, metavar="FILE")
]
Json = Annotated[
    bool, option("--json", text="One JSON object on stdout, errors included.", panel=OUTPUT)
]
EnvFile = Annotated[
    str | None,
    option("--env-file", text="Read NAME=VALUE lines as environment.", panel=RARE, metavar="FILE"),
]
Force = Annotated[
    bool, option("--force", text="Summarize even a text as short as its summary.", panel=WRITE)
]
Offline = Annotated[bool, option("--offline", text="Nothing leaves this machine.", panel=MODEL)]
Model = Annotated[
    str | None,
    option(
        "-m",
        "--model",
        text="openai, anthropic/MODEL, ollama/MODEL, ./model.gguf ...",
        panel=MODEL,
        metavar="REF",
    ),
]
Assignments = Annotated[
    list[str] | None,
    option("--set", text="Any setting, e.g. top_p=0.9, seed=7.", panel=MODEL, metavar="KEY=VALUE"),
]
ApiKeyFile = Annotated[
    str | None,
    option("--api-key-file", text="The key of the model asked for.", panel=RARE, metavar="FILE"),
]
DryRun = Annotated[
    bool,
    option("-n", "--dry-run", text="Show calls, tokens and cost; send nothing.", panel=COST),
]
MaxCost = Annotated[
    float | None,
    option(
        "--max-cost",
        text="Stop before the call that would pass it (1.00).",
        panel=COST,
        metavar="USD",
    ),
]
NoCache = Annotated[bool, option("--no-cache", text="Neither use nor fill the cache.", panel=COST)]
Timeout = Annotated[
    float | None,
    option("--timeout", text="Longest time of one call.", panel=COST, metavar="SECONDS"),
]


@dataclass(frozen=True, kw_only=True)
class SettingsOptions:
    """Where settings come from beside the config file."""

    env_file: EnvFile = None


@dataclass(frozen=True, kw_only=True)
class FileOptions:
    """How files are read."""

    ocr: Annotated[
        bool | None,
        option(
            "--ocr/--no-ocr",
            text="Recognize text in scans and images (where an engine is installed).",
            panel=RARE,
        ),
    ] = None
    encoding: Annotated[
        str | None,
        option(
            "--encoding",
            text="Of text files, if guessed wrong.",
            panel=RARE,
            metavar="NAME",
        ),
    ] = None
    vision: Annotated[
        bool,
        option("--vision", text="Let the model read scans and images, page by page.", panel=RARE),
    ] = False
    attachments: Annotated[
        bool,
        option("--attachments", text="Read files attached to mails and PDFs too.", panel=RARE),
    ] = False


@dataclass(frozen=True, kw_only=True)
class UrlOptions:
    """How URLs are read."""

    allow_private_urls: Annotated[
        bool,
        option("--allow-private-urls", text="Let URLs lead into private networks.", panel=RARE),
    ] = False


@dataclass(frozen=True, kw_only=True)
class ReadingOptions(UrlOptions, FileOptions, SettingsOptions):
    """How inputs are read."""

    offline: Offline = False


@dataclass(frozen=True, kw_only=True)
class WritingOptions:
    """What is written."""

    length: Annotated[
        str | None,
        option(
            "-l",
            "--length",
            text="short, medium, long, xl, or 120w 5s 8b 10%",
            panel=WRITE,
            metavar="LEN",
        ),
    ] = None
    focus: Annotated[
        str | None,
        option("-f", "--focus", text="What to look for.", panel=WRITE, metavar="TEXT"),
    ] = None
    lang: Annotated[
        str | None,
        option(
            "--lang",
            text="Language of the summary (as in the document).",
            panel=WRITE,
            metavar="LANG",
        ),
    ] = None
    prompt: Annotated[
        str | None,
        option("--prompt", text="Your own instruction, or @FILE.", panel=WRITE, metavar="TEXT"),
    ] = None
    schema: Annotated[
        str | None,
        option("--schema", text="JSON Schema of the answer.", panel=RARE, metavar="FILE"),
    ] = None
    max_missing: Annotated[
        float | None,
        option(
            "--max-missing",
            text="Percent of the text that may stay unread (5).",
            panel=RARE,
            metavar="PERCENT",
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class VerifyOptions:
    """A second opinion on what is written."""

    verify: Annotated[
        str | None,
        option("--verify", text="A model that judges open claims.", panel=MODEL, metavar="REF"),
    ] = None


@dataclass(frozen=True, kw_only=True)
class StrictOptions:
    """What an unsupported claim ends with."""

    strict: Annotated[
        bool, option("--strict", text="Exit 9 on an unsupported claim.", panel=RARE)
    ] = False


@dataclass(frozen=True, kw_only=True)
class FixOptions:
    """What becomes of sentences that the source does not support."""

    fix: Annotated[
        bool, option("--fix", text="Rewrite or drop unsupported sentences.", panel=WRITE)
    ] = False


@dataclass(frozen=True, kw_only=True)
class ModelOptions(SettingsOptions):
    """Who is asked, and how."""

    offline: Offline = False
    map_model: Annotated[
        str | None,
        option(
            "--map-model",
            text="A cheaper model for the parts of a long document.",
            panel=MODEL,
            metavar="REF",
        ),
    ] = None
    assign: Assignments = None
    temperature: Annotated[
        float | None,
        option("--temperature", text="For models that take one.", panel=MODEL, metavar="NUMBER"),
    ] = None
    max_output_tokens: Annotated[
        int | None,
        option(
            "--max-output-tokens", text="Cap of the final answer.", panel=MODEL, metavar="TOKENS"
        ),
    ] = None
    exact_tokens: Annotated[
        bool, option("--exact-tokens", text="Count with the provider's endpoint.", panel=RARE)
    ] = False


@dataclass(frozen=True, kw_only=True)
class CostOptions:
    """What calls may cost and how many run at once."""

    dry_run: DryRun = False
    max_cost: MaxCost = None
    no_cache: NoCache = False
    concurrency: Annotated[
        int | None, option("-j", "--concurrency", text="Calls at once.", panel=COST, metavar="N")
    ] = None
    timeout: Timeout = None


@dataclass(frozen=True, kw_only=True)
class OutputOptions:
    """What stdout and stderr hold."""

    json: Json = False
    quiet: Annotated[bool, option("-q", "--quiet", text="Only errors on stderr.", panel=OUTPUT)] = (
        False
    )
    verbose: Annotated[
        int, option("-v", "--verbose", text="Details; -vv requests.", panel=OUTPUT, count=True)
    ] = 0


@dataclass(frozen=True, kw_only=True)
class OneOptions:
    """One model, one style; with a column for each model nobody takes over."""

    model: Model = None
    api_key_file: ApiKeyFile = None
    style: Annotated[
        str | None,
        option(
            "-s",
            "--style",
            text="bullets, tldr, executive, minutes ... (tersely styles)",
            panel=WRITE,
            metavar="NAME",
        ),
    ] = None
    fallback: Annotated[
        list[str] | None,
        option(
            "--fallback",
            text="Takes over when the model before it fails.",
            panel=MODEL,
            metavar="REF",
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class SeveralOptions:
    """Models and styles that are set side by side."""

    models: Annotated[
        list[str] | None,
        option("-m", "--model", text="Give it once for each model.", panel=MODEL, metavar="REF"),
    ] = None
    styles: Annotated[
        list[str] | None,
        option("-s", "--style", text="Give it once for each style.", panel=WRITE, metavar="NAME"),
    ] = None


# Fields come in the order of the classes from right to left: so does the help.
@dataclass(frozen=True, kw_only=True)
class CallOptions(OutputOptions, CostOptions, VerifyOptions, ModelOptions, WritingOptions):
    """Those of every command that makes calls, but for its models and its inputs."""


@dataclass(frozen=True, kw_only=True)
class CommonOptions(CallOptions, UrlOptions, FileOptions, StrictOptions, FixOptions, OneOptions):
    """Those of a command that makes calls to one model."""


@dataclass(frozen=True, kw_only=True)
class SummarizeOptions(CommonOptions):
    """Those of one summary."""

    summarize_short: Force = False


@dataclass(frozen=True, kw_only=True)
class BatchOptions(CallOptions, FileOptions, StrictOptions, FixOptions, OneOptions):
    """The same for files alone."""


@dataclass(frozen=True, kw_only=True)
class ComparingOptions(CallOptions, UrlOptions, FileOptions, StrictOptions, SeveralOptions):
    """Those of a command that shows what several models write."""

    summarize_short: Force = False


@dataclass(frozen=True, kw_only=True)
class EvaluatingOptions(CallOptions, FixOptions, SeveralOptions):
    """Those of a command that scores several models on texts that it has already."""
