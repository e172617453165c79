"""How much of a source is read, and for how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond a limit the input is refused, never shortened.

    `max_bytes` is the size of a file or of standard input; `max_unpacked_bytes` what a ZIP
    container (DOCX, EPUB ...) may unpack to. The reader limits are of the child process that reads
    everything but plain text. `attachments` says whether the files inside a mail or a PDF are read
    too, rather than named.
    """

    max_bytes: int = 256_000_000
    max_unpacked_bytes: int = 512_000_000
    max_page_count: int = 20_000
    url_timeout_s: float = 30.0
    url_max_bytes: int = 64_000_000
    url_max_redirects: int = 8
    reader_timeout_s: float = 120.0
    reader_memory_bytes: int = 2_000_000_000
    attachments: bool = False


DEFAULT_LIMITS = Limits()
