"""Files, URLs and standard input as Documents.

`read` fetches bytes (source, web), `detect` tells what they are, one file per format turns them
into a Draft (everything but text does so in a child process, isolation), assembly cleans the text
and finds its marks, and content goes through what an archive or a mail has inside.

Line ends become "\\n" before anything is counted; all offsets are into `Document.text`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import attributes

if TYPE_CHECKING:
    from .assembly import combine
    from .content import legible
    from .limits import Limits
    from .recognition import Recognition, Transcript, VisionModel
    from .source import read, read_bytes
else:
    # The child process of a reader needs none of them.
    __getattr__ = attributes(
        __name__,
        assembly="combine",
        content="legible",
        limits="Limits",
        recognition="Recognition Transcript VisionModel",
        source="read read_bytes",
    )

__all__ = [
    "Limits",
    "Recognition",
    "Transcript",
    "VisionModel",
    "combine",
    "legible",
    "read",
    "read_bytes",
]
