"""ODT (OpenDocument text) by the standard library."""

from __future__ import annotations

from .draft import Draft, Page
from .limits import Limits
from .odf import opened
from .odftext import spaced


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Heads, the text with lists, tables and comments, feet; notes stand in brackets where they are
    cited.
    """
    with opened(data, "text", name=name, limits=limits) as file:
        blocks = [
            *file.text.margins(file.page_styles, "header"),
            *file.text.blocks(file.body),
            *file.text.margins(file.page_styles, "footer"),
        ]
        page = Page(spaced(blocks))
        return file.account.draft([page], "application/vnd.oasis.opendocument.text")
