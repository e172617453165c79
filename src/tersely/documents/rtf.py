"""RTF (extra "office"), with striprtf."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..errors import MissingExtra
from .draft import Draft, Page
from .limits import Limits
from .scripts import BULLETS

# Every line is a paragraph, a list item or the row of a table, which ends with a bar.
_PARAGRAPH_END = re.compile(r"(?<!\|)\n+(?=\S)")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The text without formatting. Raises MissingExtra without striprtf."""
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise MissingExtra(
            f"{name} needs striprtf, which is not installed.", hint='pip install "tersely[office]"'
        ) from None
    # RTF is ASCII with escapes; latin-1 keeps every byte of files that break this.
    convert: Callable[..., str] = rtf_to_text
    text = convert(data.decode("latin-1"), errors="replace").translate(BULLETS)
    return Draft((Page(_PARAGRAPH_END.sub("\n\n", text)),), "application/rtf", headings=False)
