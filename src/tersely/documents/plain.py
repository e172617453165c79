"""Text files: prose, Markdown, data, logs and code, each kept as what it is."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import PurePath

from ..language.data import separator_of
from ..language.headings import looks_like_markdown
from ..screen_text import how_many
from .account import Account
from .comments import without_comments
from .draft import Draft, Page
from .encoding import decode
from .gutenberg import without_licence
from .limits import Limits
from .speech import read_speech

_MEDIA_TYPES = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".mdown": "text/markdown",
    ".qmd": "text/markdown",
    ".rmd": "text/markdown",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
    ".log": "text/x-log",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".toml": "application/toml",
    ".ini": "text/x-ini",
    ".cfg": "text/x-ini",
    ".conf": "text/x-ini",
    ".diff": "text/x-diff",
    ".patch": "text/x-diff",
}
_PROSE_SUFFIXES = ("", ".txt", ".text", ".log")
_SAMPLE_CHARACTERS = 20_000
_CODE = re.compile(
    r"\.(?:py|pyi|js|mjs|ts|tsx|jsx|c|h|cc|cpp|hpp|cs|java|kt|go|rs|rb|php|swift|scala|lua|r|jl|pl|sh|bash|zsh|fish|ps1|sql"
    r"|css|scss|vue|zig|nim|hs|ml|ex|exs|erl|clj|lisp|asm|f90|m)"
)


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Decoded text. Only Markdown has headings; a name that tells nothing (notes.txt, stdin) is
    judged by content.
    """
    text, notes = decode(data, charset)
    suffix = PurePath(name).suffix.lower()
    if speech := read_speech(text, suffix, notes):
        return speech
    account = Account()
    if suffix in _PROSE_SUFFIXES:
        text, words = without_licence(text)
        account.remove("words of Project Gutenberg's licence", words)
    media_type = _MEDIA_TYPES.get(suffix)
    if not media_type and _CODE.fullmatch(suffix):
        media_type = "text/x-source"
    elif not media_type:
        media_type = "text/markdown" if looks_like_markdown(text) else "text/plain"
    if media_type in ("text/csv", "text/tab-separated-values"):
        notes += _size(text)
    is_markdown = media_type == "text/markdown"
    if is_markdown:
        text, comments = without_comments(text)
        account.remove("comments", comments)
    return account.draft([Page(text)], media_type, headings=is_markdown, notes=notes)


def _size(table: str) -> tuple[str, ...]:
    """How many rows and columns there are; nothing if the cells cannot be told."""
    separator = separator_of(table[:_SAMPLE_CHARACTERS])
    if not separator:
        return ()
    try:
        widths = [
            len(row)
            for row in csv.reader(StringIO(table), delimiter=separator)
            if row and row[0][:1] != "#"
        ]
    except csv.Error:  # a cell of more than 128 KB
        return ()
    size = f"{how_many(len(widths), 'row')} and {how_many(max(widths, default=0), 'column')}"
    return (f"a table of {size}",)
