"""Texts in a markup language other than Markdown, read as Markdown: reStructuredText, Org,
AsciiDoc, LaTeX, manual pages.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from .account import Account
from .asciidoc import markdown_from_asciidoc
from .draft import Draft, Page
from .encoding import decode
from .latex import markdown_from_latex
from .limits import Limits
from .manpage import markdown_from_man
from .orgmode import markdown_from_org
from .rst import markdown_from_rst

Converter = Callable[[str, Account], str]
_LANGUAGES: dict[str, tuple[str, Converter]] = {
    ".rst": ("text/x-rst", markdown_from_rst),
    ".rest": ("text/x-rst", markdown_from_rst),
    ".org": ("text/x-org", markdown_from_org),
    ".adoc": ("text/asciidoc", markdown_from_asciidoc),
    ".asciidoc": ("text/asciidoc", markdown_from_asciidoc),
    ".asc": ("text/asciidoc", markdown_from_asciidoc),
    ".tex": ("text/x-tex", markdown_from_latex),
    ".latex": ("text/x-tex", markdown_from_latex),
    ".ltx": ("text/x-tex", markdown_from_latex),
}


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The text by the language that the suffix names."""
    text, notes = decode(data, charset)
    text = text.replace("\r\n", "\n")
    suffix = PurePath(name).suffix.lower()
    media_type, convert = _LANGUAGES.get(suffix, ("text/troff", markdown_from_man))
    account = Account()
    return account.draft([Page(convert(text, account))], media_type, notes=notes)
