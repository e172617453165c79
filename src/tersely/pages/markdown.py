"""What a model wrote, as HTML that only looks: no link, no image, no tag of its own."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ..screen_text import shown as printable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# A page of many summaries no longer has their sources, so no host can be vouched for: addresses
# stay readable text.
_ACTIVE = ("link", "image", "autolink", "reference", "html_inline", "html_block")
# CommonMark has no footnotes and would run them together: a line of its own for each.
_FOOTNOTE = re.compile(r"^\[\^\d+\]: .*(?=\n\[\^)", re.MULTILINE)
# The page's own headings end at h2.
_LOWEST_HEADING = 6
_BELOW = 2


def markdown(text: str) -> str:
    """`text` rendered, safe to insert into a page (markupsafe.Markup)."""
    from markupsafe import Markup

    reader = _reader()
    tokens = reader.parse(_FOOTNOTE.sub(r"\g<0>\\", printable(text)))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            level = min(int(token.tag[1:]) + _BELOW, _LOWEST_HEADING)
            token.tag = f"h{level}"
        # Column alignment is an inline style, which the page's policy refuses.
        token.attrs.pop("style", None)
    return Markup(reader.renderer.render(tokens, reader.options, {}))


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(_ACTIVE))
