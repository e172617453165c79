"""Flat OpenDocument files (.fodt, .fods, .fodp): the parts of the container in one XML file."""

from __future__ import annotations

import io
import re
import zipfile

from ..errors import InputError
from . import odp, ods, odt
from .draft import Draft
from .limits import Limits

# The first of these elements after the styles and the scripts; their words are no element names.
_BODY = re.compile(rb"<office:body[^>]{0,200}>\s{0,99}<office:(text|spreadsheet|presentation)\b")
_READERS = {b"text": odt.read, b"spreadsheet": ods.read, b"presentation": odp.read}


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """As the reader of the container reads it. Raises InputError for a drawing, a formula and
    damage.
    """
    kind = _BODY.search(data)
    if kind is None:
        raise InputError(
            f"{name} holds no OpenDocument text, spreadsheet or presentation.",
            hint="Save it in another format.",
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", data)
        archive.writestr("styles.xml", data)
    return _READERS[kind[1]](packed.getvalue(), name=name, charset=charset, limits=limits)
