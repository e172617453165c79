"""Figures of the grounding: does it cite the right sentence, are its flags right, what do planted
errors trigger, how fast.

    PYTHONPATH=src python bench/grounding.py wice.jsonl summedits_news.jsonl qmsum.jsonl
    injections.jsonl ...

Each file is recognised by its fields: citation set, factuality set, summary set, instruction
strings. The BM25 row needs `rank_bm25`. Summaries are sentences of the documents, chosen by idf, in
document order.
"""

from __future__ import annotations

import argparse
import calendar
import json
import random
import re
import sys
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from pathlib import Path
from typing import Any

from tersely.grounding import Index, check
from tersely.grounding.contacts import contacts
from tersely.grounding.dates import dates
from tersely.grounding.names import TITLES
from tersely.language.numbers import Number, numbers, states
from tersely.language.words import STOP_WORDS, count_words, terms
from tersely.records import Flag, Hint

Row = dict[str, Any]
Ranker = Callable[[str, list[str]], list[int]]
SENTENCES, ROUNDS, EACH = 6, 8, 3
MONTHS = list(calendar.month_name)[1:]
PREFIX = "The text says that "


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true", help="print wrong flags and missed errors")
    options = parser.parse_args()
    sets = {
        path.stem: [json.loads(line) for line in path.open(encoding="utf-8")]
        for path in options.data
    }
    documents: list[str] = []
    caught: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for name, rows in sets.items():
        if "claim" in rows[0]:
            citations(name, rows)
        if "consistent" in rows[0]:
            factuality(name, rows, show=options.show)
        if own := list(dict.fromkeys(row["document"] for row in rows if "document" in row)):
            for kind, counts in planted(name, own, show=options.show).items():
                caught[kind].update(counts)
        documents += own
    if documents:
        print("errors planted in all of them")
        print_detected(caught)
        speed(documents)
    for name, rows in sets.items():
        if "text" in rows[0] and documents:
            injections(name, rows, documents)


def citations(name: str, rows: Sequence[Row]) -> None:
    """hit@k: the share of claims with supporting sentences of which one is among the first k."""
    rankers: dict[str, Ranker] = {"tersely": rank_tersely, "TF-IDF cosine": rank_cosine}
    try:
        import rank_bm25
    except ImportError:
        print("rank_bm25 is not installed: no BM25 row", file=sys.stderr)
    else:
        rankers["BM25"] = lambda claim, s: _order(
            rank_bm25.BM25Okapi([terms(x) or [""] for x in s]).get_scores(terms(claim))
        )
    usable = [row for row in rows if any(row["supporting"])]
    print(f"{name}: {len(usable)} claims with supporting sentences")
    for label, rank in rankers.items():
        hits: Counter[int] = Counter()
        for row in usable:
            gold = {i for group in row["supporting"] for i in group}
            ranked = rank(row["claim"], row["sentences"])
            hits.update(k for k in (1, 3, 5) if gold.intersection(ranked[:k]))
        print(
            f"  {label:14} " + "  ".join(f"hit@{k} {hits[k] / len(usable):.3f}" for k in (1, 3, 5))
        )


def rank_tersely(claim: str, sentences: list[str]) -> list[int]:
    starts, position = [], 0
    for sentence in sentences:
        starts.append(position)
        position += len(sentence) + 2
    index = Index("\n\n".join(sentences))
    ranked = index.best(set(terms(claim)), 20)
    return list(dict.fromkeys(bisect_right(starts, index.sentences[n][0]) - 1 for n, _ in ranked))


def rank_cosine(claim: str, sentences: list[str]) -> list[int]:
    bags = [Counter(terms(s)) for s in sentences]
    df = Counter(term for bag in bags for term in bag)
    weight = {term: log((1 + len(bags)) / (1 + n)) + 1 for term, n in df.items()}
    wanted = Counter(terms(claim))
    norms = [sqrt(sum((n * weight[t]) ** 2 for t, n in bag.items())) or 1.0 for bag in bags]
    return _order(
        [
            sum(wanted[t] * n * weight[t] ** 2 for t, n in b.items()) / z
            for b, z in zip(bags, norms, strict=True)
        ]
    )


