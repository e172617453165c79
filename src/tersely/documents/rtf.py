"""RTF (extra "office"), with striprtf."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..errors import MissingExtra
from .account import Account
from .draft import Draft, Page
from .limits import Limits
from .rtfgroups import with_groups_as_text, without_hidden
from .scripts import BULLETS

# A style of the style sheet that is a heading, by its name or its level in outlines (0 is the
# highest).
_HEADING_STYLE = re.compile(
    rb"\{(?:\\\*)?\\s(\d+)(?![^{}]{0,400}\\outlinelevel9)"
    rb"(?:[^{}]{0,400}?\\outlinelevel([0-5])(?!\d)[^{}]{0,400}|[^{}]{0,400}?\bheading ([1-6]));\}",
    re.IGNORECASE,
)
_STYLED = re.compile(rb"\\pard[^{}\n]{0,200}?\\s(\d+)(?!\d) ?")
# Every line is a paragraph, a list item or the row of a table, which ends with a bar.
_PARAGRAPH_END = re.compile(r"(?:(?<![|\n])|(?<=\|\n))\n++(?=\S)")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The text without formatting, but for its headings. Raises MissingExtra without striprtf."""
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise MissingExtra(
            f"{name} needs striprtf, which is not installed.", hint='pip install "tersely[office]"'
        ) from None
    # RTF is ASCII with escapes; latin-1 keeps every byte of files that break this.
    account = Account()
    shown = without_hidden(with_groups_as_text(_with_marks(data)), account)
    convert: Callable[..., str] = rtf_to_text
    text = convert(shown.decode("latin-1"), errors="replace").translate(BULLETS)
    pages = (Page(_PARAGRAPH_END.sub("\n\n", text)),)
    return Draft(pages, "application/rtf", removed=account.removed)


def _with_marks(data: bytes) -> bytes:
    """`data` with "# " before the text of each paragraph whose style is a heading."""
    styles = (match.groups() for match in _HEADING_STYLE.finditer(data))
    levels = {
        style: int(outline) + 1 if outline else int(named) for style, outline, named in styles
    }

    def marked(paragraph: re.Match[bytes]) -> bytes:
        level = levels.get(paragraph[1], 0)
        return paragraph[0].rstrip() + b" " + b"#" * level + b" " if level else paragraph[0]

    return _STYLED.sub(marked, data) if levels else data
