"""What a server is given to read: a file below the folders that were opened to it, an address, a
text, or the bytes of an upload.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from .. import documents
from ..config import Settings
from ..errors import InputError, UsageError
from ..records import Document
from .context import Context
from .entrypoints import document_of, read
from .reading import limits_of, local_recognition_of, recognition_of

_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """Exactly one of `path`, `url`, `text` and `data` (the bytes of a file called `name`, of
    `media_type` where its sender said one).
    """

    path: str | None = None
    url: str | None = None
    text: str | None = None
    data: bytes | None = None
    name: str = ""
    media_type: str | None = None

    def __post_init__(self) -> None:
        given = [v for v in (self.path, self.url, self.text, self.data) if v is not None]
        if len(given) != 1:
            raise UsageError(
                "No source was given." if not given else "More than one source was given.",
                hint="Give exactly one: a path, an address (url) or a text.",
            )
        if self.url is not None and not _WEB.match(self.url):
            raise UsageError(
                f"{self.url[:80]!r} is not the address of a page.",
                hint="It begins with https:// or http://; a file is given by its path.",
            )


@dataclass(frozen=True, slots=True)
class Roots:
    """The folders whose files a server may read. Links are followed before it is judged where a
    file lies.
    """

    folders: tuple[Path, ...] = ()

    @classmethod
    def of(cls, folders: Iterable[str | Path]) -> Roots:
        """Raises UsageError for what is no folder."""
        resolved = []
        for folder in folders:
            path = Path(folder).expanduser().resolve()
            if not path.is_dir():
                raise UsageError(f"{folder} is not a folder.", hint="Name one that exists: --root.")
            resolved.append(path)
        return cls(tuple(dict.fromkeys(resolved)))

    def admit(self, path: str) -> Path:
        """The file that `path` leads to; a relative one begins at the first folder that has it.

        Raises:
            InputError: it lies outside, does not exist, or is a pipe or a device.
        """
        if not self.folders:
            raise InputError(
                "No folder is open to this server, so it reads no files.",
                hint="Start it with --root FOLDER, or give the text itself.",
            )
        if "\0" in path:
            raise InputError("A path holds a NUL character.", hint="Check the path.")
        given = Path(path).expanduser()
        places = [given] if given.is_absolute() else [folder / given for folder in self.folders]
        resolved = [Path(os.path.realpath(place)) for place in places]
        inside = [place for place in resolved if self.holds(place)]
        if not inside:
            raise InputError(
                f"{path} is outside of the folders that are open to this server.",
                hint=f"Open: {', '.join(map(str, self.folders))}. Another one: --root FOLDER.",
            )
        place = next((one for one in inside if one.exists()), inside[0])
        # A pipe would be waited on without end.
        if place.exists() and not (place.is_dir() or stat.S_ISREG(place.stat().st_mode)):
            raise InputError(f"{path} is not a regular file.", hint="Give a file.")
        return place

    def holds(self, place: Path) -> bool:
        """Whether a resolved path lies in one of the folders."""
        return any(place.is_relative_to(folder) for folder in self.folders)


def document_at(
    source: Source,
    context: Settings | Context,
    roots: Roots,
    on_page: Callable[[int, int, str], None] | None = None,
) -> Document:
    """The document that a source leads to, read as the command line reads it.

    Raises:
        InputError, MissingExtra: see documents.read; or a file that `roots` do not hold.
        UsageError: the settings want a model to read images, which needs a bill of pages.
    """
    settings = context.settings if isinstance(context, Context) else context
    if isinstance(context, Context):
        recognition = local_recognition_of(context, on_page)
    else:
        recognition = recognition_of(context, on_page)
    if source.text is not None:
        return document_of(source.text)
    if source.data is not None:
        return documents.read_bytes(
            source.data,
            name=source.name or "upload",
            media_type=source.media_type,
            limits=limits_of(settings),
            encoding=settings.encoding,
            recognition=recognition,
        )
    if source.url is not None:
        return read([source.url], context, on_page=on_page)[0]
    assert source.path is not None
    place = roots.admit(source.path)
    document = read([str(place)], context, on_page=on_page)[0]
    return replace(document, source=documents.legible(source.path))