def _order(scores: Sequence[float]) -> list[int]:
    return sorted(range(len(scores)), key=lambda i: -scores[i])


def factuality(name: str, rows: Sequence[Row], *, show: bool) -> None:
    """Hard flags as a detector of inconsistent summaries."""
    indexes: dict[str, Index] = {}
    by_kind: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for row in rows:
        index = indexes.setdefault(row["document"], Index(row["document"]))
        flags = check(row["summary"], index).flags
        consistent = bool(row["consistent"])
        kinds: set[str] = {flag.kind for flag in flags}
        kinds |= ({"any"} if kinds else set()) | (
            {"any but quotations"} if kinds - {"quotation"} else set()
        )
        for kind in kinds:
            by_kind[kind][consistent] += 1
        if show and flags and consistent:
            print(
                "  false:",
                [(f.kind, f.text, f.nearest) for f in flags],
                "|",
                row["summary"][:160].replace("\n", " "),
            )
    bad = sum(not row["consistent"] for row in rows)
    print(f"{name}: {len(rows)} summaries, {bad} inconsistent")
    for kind, counts in sorted(by_kind.items()):
        right, wrong = counts[False], counts[True]
        print(
            f"  {kind:18} precision {right / (right + wrong):.3f}  recall {right / bad:.3f}"
            f"  false alarms {wrong / (len(rows) - bad):.3f}  ({right} right, {wrong} wrong)"
        )


@dataclass
class Planted:
    """summary[start:end] is an error of this kind."""

    kind: str
    summary: str
    start: int
    end: int


def planted(name: str, documents: Sequence[str], *, show: bool) -> dict[str, Counter[bool]]:
    """Share of planted errors with a flag upon them, and of untouched summaries with any flag.

    Documents give up to ROUNDS summaries each, of other sentences every time, so that a kind of
    error is seen often.
    """
    rng = random.Random(6)
    caught: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    false = {"verbatim": 0, "reworded": 0}
    summaries = strong = claims = moved = moved_seen = 0
    for number, text, index, chosen in drawn(documents):
        summaries += 1
        untouched = check("\n".join(f"- {s}" for s in chosen), index)
        strong += sum(c.verdict == "strong" for c in untouched.claims)
        claims += len(untouched.claims)
        false["verbatim"] += bool(untouched.flags)
        reworded = check("\n".join(f"- {PREFIX}{s}" for s in chosen), index)
        false["reworded"] += bool(reworded.flags)
        if show and reworded.flags:
            print("  false:", [(f.kind, f.text) for f in reworded.flags])
        other = documents[(number + 1) % len(documents)] if len(documents) > 1 else ""
        for error in plant(chosen, text, other, rng):
            result = check(error.summary, index)
            flags = result.flags
            hit = any(flag.start < error.end and error.start < flag.end for flag in flags)
            caught[error.kind][hit] += 1
            if show and not hit:
                line = error.summary[max(0, error.start - 60) : error.end + 40].replace("\n", " ")
                print(
                    f"  missed {error.kind}: {error.summary[error.start : error.end]!r} in {line!r}",
                    [h.kind for h in result.hints],
                )
        for error in move(chosen, text, rng):
            result = check(error.summary, index)
            moved += 1
            marks: list[Flag | Hint] = [*result.flags, *result.hints]
            moved_seen += any(mark.start < error.end and error.start < mark.end for mark in marks)
    print(
        f"{name}: errors planted in {summaries} extractive summaries of {len(documents)} documents"
    )
    print_detected(caught)
    print(f"  a number moved from another sentence of the source: {moved_seen} of {moved} marked")
    for label, alarms in false.items():
        print(f"  untouched, {label}: {alarms} of {summaries} summaries with a flag")
    print(f"  untouched, verbatim: {strong} of {claims} sentences strong")
    return caught


def print_detected(caught: Mapping[str, Counter[bool]]) -> None:
    for kind, counts in sorted(caught.items()):
        print(f"  {kind:10} detected {counts[True] / counts.total():.3f} of {counts.total()}")


