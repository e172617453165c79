"""HTML pages that need nothing but themselves: one layout, one stylesheet, and no text that acts."""

from .markdown import markdown
from .render import printable, render

__all__ = ["markdown", "printable", "render"]
