"""The front door: a path, a URL or "-" becomes a Document."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path, PurePath
from typing import BinaryIO

from ..errors import InputError
from ..records import Document
from ..storage import Storage, is_remote, local_path, refuse_offline
from ..suggestion import closest
from .content import Content, Reading, document_of, legible
from .limits import DEFAULT_LIMITS, Limits
from .recognition import DEFAULT_RECOGNITION, Recognition

_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::[0-9]{1,5})?")
# Of a name without a path, only these are taken for a site: README.md and run.sh are files.
_WEB_ENDINGS = frozenset(
    "com org net edu gov int io dev app info eu de fr uk nl es it ch at se jp cn br in".split()
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")  # two letters at least: C:// is a drive


def read(
    source: str | Path,
    *,
    limits: Limits = DEFAULT_LIMITS,
    stdin: BinaryIO | None = None,
    allow_private_urls: bool = False,
    offline: bool = False,
    encoding: str | None = None,
    recognition: Recognition = DEFAULT_RECOGNITION,
) -> Document:
    """The document at a path, an http(s) URL or the URL of an object (s3://, gs://), or on standard
    input ("-"; `stdin` stands in for it).

    `encoding` is a name that Python knows; text is then decoded by it and nothing is guessed.
    Raises InputError (missing, folder, empty, binary, scanned, too large, damaged, protected,
    refused URL) or MissingExtra (PPTX and XLSX need the extra "office", images Pillow).
    """
    reading = Reading(limits, encoding, recognition)
    if source == "-":
        stream = stdin or getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise InputError("standard input is closed.", hint="Give a file or a URL.")
        data = _all_of(stream, "standard input", limits.max_bytes)
        return document_of(Content(data, "stdin"), reading)
    if isinstance(source, str):
        source = local_path(source)
        if is_remote(source):
            refuse_offline(source, offline=offline)
            return document_of(_object(source, limits), reading)
    if isinstance(source, str) and _URL.match(source):
        from .web import fetch

        page = fetch(source, limits=limits, allow_private=allow_private_urls, offline=offline)
        content = Content(page.data, page.name, page.url, page.media_type)
        return document_of(content, reading)
    if not str(source):
        raise InputError("An INPUT is empty.", hint="Name a file, a URL or - (stdin).")
    path = Path(source)
    data = _bytes_of(path, limits)
    content = Content(data, legible(path.name), legible(str(path)))
    return document_of(content, reading)


def read_bytes(
    data: bytes,
    *,
    name: str,
    media_type: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    encoding: str | None = None,
    recognition: Recognition = DEFAULT_RECOGNITION,
) -> Document:
    """The document that `data` holds; `name` and `media_type` (with its charset) help where the
    content does not tell. `encoding` as in `read`.
    """
    content = Content(data, name, media_type=media_type)
    return document_of(content, Reading(limits, encoding, recognition))


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as stream:
            likely_bytes = os.fstat(stream.fileno()).st_size
            return _all_of(stream, str(path), limits.max_bytes, likely_bytes)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist.", hint=_neighbour(path)) from None
    except (IsADirectoryError, PermissionError):  # Windows calls a folder the latter
        raise _closed(path) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{PurePath(path).name[:80]} cannot be read: {reason}.", hint="Check the path."
        ) from None


def _closed(path: Path) -> InputError:
    if os.path.isdir(path):  # of a path itself, that raises where a folder above is closed
        return InputError(
            f"{path} is a folder.",
            hint=f"One summary per file: tersely batch {path} -o summaries/",
        )
    return InputError(f"{path} may not be read.", hint="Check its permissions.")


def _object(url: str, limits: Limits) -> Content:
    """What an object store holds at `url`."""
    storage = Storage(url)
    item = storage.item()
    if item is None:
        raise InputError(
            f"{url} does not exist, or is a folder.",
            hint=f"One summary per object of a folder: tersely batch {url} -o summaries/",
        )
    if item.size_bytes > limits.max_bytes:
        raise _too_large(url, limits.max_bytes)
    data = storage.read(limits.max_bytes) if item.size_bytes else b""
    return Content(data, legible(item.name), legible(url))


def _all_of(stream: BinaryIO, name: str, max_bytes: int, likely_bytes: int = 0) -> bytes:
    # Asked for the whole limit at once, a stream takes that much memory for a moment.
    data = stream.read(min(likely_bytes, max_bytes) + 1)
    if len(data) > likely_bytes:  # a device, or a file that grows
        data += stream.read(max_bytes + 1 - len(data))
    if len(data) > max_bytes:
        raise _too_large(name, max_bytes)
    return data


def _too_large(name: str, max_bytes: int) -> InputError:
    return InputError(
        f"{name} is larger than the limit of {max_bytes / 1e6:,.0f} MB.",
        hint="Split it into parts, or raise the limit: TERSELY_MAX_INPUT_MB=MEGABYTES.",
    )


def _is_web_address(path: Path) -> bool:
    """Whether it is the address of a page without its https://, e.g. example.org/page."""
    host = path.parts[0].lower() if path.parts else ""
    if not _HOST.fullmatch(host) or os.path.lexists(host):
        return False
    ending = host.rsplit(".", 1)[1]
    return len(path.parts) > 1 or host.startswith("www.") or ending in _WEB_ENDINGS


def _neighbour(path: Path) -> str:
    """The file of the same folder, or the web page, that was probably meant."""
    if _is_web_address(path):
        return f"For the web page: https://{path}"
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return "Check the path."
    near = closest(path.name, names, cutoff=0.75)
    return f"Did you mean {path.with_name(near)}?" if near else "Check the path."
