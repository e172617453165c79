"""`tersely FILE --extract`: the text that a model would get, and what of the file is not in it."""

from __future__ import annotations

import json
from dataclasses import asdict

from ..records import Document
from .output import SCHEMA_VERSION, removed_json


def extracted(document: Document) -> str:
    """The text with a comment where a page begins; headings are lines with # in the text itself.

    >>> from tersely.records import Mark
    >>> extracted(Document("a", "One. Two.", marks=(Mark("page", 0, "1"), Mark("page", 5, "2"))))
    '<!-- page 1 -->\\nOne.\\n<!-- page 2 -->\\nTwo.'
    """
    pieces: list[str] = []
    begin = 0
    for mark in document.marks:
        if mark.kind == "page":
            before = document.text[begin : mark.offset].rstrip()
            pieces += [before] if before else []
            pieces.append(f"<!-- page {mark.label} -->")
            begin = mark.offset
    pieces.append(document.text[begin:].rstrip())
    return "\n".join(pieces)


def extract_json(document: Document) -> str:
    """The text, its marks and the account of the reader as one JSON object; offsets are into it."""
    values = {
        "schema_version": SCHEMA_VERSION,
        "status": "partial" if document.unread_share else "complete",
        "document": document.name,
        "source": document.source,
        "media_type": document.media_type,
        "text": document.text,
        "marks": [asdict(mark) for mark in document.marks],
        "unread": [asdict(part) for part in document.unread],
        "recognized": [asdict(part) for part in document.recognized],
        "removed": removed_json(document.removed),
        "notes": list(document.notes),
    }
    return json.dumps(values, ensure_ascii=False, indent=2)
