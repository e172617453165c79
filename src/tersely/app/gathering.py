"""The documents of files and folders, each under the name that people know it by."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .. import documents
from ..batch import Found, Skipped, is_binary, walk
from ..errors import OF_ONE_FILE
from ..records import Document
from .context import Context
from .reading import limits_of, local_recognition_of

# Of these nobody expects to be read; anything else that is skipped leaves the result incomplete.
_EXPECTED = ("hidden", "excluded", "empty", "image", "not a regular file", "binary")


@dataclass
class Gathered:
    """`documents` by name: the path below its folder. `skipped` are files that were not read."""

    documents: dict[str, Document] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def failed(self) -> list[Skipped]:
        """The files that hold text which could not be read."""
        return [file for file in self.skipped if not file.reason.startswith(_EXPECTED)]


def read_one(path: str, context: Context) -> Document:
    """One file, URL or "-" as the settings want it read."""
    settings = context.settings
    return documents.read(
        path,
        limits=limits_of(settings),
        allow_private_urls=settings.allow_private_urls,
        offline=settings.offline,
        encoding=settings.encoding,
        recognition=local_recognition_of(context),
    )


def gather(
    inputs: Sequence[str],
    context: Context,
    *,
    include: Sequence[str] = (),
    on_file: Callable[[str], None] = lambda _: None,
) -> Gathered:
    """All documents of files and folders; `on_file` hears of each file before it is read.

    A file that was named is read or its InputError raised; one in a folder is skipped with a
    reason.
    """
    gathered = Gathered()
    for path in inputs:
        if not os.path.isdir(path):
            on_file(path)
            gathered.documents[_name_of(path, gathered)] = read_one(path, context)
            continue
        root = os.path.basename(os.path.abspath(path)) if len(inputs) > 1 else ""
        for entry in walk(
            [path], Path(os.devnull), include=include, with_images=context.reads_images
        ):
            if isinstance(entry, Skipped):
                gathered.skipped.append(entry)
                continue
            on_file(entry.path)
            name = os.path.join(root, os.path.relpath(entry.path, path))
            _add(gathered, entry, documents.legible(name), context)
    return gathered


def _name_of(path: str, gathered: Gathered) -> str:
    """The name of a file that was named itself; its path where the name is taken."""
    name = documents.legible(os.path.basename(path) or path)
    return name if name not in gathered.documents else documents.legible(path)


def _add(gathered: Gathered, file: Found, name: str, context: Context) -> None:
    try:
        if is_binary(file.path):
            gathered.skipped.append(Skipped(file.path, "binary"))
        else:
            gathered.documents[name] = read_one(file.path, context)
    except OF_ONE_FILE as error:
        gathered.skipped.append(Skipped(file.path, error.message.rstrip(".")))
    except OSError as error:
        gathered.skipped.append(Skipped(file.path, f"unreadable: {error.strerror}"))
