"""One-paragraph edits of a document, and what they cost a run whose answers are stored."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import wire
from model import is_map, note_taker
from tersely import config
from tersely.app import entrypoints
from tersely.chunking import chunk
from tersely.records import Document, Status
from tersely.tokens import counter_for


def paragraphs(text: str) -> list[tuple[int, int]]:
    """[start, end) of each paragraph."""
    return [match.span() for match in re.finditer(r"(?s)\S.*?(?=\n\s*\n|\Z)", text)]


def edited(text: str, number: int, seed: int = 1) -> Iterator[str]:
    """`number` versions of `text`: one paragraph deleted, replaced by another one, or another one
    inserted before it.
    """
    places = paragraphs(text)
    rng = random.Random(seed)
    for k in range(number):
        (start, end), (a, b) = rng.choice(places), rng.choice(places)
        new = ("", text[a:b], text[a:b] + "\n\n" + text[start:end])[k % 3]
        yield text[:start] + new + text[end:]


def parts(text: str, limit: int) -> list[tuple[str, tuple[str, ...]]]:
    """What a map request holds of each chunk: its text and the headings above it. By o200k counts."""
    found = chunk(text, limit, counter_for("o200k"), media_type="text/markdown")
    return [(text[c.start : c.end], c.heading_path) for c in found]


async def paid_again(
    text: str, versions: Sequence[str], limit: int, folder: Path
) -> list[tuple[int, int]]:
    """(map calls paid, chunks changed) for each version, after `text` itself was summarized; each
    from the same store.

    Every version is summarized with what the first run has stored: the store is copied back before
    each.
    """
    before = set(parts(text, limit))
    found = []
    with wire.serve() as server:
        server.reply = note_taker
        environment = {**server.environment(), "HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
        settings = config.load(
            {
                "model": "openai/gpt-5-mini",
                "chunk_tokens": limit,
                "strategy": "map-reduce",
                "max_cost": 1000.0,
            },
            environment,
            folder / "none.toml",
        )
        store = config.paths(environment).store_file
        await _summarize(text, settings, environment)
        stored = store.read_bytes()
        for version in versions:
            store.write_bytes(stored)
            seen = len(server.requests)
            await _summarize(version, settings, environment)
            calls = sum(is_map(request) for request in server.requests[seen:])
            found.append((calls, len(set(parts(version, limit)) - before)))
    return found


async def _summarize(text: str, settings: config.Loaded, environment: dict[str, str]) -> None:
    summary = await entrypoints.asummarize(
        Document("report.md", text, media_type="text/markdown"), settings, environment=environment
    )
    assert summary.status is Status.COMPLETE, summary.warnings
