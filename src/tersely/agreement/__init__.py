"""What several documents say of the same matters: what they agree on, what only one states, and
where they contradict each other; no model is asked here.

Each sentence with a fact becomes a `Statement` (`statements`): its subject is its other content
words. `subjects` finds the pairs of different documents that speak of the same subject, `verdicts`
compares the typed facts and the negation of such a pair, and `compare` groups the results. A
contradiction is told with the quotations of all sides, or not at all. `claims` are what only a
model can decide, and what one has said of them.
"""

from .claims import Judged, OpenClaim, open_claims, with_judged
from .compare import compare
from .listing import as_json
from .markdown import as_markdown, counts_line
from .matter import Agreement, Contradiction, Matters, Quotation, Side
from .page import html_page

__all__ = [
    "Agreement",
    "Contradiction",
    "Judged",
    "Matters",
    "OpenClaim",
    "Quotation",
    "Side",
    "as_json",
    "as_markdown",
    "compare",
    "counts_line",
    "html_page",
    "open_claims",
    "with_judged",
]
