"""ZIP containers (DOCX, EPUB, ODT ...) opened with a look at what they would unpack to."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from xml.etree import ElementTree

from ..errors import InputError

_MAX_MEMBERS = 50_000
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # a way of packing that zipfile does not know
    RuntimeError,
    ValueError,
    OSError,
    EOFError,
    KeyError,
)
"""What zipfile raises on damaged and encrypted files (seen by fuzzing)."""


def open_archive(data: bytes, *, name: str, max_unpacked_bytes: int) -> zipfile.ZipFile:
    """The container, or InputError if it is a ZIP bomb. zipfile reads no more of a member than its
    declared size.
    """
    archive = zipfile.ZipFile(BytesIO(data))
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > max_unpacked_bytes or len(members) > _MAX_MEMBERS:
        raise InputError(
            f"{name} would unpack to {unpacked / 1e6:,.0f} MB in {len(members):,} parts (a ZIP bomb?); it was not opened.",
            hint=f"The limit is {max_unpacked_bytes / 1e6:,.0f} MB; save the document without its media.",
        )
    return archive


def member_xml(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    """The root of an XML member; KeyError if it is absent. Expat itself stops entity bombs."""
    return ElementTree.fromstring(archive.read(member))
