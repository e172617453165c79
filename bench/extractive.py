"""ROUGE and speed of the extractive engine beside Lead, Random and sumy, at equal word budgets.

    python bench/extractive.py scitldr.jsonl qmsum.jsonl squality.jsonl

Rows are {"id", "document", "summaries", "target_words"}. For ROUGE each system ranks the same
sentences (ours) and is cut by one rule: a sentence joins if it brings the total closer to
`target_words`; tersely chooses by itself, and its bullets count as printed, speakers included.
ROUGE is rouge-score's F1 with stemmer, sentences split by newlines; of several references the
maximum or the mean, see --references.

Documents per second are CPU time from the document's text to the chosen sentences, as users of each
get it: tersely's `extract`, and sumy's PlaintextParser.from_string with its English stemmer,
stop-words, and its tokenizer with NLTK's Punkt untrained (the trained one is a download; the code
that runs is the same). Every system has gone through the set once before, so that imports and
caches are warm; sets are timed on as many documents as make 50,000 words, again and again for a
second.

With --ablate it prints instead what each rule of tersely earns: the ROUGE-1 of each set without it,
less that with all, and how many of the judged documents in tests/extractive/documents fail without
it. --lower turns the documents into small letters first.

Needs rouge-score and sumy.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from statistics import mean
from typing import Any

from nltk.tokenize.destructive import NLTKWordTokenizer
from nltk.tokenize.punkt import PunktSentenceTokenizer
from rouge_score.rouge_scorer import RougeScorer
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as SumySentence
from sumy.nlp.stemmers import Stemmer
from sumy.nlp.tokenizers import Tokenizer
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from tersely.extractive import RULES, Rule, Target, bullets, extract
from tersely.extractive.rules import without
from tersely.language.sentences import sentences
from tersely.language.words import count_words, words

System = Callable[[str, int], list[str]]
METRICS = ("rouge1", "rouge2", "rougeLsum")


class SharedTokenizer:
    """The words that all systems rank by in the comparison of quality."""

    def to_words(self, text: str) -> list[str]:
        return words(text)


class PunktTokenizer(Tokenizer):  # type: ignore[misc]  # sumy has no types
    """Sumy's tokenizer, without the download of Punkt's parameters: nltk.word_tokenize splits into
    sentences again.
    """

    def __init__(self) -> None:
        self._language = "english"
        self._sentence_tokenizer = PunktSentenceTokenizer()
        self._word_tokenizer = self
        self._treebank = NLTKWordTokenizer()

    def tokenize(self, text: str) -> list[str]:
        sentences = self._sentence_tokenizer.tokenize(text)
        return [word for sentence in sentences for word in self._treebank.tokenize(sentence)]


def split(document: str) -> list[str]:
    return [unit for start, end in sentences(document) if words(unit := document[start:end])]


def cut(units: Sequence[str], order: Sequence[int], budget: int) -> list[str]:
    """Units in document order, taken by `order` while they bring the words closer to `budget`."""
    taken: list[int] = []
    spent = 0
    for i in order:
        cost = count_words(units[i])
        if abs(spent + cost - budget) < abs(spent - budget):
            taken.append(i)
            spent += cost
    return [units[i] for i in sorted(taken)]


def tersely(document: str, budget: int) -> list[str]:
    return [bullet for bullet, _ in bullets(document, extract(document, Target("words", budget)))]


def extracted(document: str, budget: int) -> list[str]:
    """Tersely as it is timed: like sumy's, its sentences are as they stand in the document."""
    return [
        document[sentence.start : sentence.end]
        for sentence in extract(document, Target("words", budget))
    ]


def lead(document: str, budget: int) -> list[str]:
    units = split(document)
    return cut(units, range(len(units)), budget)


def shuffled(document: str, budget: int) -> list[str]:
    units = split(document)
    order = list(range(len(units)))
    random.Random(len(document)).shuffle(order)
    return cut(units, order, budget)


