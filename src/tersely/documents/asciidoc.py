"""AsciiDoc as Markdown: titles, the text of blocks and macros without their marks."""

from __future__ import annotations

import re

from .account import Account

_TITLE = re.compile(r"(?P<signs>={1,6}|#{1,6}) +(?P<title>\S.*)$")
_ATTRIBUTE = re.compile(r":!?[\w-]{1,60}!?:(?: .*)?$")
_BLOCK_ATTRIBUTES = re.compile(r"\[[^\[\]\n]{0,300}\]$")
_CODE_FENCE = re.compile(r"(?:-{4,}|\.{4,})$")
_CODE_SIGNS = "-."
_COMMENT_FENCE = re.compile(r"/{4,}$")
_FENCE = re.compile(r"(?:={4,}|\*{4,}|_{4,}|\+{4,}|--|[|,:!]={3,})$")
_CAPTION = re.compile(r"\.[^\s.]")
_IMAGE = re.compile(
    r"(?:image|video|audio)::?(?P<target>[^\[\]\s]{1,500})\[(?P<title>[^\[\]\n]{0,500})\]"
)
_INCLUDE = re.compile(r"include::(?P<target>[^\[\]\s]{1,500})\[[^\]\n]*\]$")
_MACRO = re.compile(r"(?:link:|xref:|mailto:)?[^\s\[\]<>\"']{1,500}\[(?P<text>[^\[\]\n]{1,500})\]")
_MACRO_START = re.compile(
    r"(?:link:|xref:|mailto:|https?://)[^\s\[\]<>]{1,500}\[[^\[\]\n]{1,500}\]"
)
_CROSS = re.compile(r"<<([^<>,\n]{1,200})(?:,([^<>\n]{1,300}))?>>")
_FOOTNOTE = re.compile(r"footnote:[^\[\]\s]{0,60}\[([^\[\]\n]{1,1000})\]")
_ANCHOR = re.compile(r"\[\[[^\[\]\n]{1,200}\]\]|\(\(\([^()\n]{1,200}\)\)\)")


def markdown_from_asciidoc(text: str, account: Account) -> str:
    """`text` as Markdown; comments and attributes are counted, pictures and included files unread."""
    out: list[str] = []
    fence = ""
    for line in text.split("\n"):
        bare = line.rstrip()
        if fence:
            is_end = bare == fence
            if fence[0] in _CODE_SIGNS:
                out.append("```" if is_end else line)
            if is_end:
                fence = ""
            continue
        if _COMMENT_FENCE.match(bare) or _CODE_FENCE.match(bare):
            fence = bare
            if bare[0] == "/":
                account.remove("comments")
            else:
                out.append("```")
        elif bare.startswith("//"):
            account.remove("comments")
        elif title := _TITLE.match(bare):
            words = _inline(title["title"], account)
            out.append("#" * len(title["signs"]) + " " + words)
        elif include := _INCLUDE.match(bare):
            account.leave("included file", include["target"])
        elif not _is_setting(bare):
            caption = bare[1:] if _CAPTION.match(bare) else line
            out.append(_inline(caption, account))
    if fence and fence[0] in _CODE_SIGNS:
        out.append("```")
    return "\n".join(out)


def _is_setting(line: str) -> bool:
    """Whether a line says how the text is set, and nothing of it."""
    if _ATTRIBUTE.match(line) or _BLOCK_ATTRIBUTES.match(line):
        return True
    return _FENCE.match(line) is not None


def _inline(line: str, account: Account) -> str:
    def picture(match: re.Match[str]) -> str:
        title = match["title"].split(",")[0].strip('" ')
        account.leave("picture", title or match["target"])
        return title

    line = _IMAGE.sub(picture, line)
    line = _FOOTNOTE.sub(r" (\1)", line)
    line = _MACRO_START.sub(_macro_text, line)
    line = _CROSS.sub(_cross_text, line)
    return _ANCHOR.sub("", line)


def _cross_text(reference: re.Match[str]) -> str:
    return (reference[2] or reference[1]).strip()


def _macro_text(start: re.Match[str]) -> str:
    macro = _MACRO.fullmatch(start[0])
    if not macro:
        return start[0]
    return macro["text"].split(",window=")[0].strip('"^ ')
