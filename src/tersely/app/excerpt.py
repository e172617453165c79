"""A part of a document's text: some of its pages, or so many tokens from an offset on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .. import tokens
from ..errors import UsageError
from ..records import Document
from .results import SCHEMA_VERSION, Object

_RANGE = re.compile(r"\s*([^\s,-][^,-]*?)\s*(?:-\s*([^\s,-][^,-]*?)\s*)?")
# No text has more characters to a token for long; only so much of it is counted.
_MOST_CHARACTERS_PER_TOKEN = 16
# Where a text may end, the best place first.
_ENDS = ("\n\n", "\n", ". ", " ")
_LEAST_SHARE = 0.5  # of the room, that a better place for the end may leave empty


@dataclass(frozen=True, slots=True)
class Span:
    """document.text[start:end], and the labels of its pages."""

    start: int
    end: int
    pages: tuple[str, ...] = ()


def excerpt(document: Document, *, pages: str = "", start: int = 0, max_tokens: int) -> Object:
    """The text of `pages` ("3", "2-5", "1,4-6"; empty: all) from offset `start` on, cut at a
    boundary where it has more than `max_tokens`. `next_start` is where it goes on; null at the end.

    Raises:
        UsageError: there is no such page or offset.
    """
    span = pages_of(document, pages) if pages.strip() else Span(0, len(document.text))
    if not 0 <= start <= len(document.text):
        raise UsageError(
            f"There is no offset {start:,}: the text has {len(document.text):,} characters.",
            hint="Go on at the next_start of the answer before.",
        )
    begin = max(span.start, start)
    end = max(begin, span.end)
    cut = begin + room_for(document.text[begin:end], max_tokens)
    return {
        "schema_version": SCHEMA_VERSION,
        "status": "partial" if document.unread_share else "complete",
        "document": document.name,
        "source": document.source,
        "text": extracted(document, begin, cut),
        "pages": list(span.pages),
        "start": begin,
        "end": cut,
        "characters": len(document.text),
        "document_pages": document.pages,
        "next_start": cut if cut < end else None,
        "unread": [part.sentence for part in document.unread],
    }


def extracted(document: Document, start: int = 0, end: int | None = None) -> str:
    """The text with a comment where a page begins; headings are lines with # in the text itself.

    >>> from tersely.records import Mark
    >>> extracted(Document("a", "One. Two.", marks=(Mark("page", 0, "1"), Mark("page", 5, "2"))))
    '<!-- page 1 -->\\nOne.\\n<!-- page 2 -->\\nTwo.'
    """
    stop = len(document.text) if end is None else end
    pieces: list[str] = []
    begin = start
    for mark in document.marks:
        # A page at the very end of the text is empty, and said nevertheless.
        is_within = start <= mark.offset < stop or mark.offset == stop == len(document.text)
        if mark.kind == "page" and is_within:
            before = document.text[begin : mark.offset].rstrip()
            pieces += [before] if before else []
            pieces.append(f"<!-- page {mark.label} -->")
            begin = mark.offset
    pieces.append(document.text[begin:stop].rstrip())
    return "\n".join(pieces)


def pages_of(document: Document, pages: str) -> Span:
    """From the first to the last page that `pages` names.

    Raises:
        UsageError: the document has no pages, or not these.
    """
    marks = [mark for mark in document.marks if mark.kind == "page"]
    labels = [mark.label for mark in marks]
    if not marks:
        raise UsageError(
            f"{document.name} has no pages.", hint="Leave `pages` out, and go on by `start`."
        )
    numbers: list[int] = []
    for part in pages.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise UsageError(f"{part.strip()!r} is no range of pages.", hint="E.g. 3 or 2-5.")
        first, last = (
            _place(label, labels, document) for label in (match[1], match[2] or match[1])
        )
        numbers += range(min(first, last), max(first, last) + 1)
    begin, stop = min(numbers), max(numbers)
    if len(set(numbers)) != stop - begin + 1:
        raise UsageError(
            f"The pages {pages} do not follow each other.", hint="Ask for one range at a time."
        )
    end = marks[stop + 1].offset if stop + 1 < len(marks) else len(document.text)
    return Span(marks[begin].offset, end, tuple(labels[begin : stop + 1]))


def _place(label: str, labels: list[str], document: Document) -> int:
    if label in labels:
        return labels.index(label)
    raise UsageError(
        f"{document.name} has no page {label[:40]}; its pages are {labels[0]} to {labels[-1]}.",
        hint="Ask for one of these.",
    )


def room_for(text: str, max_tokens: int) -> int:
    """How many characters of `text` fit into `max_tokens` (as o200k counts them), cut at the end of
    a paragraph, a line, a sentence or a word.
    """
    part = text[: max_tokens * _MOST_CHARACTERS_PER_TOKEN]
    counter = tokens.counter_for("o200k", part)
    if len(part) == len(text) and counter.count_batch([text])[0] <= max_tokens:
        return len(text)
    low, high = 0, len(part)
    while low < high:
        middle = (low + high + 1) // 2
        if counter.count_batch([part[:middle]])[0] <= max_tokens:
            low = middle
        else:
            high = middle - 1
    for end in _ENDS:
        cut = part.rfind(end, 0, low)
        if cut >= low * _LEAST_SHARE:
            return cut + len(end)
    return low
