"""A comparison as one self-contained HTML page: no network, nothing a model wrote is more than
text.

The content security policy allows exactly the page's own style and script, by hash; there are no
inline attributes.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files
from string import Template

from ..passages import printable
from ..run import Comparison
from ..wording import money, source_words
from .columns import column_html, source_html
from .tables import across_html, figures_html


def html_page(comparison: Comparison) -> str:
    """The whole page. Works from disk and without JavaScript; the source panel needs it to
    highlight.
    """
    document = comparison.document
    style, script = _asset("page.css"), _asset("page.js")
    facts = [f"{source_words(comparison):,} words", f"{len(document.sections())} sections"]
    facts += [f"{document.pages} pages"] if document.pages else []
    facts += [
        f"{len(comparison.columns)} summaries",
        money(comparison.cost_usd),
        f"{comparison.elapsed_s:.1f} s",
    ]
    name = escape(printable(document.name))
    return Template(_asset("page.html")).substitute(
        style=style,
        script=script,
        style_hash=_sha256(style),
        script_hash=_sha256(script),
        title=f"{name}, compared",
        heading=name,
        facts=" · ".join(facts),
        columns="\n".join(column_html(comparison, column) for column in comparison.columns),
        source=source_html(comparison),
        across=across_html(comparison),
        figures=figures_html(comparison),
    )


def _asset(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
