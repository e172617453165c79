"""The front door: a path, a URL or "-" becomes a Document."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from pathlib import Path, PurePath
from typing import BinaryIO

from ..errors import InputError, MissingExtra
from ..records import Document
from ..suggestion import closest
from .account import RECOGNIZABLE, Account
from .assembly import assemble, combine
from .containers import PackedFile, files_of, is_archive, unpacked
from .detect import format_of
from .encoding import decode, evident_encoding
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
    """The document at a path, an http(s) URL, or on standard input ("-"; `stdin` stands in for it).

    `encoding` is a name that Python knows; text is then decoded by it and nothing is guessed.
    Raises InputError (missing, folder, empty, binary, scanned, too large, damaged, protected,
    refused URL) or MissingExtra (PPTX, XLSX and RTF need the extra "office", images Pillow).
    """
    if source == "-":
        stream = stdin or getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise InputError("standard input is closed.", hint="Give a file or a URL.")
        return read_bytes(
            _all_of(stream, "standard input", limits.max_bytes),
            name="stdin",
            limits=limits,
            encoding=encoding,
            recognition=recognition,
        )
    if isinstance(source, str) and _URL.match(source):
        from .web import fetch

        page = fetch(source, limits=limits, allow_private=allow_private_urls, offline=offline)
        return _document(
            page.data,
            name=page.name,
            source=page.url,
            media_type=page.media_type,
            limits=limits,
            encoding=encoding,
            recognition=recognition,
        )
    if not str(source):
        raise InputError("An INPUT is empty.", hint="Name a file, a URL or - (stdin).")
    path = Path(source)
    data = _bytes_of(path, limits)
    return _document(
        data,
        name=legible(path.name),
        source=legible(str(path)),
        media_type=None,
        limits=limits,
        encoding=encoding,
        recognition=recognition,
    )


def legible(path: str) -> str:
    """`path` as text that can be sent and written: bytes of a name that are not UTF-8 read \\udcff."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


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
    return _document(
        data,
        name=name,
        source=None,
        media_type=media_type,
        limits=limits,
        encoding=encoding,
        recognition=recognition,
    )


def _document(
    data: bytes,
    *,
    name: str,
    source: str | None,
    media_type: str | None,
    limits: Limits,
    encoding: str | None,
    recognition: Recognition,
) -> Document:
    if not data or data.isspace():
        raise InputError(f"{name} is empty.", hint="Give a file that holds text.")
    data, inner_name = unpacked(data, name, limits.max_bytes)
    if is_archive(data):
        return _archive(
            data,
            name=name,
            source=source,
            limits=limits,
            encoding=encoding,
            recognition=recognition,
        )
    document = _file(
        data,
        name=inner_name,
        source=source,
        media_type=media_type if inner_name == name else None,
        limits=limits,
        encoding=encoding,
        recognition=recognition,
    )
    return document if inner_name == name else replace(document, name=name)


def _archive(
    data: bytes,
    *,
    name: str,
    source: str | None,
    limits: Limits,
    encoding: str | None,
    recognition: Recognition,
) -> Document:
    """All files of an archive that can be read, each under its name; the others are unread."""
    documents: list[Document] = []
    account = Account()
    files = [file for file in files_of(data, name, limits.max_unpacked_bytes) if not file.is_empty]
    total = sum(len(file.data) for file in files) or 1
    for file in files:
        taken = _packed(file, limits=limits, encoding=encoding, recognition=recognition)
        if isinstance(taken, Document):
            documents.append(taken)
        else:
            account.leave("file", legible(file.name), reason=taken, share=len(file.data) / total)
    if not documents:
        raise InputError(
            f"{name} is an archive that holds no file which can be read.",
            hint="Unpack it and look at its files.",
        )
    whole = combine(documents)
    read_share = 1 - sum(part.share for part in account.unread)
    unread = [replace(part, share=part.share * read_share) for part in whole.unread]
    return replace(
        whole,
        name=name,
        source=source,
        unread=(*unread, *account.unread),
        notes=(f"{len(documents):,} of {len(files):,} files of the archive", *whole.notes),
    )


def _packed(
    file: PackedFile, *, limits: Limits, encoding: str | None, recognition: Recognition
) -> Document | str:
    """The document, or why there is none."""
    name = legible(file.name)
    if file.problem or is_archive(file.data):
        return file.problem or "an archive in the archive"
    try:
        return _file(
            file.data,
            name=name,
            source=None,
            media_type=None,
            limits=limits,
            encoding=encoding,
            recognition=recognition,
        )
    except (InputError, MissingExtra) as error:
        return error.message.removeprefix(f"{name} ").rstrip(".")


def _file(
    data: bytes,
    *,
    name: str,
    source: str | None,
    media_type: str | None,
    limits: Limits,
    encoding: str | None,
    recognition: Recognition,
) -> Document:
    if not data or data.isspace():
        raise InputError(f"{name} is empty.", hint="Give a file that holds text.")
    charset = _charset(media_type)
    notes: tuple[str, ...] = ()
    if not encoding and (evident_encoding(data) or "utf-8-sig") != "utf-8-sig":
        # As UTF-8, so that HTML, mail and subtitles are told by their first bytes.
        text, notes = decode(data)
        data, charset = text.encode("utf-8", "replace"), "utf-8"
    row = format_of(data, name=name, media_type=media_type, is_text=bool(encoding))
    if encoding and row.is_text:
        text, notes = decode(data, encoding, certain=True)
        data, charset = text.encode("utf-8", "replace"), "utf-8"
    elif encoding:
        notes = (f"--encoding has no effect on {name}, which names its own encoding",)
    if row.isolated:
        from .isolation import read_isolated

        draft = read_isolated(row, data, name=name, charset=charset, limits=limits)
    else:
        draft = row.reader()(data, name=name, charset=charset, limits=limits)
    if any(part.reason in RECOGNIZABLE for part in draft.unread):
        from .ocr import recognized

        draft = recognized(draft, data, row=row, name=name, recognition=recognition)
    return assemble(replace(draft, notes=notes + draft.notes), name=name, source=source)


def _charset(media_type: str | None) -> str | None:
    for parameter in (media_type or "").split(";")[1:]:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            return value.strip(" \"'") or None
    return None


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise InputError(
                f"{path} is a folder.",
                hint=f"One summary per file: tersely batch {path} -o summaries/",
            )
        with path.open("rb") as stream:
            return _all_of(stream, str(path), limits.max_bytes)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist.", hint=_neighbour(path)) from None
    except PermissionError:
        raise InputError(f"{path} may not be read.", hint="Check its permissions.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{PurePath(path).name[:80]} cannot be read: {reason}.", hint="Check the path."
        ) from None


def _all_of(stream: BinaryIO, name: str, max_bytes: int) -> bytes:
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise InputError(
            f"{name} is larger than the limit of {max_bytes / 1e6:,.0f} MB.",
            hint="Split it into parts, or raise the limit: TERSELY_MAX_INPUT_MB=MEGABYTES.",
        )
    return data


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
