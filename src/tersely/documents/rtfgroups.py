"""Groups of an RTF file that striprtf leaves out and that hold text: notes, comments, heads, feet."""

from __future__ import annotations

import re

# What opens the group, what stands before its text and what behind.
_GROUPS = re.compile(
    rb"\{(?:\\\*)?\\(?P<name>footnote|annotation|header[lrf]?|footer[lrf]?)(?![a-z])(?:\\ftnalt)?[ ]?"
)
_OPENINGS = {b"footnote": b" [Note: ", b"annotation": b" [Comment: "}
_BRACES = re.compile(rb"\\[{}\\]|[{}]")


def with_groups_as_text(data: bytes) -> bytes:
    """`data` with those groups as text in brackets where they stand; a head or foot that says the
    same again is left out.
    """
    # LibreOffice keeps all page styles here, and again where they are used.
    table = data.find(b"{\\*\\pgdsctbl")
    if table >= 0:
        data = data[:table] + data[_end_of_group(data, table + 1) + 1 :]
    out: list[bytes] = []
    seen: set[bytes] = set()
    place = 0
    while match := _GROUPS.search(data, place):
        end = _end_of_group(data, match.end())
        out.append(data[place : match.start()])
        body = data[match.end() : end]
        name = match["name"]
        if name in _OPENINGS:
            # In the braces of a group: what is set inside ends with it.
            out.append(b"{" + _OPENINGS[name] + body + b"]}")
        elif body not in seen:
            seen.add(body)
            title = b"Header" if name.startswith(b"header") else b"Footer"
            out.append(b"{[" + title + b"] " + body + b"}\\par ")
        place = min(len(data), end + 1)
    out.append(data[place:])
    return b"".join(out)


def _end_of_group(data: bytes, start: int) -> int:
    """Where the brace stands that closes the group, or the end of the data."""
    depth = 1
    for brace in _BRACES.finditer(data, start):
        if brace[0] == b"{":
            depth += 1
        elif brace[0] == b"}":
            depth -= 1
            if not depth:
                return brace.start()
    return len(data)
