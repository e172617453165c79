"""Cuts at the structure of a text beside cuts where its meaning turns: what each keeps together,
what notes on the chunks keep, and what an edit changes.

    python bench/semantic.py QMSUM.jsonl --embed model.gguf [--meetings 12] [--limit 1500]

QMSUM as for bench/ask.py. Both cutters get the same bound. The semantic one cuts between passages
(about 800 characters), within half and all of the bound, where the mean vectors of two passages on
either side are least alike; `even` cuts there as near as possible to the size that gives as many
chunks as the structure-aware cutter makes. Whole: the share of the gold spans that one chunk holds;
pieces: in how many chunks a span lies. Facts: the share of the numbers and names of the gold
answers that stand in extractive notes of 90 words a chunk, and per chunk. Changed: how many chunks
one sentence changes that is put in at a random place.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tersely import tokens
from tersely.chunking import chunk
from tersely.extractive import Target, bullets, extract
from tersely.facts.names import names
from tersely.facts.quantities import quantities
from tersely.providers.local import embedding
from tersely.records import Document
from tersely.retrieval import passages_of
from tersely.retrieval.packing import normalized

COUNTER = tokens.counter_for("o200k")
NOTE_WORDS = 90
WINDOW = 2
EDIT = "Marge: By the way, the invoice of 1,250 euros for the second prototype came on Tuesday.\n"
Cutter = Callable[[str], list[str]]


@dataclass(frozen=True)
class Meeting:
    """Its text, the spans that answer its questions, and these answers."""

    text: str
    gold: tuple[tuple[int, int], ...]
    answers: tuple[str, ...]


def read(path: Path, count: int) -> list[Meeting]:
    """The first meetings of a file."""
    meetings = []
    for line in path.read_text("utf-8").splitlines()[:count]:
        row = json.loads(line)
        text, turns = "", []
        for turn in row["meeting_transcripts"]:
            start = len(text)
            text += f"{turn['speaker']}: {turn['content']}\n"
            turns.append((start, len(text)))
        gold = []
        for query in row["specific_query_list"]:
            spans = [tuple(map(int, span)) for span in query["relevant_text_span"]]
            gold += [(turns[a][0], turns[min(b, len(turns) - 1)][1]) for a, b in spans]
        answers = tuple(query["answer"] for query in row["specific_query_list"])
        meetings.append(Meeting(text, tuple(gold), answers))
    return meetings


class Semantic:
    """Cuts by the vectors of passages, each made once."""

    def __init__(self, model: Path, limit: int) -> None:
        self._model, self._limit = model, limit
        self._vectors: dict[str, list[float]] = {}

    def __call__(self, text: str, least: float = 0.5, aim: float | None = None) -> list[str]:
        passages = list(passages_of(Document("m", text)))
        vectors = self._of([passage.text for passage in passages])
        ends = [passage.start for passage in passages[1:]] + [len(text)]
        begins = [0, *ends[:-1]]
        sizes = COUNTER.count_batch([text[a:b] for a, b in zip(begins, ends, strict=True)])
        chunks, first, used = [], 0, 0
        for number, size in enumerate(sizes):
            if used + size > self._limit and number > first:
                cut = self._cut(first, number, sizes, vectors, least, aim)
                chunks.append(text[begins[first] : begins[cut]])
                first, used = cut, sum(sizes[cut:number])
            used += size
        chunks.append(text[begins[first] :])
        return chunks

    def _cut(
        self,
        first: int,
        stop: int,
        sizes: Sequence[int],
        vectors: Sequence[list[float]],
        least: float,
        aim: float | None,
    ) -> int:
        """Before which passage: the least alike, of those that fill the chunk enough."""
        places = []
        used = 0
        for number in range(first, stop):
            used += sizes[number]
            share = used / self._limit
            if share >= least or number + 1 == stop:
                near = abs(share - aim) * 0.5 if aim else 0.0
                places.append((_alike(vectors, number + 1) + near, number + 1))
        return min(places)[1]

    def _of(self, texts: Sequence[str]) -> list[list[float]]:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            rows = asyncio.run(embedding.embed(self._model, 1, new)).vectors
            self._vectors |= {t: normalized(v) for t, v in zip(new, rows, strict=True)}
        return [self._vectors[text] for text in texts]


def _alike(vectors: Sequence[list[float]], number: int) -> float:
    """The cosine between what stands before a passage and from it on."""
    before, after = vectors[max(0, number - WINDOW) : number], vectors[number : number + WINDOW]
    if not before or not after:
        return -1.0
    one, other = (
        normalized([sum(values) for values in zip(*side, strict=True)]) for side in (before, after)
    )
    return sum(a * b for a, b in zip(one, other, strict=True))


def integrity(meeting: Meeting, chunks: Sequence[str]) -> tuple[float, float]:
    """(share of gold spans within one chunk, chunks that a span lies in)."""
    bounds, offset = [], 0
    for text in chunks:
        bounds.append((offset, offset + len(text)))
        offset += len(text)
    pieces = [sum(a < end and start < b for a, b in bounds) for start, end in meeting.gold]
    return statistics.mean(count == 1 for count in pieces), statistics.mean(pieces)


def kept(meeting: Meeting, chunks: Sequence[str]) -> float:
    """The share of the facts of the answers that notes on the chunks have."""
    notes = ""
    for text in chunks:
        chosen = extract(text, Target("words", NOTE_WORDS))
        notes += "\n".join(line for line, _ in bullets(text, chosen)) + "\n"
    wanted = {fact.text.lower() for a in meeting.answers for fact in (*quantities(a), *names(a))}
    known = {fact for fact in wanted if fact in meeting.text.lower()}
    return statistics.mean(fact in notes.lower() for fact in known) if known else 1.0


def changed(meeting: Meeting, cutter: Cutter, rng: random.Random, edits: int) -> float:
    """How many chunks are new after one sentence was put in."""
    before = set(cutter(meeting.text))
    lines = meeting.text.splitlines(keepends=True)
    counts = []
    for _ in range(edits):
        place = rng.randrange(len(lines))
        text = "".join([*lines[:place], EDIT, *lines[place:]])
        counts.append(len(set(cutter(text)) - before))
    return statistics.mean(counts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("qmsum", type=Path)
    parser.add_argument("--embed", type=Path, required=True)
    parser.add_argument("--meetings", type=int, default=12)
    parser.add_argument("--limit", type=int, default=1500)
    parser.add_argument("--edits", type=int, default=5)
    options = parser.parse_args()
    semantic = Semantic(options.embed, options.limit)

    def structure(text: str) -> list[str]:
        cuts = chunk(text, options.limit, COUNTER)
        return [text[c.start : c.end] for c in cuts]

    cutters: dict[str, Cutter] = {
        "structure-aware": structure,
        "semantic": semantic,
        "semantic, even": lambda text: semantic(text, 0.7, 0.9),
    }
    meetings = read(options.qmsum, options.meetings)
    print(f"{'':18}{'chunks':>8}{'whole':>8}{'pieces':>8}{'facts':>8}{'a chunk':>9}{'changed':>9}")
    for name, cutter in cutters.items():
        rows = []
        for meeting in meetings:
            cuts = cutter(meeting.text)
            assert "".join(cuts) == meeting.text, name
            facts = kept(meeting, cuts)
            new = changed(meeting, cutter, random.Random(5), options.edits)
            rows.append((len(cuts), *integrity(meeting, cuts), facts, 10 * facts / len(cuts), new))
        count, whole, pieces, facts, each, new = map(statistics.mean, zip(*rows, strict=True))
        print(f"{name:18}{count:8.1f}{whole:8.3f}{pieces:8.2f}{facts:8.3f}{each:9.3f}{new:9.2f}")


if __name__ == "__main__":
    main()
