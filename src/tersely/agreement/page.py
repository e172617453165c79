"""Matters as one HTML page."""

from __future__ import annotations

from ..pages import render
from .markdown import counts_line
from .matter import Matters


def html_page(matters: Matters) -> str:
    """The whole page; it works from disk and without JavaScript."""
    return render("agree.html", matters=matters, counts=counts_line(matters))
