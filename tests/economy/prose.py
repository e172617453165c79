"""Documents of made-up sentences."""

from __future__ import annotations

import random
from pathlib import Path

WORDS = "harbour ships winter council budget library branch river report costs heating".split()


def prose(seed: int, words: int) -> str:
    """Sentences that differ from seed to seed."""
    rng = random.Random(seed)
    sentences = [
        " ".join(rng.choices(WORDS, k=9)).capitalize() + f" {rng.randrange(10**6)}."
        for _ in range(words // 10)
    ]
    return "\n\n".join(" ".join(sentences[i : i + 5]) for i in range(0, len(sentences), 5))


def documents(folder: Path, *, short: int, long: int) -> None:
    """Files for one call each, and files that are read in parts."""
    folder.mkdir(parents=True)
    for number in range(short):
        (folder / f"short{number}.md").write_text(prose(number, 200))
    for number in range(long):
        (folder / f"long{number}.md").write_text(prose(1000 + number, 700))
