"""local models, pull, list, info, quantize: the GGUF files on this machine."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError, UsageError
from ..providers.local import header, hub, machine, recommended, tools

Json = Annotated[bool, typer.Option("--json", help="JSON instead of text.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the group `local` to `app`."""
    group = typer.Typer(
        help="GGUF models on this machine.", rich_markup_mode=None, invoke_without_command=True
    )
    group.callback()(_list_when_alone)
    group.command("models", help="Good small models that `pull` knows by name.")(list_recommended)
    group.command("pull", help="Download a model by name or as hf:OWNER/REPO/FILE.")(pull)
    group.command("list", help="The GGUF files in folders (default: here and the hub's cache).")(
        list_models
    )
    group.command("info", help="What a file is, and the memory it needs at several windows.")(info)
    group.command("quantize", help="Write a smaller copy of an F16, BF16 or F32 file.")(quantize)
    app.add_typer(group, name="local")


def _list_when_alone(context: typer.Context) -> None:
    """`tersely local` lists, as the other groups do."""
    if context.invoked_subcommand is None:
        list_models()


def pull(
    name: Annotated[str, typer.Argument(metavar="NAME|hf:OWNER/REPO/FILE", show_default=False)],
    offline: Annotated[
        bool, typer.Option("--offline", help="Only look in the cache.", show_default=False)
    ] = False,
) -> None:
    path = hub.fetch(recommended.hub_name(name), offline=offline)
    header.read(path)
    _say(str(path))


def list_recommended(as_json: Json = False) -> None:
    rows = list(recommended.models().values())
    if as_json:
        _say(json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False))
        return
    free = machine.available_bytes()
    _say(f"{'name':<16}{'size':>8}{'memory':>9}  {'fits now':<10}{'licence':<21}good for")
    for row in rows:
        fits = "unknown" if free is None else "yes" if row.memory_gb * 1e9 <= free else "no"
        size, memory = f"{row.size_gb:.1f} GB", f"{row.memory_gb:.1f} GB"
        _say(f"{row.name:<16}{size:>8}{memory:>9}  {fits:<10}{row.licence:<21}{row.note}")
    sys.stderr.write("Download one: tersely local pull NAME; then: tersely FILE -m local/NAME\n")


def list_models(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="[FOLDER]...", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    for folder in folders or ():
        if not folder.is_dir():
            raise InputError(
                f"There is no folder {folder}.", hint="Name a folder that holds GGUF files."
            )
    found = tools.listing(folders or [Path(), hub.cache_folder()])
    if as_json:
        rows = [
            {"path": str(one.path), "problem": one.problem}
            | (_facts(one.header) if one.header else {})
            for one in found
        ]
        _say(json.dumps(rows, indent=2))
        return
    for one in found:
        if one.header is None:
            _say(f"{'-':>9}  {'unusable':<12}{one.problem}")
        else:
            kind = "LoRA" if one.header.kind == "adapter" else one.header.quantization
            _say(f"{_size(one.header.file_bytes):>9}  {kind:<12}{one.path}")
    if not found:
        sys.stderr.write("No GGUF file found. Choose one from: tersely local models\n")


def info(
    path: Annotated[Path, typer.Argument(metavar="FILE.gguf", show_default=False)],
    kv_type: Annotated[
        str, typer.Option("--kv-type", metavar="f16|q8_0", help="Type of the context's memory.")
    ] = "f16",
    as_json: Json = False,
) -> None:
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
        _say(json.dumps(_facts(model) | {"memory": rows}, indent=2))
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
        _say(f"{label:<16}{value}")
    _say()
    _say(f"{'context':>9}{'memory':>12}   fits now")
    for fit in fits:
        answer = {True: "yes", False: "no", None: "unknown"}[fit.fits]
        memory = _size(fit.memory.total) if fit.memory.known else "unknown"
        _say(f"{fit.context_tokens:>9,}{memory:>12}   {answer}")


def quantize(
    source: Annotated[Path, typer.Argument(metavar="IN.gguf", show_default=False)],
    target: Annotated[Path, typer.Argument(metavar="OUT.gguf", show_default=False)],
    kind: Annotated[
        str,
        typer.Option("--type", metavar="TYPE", help=f"One of {', '.join(tools.QUANTIZATIONS)}."),
    ] = "Q4_K_M",
) -> None:
    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\rquantizing {done}/{total} ")
            sys.stderr.flush()

    before = header.read(source)
    after = tools.quantize(source, target, kind, progress)
    sys.stderr.write("\r" if sys.stderr.isatty() else "")
    sys.stderr.write(
        f"{_size(before.file_bytes)} {before.quantization} -> {_size(after.file_bytes)} {after.quantization}\n"
    )
    _say(str(target))


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


def _say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
