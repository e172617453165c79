"""Numbers that describe a summary: how much it copies, repeats and shortens, how alike two are, and
reference scores.

None of them is a verdict. They are shown side by side as facts and are never folded into one score.
"""

from .agreement import agreement_matrix, idf_jaccard, inverse_frequency, unigram_f
from .description import Description, describe
from .fragments import Fragment, copied_fragments
from .reference import ReferenceMetrics, ReferenceScores

__all__ = [
    "Description",
    "Fragment",
    "ReferenceMetrics",
    "ReferenceScores",
    "agreement_matrix",
    "copied_fragments",
    "describe",
    "idf_jaccard",
    "inverse_frequency",
    "unigram_f",
]
