"""A result as text, as JSON, as a footer of two lines."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ..app import results
from ..app.footer import bars as bars
from ..app.footer import body as body
from ..app.footer import footer as footer
from ..app.footer import seconds as seconds
from ..app.results import SCHEMA_VERSION as SCHEMA_VERSION
from ..errors import TerselyError, UsageError
from ..files import Content, pieces_of, replace_file
from ..records import Plan, Summary
from ..screen_text import json_text
from ..screen_text import shown as shown  # the commands say output.shown


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


def write_file(path: Path, content: Content) -> None:
    """Replace `path` by `content` in one step: readers see the old file or the new one. Pipes and
    devices are written to.

    A link stays, what it leads to is replaced.

    Raises:
        UsageError: see `check_targets`.
    """
    check_targets(str(path))
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(pieces_of(content))
        return
    replace_file(path, content)


def as_json(summary: Summary) -> str:
    """The summary with its receipt, usage and calls as one JSON object."""
    return json_text(results.summary_object(summary))


def plan_json(plan: Plan, document: str) -> str:
    """The plan of a dry run as one JSON object."""
    return json_text(results.plan_object(plan, document))


def error_json(error: TerselyError) -> str:
    """An error as one JSON object."""
    return json_text(results.error_object(error))


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
