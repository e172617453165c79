"""The official o200k_base vocabulary, shipped in this package: tiktoken alone would fetch it, without a timeout."""

from __future__ import annotations

import hashlib
import zlib
from importlib.resources import files

from ..errors import TerselyError

CONTENT_SHA256 = "bac143fe7fe950090c6e4ed9a2f80de5412a92495758b52becbbe5a7eea25ecb"


def o200k_ranks() -> dict[bytes, int]:
    """Token bytes -> rank, 199,998 entries, as tiktoken's `mergeable_ranks` wants them (60 ms).

    Raises TerselyError if the file is not the one that was shipped. scripts/pack_ranks.py writes it and tells its format.
    """
    try:
        content = zlib.decompress((files("tersely") / "data" / "o200k_base.bin").read_bytes())
    except (OSError, zlib.error):
        content = b""
    if hashlib.sha256(content).hexdigest() != CONTENT_SHA256:
        raise TerselyError("The token vocabulary inside tersely is missing or damaged.", hint="Install tersely again.")
    ranks: dict[bytes, int] = {}
    pos, end = 0, len(content)
    while pos < end:
        start = pos + 1
        pos = start + content[pos]
        ranks[content[start:pos]] = len(ranks)
    return ranks
