#!/usr/bin/env python3
"""Write src/tersely/data/o200k_base.bin from the official rank file inside an installed package; no
network.

    python scripts/pack_ranks.py [OUT]

Looks in bpe-openai, litellm and llama-index-core, whichever is installed, and checks the sha256
that tiktoken expects. Format: zlib of the tokens in rank order: the 256 single bytes, then the
others, 0xff between them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib.util
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from tersely.tokens.ranks import SEPARATOR, SINGLE_BYTES

OFFICIAL_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
TIKTOKEN_CACHE_NAME = "fb374d419588a4632f3f557e76b4b70aebbca790"
PLACES = {
    "bpe_openai": "data/o200k_base.tiktoken.gz",
    "litellm": f"litellm_core_utils/tokenizers/{TIKTOKEN_CACHE_NAME}",
    "llama_index": f"core/_static/tiktoken_cache/{TIKTOKEN_CACHE_NAME}",
}
DEFAULT_OUT = Path(__file__).parents[1] / "src/tersely/data/o200k_base.bin"


def candidates() -> Iterator[tuple[str, bytes]]:
    """(package, content) of each copy of the rank file that is installed."""
    for package, place in PLACES.items():
        spec = importlib.util.find_spec(package)
        for root in (spec.submodule_search_locations or []) if spec else []:
            path = Path(root) / place
            if path.exists():
                content = path.read_bytes()
                yield package, gzip.decompress(content) if path.suffix == ".gz" else content


def pack(official: bytes) -> bytes:
    """The packed form of tiktoken's "base64 rank" lines, which are in rank order."""
    tokens = [base64.b64decode(line.split()[0]) for line in official.splitlines()]
    return zlib.compress(b"".join(tokens[:SINGLE_BYTES]) + SEPARATOR.join(tokens[SINGLE_BYTES:]), 9)


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_OUT
    for package, official in candidates():
        if hashlib.sha256(official).hexdigest() == OFFICIAL_SHA256:
            packed = pack(official)
            out.write_bytes(packed)
            digest = hashlib.sha256(zlib.decompress(packed)).hexdigest()
            print(f"{out}: {len(packed)} bytes from {package}, sha256 of the content {digest}")
            return
    sys.exit(
        "No installed package holds the official o200k_base ranks; install bpe-openai and run this again."
    )


if __name__ == "__main__":
    main()
