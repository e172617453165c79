"""The official o200k_base vocabulary, shipped in this package: tiktoken alone would fetch it,
without a timeout.
"""

from __future__ import annotations

import hashlib
import zlib
from pkgutil import get_data

from ..errors import TerselyError

# A byte that no UTF-8 has, so no token but the one that is this byte.
SEPARATOR = b"\xff"
SINGLE_BYTES = 256
CONTENT_SHA256 = "2389893ec9091bbd4f21a3a65be87b3e5eeeab662157f16c65d7706b4c892338"


def o200k_ranks() -> dict[bytes, int]:
    """Token bytes -> rank, 199,998 entries, as tiktoken's `mergeable_ranks` wants them (50 ms).

    Raises TerselyError if the file is not the one that was shipped. scripts/pack_ranks.py writes it
    and tells its format.
    """
    try:
        content = zlib.decompress(get_data("tersely", "data/o200k_base.bin") or b"")
    except (OSError, zlib.error):
        content = b""
    if hashlib.sha256(content).hexdigest() != CONTENT_SHA256:
        raise TerselyError(
            "The token vocabulary inside tersely is missing or damaged.",
            hint="Install tersely again.",
        )
    tokens = [content[i : i + 1] for i in range(SINGLE_BYTES)] + content[SINGLE_BYTES:].split(
        SEPARATOR
    )
    return dict(zip(tokens, range(len(tokens)), strict=True))
