"""Office packages (DOCX, PPTX, XLSX) in the one dialect that the libraries read.

Word, PowerPoint and Excel also save "Strict Open XML" (ISO/IEC 29500), which has other namespaces
for the same elements, and templates, shows and files with macros, which differ from a document in
the name of their type only.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from .account import Account
from .archive import open_archive

_TYPES = "[Content_Types].xml"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument|\w{1,20}ml)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_KINDS = (
    (
        re.compile(
            rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml|ms-word)"
            rb"\.(?:document|template)\.(?:macroEnabled(?:Template)?\.)?main\+xml"
        ),
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    (
        re.compile(
            rb"application/vnd\.(?:openxmlformats-officedocument\.presentationml|ms-powerpoint)"
            rb"\.(?:presentation|template|slideshow)\.(?:macroEnabled\.)?main\+xml"
        ),
        b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
)


def as_document(data: bytes, *, name: str, max_unpacked_bytes: int) -> bytes:
    """`data` as it stands, or rewritten where it is strict, a template or the like.

    Raises InputError for a ZIP bomb, and what zipfile raises on damaged files.
    """
    with open_archive(data, name=name, max_unpacked_bytes=max_unpacked_bytes) as archive:
        names = set(archive.namelist())
        types = archive.read(_TYPES) if _TYPES in names else b""
        relations = archive.read("_rels/.rels") if "_rels/.rels" in names else b""
        if _STRICT.search(relations):
            return rewritten(archive, _transitional)
        if _plain_types(types) != types:
            return rewritten(archive, lambda _, content: _plain_types(content))
    return data


def rewritten(archive: zipfile.ZipFile, change: Callable[[str, bytes], bytes]) -> bytes:
    """The package with `change(name, content)` for each of its XML parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in dict.fromkeys(archive.namelist()):
            content = archive.read(name)
            is_xml = name.lower().endswith((".xml", ".rels", ".vml"))
            package.writestr(name, change(name, content) if is_xml else content)
    return out.getvalue()


def _transitional(name: str, content: bytes) -> bytes:
    content = _STRICT.sub(_TRANSITIONAL, content)
    return _plain_types(content) if name == _TYPES else content


def _plain_types(types: bytes) -> bytes:
    for pattern, plain in _KINDS:
        types = pattern.sub(plain, types)
    return types


def opened(
    library: Callable[[BytesIO], Any],
    data: bytes,
    *,
    name: str,
    max_unpacked_bytes: int,
    account: Account,
) -> Any:
    """What `library` makes of a package. A part that others name and that is not there stops the
    libraries; such relations are taken out, and parts of text are unread.
    """
    data = as_document(data, name=name, max_unpacked_bytes=max_unpacked_bytes)
    try:
        return library(BytesIO(data))
    except KeyError:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            missing = _Missing(archive, account)
            return library(BytesIO(rewritten(archive, missing.without)))


class _Missing:
    """Takes relations to absent parts out of a package."""

    def __init__(self, archive: zipfile.ZipFile, account: Account) -> None:
        self._names = set(archive.namelist())
        self._account = account

    def without(self, name: str, content: bytes) -> bytes:
        """`content` of the part `name`, without the relations that lead nowhere."""
        if not name.endswith(".rels"):
            return content
        root = ElementTree.fromstring(content)
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in list(root):
            target = posixpath.join("/", folder, relation.get("Target", ""))
            part = posixpath.normpath(target).lstrip("/")
            if relation.get("TargetMode") == "External" or part in self._names:
                continue
            root.remove(relation)
            if part.endswith(".xml") and not part.startswith("docProps/"):
                self._account.leave("missing part", part[:200])
        return ElementTree.tostring(root)
