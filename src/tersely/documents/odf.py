"""OpenDocument files opened: the content, the styles, and the body of the kind that is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from ..errors import InputError
from .account import Account
from .archive import member_xml, open_archive
from .limits import Limits
from .odfnumbers import OdfNumbers
from .odfstyles import OdfStyles
from .odftext import OdfText

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@dataclass(frozen=True, slots=True)
class OdfFile:
    """One file while it is open. `body` is the element of its kind, empty where there is none."""

    body: Element
    page_styles: Element
    styles: OdfStyles
    text: OdfText

    @property
    def account(self) -> Account:
        """What the reader leaves and drops."""
        return self.text.account


@contextmanager
def opened(data: bytes, kind: str, *, name: str, limits: Limits) -> Iterator[OdfFile]:
    """The parts of a file whose body is of this kind ("text", "spreadsheet", "presentation").

    Raises InputError for a ZIP bomb, a password and damage.
    """
    with open_archive(data, name=name, max_unpacked_bytes=limits.max_unpacked_bytes) as archive:
        try:
            is_encrypted = b"encryption-data" in archive.read("META-INF/manifest.xml")
            root = None if is_encrypted else member_xml(archive, "content.xml")
        except (KeyError, ParseError):
            raise InputError(
                f"{name} is damaged: it holds no OpenDocument {kind}.", hint="Save it again."
            ) from None
        if root is None:
            raise InputError(
                f"{name} is password-protected.", hint="Save a copy without the password."
            )
        try:
            page_styles = member_xml(archive, "styles.xml")
        except (KeyError, ParseError):
            page_styles = Element("none")
        styles = OdfStyles([root, page_styles])
        text = OdfText(archive, OdfNumbers([root, page_styles]), styles)
        text.prepare(root)
        body = root.find(f"{OFFICE}body/{OFFICE}{kind}")
        if body is None:
            body = Element("none")
        yield OdfFile(body, page_styles, styles, text)
