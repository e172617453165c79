"""Making a summary harmless to show: no foreign images or links, no live HTML, no terminal controls."""

from __future__ import annotations

import re

from .contacts import is_vouched
from .index import Index

_CONTROLS = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: titles, links, clipboard
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor
    r"|\x1b[PX^_].*?(?:\x1b\\|$)|\x1b.?"  # strings and two-character escapes
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)"
    r"|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]",
    re.DOTALL,
)
_CODE = re.compile(r"(^(?:```|~~~).*?(?:^(?:```|~~~)|\Z)|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(
    r"(?P<image>!?)\[(?P<text>[^\]]*)\]\(\s*<?(?P<url>[^\s()>]*(?:\([^\s)]*\)[^\s()>]*)*)>?(?:\s[^)]*)?\)"
)
_DEFINITION = re.compile(r"^[ ]{0,3}\[(?!\^)(?P<text>[^\]]+)\]:\s*<?(?P<url>[^\s>]+)>?.*$", re.MULTILINE)
_AUTOLINK = re.compile(r"<(?P<url>[a-zA-Z][a-zA-Z0-9+.-]*:[^\s>]*)>")
_BARE = re.compile(r"(?<![\w(<\[/])(?P<scheme>https?|ftp)://(?P<rest>[^\s<>\"')\]]+)", re.IGNORECASE)
_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_WEB = re.compile(r"(?:https?:)?//(?:[^/@\s]*@)?(?P<host>[^/:?#\s]+)", re.IGNORECASE)


def defuse(markdown: str, source: Index | str) -> str:
    """`markdown` with nothing in it that acts: safe for a terminal, and for a Markdown renderer.

    Links and images to hosts that the source does not name become their text and the bare host; HTML tags are
    escaped; control characters, ANSI escapes, bidi and tag controls go. Code is left as it is but for the controls.
    """
    index = source if isinstance(source, Index) else Index(source)
    pieces = _CODE.split(_CONTROLS.sub("", markdown))
    return "".join(piece if i % 2 else _prose(piece, index) for i, piece in enumerate(pieces))


def _prose(text: str, index: Index) -> str:
    text = _AUTOLINK.sub(lambda m: m["url"] if _is_safe(m["url"], index) else _dead(m["url"]), text)
    text = _TAG.sub(r"\\<", text)
    text = _INLINE.sub(
        lambda m: m[0] if _is_safe(m["url"], index) else f"{m['text']} ({_dead(m['url'])})".strip(), text
    )
    text = _DEFINITION.sub(lambda m: m[0] if _is_safe(m["url"], index) else f"{m['text']}: {_dead(m['url'])}", text)
    return _BARE.sub(lambda m: m[0] if _is_safe(m[0], index) else _dead(m[0]), text)


def _is_safe(url: str, index: Index) -> bool:
    """Whether a link may stay: an anchor of the summary itself, or the web address of a host that the source names."""
    if url.startswith("#"):
        return True
    web = _WEB.match(url)
    return web is not None and is_vouched(web["host"], index)


def _dead(url: str) -> str:
    """What is shown of a removed address: its host, or its scheme if it has none, unfit to be clicked."""
    web = _WEB.match(url)
    host = web["host"].replace(".", "[.]") if web else url.split(":")[0][:20]
    return f"link removed: {host}"
