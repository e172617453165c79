"""What `tersely local` does: find the models on this disk, describe one, make a smaller one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ...errors import InputError, TerselyError, UsageError
from . import header, machine, quantizing
from .library import llama

WINDOWS = (2048, 4096, 8192, 16_384, 32_768)
QUANTIZATIONS = (
    "Q2_K",
    "Q3_K_M",
    "Q4_0",
    "Q4_K_S",
    "Q4_K_M",
    "Q5_K_S",
    "Q5_K_M",
    "Q6_K",
    "Q8_0",
    "F16",
    "BF16",
)
_PRECISE = ("F32", "F16", "BF16", "unknown")


@dataclass(frozen=True, slots=True)
class Fit:
    """Memory at one context size; `fits` is None where the free memory cannot be told."""

    context_tokens: int
    memory: header.Memory
    fits: bool | None


@dataclass(frozen=True, slots=True)
class Found:
    """A GGUF on this disk; `header` is None and `problem` says why when it cannot be read."""

    path: Path
    header: header.Header | None
    problem: str = ""


def info(path: Path, kv_type: str = "f16") -> tuple[header.Header, list[Fit]]:
    """The facts of a file and what it needs at the usual windows, up to its own. Raises InputError."""
    model = header.read(path)
    free = machine.available_bytes()
    window = model.window_tokens
    sizes = list(WINDOWS)
    if window:
        sizes = [size for size in WINDOWS if size < window] + [window]
    fits = []
    for size in sizes:
        memory = header.estimate(model, size, kv_type=kv_type)
        does_fit = None
        if free is not None and memory.known:
            does_fit = memory.total <= free
        fits.append(Fit(size, memory, does_fit))
    return model, fits


def listing(folders: list[Path]) -> list[Found]:
    """The GGUF files in `folders` and below, sorted by path, unreadable ones with the reason."""
    paths = {path for folder in folders for path in folder.rglob("*.gguf")}
    files = []
    for path in sorted(filter(Path.is_file, paths)):
        try:
            files.append(Found(path, header.read(path)))
        except InputError as error:
            files.append(Found(path, None, error.message))
    return files


def quantize(
    source: Path, target: Path, kind: str, progress: quantizing.Progress = lambda _done, _all: None
) -> header.Header:
    """Write `source` to `target` with weights of type `kind` (see QUANTIZATIONS); returns the
    header of the result.

    The result appears whole or not at all, and only after it has been read back. Raises UsageError
    for an unknown type or an existing target, InputError for a bad source.
    """
    if kind not in QUANTIZATIONS:
        raise UsageError(
            f"{kind} is not a quantization.", hint=f"Choose one of {', '.join(QUANTIZATIONS)}."
        )
    if target.exists():
        raise UsageError(
            f"{target} exists.", hint="Choose another name; nothing is ever overwritten."
        )
    before = header.read(source)
    if before.quantization not in _PRECISE:
        raise InputError(
            f"{source} is already quantized ({before.quantization}).",
            hint="Quantize from the F16, BF16 or F32 file of the model: each further step would lose more.",
        )
    llama()  # says so where it is missing
    partial = target.with_name(f".{target.name}.partial")
    try:
        if failure := quantizing.quantize(source, partial, kind, progress):
            raise InputError(
                f"llama.cpp cannot quantize {source} to {kind}: {failure}.",
                hint="Check the free space of the folder, or choose another type.",
            )
        after = header.read(partial)
        if after.parameters != before.parameters:
            raise TerselyError(
                f"The quantized file has {after.parameters:,} parameters, not {before.parameters:,}."
            )
        os.link(
            partial, target
        )  # unlike a rename, this fails where the target has appeared meanwhile
    finally:
        partial.unlink(missing_ok=True)
    return header.read(target)