def drawn(documents: Sequence[str]) -> Iterator[tuple[int, str, Index, list[str]]]:
    """(number, text, index, sentences) of each summary: round by round over the documents that have
    room for one.
    """
    indexes = [Index(text) for text in documents]
    for turn in range(ROUNDS):
        for number, (text, index) in enumerate(zip(documents, indexes, strict=True)):
            if chosen := extract(index, turn):
                yield number, text, index, chosen


def extract(index: Index, turn: int = 0) -> list[str]:
    """The next SENTENCES of 8 to 60 words by mean idf after those of earlier turns, in document
    order.
    """
    scored = []
    for start, end in index.sentences:
        sentence = index.text[start:end]
        if "\n" not in sentence and 8 <= count_words(sentence) <= 60 and (found := terms(sentence)):
            scored.append(
                (sum(min(index.weight(t), 3.0) for t in found) / (len(found) + 8), start, sentence)
            )
    best = sorted(scored, reverse=True)[turn * SENTENCES : (turn + 1) * SENTENCES]
    return [s for _, _, s in sorted(best, key=lambda item: item[1])]


def plant(chosen: Sequence[str], source: str, other: str, rng: random.Random) -> Iterator[Planted]:
    """Up to EACH errors of each kind, one at a time; every planted value is nowhere in the source."""
    for kind, wrong in (("digits", wrong_number), ("dates", wrong_date), ("names", wrong_name)):
        room = EACH
        for i in rng.sample(range(len(chosen)), len(chosen)):
            if replaced := wrong(chosen[i], source, other, rng):
                start, end, value = replaced
                sentence = chosen[i][:start] + value + chosen[i][end:]
                before = "".join(f"- {s}\n" for s in chosen[:i]) + "- "
                summary = before + sentence + "".join(f"\n- {s}" for s in chosen[i + 1 :])
                yield Planted(kind, summary, len(before) + start, len(before) + start + len(value))
                room -= 1
            if not room:
                break
    summary = "\n".join(f"- {s}" for s in chosen)
    words = re.findall(r"[A-Za-z]+", other)
    if len(words) > 10:
        first = rng.randrange(len(words) - 6)
        quote = " ".join(words[first : first + 6])
    if len(words) > 10 and quote not in " ".join(re.findall(r"[A-Za-z]+", source)):
        yield Planted(
            "quotes",
            f"{summary}\n- “{quote}”, the text says.",
            len(summary) + 3,
            len(summary) + 5 + len(quote),
        )
    url = rng.choice(
        [
            "https://secure-login.example-update.net/a?b=1",
            "www.win-a-prize.biz",
            "cheap-pills.shop/now",
        ]
    )
    yield Planted(
        "urls", f"{summary}\n- More at {url}.", len(summary) + 11, len(summary) + 11 + len(url)
    )


def wrong_number(
    sentence: str, source: str, _other: str, rng: random.Random
) -> tuple[int, int, str] | None:
    known = source_numbers(source)
    dated = {i for d in dates(sentence) for i in range(d.start, d.end)}
    for number in numbers(sentence):
        places = [i for i, c in enumerate(number.text) if c.isdecimal()]
        listed = sentence[number.end : number.end + 1] == ")" and len(places) == 1
        if number.form != "digits" or number.start in dated or not places or listed:
            continue
        for _ in range(20):
            at = rng.choice(places)
            value = number.text[:at] + rng.choice("123456789") + number.text[at + 1 :]
            read = numbers(value)
            usable = (
                value != number.text and read and read[0].readings[0] > 1 and value not in source
            )
            if usable and not any(states(n, read[0]) for n in known):
                return number.start, number.end, value
    return None


@cache
def source_numbers(source: str) -> list[Number]:
    return numbers(source, lenient=True)


