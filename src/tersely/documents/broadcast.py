"""Captions of broadcasts by ttconv: SCC (CEA-608) and EBU STL (Tech 3264)."""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from ..errors import InputError
from .draft import Draft
from .encoding import decode
from .limits import Limits
from .subtitles import Speech

if TYPE_CHECKING:
    from ttconv.model import ContentDocument, ContentElement

# What ttconv raises for bytes that do not hold what they say.
_FAULTS = (
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    TypeError,
    ZeroDivisionError,
    struct.error,
)


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """What the captions say, in their order; a line that rolls is said once. Captions that end
    before they begin are shown nowhere, and counted.
    """
    log = _Omissions()
    logger = logging.getLogger("ttconv")
    logger.addHandler(log)
    logger.propagate = False
    is_scc = data.lstrip(b"\xef\xbb\xbf").startswith(b"Scenarist_SCC")
    try:
        captions = _scc(data, charset) if is_scc else _stl(data)
    except _FAULTS:
        raise InputError(
            f"{name} is truncated or damaged: its captions cannot be read.",
            hint="Save or download it again.",
        ) from None
    finally:
        logger.removeHandler(log)
        logger.propagate = True
    speech = Speech()
    body = captions.get_body()
    for paragraph in _paragraphs(body) if body else ():
        speech.say("".join(_pieces(paragraph)).split("\n"))
    speech.account.remove("captions with wrong times", log.count)
    return speech.draft("text/x-scc" if is_scc else "application/x-ebu-stl", ())


class _Omissions(logging.Handler):
    """Counts the captions that ttconv leaves out; that is told in its log alone."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """One message of ttconv."""
        self.count += "omitting" in record.getMessage()


def _scc(data: bytes, charset: str | None) -> ContentDocument:
    from ttconv.scc import reader

    text, _ = decode(data, charset)
    return reader.to_model(text.lstrip("\ufeff"))


def _stl(data: bytes) -> ContentDocument:
    from ttconv.stl import reader

    return reader.to_model(BytesIO(data))


def _paragraphs(body: ContentElement) -> Iterator[ContentElement]:
    from ttconv import model

    for element in body.dfs_iterator():
        if isinstance(element, model.P):
            yield element


def _pieces(element: ContentElement) -> Iterator[str]:
    from ttconv import model

    for each in element.dfs_iterator():
        if isinstance(each, model.Br):
            yield "\n"
        elif isinstance(each, model.Text):
            yield each.get_text()
