"""`tersely history`: the last summaries and what they cost."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from .. import history
from ..app.footer import seconds
from ..errors import UsageError
from ..history import Entry
from ..records import percent, total_usd, usd
from ..screen_text import how_many, json_text, shown
from . import notices
from .group import add_group, paths, say
from .options import OUTPUT, Json, option
from .table import listing, table

LISTED = 20
_NAME_COLUMNS = 32


def register(root: typer.Typer) -> None:
    """Add the commands to `root`."""
    commands: dict[str, Callable[..., None]] = {"list": list_entries, "show": show, "clear": clear}
    add_group(
        root,
        "history",
        commands,
        text="The last summaries and what they cost; texts are kept only if you set history to texts.",
        examples=(
            "tersely history",
            "tersely history list --limit 100 --json",
            "tersely history show 1",
            "tersely history clear",
        ),
    )


def list_entries(
    limit: Annotated[
        int,
        option("--limit", text=f"So many ({LISTED}).", panel=OUTPUT, metavar="N", min=1),
    ] = LISTED,
    as_json: Json = False,
) -> None:
    """The last summaries, the newest first."""
    entries = list(history.entries(paths().history_file))[:limit]
    numbered = list(enumerate(entries, 1))
    if as_json:
        say(json_text([{"number": number} | asdict(entry) for number, entry in numbered]))
        return
    if not entries:
        notices.say("No summary has been noted yet.")
        return
    heads = ("", "when", "document", "model", "words", "cost")
    rows = [_row(number, entry) for number, entry in numbered]
    say(shown(table(heads, rows, right=("", "words"))))
    total = usd(total_usd(entry.cost_usd for entry in entries))
    notices.say(f"{how_many(len(entries), 'summary', 'summaries')} · {total}")


def _row(number: int, entry: Entry) -> tuple[str, ...]:
    name = " ".join(entry.document.split())
    if len(name) > _NAME_COLUMNS:
        name = f"{name[: _NAME_COLUMNS - 1]}…"
    status = "" if entry.status == "complete" else f" ({entry.status})"
    cost = usd(entry.cost_usd) + status
    return str(number), _when(entry.at), name, entry.model, f"{entry.words:,}", cost


def _when(at: float) -> str:
    try:
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
    except (OverflowError, ValueError, OSError):
        return "unknown"


def show(
    number: Annotated[
        int, typer.Argument(metavar="N", help="As tersely history numbers it.", show_default=False)
    ],
    as_json: Json = False,
) -> None:
    """One of them with all that is known of it, and its text if that was kept."""
    entries = history.entries(paths().history_file)
    if not 1 <= number <= len(entries):
        raise UsageError(
            f"There is no summary number {number}.", hint="Which there are: tersely history"
        )
    entry = entries[number - 1]
    if as_json:
        say(json_text({"number": number} | asdict(entry)))
        return
    say(shown(listing(_facts(entry))))
    if entry.text:
        say()
        say(shown(entry.text))
    else:
        sys.stdout.flush()
        notices.say(
            "Its text was not kept. To keep texts from now on: tersely config set history texts",
            notices.Label.HINT,
        )


def _facts(entry: Entry) -> list[tuple[str, str]]:
    return [
        ("when", _when(entry.at)),
        ("command", entry.command),
        ("document", entry.document),
        ("source", entry.source or "-"),
        ("model", entry.model),
        ("style", entry.style),
        ("status", entry.status),
        ("words", f"{entry.words:,} of {entry.source_words:,}"),
        ("read", percent(entry.read_share)),
        ("flags", f"{entry.flags:,}"),
        *_calls(entry),
        ("cost", usd(entry.cost_usd).removeprefix("cost ")),
        ("time", seconds(entry.elapsed_s)),
    ]


def _calls(entry: Entry) -> list[tuple[str, str]]:
    """Calls and tokens, where a model was asked."""
    if not entry.calls and not entry.reused:
        return []
    reused = f", {entry.reused:,} reused" if entry.reused else ""
    return [
        ("calls", f"{entry.calls:,}{reused}"),
        ("tokens", f"{entry.input_tokens:,} + {entry.output_tokens:,}"),
    ]


def clear() -> None:
    """Delete the history."""
    count = history.clear(paths().history_file)
    notices.say(f"{count:,} entr{'y' if count == 1 else 'ies'} deleted.")