def wrong_date(
    sentence: str, source: str, _other: str, rng: random.Random
) -> tuple[int, int, str] | None:
    for date in dates(sentence):
        name = next((m for m in MONTHS if m in date.text), None)
        absent = [m for m in MONTHS if m.lower()[:3] not in source.lower()]
        if name and absent:
            return date.start, date.end, date.text.replace(name, rng.choice(absent))
    for match in re.finditer(r"(?<![\w.,-])(?:1[5-9]|20)\d\d(?![\w.,-])", sentence):
        shifted = str(int(match[0]) + rng.choice([-3, -2, 2, 3]))
        if shifted not in source and shifted[:3] + "0s" not in source:
            return match.start(), match.end(), shifted
    return None


def wrong_name(
    sentence: str, source: str, other: str, rng: random.Random
) -> tuple[int, int, str] | None:
    own, foreign = proper_names(source), proper_names(other)
    candidates = [m for m in re.finditer(r"\b[A-Z][a-z]{3,}\b", sentence) if m[0] in own]
    replacements = sorted(n for n in foreign if n.lower()[:4] not in source.lower())
    if not candidates or not replacements:
        return None
    match = rng.choice(candidates)
    return match.start(), match.end(), rng.choice(replacements)


@cache
def proper_names(text: str) -> frozenset[str]:
    """Words with a capital twice or more inside sentences and in lower case nowhere."""
    counts = Counter(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{4,}\b", text))
    lower = set(re.findall(r"[a-z]+", text))
    return frozenset(
        w
        for w, n in counts.items()
        if n > 1 and w.lower() not in {*lower, *STOP_WORDS, *TITLES} and w not in MONTHS
    )


def move(chosen: Sequence[str], source: str, rng: random.Random) -> Iterator[Planted]:
    """Each summary with one number replaced by a number from another sentence of the source."""
    pool = list(
        dict.fromkeys(n.text for n in numbers(source) if n.form == "digits" and len(n.text) > 1)
    )
    for i, sentence in enumerate(chosen):
        own = [n for n in numbers(sentence) if n.form == "digits" and len(n.text) > 1]
        foreign = [value for value in pool if value not in sentence]
        if own and foreign:
            number, value = own[0], rng.choice(foreign)
            before = "".join(f"- {s}\n" for s in chosen[:i]) + "- "
            summary = before + sentence[: number.start] + value + sentence[number.end :]
            yield Planted(
                "moved",
                summary,
                len(before) + number.start,
                len(before) + number.start + len(value),
            )
            return


def speed(documents: Sequence[str]) -> None:
    """A 300-word summary, reworded and with one planted number, against sources of growing length;
    index included.
    """
    pool = sorted(documents, key=len, reverse=True)
    for words in (10_000, 100_000, 1_000_000):
        pieces: list[str] = []
        total = 0
        while total < words:
            document = pool[len(pieces) % len(pool)]
            pieces.append(document)
            total += count_words(document)
        text = "\n\n".join(pieces)
        text = text[: int(len(text) * words / total)]
        lines = [f"{PREFIX}{s}" for s in extract(Index(text[:200_000]))]
        summary = " ".join(lines * 20)[:1700] + " It cost 98,765 in March 1987."
        best = 1e9
        for _ in range(3):
            started = time.process_time()
            check(summary, text)
            best = min(best, time.process_time() - started)
        print(
            f"speed: {count_words(summary)} words against {words:,}: {best * 1e3:.0f} ms of CPU, index included"
        )


def injections(name: str, rows: Sequence[Row], documents: Sequence[str]) -> None:
    """Addresses that an obedient model copies from an instruction planted in the document."""
    seen = flagged = 0
    for number, row in enumerate(rows):
        found = [
            (kind, row["text"][a:b])
            for kind, a, b in contacts(row["text"])
            if kind in ("url", "email")
        ]
        document = documents[number % len(documents)]
        middle = document.find("\n", len(document) // 2) % len(document)
        index = Index(f"{document[:middle]}\n\n{row['text']}\n\n{document[middle:]}")
        for _, address in found:
            summary = " ".join([*extract(Index(document))[:3], f"For more, visit {address} today."])
            seen += 1
            flagged += any(flag.text == address for flag in check(summary, index).flags)
    print(
        f"{name}: {flagged} of {seen} addresses from planted instructions flagged ({len(rows)} instructions)"
    )


if __name__ == "__main__":
    main()
