"""One output file of a batch, in each format."""

from __future__ import annotations

from ..batch import counted, described, flags_of
from ..records import Document, Summary, percent
from ..screen_text import json_text, shown
from .footer import body
from .results import summary_object

SUFFIX = {"md": ".md", "txt": ".txt", "json": ".json"}


def rendered(summary: Summary, document: Document, digest: str, kind: str) -> str:
    """The text of one output file: JSON, plain text, or Markdown under front matter."""
    if kind == "json":
        return json_text(summary_object(summary)) + "\n"
    text = shown(body(summary)) + "\n"
    if kind == "txt":
        return text
    facts = {
        "source": document.source or document.name,
        "sha256": digest,
        "model": str(summary.model),
        "style": summary.style,
        "status": summary.status.value,
        "read": percent(summary.receipt.read_share),
        "words": summary.words,
        "flags": [described([flag]) for flag in counted(flags_of(summary.check))],
        "cost_usd": summary.cost_usd,
    }
    return (
        "---\n"
        + "".join(f"{name}: {json_text(value, indent=None)}\n" for name, value in facts.items())
        + "---\n\n"
        + text
    )
