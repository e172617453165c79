"""local models, pull, list, info, quantize: the GGUF files on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError, UsageError
from ..providers.local import header, hub, machine, recommended, tools
from ..screen_text import json_text
from . import notices
from .group import add_group, say
from .notices import Label
from .options import MODEL, Json, option
from .status import Bar, Progress, StatusDisplay
from .table import table

QUANTIZING_LINE_EVERY_S = 10.0


def register(app: typer.Typer) -> None:
    """Add the group `local` to `app`."""
    commands: dict[str, Callable[..., None]] = {
        "list": list_models,
        "models": list_recommended,
        "pull": pull,
        "info": info,
        "quantize": quantize,
    }
    add_group(
        app,
        "local",
        commands,
        text="GGUF models on this machine.",
        examples=(
            "tersely local",
            "tersely local list ~/models",
            "tersely local models",
            "tersely local models --json",
            "tersely local pull qwen3-4b",
            "tersely local pull hf:Qwen/Qwen3-4B-GGUF/Qwen3-4B-Q4_K_M.gguf",
            "tersely local info model.gguf",
            "tersely local info model.gguf --kv-type q8_0",
            "tersely local quantize model-f16.gguf model-q4.gguf",
            "tersely local quantize model-f16.gguf model-q8.gguf --type Q8_0",
        ),
    )


def pull(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="As tersely local models names it, or hf:OWNER/REPO/FILE.",
            show_default=False,
        ),
    ],
    offline: Annotated[
        bool, option("--offline", text="Only look in the cache.", panel=MODEL)
    ] = False,
) -> None:
    """Download a model by name or as hf:OWNER/REPO/FILE."""
    path = hub.fetch(recommended.hub_name(name), offline=offline)
    header.read(path)
    say(str(path))


def list_recommended(as_json: Json = False) -> None:
    """Good small models that `pull` knows by name."""
    rows = list(recommended.models().values())
    if as_json:
        say(json_text([asdict(row) for row in rows]))
        return
    free = machine.available_bytes()
    heads = ("name", "size", "memory", "fits now", "licence", "good for")
    cells = []
    for row in rows:
        sizes = f"{row.size_gb:.1f} GB", f"{row.memory_gb:.1f} GB"
        cells.append((row.name, *sizes, _fits(row.memory_gb, free), row.licence, row.note))
    say(table(heads, cells, right=("size", "memory")))
    notices.say(
        "Download one: tersely local pull NAME; then: tersely FILE -m local/NAME", Label.HINT
    )


def _fits(memory_gb: float, free_bytes: int | None) -> str:
    if free_bytes is None:
        return "unknown"
    return "yes" if memory_gb * 1e9 <= free_bytes else "no"


def list_models(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FOLDER]...", help="Here and the hub's cache, if none.", show_default=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """The GGUF files in folders (default: here and the hub's cache)."""
    for folder in folders or ():
        if not folder.is_dir():
            raise InputError(
                f"There is no folder {folder}.", hint="Name a folder that holds GGUF files."
            )
    files = tools.listing(folders or [Path(), hub.cache_folder()])
    if as_json:
        rows = [
            {"path": str(one.path), "problem": one.problem}
            | (_facts(one.header) if one.header else {})
            for one in files
        ]
        say(json_text(rows))
        return
    for one in files:
        if one.header is None:
            say(f"{'-':>9}  {'unusable':<12}{one.problem}")
        else:
            kind = "LoRA" if one.header.kind == "adapter" else one.header.quantization
            say(f"{_size(one.header.file_bytes):>9}  {kind:<12}{one.path}")
    if not files:
        notices.say("No GGUF file found.")
        notices.say("Choose one from: tersely local models", Label.HINT)


def info(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A GGUF file.", show_default=False)],
    kv_type: Annotated[
        str,
        option(
            "--kv-type",
            text="Type of the context's memory: f16 (the default) or q8_0.",
            panel=MODEL,
            metavar="TYPE",
        ),
    ] = "f16",
    as_json: Json = False,
) -> None:
    """What a file is, and the memory it needs at several windows."""
    if kv_type not in header.KV_BYTES:
        raise UsageError(
            f"--kv-type cannot be {kv_type}.", hint=f"Choose one of {', '.join(header.KV_BYTES)}."
        )
    model, fits = tools.info(path, kv_type)
    if as_json:
        rows = [
            {
                "context_tokens": fit.context_tokens,
                "memory": asdict(fit.memory) | {"total": fit.memory.total},
                "fits": fit.fits,
            }
            for fit in fits
        ]
        say(json_text(_facts(model) | {"memory": rows}))
        return
    window = f"{model.window_tokens:,} tokens" if model.window_tokens else "not stated"
    parameters = "parameters not stated"
    if model.parameters:
        parameters = f"{model.parameters / 1e6:,.0f} million parameters"
    template = "yes" if model.chat_template else "none: a base model, which cannot be used here"
    for label, value in (
        ("name", model.name),
        ("architecture", f"{model.architecture}, {parameters}"),
        ("quantization", f"{model.quantization}, {_size(model.file_bytes)}"),
        ("window", window),
        ("chat template", template),
    ):
        say(f"{label:<16}{value}")
    say()
    say(f"{'context':>9}{'memory':>12}   fits now")
    for fit in fits:
        answer = {True: "yes", False: "no", None: "unknown"}[fit.fits]
        memory = _size(fit.memory.total) if fit.memory.known else "unknown"
        say(f"{fit.context_tokens:>9,}{memory:>12}   {answer}")


def quantize(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="An F16, BF16 or F32 file.", show_default=False)
    ],
    target: Annotated[
        Path, typer.Argument(metavar="OUT", help="The file to write.", show_default=False)
    ],
    kind: Annotated[
        str,
        option(
            "--type",
            text=f"One of {', '.join(tools.QUANTIZATIONS)} (Q4_K_M).",
            panel=MODEL,
            metavar="TYPE",
        ),
    ] = "Q4_K_M",
) -> None:
    """Write a smaller copy of an F16, BF16 or F32 file."""

    def progress(done: int, total: int) -> None:
        display.show(Progress((Bar("quantizing", done, total),)))

    before = header.read(source)
    display = StatusDisplay(line_every_s=QUANTIZING_LINE_EVERY_S)
    try:
        after = tools.quantize(source, target, kind, progress)
    finally:
        display.hide()
    sizes = [f"{_size(file.file_bytes)} {file.quantization}" for file in (before, after)]
    notices.say(" -> ".join(sizes))
    say(str(target))


def _facts(model: header.Header) -> dict[str, object]:
    """The header for JSON, without the template's text and the numbers that only the estimate
    needs.
    """
    names = (
        "name",
        "kind",
        "architecture",
        "quantization",
        "parameters",
        "window_tokens",
        "file_bytes",
        "vocabulary",
    )
    return {name: getattr(model, name) for name in names} | {
        "chat_template": bool(model.chat_template)
    }


def _size(amount: int) -> str:
    return f"{amount / 1e9:,.1f} GB" if amount >= 1e9 else f"{amount / 1e6:,.0f} MB"
