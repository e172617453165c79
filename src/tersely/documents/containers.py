"""Packed files: what gzip, bzip2 and xz hold, and the files of a ZIP or tar archive that is no
document. The libraries are imported where such a file comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from ..errors import InputError

_MOST_FILES = 2_000
_XZ_MEMORY_BYTES = 200_000_000
_TAR_MARK = slice(257, 262)  # "ustar" in the head of the first member
_ENCRYPTED = 0x1
_SYSTEM_FILES = frozenset(("__MACOSX", "Thumbs.db"))
_PACKED = (
    (b"\x1f\x8b", "gzip", ".gz"),
    (b"BZh", "bzip2", ".bz2"),
    (b"\xfd7zXZ\x00", "xz", ".xz"),
)
_ANOTHER_NAME = {".tgz": ".tar", ".tbz": ".tar", ".txz": ".tar"}


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of an archive, or why it cannot be taken out."""

    name: str
    data: bytes = b""
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read, and nothing that was not."""
        return not self.data.strip() and not self.problem


def unpacked(data: bytes, name: str, max_bytes: int) -> tuple[bytes, str]:
    """`data` without the packing of gzip, bzip2 or xz, and its name without their suffix; as they
    are if there is none. Raises InputError for damage or more than `max_bytes`.
    """
    for magic, method, suffix in _PACKED:
        if data.startswith(magic):
            path = PurePosixPath(name)
            inner = name.removesuffix(suffix)
            if path.suffix.lower() in _ANOTHER_NAME:
                inner = str(path.with_suffix(_ANOTHER_NAME[path.suffix.lower()]))
            return _unpack(data, name, method, max_bytes), inner
    return data, name


def _unpack(data: bytes, name: str, method: str, max_bytes: int) -> bytes:
    import lzma
    import zlib

    try:
        content = _content(data, method, max_bytes + 1)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError):
        raise InputError(
            f"{name} is a {method} archive that is truncated or damaged.",
            hint="Copy or download it again.",
        ) from None
    if len(content) > max_bytes:
        raise InputError(
            f"{name} would unpack to more than {max_bytes / 1e6:,.0f} MB; it was not read.",
            hint="Unpack it and split it into parts.",
        )
    return content


def _content(data: bytes, method: str, max_bytes: int) -> bytes:
    if method == "gzip":
        import gzip

        with gzip.GzipFile(fileobj=BytesIO(data)) as packed:
            return packed.read(max_bytes)
    if method == "bzip2":
        import bz2

        with bz2.BZ2File(BytesIO(data)) as stream:
            return stream.read(max_bytes)
    import lzma

    # A dictionary may be declared of any size; what xz -9 writes takes 65 MB.
    decompressor = lzma.LZMADecompressor(memlimit=_XZ_MEMORY_BYTES)
    content = decompressor.decompress(data, max_bytes)
    if not decompressor.eof and len(content) < max_bytes:
        raise EOFError
    return content


def is_archive(data: bytes) -> bool:
    """Whether `data` is an archive of files: a tar, or a ZIP that is no document."""
    if data[_TAR_MARK] == b"ustar":
        return True
    if not data.startswith(b"PK\x03\x04"):
        return False
    import zipfile

    from .archive import ZIP_FAULTS

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except ZIP_FAULTS:
        return False  # what it is said to be is told with the formats
    return not {"mimetype", "[Content_Types].xml", "META-INF/container.xml"}.intersection(names)


def files_of(data: bytes, name: str, max_bytes: int) -> Iterator[PackedFile]:
    """The files of an archive in its order, without folders and what file systems add."""
    if data[_TAR_MARK] == b"ustar":
        yield from _tar_files(data, name, max_bytes)
        return
    from .archive import ZIP_FAULTS, open_archive

    with open_archive(data, name=name, max_unpacked_bytes=max_bytes) as archive:
        for member in archive.infolist()[:_MOST_FILES]:
            if member.is_dir() or _is_system_file(member.filename):
                continue
            if member.flag_bits & _ENCRYPTED:
                yield PackedFile(member.filename, problem="password-protected")
                continue
            try:
                yield PackedFile(member.filename, archive.read(member))
            except ZIP_FAULTS:
                yield PackedFile(member.filename, problem="damaged")
        for member in archive.infolist()[_MOST_FILES:]:
            yield PackedFile(member.filename, problem=f"beyond the first {_MOST_FILES:,}")


def _tar_files(data: bytes, name: str, max_bytes: int) -> Iterator[PackedFile]:
    import tarfile

    left = max_bytes
    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r:") as archive:
            for number, member in enumerate(archive):
                if not member.isreg() or _is_system_file(member.name):
                    continue
                if number >= _MOST_FILES or member.size > left:
                    yield PackedFile(member.name, problem="beyond the limit")
                    continue
                left -= member.size
                stream = archive.extractfile(member)
                yield PackedFile(member.name, stream.read() if stream else b"")
    except (tarfile.TarError, EOFError, OSError, ValueError):
        yield PackedFile(name, problem="damaged from here on")


def _is_system_file(path: str) -> bool:
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if any(part.startswith(".") for part in parts):
        return True
    return not _SYSTEM_FILES.isdisjoint(parts)
