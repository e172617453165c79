"""Files, URLs and standard input as Documents.

`read` fetches bytes (source, web), `kinds` tells what they are, one file per format turns them into
a Draft (everything but text does so in a child process, isolation), and assembly cleans the text
and finds its marks.

Line ends become "\\n" before anything is counted; all offsets are into `Document.text`.
"""

from .assembly import combine
from .limits import Limits
from .recognition import Recognition
from .source import legible, read, read_bytes

__all__ = ["Limits", "Recognition", "combine", "legible", "read", "read_bytes"]
