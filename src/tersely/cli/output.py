"""A result as text, as JSON, as a footer of two lines."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Any

from ..endings import incomplete, last_line
from ..errors import TerselyError, UsageError
from ..files import replace_file
from ..records import Flag, Plan, Receipt, Status, Summary, percent, usd
from ..screen_text import shown as shown  # the commands say output.shown
from ..tokens import ESTIMATE_MARGIN

SCHEMA_VERSION = 1
MOST_FLAGS = 5
STRIP = "▁▂▃▄▅▆▇█"


def body(summary: Summary) -> str:
    """What stands on stdout: the summary, and the one line that says so if it is not whole."""
    return "\n\n".join(part for part in (summary.text, last_line(summary)) if part)


def check_targets(*targets: str | None, inputs: Iterable[str] = ()) -> None:
    """Make sure, before anything is read or paid, that the files of -o, --html and --csv can be
    written.

    Raises:
        UsageError: one of `targets` is empty, a folder or one of `inputs`, or its folder does not
        exist or is not writable.
    """
    if "" in targets:
        raise UsageError(
            "The name of the file to write to is empty.", hint="Name a file, or leave -o out."
        )
    for path in [Path(target) for target in targets if target is not None]:
        try:
            is_folder = path.is_dir()
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror}.", hint="Choose another -o."
            ) from None
        if is_folder:
            raise UsageError(f"{path} is a folder.", hint="Name a file to write to.")
        if not path.parent.is_dir():
            raise UsageError(f"The folder {path.parent} does not exist.", hint="Create it first.")
        if not os.access(path.parent if path.is_file() or not path.exists() else path, os.W_OK):
            raise UsageError(
                f"The folder {path.parent} cannot be written to.", hint="Choose another -o."
            )
        if path.is_file() and any(os.path.isfile(one) and path.samefile(one) for one in inputs):
            raise UsageError(f"{path} is the input itself.", hint="Choose another -o.")


def write_file(path: Path, text: str) -> None:
    """Replace `path` by `text` in one step: readers see the old file or the new one. Pipes and
    devices are written to.

    A link stays, what it leads to is replaced.

    Raises:
        UsageError: see `check_targets`.
    """
    check_targets(str(path))
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    replace_file(path, text)


def as_json(summary: Summary) -> str:
    """The summary with its receipt, usage and calls as one JSON object."""
    plan = _plan(summary.plan)
    plan["chunks"] = [
        {"start": c.start, "end": c.end, "tokens": c.tokens} for c in summary.plan.chunks
    ]
    receipt = asdict(summary.receipt)
    missing, unread = receipt.pop("missing"), receipt.pop("unread")
    recognized = receipt.pop("recognized")
    removed = removed_json(receipt.pop("removed"))
    found = {
        "schema_version": SCHEMA_VERSION,
        "status": summary.status.value,
        "text": summary.text,
        "document": summary.document,
        "source": summary.source,
        "model": str(summary.model),
        "style": summary.style,
        "words": summary.words,
        "source_words": summary.source_words,
        "receipt": receipt,
        "missing": missing,
        "unread": unread,
        "recognized": recognized,
        "removed": removed,
        "check": asdict(summary.check) if summary.check else None,
        "usage": asdict(summary.usage),
        "cost_usd": summary.cost_usd,
        "reused": summary.reused,
        "calls": [asdict(call) | {"stage": str(call.stage)} for call in summary.calls],
        "plan": plan,
        "elapsed_s": summary.elapsed_s,
        "warnings": list(summary.warnings),
        "detail": summary.ended.detail,
    }
    return json.dumps(found, ensure_ascii=False, indent=2, default=_plain)


def removed_json(removed: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """What a reader dropped, as the JSON of every command has it."""
    return [{"kind": kind, "count": count} for kind, count in removed]


def plan_json(plan: Plan, document: str) -> str:
    """The plan of a dry run as one JSON object."""
    found = _plan(plan) | {"calls": plan.calls, "reused": plan.reused}
    found["cost_usd"], found["time_s"] = asdict(plan.cost_usd), asdict(plan.time_s)
    found["margin"] = 0.0 if plan.exact else ESTIMATE_MARGIN
    return json.dumps(
        {"schema_version": SCHEMA_VERSION, "document": document, "plan": found},
        indent=2,
        default=_plain,
    )


def _plan(plan: Plan) -> dict[str, Any]:
    stages = [{"name": str(row.stage)} | asdict(row) for row in plan.stages]
    for row in stages:
        del row["stage"]
    successors = [str(ref) for ref in plan.successors]
    return asdict(plan) | {"model": str(plan.model), "successors": successors, "stages": stages}


def error_json(error: TerselyError) -> str:
    """An error as one JSON object."""
    return json.dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "status": "error",
            "error": {
                "kind": type(error).__name__,
                "message": error.message,
                "hint": error.hint,
                "exit_code": error.exit_code,
            },
            "spent": error.spent,
        },
        ensure_ascii=False,
        indent=2,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    raise TypeError(type(value).__name__)


def seconds(elapsed_s: float) -> str:
    """E.g. "0.2 s", "24 s", "03:12"."""
    if elapsed_s < 10:
        return f"{elapsed_s:.1f} s"
    return (
        f"{elapsed_s:.0f} s"
        if elapsed_s < 120
        else f"{int(elapsed_s) // 60:02d}:{int(elapsed_s) % 60:02d}"
    )


def bars(strip: tuple[float, ...]) -> str:
    """The position strip: from the start to the end of the document, where the summary drew from."""
    top = max(strip, default=0)
    return "".join(STRIP[round(v / top * (len(STRIP) - 1))] for v in strip) if top else ""


def footer(summary: Summary) -> list[str]:
    """Two lines of at most 100 columns; more only when something is wrong."""
    lines = [" · ".join(_spent(summary)), " · ".join(_read(summary))]
    receipt = summary.receipt
    if len(readers := _readers(receipt)) > 1:
        lines.append(f"read by {', '.join(readers)}; written by {summary.model}")
    if summary.status is Status.PARTIAL:
        lines.append(
            f"INCOMPLETE: read {percent(receipt.read_share)} of the text; {incomplete(receipt)}."
        )
    lines += _flag_lines(summary.check.flags) if summary.check else []
    return [shown(line).replace("\n", " ") for line in lines]


def _flag_lines(flags: Sequence[Flag]) -> list[str]:
    """One flag on one line; several below their number, one a line."""
    if len(flags) == 1:
        return [f"1 flag: {_flag_line(flags[0])}"]
    lines = [f"  {_flag_line(flag)}" for flag in flags[:MOST_FLAGS]]
    if len(flags) > MOST_FLAGS:
        lines.append(f"  and {len(flags) - MOST_FLAGS} more (all of them: --json)")
    return [f"{len(flags)} flags:", *lines] if flags else []


def _flag_line(flag: Flag) -> str:
    where = f" (sentence {flag.claim + 1})" if flag.claim >= 0 else ""
    if flag.contradicted and flag.nearest:
        return f'"{flag.text}"{where}: the source says "{flag.nearest}"'
    nearest = f'; nearest is "{flag.nearest}"' if flag.nearest else ""
    return f'"{flag.text}"{where} is not in the source{nearest}'


def folded(line: str, columns: int) -> list[str]:
    """The parts of a line of the footer on as many lines as `columns` ask for, broken between
    parts.

    >>> folded("openai · 1 call · $0.01", 17)
    ['openai · 1 call ·', '$0.01']
    """
    lines: list[str] = []
    for part in line.split(" · "):
        if lines and len(lines[-1]) + len(f" · {part} ·") <= columns:
            lines[-1] += f" · {part}"
        else:
            lines.append(part)
    return [f"{before} ·" for before in lines[:-1]] + lines[-1:]


def _spent(summary: Summary) -> list[str]:
    if summary.plan.strategy == "none":
        return [
            "printed unchanged: the text is as short as its summary would be",
            "no call",
            "free",
        ]
    if summary.plan.strategy == "extractive":
        share = f"{summary.words:,} of {summary.source_words:,} words"
        return ["extractive", share, "verbatim", seconds(summary.elapsed_s), "free, offline"]
    paid = sum(not c.reused and not c.error for c in summary.calls)
    asked = sum(not c.reused for c in summary.calls)
    calls = (
        f"{paid} of {asked} calls" if paid != asked else f"{paid} call{'' if paid == 1 else 's'}"
    )
    if summary.reused:
        calls += f", {summary.reused} reused"
    parts = [str(summary.model), calls]
    if paid:
        usage = summary.usage
        parts.append(
            f"{'about ' if usage.estimated else ''}{usage.input_tokens:,} + {usage.output_tokens:,} tokens"
        )
    return [*parts, usd(summary.cost_usd), seconds(summary.elapsed_s), f"{summary.words:,} words"]


def _read(summary: Summary) -> list[str]:
    receipt, plan = summary.receipt, summary.plan
    read = f"read {percent(receipt.read_share)} of the text"
    if len(plan.chunks) > 1:
        unread = sum(not span.read for span in receipt.missing)
        read += f" ({len(plan.chunks) - unread}/{len(plan.chunks)} parts)"
    parts = [read]
    if plan.strategy != "none":
        parts.append(_drawn(receipt))
    if plan.strategy not in ("none", "extractive") and summary.check:
        parts.append(f"traced {summary.check.traced}/{len(summary.check.distinct)} sentences")
    return [p for p in parts if p]


def _readers(receipt: Receipt) -> list[str]:
    """Who read how much, e.g. ["openai/gpt-6-luna 62 %", "ollama/llama3.2 38 %"]."""
    characters: dict[str, int] = {}
    for start, end, writer in receipt.writers:
        characters[writer] = characters.get(writer, 0) + end - start
    total = max(1, sum(characters.values()))
    return [f"{writer} {percent(count / total)}" for writer, count in characters.items()]


def _drawn(receipt: Receipt) -> str:
    if receipt.sections_total > 1:
        return f"drawn from {receipt.sections_drawn} of {receipt.sections_total} sections {bars(receipt.strip)}".strip()
    return f"drawn from {bars(receipt.strip)}" if any(receipt.strip) else ""
