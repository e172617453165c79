"""Org mode as Markdown: headlines without their keywords and tags, no drawers, no settings."""

from __future__ import annotations

import re

from .account import Account

_HEADLINE = re.compile(
    r"(?P<stars>\*{1,40}) +(?:(?:TODO|DONE|NEXT|WAITING|HOLD|CANCELL?ED) +)?(?:\[#[A-Z0-9]\] *)?"
    r"(?P<title>.*?)(?P<tags>[ \t]+:[\w@#%:]{1,200}:)?[ \t]*$"
)
_DRAWER = re.compile(r"[ \t]*:[\w-]{1,60}:[ \t]*$")
_BLOCK = re.compile(
    r"[ \t]*#\+(?P<edge>begin|end)_(?P<name>\w{1,40})(?:[ \t]+(?P<rest>.*))?$", re.I
)
_SETTING = re.compile(r"[ \t]*#\+(?P<name>[\w-]{1,60})(?:\[[^\]\n]*\])?:[ \t]*(?P<value>.*)$")
_LINK = re.compile(r"\[\[([^\[\]\n]{1,1000})\](?:\[([^\[\]\n]{1,1000})\])?\]")
_PICTURE = re.compile(r"(?i)\.(?:png|jpe?g|gif|svg|webp|pdf)$")
_PLANNED = re.compile(r"[ \t]*CLOCK: |[ \t]*# |[ \t]*#$")


def markdown_from_org(text: str, account: Account) -> str:
    """`text` as Markdown; drawers, comments and settings are counted, pictures unread."""
    out: list[str] = []
    closing = ""  # the line that ends what is being left out
    for line in text.split("\n"):
        block = _BLOCK.match(line)
        if closing:
            if line.strip().lower() == closing:
                closing = ""
        elif block:
            if block["name"].lower() == "comment":
                account.remove("comments")
                closing = "#+end_comment"
            elif block["name"].lower() in ("src", "example"):
                begins = block["edge"].lower() == "begin"
                language = (block["rest"] or "").split(" ")[0] if begins else ""
                out.append(f"```{language}")
        elif headline := _HEADLINE.match(line):
            level = min(len(headline["stars"]), 6)
            title = _inline(headline["title"], account)
            out.append("#" * level + " " + title)
        elif _DRAWER.match(line) and line.strip().lower() != ":end:":
            account.remove("drawers")
            closing = ":end:"
        elif setting := _SETTING.match(line):
            name = setting["name"].lower()
            if name in ("title", "subtitle", "caption", "author", "date"):
                value = _inline(setting["value"], account)
                out.append(f"# {value}" if name == "title" else value)
        elif _PLANNED.match(line):
            account.remove("comments")
        else:
            out.append(_inline(line, account))
    return "\n".join(out)


def _inline(line: str, account: Account) -> str:
    if "[[" not in line:
        return line

    def link(match: re.Match[str]) -> str:
        if match[2]:
            return match[2]
        if _PICTURE.search(match[1]):
            account.leave("picture", match[1].removeprefix("file:"))
            return ""
        return match[1]

    return _LINK.sub(link, line)
