"""reStructuredText as Markdown: headings, the text of directives and roles without their marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_PICTURES = ("image", "figure")
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
    levels: dict[tuple[str, bool], int] = {}
    out: list[str] = []
    place = 0
    while place < len(lines):
        title = _heading(lines, place)
        if title:
            overlined, sign = title
            place += overlined
            level = levels.setdefault((sign, bool(overlined)), len(levels) + 1)
            out.append("#" * min(level, 6) + " " + _inline(lines[place].strip()))
            place += 2
        elif _EXPLICIT.match(lines[place]):
            if substitution := _REPLACED.match(lines[place]):
                end = _block_end(lines, place)
                body = (substitution["rest"], *lines[place + 1 : end])
                replaced[substitution["sign"]] = _inline(
                    " ".join(part.strip() for part in body).strip()
                )
                place = end
            else:
                place = _explicit(lines, place, out, account)
        else:
            line = lines[place]
            if line.rstrip().endswith("::"):
                line = line.rstrip()[:-1] if line.strip() != "::" else ""
            out.append(_inline(line) if "`" in line or "_" in line else line)
            place += 1
    return _SIGN.sub(lambda match: replaced.get(match[1], match[0]), "\n".join(out))


def _heading(lines: Sequence[str], place: int) -> tuple[int, str] | None:
    """(lines above the title, sign of the adornment) if a title begins here."""
    line = lines[place]
    following = lines[place + 1 : place + 3]
    over = _ADORNMENT.match(line)
    if over and len(following) == 2 and following[0].strip():
        under = _ADORNMENT.match(following[1])
        if under and under[1] == over[1] and len(line.rstrip()) >= len(following[0].strip()):
            return 1, over[1]
    if line.strip() and not line[0].isspace() and following:
        under = _ADORNMENT.match(following[0])
        if under and not over and len(following[0].rstrip()) >= min(len(line.strip()), 4):
            return 0, under[1]
    return None


def _explicit(lines: Sequence[str], place: int, out: list[str], account: Account) -> int:
    """Reads a directive, a note or a comment; returns the place of the line after it."""
    first = lines[place]
    end = _block_end(lines, place)
    body = list(lines[place + 1 : end])
    directive = _DIRECTIVE.match(first)
    footnote = _FOOTNOTE.match(first)
    if footnote:
        out.append(f"[{footnote['name']}] {_inline(footnote['text'] or '')}".rstrip())
        out.extend(_dedented(body))
    elif directive:
        _directive(directive["name"].lower(), directive["rest"], body, out, account)
    elif not first.strip().startswith((".. _", ".. |", "__")):
        account.remove("comments")
    out.append("")
    return end


def _directive(name: str, rest: str, body: list[str], out: list[str], account: Account) -> None:
    options = []
    while body and _OPTION.match(body[0]):
        options.append(body.pop(0))
    if name in _PICTURES:
        titles = [match[1] for option in options if (match := _ALT.match(option))]
        account.leave("picture", titles[0] if titles else rest)
        out.extend(_dedented(body))
    elif name in ("include", "literalinclude", "csv-table") and not any(map(str.strip, body)):
        account.leave("included file", rest)
    elif name in _CODE:
        out.extend(["```" + rest.split(" ")[0], *_dedented(body, inline=False), "```"])
    elif name == "raw":
        account.remove("raw blocks", any(map(str.strip, body)))
    elif name == "only":  # for some forms of the document: nobody knows which one is read
        out.extend(_dedented(body))
    elif name not in _SILENT:
        head = f"{name.capitalize()}: {_inline(rest)}" if "table" not in name else _inline(rest)
        out.extend([head.removesuffix(": ") + (":" if not rest else ""), *_dedented(body)])


def _block_end(lines: Sequence[str], place: int) -> int:
    indent = len(lines[place]) - len(lines[place].lstrip())
    end = place + 1
    while end < len(lines):
        line = lines[end]
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        end += 1
    while end > place + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _dedented(lines: Sequence[str], *, inline: bool = True) -> list[str]:
    widths = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    cut = min(widths, default=0)
    return [_inline(line[cut:]) if inline else line[cut:] for line in lines]


def _inline(text: str) -> str:
    text = _ROLE.sub(_role, text)
    text = _LITERAL.sub(r"`\1`", text)
    text = _LINK.sub(r"\1", text)
    text = _PHRASE.sub(r"\1", text)
    return _REFERENCE.sub(r"\1", text)


def _role(match: re.Match[str]) -> str:
    titled = _TITLED.match(match[1])
    return titled[1] if titled else match[1].lstrip("~!")
