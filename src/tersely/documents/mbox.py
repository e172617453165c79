"""A mailbox file (mbox): each message is read as an .eml is, and what one quotes of those before is
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..screen_text import how_many
from .account import Account
from .draft import Draft, Page
from .email import MailReader, parse_mail
from .limits import Limits

# The line before a message: an address and a date. Inside a message a line that begins with "From "
# has a ">" before it, or no time in it.
# Some programs leave out the empty line above it; then a field of a mail stands below.
_SEPARATOR = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{0,300}\d:\d\d[^\n]{0,100}\n"
    rb"|(?<=\n)From [^\n]{0,300}\d:\d\d[^\n]{0,100}\n(?=[A-Za-z-]{1,60}:[ \t])"
    # Takeout and old Netscape write no time: "From 1844@xxx", "From - ".
    rb"|(?:\A|(?<=\n\n)|(?<=\n\r\n))From \S{1,300} ?\r?\n(?=[A-Za-z-]{1,60}:[ \t])"
)
_ESCAPED_FROM = re.compile(rb"(?m)^>(>*From )")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The messages in the order of the file, each as a page."""
    reader = MailReader(Account(limits.attachments))
    pages = [
        Page(reader.mail(parse_mail(message)), str(number))
        for number, message in enumerate(_messages(data), 1)
    ]
    note = f"a mailbox of {how_many(len(pages), 'message')}"
    return reader.draft(pages, "application/mbox", note)


def _messages(data: bytes) -> Iterator[bytes]:
    lines = [match.span() for match in _SEPARATOR.finditer(data)]
    if not lines:
        lines = [(0, 0)]  # one message without the line before it
    lines.append((len(data), len(data)))
    for (_, start), (end, _) in pairwise(lines):
        yield _ESCAPED_FROM.sub(rb"\1", data[start:end])
