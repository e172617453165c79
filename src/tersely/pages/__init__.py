"""HTML pages that need nothing but themselves: one layout, one stylesheet, and no text that acts."""

from ..screen_text import shown as printable
from .markdown import markdown
from .render import pieces, render

__all__ = ["markdown", "pieces", "printable", "render"]
