"""`tersely FILE --extract`: the text that a model would get, and what of the file is not in it."""

from __future__ import annotations

import json

from ..app.results import text_object
from ..records import Document


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
    return json.dumps(text_object(document), ensure_ascii=False, indent=2)
