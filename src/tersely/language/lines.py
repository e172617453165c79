"""What each line of Markdown, plain text, a log or a patch is, told from its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from .fences import fences
from .headings import front_matter_end
from .mail import MAIL_FIELDS, MAIL_FIELDS_AMONG_OTHERS
from .patterns import lazy

# An "entry" is a line that is a statement of its own though no full stop ends it: the subject of a
# commit. A "record" is a part of data: a row of a table, a section of settings. A "term" stands
# above or before its definition.
Kind = Literal[
    "paragraph", "heading", "item", "entry", "table", "code", "turn", "quote", "record", "term"
]
# "text" continues whatever is open.
LineKind = Kind | Literal["blank", "text"]

_ITEM = lazy(r"(?:[-*+•‣◦▪·–—]|\(?\d{1,3}(?:\.\d{1,3}){0,4}[.)]|\(?[a-zA-Z]\))\s+\S")
_HEADING = lazy(r"#{1,6}\s|<h[1-6][ >]")
_RULE = lazy(r"(?:[-*_=+~^─━═] ?){3,}$|(?:\d\d:)?\d\d:\d\d[.,]\d+ --> ")
_DATE = r"\d{1,4}[-./]\d\d?[-./]\d{2,4},?[T ]"
# When a turn of a transcript or a chat was spoken.
TIME = (
    rf"(?:[\[(]?(?:{_DATE})?\d{{1,2}}:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[AP]M)?[\])]?(?: [-–])?\s*)?"
)
_STAMPED = lazy(rf"[\[(]?(?:{_DATE}\d{{1,2}}:\d\d|\d\d:\d\d:\d\d)")
_NAME = r"(?![a-z_])\w[\w.'’-]*"
# "d'Entremont", "Van der Berg": small words in names.
_PARTICLE = (
    r"(?:(?:d[aeiou]|del|della|dos|van|von|de[rn]|t[eo]r?|zu[rm]?|al|el|l[aeo]|bin|ibn)(?: |-))"
)
# "(Prime Minister)", "(Mr. Bruce Stanton (Simcoe North, CPC))"
OFFICE = r"\((?:[^()\n]|\([^()\n]{1,60}\)){1,90}\)"
_TURN = lazy(
    rf"{TIME}(?:\*\*|__)?(?!\d){_NAME}(?: (?:{_PARTICLE}{{0,2}}(?:[dl]['’])?{_NAME}|{OFFICE})){{0,4}}"
    r"(?:\*\*|__)?(?::(?=[\s*]|$)|：)"
)
# The newline before a list item or a speaker turn.
BLOCK_START = lazy(rf"\n(?=[ \t]*+(?![a-z\s])(?:{_ITEM.pattern}|{_TURN.pattern}))")
# Fields of e-mails, commits and descriptions of functions: they look like turns.
_FIELD = lazy(
    rf"(?:{MAIL_FIELDS}|Message-ID|In-Reply-To|References|Received|Return-Path|MIME-Version|"
    r"Content-[\w-]+|X-[\w-]+|Author(?:Date)?|Commit(?:Date|ter)?|Merge|Change-Id|[a-z]+(?:-[a-z]+)*-by|"
    r"Metadata-Version|Classifier|Home-page|License|Project-URL|(?:Requires|Provides|Build-Depends|Depends)(?:-\w+)*|"
    r"Files|Copyright|Upstream-(?:Name|Contact)|Package|Architecture|Maintainer|Recommends|Suggests|Priority|"
    r"Returns?|Param(?:eter)?s?|Arg(?:ument)?s|Raises|Throws|Usage|Syntax|Synopsis|Prototype):",
    re.IGNORECASE,
)
# "*From:* Ada Moor": the head of a mail that another one quotes, with the emphasis of its page.
_QUOTED_FIELD = lazy(
    rf"\*(?:{MAIL_FIELDS_AMONG_OTHERS})(?::\*|\*:) ",
    re.IGNORECASE,
)
_OPTIONS = lazy(
    r"(?:(?:--?\w[\w-]*(?:[=\[{(<]\S*?)?|<[^<>]+>|\[[^\[\]]+\])(?:,? |$))+$"
)  # of a command: --onto <base>
_LEADERS = lazy(r"(?:\. ?){5,}|…{2,}")  # between a title and its page
_COMMIT = lazy(r"(?:[*|\\/ ]+ )?(?:commit|From) [0-9a-f]{7,64}\b")
_ONE_LINE_COMMIT = lazy(r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40} \S")
_NEXT_COMMIT = lazy(r"[0-9a-f]{7,40} \S")
_MESSAGE = lazy(r"(?:[|\\/ ]*[|\\/] )? {4}(?=\S)")  # git indents the message of a commit
_PATCH = lazy(
    r"diff --\w+ |index [0-9a-f]{7,}\.\.|(?:---|\+\+\+) (?:[abciw]/|/dev/null)|(?:new|old|deleted) (?:file )?mode \d|"
    r"(?:dis)?similarity index \d|(?:rename|copy) (?:from|to) |Binary files .* differ$|@@ -\d"
)
# What `git log --stat` counts.
_COUNTED = lazy(r".+ \| +(?:\d+(?: [+-]+)?|Bin .+)$|\d+ files? changed\b")
_BRACKETS = lazy(r"[\[\]{}(),; ]+$")
_MEMBER = lazy(r"\"[^\"]{1,60}\": ")  # of JSON
# Directives of MyST whose content is prose: fenced as code is, with a name in braces.
_DIRECTIVE = lazy(r"\s*(?:```+|~~~+)\{(?!code|sourcecode|highlight|math|literal|eval|mermaid|raw)")
# Their options (":width: 40px"), targets ("(north-quay)=") and comments ("% not shown").
_MYST = lazy(r":{3,}|:[\w-]{1,30}:(?: |$)|\([\w .:-]{1,60}\)=$|%(?: |$)")
_LIST_INDENT = 12
_COMMENT_END = "-->"
_BLANK = lazy(r"\s*")
_SPEAKER_CHARACTERS = 140


def lines(text: str) -> Iterator[tuple[int, int, LineKind]]:
    """(start, end, kind) of each line of `text`; a run of blank lines is one. Linear time."""
    pos = 0
    code_ends = _code_ends(text)
    code_end = 0
    front_end = front_matter_end(text)
    in_hunk = subject_follows = False
    kind: LineKind = "blank"
    while pos < len(text):
        newline = text.find("\n", pos)
        if newline < 0:
            newline = len(text)
        line = text[pos:newline].strip()
        if not line:
            blank = _BLANK.match(text, pos)
            end = blank.end() if blank else newline
            yield pos, end, "blank"
            if end == len(text):
                return
            pos = max(newline, text.rfind("\n", pos, end)) + 1
            continue
        if pos < code_end or (in_hunk and text[pos] in "+- \\"):
            kind = "code"
        elif pos < front_end:
            kind = "table"
        elif pos in code_ends:
            kind, code_end = "code", code_ends[pos]
        elif line[0] == "<" and _is_comment(line):
            kind, code_end = "code", text.find(_COMMENT_END, pos) + 1
        elif subject_follows and (indent := _MESSAGE.match(text, pos)):
            kind, subject_follows, pos = "entry", False, indent.end()
        else:
            kind = "entry" if kind == "entry" and _NEXT_COMMIT.match(line) else kind_of(line)
            in_hunk = kind == "code" and line.startswith("@@")
            subject_follows = kind == "table" and (
                subject_follows or _COMMIT.match(line) is not None
            )
        yield pos, newline, kind
        pos = newline + 1


def _is_comment(line: str) -> bool:
    """Whether nothing but a comment stands in the line, or one begins in it."""
    if not line.startswith("<!--"):
        return False
    return _COMMENT_END not in line or line.endswith(_COMMENT_END)


def _code_ends(text: str) -> dict[int, int]:
    """Where the code of each fence ends, by the start of its first line."""
    ends: dict[int, int] = {}
    for start, end in fences(text, max_indent=_LIST_INDENT):
        if _DIRECTIVE.match(text, start, end):  # its first and its last line only
            last = start + len(text[start:end].rstrip("\r\n"))
            last_line = text.rfind("\n", start, last) + 1
            ends[start] = start + 1
            ends[last_line] = end
        else:
            ends[start] = end
    return ends


def _quoted_kind(quoted: str) -> LineKind:
    if not quoted:
        return "blank"
    return "table" if _FIELD.match(quoted) else "quote"


def kind_of(line: str) -> LineKind:
    """The kind of one line, stripped, by its shape alone."""
    first = line[0]
    if not first.isalpha():
        if first == ">":
            return _quoted_kind(line.lstrip("> "))
        if first == "|" or _RULE.match(line) or (first in ":(%" and _MYST.match(line)):
            return "table"
        if _HEADING.match(line):
            return "heading"
        if _STAMPED.match(line):
            return "turn" if _TURN.match(line[:_SPEAKER_CHARACTERS]) else "item"
        if first in "[]{}()" and _BRACKETS.match(line):
            return "code"
        if first == '"' and _MEMBER.match(line):
            return "item"
        if first == "*" and (_COMMIT.match(line) or _QUOTED_FIELD.match(line)):
            return "table"
        if _ITEM.match(line):
            return "table" if " . ." in line and _LEADERS.search(line) else "item"
    if (
        ("|" in line and line.count("|") > 1)
        or ("\t" in line and line.count("\t") > 1)
        or (" . . " in line and _LEADERS.search(line))
        or (("|" in line or first.isdigit()) and _COUNTED.match(line))
    ):
        return "table"
    if first in "0123456789abcdef" and _ONE_LINE_COMMIT.match(line):
        return "entry"
    if first in "cF" and _COMMIT.match(line):
        return "table"
    is_patch = first in "dinorscB-+@" and _PATCH.match(line)
    if is_patch or (first == "-" and _OPTIONS.match(line)):
        return "record" if line.startswith("diff ") else "code"
    head = line[:_SPEAKER_CHARACTERS]
    if (":" in head or "：" in head) and _TURN.match(head):
        return "table" if _FIELD.match(head) else "turn"
    return "text"
