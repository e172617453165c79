"""What striprtf does not tell apart in an RTF file: groups that hold text and that it leaves out (notes,
comments, heads, feet), and text that is not shown and that it keeps.
"""

from __future__ import annotations

import re

from .account import Account

# What opens the group, what stands before its text and what behind.
_GROUPS = re.compile(
    rb"\{(?:\\\*)?\\(?P<name>footnote|annotation|header[lrf]?|footer[lrf]?)(?![a-z])(?:\\ftnalt)?[ ]?"
)
_OPENINGS = {b"footnote": b" [Note: ", b"annotation": b" [Comment: "}
_BRACES = re.compile(rb"\\[{}\\]|[{}]")


# Text with a line through it, deleted in a tracked change, or hidden.
_OFF = {
    b"strike": "struck-out text runs",
    b"striked": "struck-out text runs",
    b"deleted": "deleted text runs",
    b"v": "hidden text runs",
}
_SWITCH = re.compile(
    rb"\\(?P<name>strike|striked|deleted|v)(?P<off>0|1)?(?![a-z0-9]) ?|\\[{}\\]|[{}]|\\plain\b"
)
_WORD = re.compile(rb"\\[a-z]{1,32}-?\d{0,10} ?|\\\*|[\r\n]")


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


def without_hidden(data: bytes, account: Account) -> bytes:
    """`data` without the text that is struck out, deleted or hidden, counted in `account`; the
    commands in it stay.
    """
    out: list[bytes] = []
    stack: list[str] = [""]  # for each open group, the kind of what is being left out
    place = 0
    for switch in _SWITCH.finditer(data):
        _keep(data[place : switch.start()], stack[-1], out, account)
        place = switch.end()
        token = switch[0]
        if token == b"{":
            stack.append(stack[-1])
        elif token == b"}" and len(stack) > 1:
            stack.pop()
        elif token.startswith(b"\\plain"):
            stack[-1] = ""
        elif switch["name"]:
            stack[-1] = "" if switch["off"] == b"0" else _OFF[switch["name"]]
            continue  # striprtf knows none of these
        out.append(token)
    _keep(data[place:], stack[-1], out, account)
    return b"".join(out)


def _keep(text: bytes, kind: str, out: list[bytes], account: Account) -> None:
    if not kind:
        out.append(text)
        return
    words = _WORD.sub(b"", text)
    if words.strip():
        account.remove(kind)
    out.extend(command[0] for command in _WORD.finditer(text))
