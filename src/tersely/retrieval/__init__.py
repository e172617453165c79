"""Many documents, of which a question needs a few passages: an index on this machine, and the
search.

`passages` cuts a document, `index` keeps the passages in SQLite (BM25 by FTS5) and knows which file
is up to date by size, time and content, `vectors` holds embeddings in FAISS, `fusion` joins both
orders, `selection` takes the best passages within a token budget, neighbours joined, and `evidence`
makes of them the document that is read, each passage under its file and place.

What is not among the chosen passages is not read, and `records.Retrieved` says how much that is.
"""

from .evidence import evidence_document
from .excerpt import Excerpt
from .index import FileState, Index, IndexedFile, Missing
from .passages import Passage, passages_of
from .search import search
from .selection import choose

__all__ = [
    "Excerpt",
    "FileState",
    "Index",
    "IndexedFile",
    "Missing",
    "Passage",
    "choose",
    "evidence_document",
    "passages_of",
    "search",
]
