"""reStructuredText as Markdown: headings, the text of directives and roles without their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .account import Account

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}[ \t]*$")
_DIRECTIVE = re.compile(
    r"(?P<indent> *)\.\. (?:\|[^|\n]{1,60}\| )?(?P<name>[\w:-]{1,60})::[ \t]*(?P<rest>.*)$"
)
_EXPLICIT = re.compile(r" *\.\.(?: |$)")
_FOOTNOTE = re.compile(r" *\.\. \[(?P<name>[^\]\n]{1,60})\](?: (?P<text>.*)|[ \t]*)$")
_REPLACED = re.compile(r" *\.\. \|(?P<sign>[^|\n]{1,60})\| replace::[ \t]*(?P<rest>.*)$")
_SIGN = re.compile(r"\|([^|\n]{1,60})\|")
_OPTION = re.compile(r" +:[\w-]{1,60}:(?: .*)?$")
_ALT = re.compile(r" +:alt: (.*)$")
_SHORTEST_ADORNMENT = 4
_PICTURES = ("image", "figure")
_INCLUDING = ("include", "literalinclude", "csv-table")
_CODE = (
    "code",
    "code-block",
    "sourcecode",
    "parsed-literal",
    "literalinclude",
    "prompt",
    "doctest",
)
# Directives that steer the program and hold no text of the document.
_SILENT = frozenset(
    "toctree contents include raw meta index highlight currentmodule module default-role role class "
    "sectnum target-notes tabularcolumns automodule autoclass autofunction "
    "automethod autosummary autodata plot graphviz uml".split()
)
_ROLE = re.compile(r":[\w.:+-]{1,60}:`([^`\n]{1,500})`")
_TITLED = re.compile(r"^!?(.{1,400}?)\s*<[^<>]{1,400}>$")
_LINK = re.compile(r"`([^`<>\n]{1,300}?)\s*<[^<>\n]{1,500}>`_{1,2}")
_PHRASE = re.compile(r"`([^`\n]{1,300})`_{1,2}")
_REFERENCE = re.compile(r"(?<![\w`*])(\w[\w.-]{0,60})_(?![\w_`])")
_LITERAL = re.compile(r"``([^`\n]{1,500})``")


def markdown_from_rst(text: str, account: Account) -> str:
    """`text` as Markdown; comments and settings are counted, pictures and included files unread."""
    lines = text.split("\n")
    replaced: dict[str, str] = {}
    levels: dict[_Adornment, int] = {}
    out: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if adornment := _adornment(lines, place):
            place += adornment.is_above
            level = levels.setdefault(adornment, len(levels) + 1)
            title = _inline(lines[place].strip())
            out.append("#" * min(level, 6) + " " + title)
            place += 2
        elif substitution := _REPLACED.match(line):
            end = _block_end(lines, place)
            body = (substitution["rest"], *lines[place + 1 : end])
            words = " ".join(part.strip() for part in body).strip()
            replaced[substitution["sign"]] = _inline(words)
            place = end
        elif _EXPLICIT.match(line):
            place = _explicit(lines, place, out, account)
        else:
            written = line.rstrip()
            if written.endswith("::"):  # a block of code follows
                line = "" if written.strip() == "::" else written[:-1]
            out.append(_inline(line) if "`" in line or "_" in line else line)
            place += 1

    def meaning(sign: re.Match[str]) -> str:
        return replaced.get(sign[1], sign[0])

    return _SIGN.sub(meaning, "\n".join(out))


class _Adornment(NamedTuple):
    """How a title is marked: by a line of this sign below it, or by one above it, too."""

    sign: str
    is_above: bool


def _adornment(lines: Sequence[str], place: int) -> _Adornment | None:
    """That of the title which begins here, if one does."""
    line = lines[place]
    over = _ADORNMENT.match(line)
    following = lines[place + 1 : place + 3]
    if over and len(following) == 2 and following[0].strip():
        title, under = following[0].strip(), _ADORNMENT.match(following[1])
        if under and under[1] == over[1] and len(line.rstrip()) >= len(title):
            return _Adornment(over[1], is_above=True)
    if over or not following or not line.strip() or line[0].isspace():
        return None
    under = _ADORNMENT.match(following[0])
    shortest = min(len(line.strip()), _SHORTEST_ADORNMENT)
    if under and len(following[0].rstrip()) >= shortest:
        return _Adornment(under[1], is_above=False)
    return None


def _explicit(lines: Sequence[str], place: int, out: list[str], account: Account) -> int:
    """Reads a directive, a note or a comment; returns the place of the line after it."""
    first = lines[place]
    end = _block_end(lines, place)
    body = list(lines[place + 1 : end])
    if footnote := _FOOTNOTE.match(first):
        text = _inline(footnote["text"] or "")
        out.append(f"[{footnote['name']}] {text}".rstrip())
        out.extend(map(_inline, _dedented(body)))
    elif directive := _DIRECTIVE.match(first):
        name = directive["name"].lower()
        out.extend(_directive(name, directive["rest"], body, account))
    elif not first.strip().startswith((".. _", ".. |", "__")):
        account.remove("comments")
    out.append("")
    return end


def _directive(name: str, rest: str, body: list[str], account: Account) -> Iterator[str]:
    """The lines that a directive shows; `rest` is what stands behind its name."""
    options = []
    while body and _OPTION.match(body[0]):
        options.append(body.pop(0))
    lines = _dedented(body)
    has_text = any(map(str.strip, lines))
    if name in _PICTURES:
        titles = list(filter(None, map(_ALT.match, options)))
        account.leave("picture", titles[0][1] if titles else rest)
        yield from map(_inline, lines)
    elif name in _INCLUDING and not has_text:
        account.leave("included file", rest)
    elif name in _CODE:
        language = rest.split(" ")[0]
        yield from (f"```{language}", *lines, "```")
    elif name == "raw":
        account.remove("raw blocks", has_text)
    elif name == "only":  # for some forms of the document: nobody knows which one is read
        yield from map(_inline, lines)
    elif name not in _SILENT:
        words = _inline(rest)
        head = words if "table" in name else f"{name.capitalize()}: {words}"
        yield head.removesuffix(": ") + ("" if rest else ":")
        yield from map(_inline, lines)


def _block_end(lines: Sequence[str], place: int) -> int:
    """Behind the last line that is indented deeper than the one at `place`."""
    indent = _indent_of(lines[place])
    end = place + 1
    while end < len(lines):
        line = lines[end]
        if line.strip() and _indent_of(line) <= indent:
            break
        end += 1
    while end > place + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())


def _dedented(lines: Sequence[str]) -> list[str]:
    indent = min((_indent_of(line) for line in lines if line.strip()), default=0)
    return [line[indent:] for line in lines]


def _inline(text: str) -> str:
    text = _ROLE.sub(_role, text)
    text = _LITERAL.sub(r"`\1`", text)
    text = _LINK.sub(r"\1", text)
    text = _PHRASE.sub(r"\1", text)
    return _REFERENCE.sub(r"\1", text)


def _role(match: re.Match[str]) -> str:
    titled = _TITLED.match(match[1])
    return titled[1] if titled else match[1].lstrip("~!")