def sumy(summarizer: Any) -> System:
    """A system that takes the whole ranking of one of sumy's summarizers instead of its first N."""

    def run(document: str, budget: int) -> list[str]:
        units = split(document)
        model = ObjectDocumentModel(
            [Paragraph([SumySentence(unit, SharedTokenizer()) for unit in units])]
        )
        ranked: list[tuple[float, int]] = []

        def keep_all(
            own: Sequence[Any], _count: int, rating: Any, *args: Any, **kwargs: Any
        ) -> tuple[Any, ...]:
            rate = (
                rating.__getitem__
                if isinstance(rating, dict)
                else lambda unit: rating(unit, *args, **kwargs)
            )
            ranked.extend((-float(rate(unit)), i) for i, unit in enumerate(own))
            return ()

        method = prepared(summarizer)
        method._get_best_sentences = keep_all
        method(model, len(units))
        return cut(units, [i for _, i in sorted(ranked)], budget)

    return run


def prepared(summarizer: Any) -> Any:
    method = summarizer(Stemmer("english"))
    method.stop_words = get_stop_words("english")
    return method


def as_used(summarizer: Any) -> System:
    """One of sumy's summarizers as its users call it; it counts in sentences."""
    method, tokenizer = prepared(summarizer), PunktTokenizer()

    def run(document: str, budget: int) -> list[str]:
        chosen = method(
            PlaintextParser.from_string(document, tokenizer).document, max(1, budget // 20)
        )
        return [str(sentence) for sentence in chosen]

    return run


SUMY = {
    "sumy TextRank": TextRankSummarizer,
    "sumy LexRank": LexRankSummarizer,
    "sumy Luhn": LuhnSummarizer,
    "sumy LSA": LsaSummarizer,
}
OWN: dict[str, System] = {"tersely": tersely, "Lead": lead, "Random": shuffled}
SYSTEMS = OWN | {name: sumy(summarizer) for name, summarizer in SUMY.items()}
TIMED = (
    OWN | {"tersely": extracted} | {name: as_used(summarizer) for name, summarizer in SUMY.items()}
)
JUDGED = Path(__file__).parents[1] / "tests" / "extractive" / "documents"
TIMED_WORDS = 50_000
TIMED_S = 1.0


def score(
    outputs: Sequence[list[str]],
    rows: Sequence[dict[str, Any]],
    over: Callable[[list[float]], float],
) -> list[float]:
    """The mean of each metric in per cent over `rows`."""
    scorer = RougeScorer(METRICS, use_stemmer=True)
    every: list[list[float]] = []
    for output, row in zip(outputs, rows, strict=True):
        summary = "\n".join(" ".join(unit.split()) for unit in output)
        references = ["\n".join(split(reference)) for reference in row["summaries"]]
        results = [scorer.score(reference, summary) for reference in references]
        every.append([over([result[metric].fmeasure for result in results]) for metric in METRICS])
    return [100 * mean(column) for column in zip(*every, strict=True)]


def rate(system: System, rows: Sequence[dict[str, Any]]) -> float:
    """Documents per second of CPU time, over the first rows that make TIMED_WORDS, for TIMED_S at
    least.
    """
    starts = accumulate((len(row["document"].split()) for row in rows), initial=0)
    timed = [row for row, start in zip(rows, starts, strict=False) if start < TIMED_WORDS]
    system(rows[0]["document"], rows[0]["target_words"])
    count, begin = 0, time.process_time()
    while (spent := time.process_time() - begin) < TIMED_S:
        for row in timed:
            system(row["document"], row["target_words"])
        count += len(timed)
    return count / spent


def rows_of(path: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """The rows of a set, or a fixed sample of them."""
    rows = [
        json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    if 0 < options.documents < len(rows):
        rows = random.Random(0).sample(rows, options.documents)
    if options.lower:
        rows = [row | {"document": row["document"].lower()} for row in rows]
    return rows


def run_set(
    path: Path, options: argparse.Namespace, over: Callable[[list[float]], float]
) -> dict[str, list[float]]:
    rows = rows_of(path, options)
    systems: list[str] = options.systems.split(",")
    count = sum(count_words(row["document"]) for row in rows)
    print(f"\n{path.stem}: {len(rows)} documents, {count // len(rows)} words each")
    print(
        f"{'':16}{'R-1':>7}{'R-2':>7}{'R-Lsum':>8}{'words/target':>14}{'documents/s':>13}{'tersely is':>14}"
    )
    table: dict[str, list[float]] = {}
    for name in systems:
        outputs = [SYSTEMS[name](row["document"], row["target_words"]) for row in rows]
        ratio = sum(count_words(unit) for output in outputs for unit in output) / sum(
            row["target_words"] for row in rows
        )
        table[name] = [*score(outputs, rows, over), rate(TIMED[name], rows)]
        r1, r2, lsum, speed = table[name]
        times = f"{table['tersely'][3] / speed:.2f} times" if "tersely" in table else ""
        print(
            f"{name:16}{r1:7.2f}{r2:7.2f}{lsum:8.2f}{ratio:14.2f}{speed:13.1f}{times:>14}",
            flush=True,
        )
    return table


def ablate(paths: Sequence[Path], rows: Sequence[Sequence[dict[str, Any]]]) -> None:
    """What each rule earns on each set, in ROUGE-1, and on the judged documents."""

    def figures(rules: Sequence[Rule]) -> list[float]:
        scores = []
        for rows_of_set in rows:
            outputs = [
                [
                    bullet
                    for bullet, _ in bullets(
                        row["document"],
                        extract(row["document"], Target("words", row["target_words"]), rules=rules),
                    )
                ]
                for row in rows_of_set
            ]
            scores.append(score(outputs, rows_of_set, max)[0])
        return scores

    print(f"\n{'without':16}" + "".join(f"{path.stem:>10}" for path in paths) + f"{'judged':>10}")
    whole, judged = figures(RULES), judged_failures(RULES)
    print(f"{'(all rules)':16}" + "".join(f"{value:10.2f}" for value in whole) + f"{judged:10}")
    for rule in RULES:
        rest = without(rule.name)
        losses = [a - b for a, b in zip(figures(rest), whole, strict=True)]
        lost = judged_failures(rest) - judged
        print(
            f"{rule.name:16}" + "".join(f"{loss:+10.2f}" for loss in losses) + f"{-lost:+10}",
            flush=True,
        )


def judged_failures(rules: Sequence[Rule]) -> int:
    """How many sentences of tests/extractive/documents are chosen that should not be, or miss."""
    sys.path.insert(0, str(JUDGED.parents[1]))
    from judged import failures

    return sum(len(failures(path, rules)) for path in sorted(JUDGED.glob("*.txt")))


def growth(document: str) -> None:
    """The time for 10,000 words, and for 0.1, 1 and 10 MB, made of copies of which each has some
    words of its own.
    """

    def copies(characters: float) -> str:
        count = 1 + int(characters / len(document))
        return "\n\n".join(
            document.replace(" the ", f" the{k} ").replace(" a ", f" {k} ") for k in range(count)
        )

    texts = {"10,000 words": " ".join(copies(100_000).split(" ")[:10_000])}
    texts |= {
        f"{megabytes} MB": copies(megabytes * 1e6)[: int(megabytes * 1e6)]
        for megabytes in (0.1, 1, 10)
    }
    print()
    for name, text in texts.items():
        begin = time.process_time()
        extract(text, Target("words", 150))
        print(f"{name:>12}: {1000 * (time.process_time() - begin):6.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument(
        "--references", choices=("max", "mean"), default="max", help="of several references (max)"
    )
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="comma-separated columns")
    parser.add_argument(
        "--documents",
        type=int,
        default=0,
        metavar="N",
        help="a fixed sample of N of each set (all)",
    )
    parser.add_argument("--ablate", action="store_true", help="what each rule earns")
    parser.add_argument("--lower", action="store_true", help="documents in small letters")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", module="sumy")
    print(f"ROUGE F1, stemmer, {options.references} over references; CPU time of one core")
    if options.ablate:
        ablate(options.paths, [rows_of(path, options) for path in options.paths])
        return
    tables = [
        run_set(
            path,
            options,
            max if options.references == "max" else mean,
        )
        for path in options.paths
    ]
    print(f"\n{'all sets':16}{'mean R-1':>9}{'time for a document of each':>30}{'tersely is':>14}")
    spent = {name: sum(1 / table[name][3] for table in tables) for name in tables[0]}
    for name, time_s in spent.items():
        times = f"{time_s / spent['tersely']:.1f} times" if "tersely" in spent else ""
        print(
            f"{name:16}{mean(table[name][0] for table in tables):9.2f}{1000 * time_s:27.1f} ms{times:>14}"
        )
    longest = max(
        (
            json.loads(line)["document"]
            for path in options.paths
            for line in path.open(encoding="utf-8")
        ),
        key=len,
    )
    growth(longest)


if __name__ == "__main__":
    main()
