"""The same document through several models (or styles, or repeats), side by side."""

from .across import Across, AcrossFact, NotInSource
from .candidate import Candidate, SummarizeOne, candidates
from .markdown import as_markdown
from .page import html_page
from .report import as_csv, as_json
from .run import Answer, Column, Comparison, Failure, alone, compare
from .scoring import scored
from .single import summary_page

__all__ = [
    "Across",
    "AcrossFact",
    "Answer",
    "Candidate",
    "Column",
    "Comparison",
    "Failure",
    "NotInSource",
    "SummarizeOne",
    "alone",
    "as_csv",
    "as_json",
    "as_markdown",
    "candidates",
    "compare",
    "html_page",
    "scored",
    "summary_page",
]
