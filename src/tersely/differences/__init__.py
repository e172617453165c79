"""What changed between two versions of a text, or of a folder of texts; no model is asked.

Each side becomes a row of units: sentences, headings, list items, rows (`units`). `order` keeps the
longest common sequence of them, `moves` finds the rest that stands elsewhere word for word, and
`pairing` what was rewritten. `wording` compares the words and the typed facts of such a pair.
`compare` puts it together as `Changes`; `markdown`, `listing` and `page` write them.

Two spellings of the same words (other marks, other list numbers, capitals) are no change of the
text: they are kept apart in `Changes.form`. Line breaks and spaces are nothing at all.
"""

from .change import Changes, Difference, FactChange, FileChange, Passage
from .compare import compare
from .listing import as_json
from .markdown import as_markdown, counts_line
from .page import html_page

__all__ = [
    "Changes",
    "Difference",
    "FactChange",
    "FileChange",
    "Passage",
    "as_json",
    "as_markdown",
    "compare",
    "counts_line",
    "html_page",
]
