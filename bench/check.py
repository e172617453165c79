"""Figures of `tersely check`: which summaries it flags, which passages it cites, what planted
errors trigger, and how long it takes; beside ROUGE and anchorcite's core on the same rows.

    python bench/check.py faithjudge.jsonl ragtruth.jsonl summedits_news.jsonl wice.jsonl ...
    python bench/check.py --cases FOLDER          # planted.tsv and honest.tsv with their sources
    python bench/check.py --meetings qmsum.jsonl  # tokens of --verify beside those of the map calls
    python bench/check.py ragtruth.jsonl ... --cases FOLDER --ablate  # what each rule earns

Each file is recognised by its fields. Factuality sets are rows {"document", "summary",
"consistent"}, some with "set"; citation sets {"claim", "sentences", "supporting"}. A summary counts
as *flagged* if it has a flag or is unfounded (exit code 9), and as *not supported* if a claim of it
is contradicted or not found. Brackets are 95 % bootstrap intervals over the rows. CPU time is that
of `check` on a text, the index of the source included.

ROUGE-2 precision flags below the threshold that is best on these very rows, which favours it;
anchorcite flags a summary of which it cannot anchor a sentence. Both are left out where
`rouge-score` or `anchorcite` is not installed. --published adds figures of papers, on other rows.
--write FILE keeps the figures as JSON: the table of docs/check.md is made from bench/check.json.
With --alone the other checkers, which no change here touches, are not run again: their figures in
that FILE stay as they are.

With --ablate it prints instead, for each rule of grounding/rules.py, how many inconsistent and how
many consistent summaries of each set nothing but this rule flags ("5/1": without it five errors
would be missed, and one summary would not be accused wrongly), the same on the cases, the statements
that it flags or hints at in all, and its share of the CPU time of all rules.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import random
import statistics
import sys
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tersely.app.checking import checker
from tersely.app.context import Context
from tersely.events import no_events
from tersely.grounding import Index, check
from tersely.grounding.alignment import Alignment
from tersely.grounding.rules import RULES, Rule
from tersely.grounding.statements import statements
from tersely.records import Check, Document, Flag, Hint, PlannedStage

Row = dict[str, Any]
ROUNDS = 1000
CASE_SOURCES = {"B": "bridge.md", "T": "trial.md"}
# What planted.tsv asks of each kind: a flag, or no "supported".
FLAGGED_KINDS = frozenset(
    {"number", "moved", "unit", "points", "date", "weekday", "name", "negation", "quantity"}
    | {"comparison", "attribution", "quote"}
)
# What is flagged apart from the rules: addresses, and what only an order to the writer supports.
KINDS_OF_NO_RULE = frozenset({"url", "email", "phone", "code", "instruction"})
PUBLISHED = """\
published, on other rows of the same sets (balanced accuracy):
  LLM-AggreFact   MiniCheck-Flan-T5-L 75.0, GPT-4o 75.9, Bespoke-MiniCheck-7B 77.4 (Tang et al. 2024)
  SummEdits       DAE 55.2, SummaC-Conv 57.1, QAFactEval 65.5, GPT-4 82.1 (Laban et al. 2023)"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="*", type=Path)
    parser.add_argument("--cases", type=Path, help="folder with planted.tsv and honest.tsv")
    parser.add_argument("--show", action="store_true", help="print wrong flags and missed errors")
    parser.add_argument("--meetings", type=Path, help="rows with a document and summaries")
    parser.add_argument("--write", type=Path, help="JSON file for the figures")
    parser.add_argument("--published", action="store_true", help="print figures of papers")
    parser.add_argument("--alone", action="store_true", help="do not run the other checkers")
    parser.add_argument("--ablate", action="store_true", help="what each rule earns")
    options = parser.parse_args()
    if options.ablate:
        ablate(options.data, options.cases)
        return
    figures: dict[str, Any] = {}
    if options.write and options.write.is_file():
        figures = json.loads(options.write.read_text(encoding="utf-8"))
    for path in options.data:
        rows = [json.loads(line) for line in path.open(encoding="utf-8")]
        if "claim" in rows[0]:
            measured = citations(path.stem, rows, alone=options.alone)
        else:
            measured = factuality(path.stem, rows, show=options.show, alone=options.alone)
        before = figures.get(path.stem, {}) if options.alone else {}
        figures[path.stem] = {**before, **measured}
    if options.meetings:
        figures["meetings"] = meetings(options.meetings)
    if options.write:
        text = json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True)
        options.write.write_text(text + "\n", encoding="utf-8")
    if options.cases:
        cases(options.cases, show=options.show)
    if options.published:
        print(PUBLISHED)


@dataclass(frozen=True)
class Verdicts:
    """What one checker says of one summary, beside the label."""

    group: str
    consistent: bool
    flagged: bool


def factuality(name: str, rows: Sequence[Row], *, show: bool, alone: bool) -> dict[str, Any]:
    """Each checker as a detector of inconsistent summaries."""
    bad = sum(not row["consistent"] for row in rows)
    print(f"{name}: {len(rows)} summaries, {bad} inconsistent")
    checks, times = checked(rows)
    if show:
        show_mistakes(rows, checks)
    detectors: dict[str, list[bool]] = {
        "tersely: flagged": [found.objections > 0 for found in checks],
        "tersely: not supported": [is_unsupported(found) for found in checks],
    }
    detectors |= {} if alone else others(rows)
    figures: dict[str, Any] = {"rows": len(rows), "inconsistent": bad}
    for label, flagged in detectors.items():
        verdicts = [
            Verdicts(row.get("set", name), bool(row["consistent"]), flag)
            for row, flag in zip(rows, flagged, strict=True)
        ]
        measured = measures(verdicts)
        figures[label] = measured
        print(f"  {label:34} {described(measured)}")
    shares = Counter(claim.verdict for found in checks for claim in found.claims)
    total = shares.total() or 1
    print("  claims: " + ", ".join(f"{v} {n / total:.0%}" for v, n in shares.most_common()))
    print(
        f"  CPU per summary: median {statistics.median(times) * 1e3:.1f} ms, "
        f"95 % below {sorted(times)[int(len(times) * 0.95)] * 1e3:.1f} ms"
    )
    figures["cpu_ms"] = round(statistics.median(times) * 1e3, 1)
    return figures


def checked(rows: Sequence[Row]) -> tuple[list[Check], list[float]]:
    """The check of each row, and its CPU time with the index of the source made anew."""
    found, times = [], []
    for row in rows:
        started = time.process_time()
        found.append(check(row["summary"], row["document"]))
        times.append(time.process_time() - started)
    return found, times


def is_unsupported(found: Check) -> bool:
    """Whether a claim is contradicted or nothing supports it."""
    return found.objections > 0 or found.count("not found") > 0


def others(rows: Sequence[Row]) -> dict[str, list[bool]]:
    """Other checkers on the same rows."""
    detectors = {}
    try:
        from rouge_score.rouge_scorer import RougeScorer
    except ImportError:
        print("  rouge-score is not installed: no ROUGE row", file=sys.stderr)
    else:
        scorer = RougeScorer(["rouge2"], use_stemmer=True)
        scores = [scorer.score(r["document"], r["summary"])["rouge2"].precision for r in rows]
        detectors["ROUGE-2 precision, best threshold"] = below_best_threshold(rows, scores)
    try:
        from anchorcite import anchor_claim
    except ImportError:
        print("  anchorcite is not installed: no row of it", file=sys.stderr)
    else:
        detectors["anchorcite core: not anchored"] = [
            any(not anchor_claim(s.text, row["document"]) for s in statements(row["summary"]))
            for row in rows
        ]
    return detectors


def below_best_threshold(rows: Sequence[Row], scores: Sequence[float]) -> list[bool]:
    """Flags for scores below the threshold with the best balanced accuracy on these rows."""
    labels = [bool(row["consistent"]) for row in rows]

    def quality(threshold: float) -> float:
        caught = [score < threshold for score in scores]
        verdicts = [Verdicts("", c, f) for c, f in zip(labels, caught, strict=True)]
        return balanced(verdicts)

    best = max(sorted(set(scores)), key=quality)
    return [score < best for score in scores]


def measures(verdicts: Sequence[Verdicts]) -> dict[str, list[float]]:
    """Precision, recall, share of consistent ones flagged and balanced accuracy: each with its
    interval.
    """
    named: dict[str, Callable[[Sequence[Verdicts]], float]] = {
        "precision": precision,
        "recall": recall,
        "consistent flagged": false_alarms,
        "balanced": balanced,
    }
    return {
        label: [round(value, 4) for value in (measure(verdicts), *interval(verdicts, measure))]
        for label, measure in named.items()
    }


def described(measured: dict[str, list[float]]) -> str:
    """E.g. "precision 0.676 [0.52 0.81]  recall 0.221 [0.15 0.30]"."""
    return "  ".join(
        f"{label} {value:.3f} [{low:.2f} {high:.2f}]"
        for label, (value, low, high) in measured.items()
    )


def precision(verdicts: Sequence[Verdicts]) -> float:
    """Of the flagged ones, the share that is inconsistent."""
    flagged = [v for v in verdicts if v.flagged]
    return sum(not v.consistent for v in flagged) / (len(flagged) or 1)


def recall(verdicts: Sequence[Verdicts]) -> float:
    """Of the inconsistent ones, the share that is flagged."""
    bad = [v for v in verdicts if not v.consistent]
    return sum(v.flagged for v in bad) / (len(bad) or 1)


def false_alarms(verdicts: Sequence[Verdicts]) -> float:
    """Of the consistent ones, the share that is flagged."""
    good = [v for v in verdicts if v.consistent]
    return sum(v.flagged for v in good) / (len(good) or 1)


def balanced(verdicts: Sequence[Verdicts]) -> float:
    """Balanced accuracy, the mean over the sets that have both labels."""
    groups: defaultdict[str, list[Verdicts]] = defaultdict(list)
    for verdict in verdicts:
        groups[verdict.group].append(verdict)
    both = [g for g in groups.values() if len({v.consistent for v in g}) == 2]
    return statistics.fmean((recall(g) + 1 - false_alarms(g)) / 2 for g in both) if both else 0.0


def interval(
    verdicts: Sequence[Verdicts], measure: Callable[[Sequence[Verdicts]], float]
) -> tuple[float, float]:
    """The middle 95 % of the measure over resampled rows."""
    rng = random.Random(7)
    rounds = max(100, min(ROUNDS, 200_000 // len(verdicts)))
    values = sorted(measure(rng.choices(verdicts, k=len(verdicts))) for _ in range(rounds))
    return values[int(0.025 * rounds)], values[int(0.975 * rounds)]


def show_mistakes(rows: Sequence[Row], checks: Sequence[Check]) -> None:
    """Wrong flags with what they flag, and inconsistent summaries without one."""
    for row, found in zip(rows, checks, strict=True):
        if row["consistent"]:
            for flag in found.flags:
                print(f"    wrong: {flag.kind} {flag.text!r}, source says {flag.nearest!r}")
        elif not found.objections:
            print(f"    missed: {' '.join(row['summary'].split())[:160]}")


def citations(name: str, rows: Sequence[Row], *, alone: bool) -> dict[str, Any]:
    """hit@1: the share of claims whose first citation is one of the supporting sentences."""
    usable = [row for row in rows if any(row["supporting"])]
    print(f"{name}: {len(usable)} claims with supporting sentences")
    hits, cited = [], []
    for row in usable:
        places = cited_by_check(row)
        gold = {i for group in row["supporting"] for i in group}
        hits.append(bool(places) and places[0] in gold)
        cited.append(bool(places))
    print(f"  tersely: hit@1 {share_with_interval(hits)}, without a citation {cited.count(False)}")
    figures = {"rows": len(usable), "tersely": round(statistics.fmean(hits), 4)}
    others_too = {} if alone else rankers()
    for label, ranker in others_too.items():
        gold_hits = [
            ranker(row) in {i for group in row["supporting"] for i in group} for row in usable
        ]
        print(f"  {label}: hit@1 {share_with_interval(gold_hits)}")
        figures[label] = round(statistics.fmean(gold_hits), 4)
    return figures


def cited_by_check(row: Row) -> list[int]:
    """The sentences that the public check cites for a claim, the best one first."""
    source, starts = joined(row["sentences"])
    found = check(row["claim"], source)
    # Of a claim of several sentences the passage of the one that it holds most of comes first.
    cited = [claim for claim in found.claims if claim.citations]
    cited.sort(key=lambda claim: -claim.score * len(claim.text))
    ranked = [citation for claim in cited for citation in claim.citations]
    return [bisect_right(starts, citation.start) - 1 for citation in ranked]


def joined(sentences: Sequence[str]) -> tuple[str, list[int]]:
    """The sentences as paragraphs, and where each begins."""
    starts, position = [], 0
    for sentence in sentences:
        starts.append(position)
        position += len(sentence) + 2
    return "\n\n".join(sentences), starts


def rankers() -> dict[str, Callable[[Row], int]]:
    """Other ways to the best sentence of a source for a claim."""
    found: dict[str, Callable[[Row], int]] = {}
    try:
        from rouge_score.rouge_scorer import RougeScorer
    except ImportError:
        pass
    else:
        scorer = RougeScorer(["rouge1"], use_stemmer=True)

        def by_rouge(row: Row) -> int:
            scores = [scorer.score(row["claim"], s)["rouge1"].fmeasure for s in row["sentences"]]
            return scores.index(max(scores))

        found["ROUGE-1 F"] = by_rouge
    try:
        from anchorcite import anchor_claim
    except ImportError:
        pass
    else:

        def by_anchor(row: Row) -> int:
            source, starts = joined(row["sentences"])
            anchor = anchor_claim(row["claim"], source)
            return bisect_right(starts, anchor.start_offset) - 1 if anchor else -1

        found["anchorcite core"] = by_anchor
    return found


def share_with_interval(hits: Sequence[bool]) -> str:
    """E.g. "0.868 [0.83 0.90]"."""
    rng = random.Random(7)
    values = sorted(statistics.fmean(rng.choices(hits, k=len(hits))) for _ in range(ROUNDS))
    low, high = values[int(0.025 * ROUNDS)], values[int(0.975 * ROUNDS)]
    return f"{statistics.fmean(hits):.3f} [{low:.2f} {high:.2f}]"


class Recorder:
    """The rules of grounding, each of which is noted when it marks a statement."""

    def __init__(self) -> None:
        self.rules = tuple(replace(rule, marks=partial(self._ask, rule)) for rule in RULES)
        self.flagging: set[str] = set()  # the rules that flag the summary at hand
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.flagged: Counter[str] = Counter()  # statements
        self.hinted: Counter[str] = Counter()
        self.alone: Counter[tuple[str, str, bool]] = Counter()  # by rule, set and label

    def _ask(self, rule: Rule, aligned: Alignment) -> list[Flag | Hint]:
        started = time.process_time()
        marks = list(rule.marks(aligned))
        self.seconds[rule.name] += time.process_time() - started
        if any(isinstance(mark, Flag) for mark in marks):
            self.flagging.add(rule.name)
            self.flagged[rule.name] += 1
        elif marks:
            self.hinted[rule.name] += 1
        return marks

    def check(self, summary: str, source: Index | str, group: str, *, consistent: bool) -> None:
        """Check a summary, and note the rule without which nothing would be flagged."""
        self.flagging.clear()
        found = check(summary, source, rules=self.rules)
        is_flagged_anyway = any(flag.kind in KINDS_OF_NO_RULE for flag in found.flags)
        if len(self.flagging) == 1 and not is_flagged_anyway and not found.unfounded:
            self.alone[self.flagging.pop(), group, consistent] += 1


def ablate(paths: Sequence[Path], folder: Path | None) -> None:
    """What each rule catches that no other does, right and wrong, and what it costs."""
    recorder, groups = Recorder(), [path.stem for path in paths]
    for path in paths:
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            recorder.check(
                row["summary"], row["document"], path.stem, consistent=bool(row["consistent"])
            )
    if folder:
        groups.append("cases")
        sources = {key: Index((folder / name).read_text()) for key, name in CASE_SOURCES.items()}
        for _, source, sentence in table(folder / "planted.tsv"):
            recorder.check(sentence, sources[source], "cases", consistent=False)
        for source, sentence in table(folder / "honest.tsv"):
            recorder.check(sentence, sources[source], "cases", consistent=True)
    print("Summaries that it alone flags, right/wrong; statements that it flags or hints at")
    print(f"{'rule':17}", *(f"{group[-13:]:>13}" for group in groups), end="")
    print(f"{'all':>9}{'flagged':>9}{'hinted':>8}{'CPU':>8}")
    total = sum(recorder.seconds.values())
    for rule in RULES:
        name = rule.name
        counts = [(recorder.alone[name, g, False], recorder.alone[name, g, True]) for g in groups]
        every = tuple(map(sum, zip(*counts, strict=True)))
        print(f"{name:17}", *(f"{f'{right}/{wrong}':>13}" for right, wrong in counts), end="")
        print(
            f"{'/'.join(map(str, every)):>9}{recorder.flagged[name]:9}{recorder.hinted[name]:8}"
            f"{recorder.seconds[name] / total:8.1%}"
        )


def meetings(path: Path) -> dict[str, Any]:
    """Tokens that a second opinion on the reference summaries takes, beside those of the map calls
    that read the meeting; both as they are planned for the same model.
    """
    shares = asyncio.run(shares_of_verification(path))
    median = statistics.median(shares)
    print(
        f"meetings: {len(shares)}; --verify takes {median:.1%} of the map tokens (median), at most "
        f"{max(shares):.1%}"
    )
    return {"rows": len(shares), "median": round(median, 4), "most": round(max(shares), 4)}


async def shares_of_verification(path: Path) -> list[float]:
    """For each meeting the tokens of the second opinion over those of the map calls; nothing is
    sent.
    """
    asked = {"model": "openai", "verify": "openai", "strategy": "map-reduce"}
    context = Context.load(asked, environment={"OPENAI_API_KEY": "none"})
    shares = []
    async with checker(context, emit=no_events, dry_run=True) as opened:
        assert opened.session is not None, "--verify needs one"
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            document = Document(row["id"], row["document"])
            mapped = (await opened.session.prepare(document, look=False)).plan.stages[0]
            stage = (await opened.check(row["id"], row["summaries"][0], document)).planned
            assert stage is not None, "it is planned with --verify"
            shares.append(expected_tokens(stage) / expected_tokens(mapped))
    return shares


def expected_tokens(stage: PlannedStage) -> float:
    """Input and output of a stage."""
    return (stage.input_tokens.expected or 0) + (stage.output_tokens.expected or 0)


def cases(folder: Path, *, show: bool) -> None:
    """Single planted errors by kind, and true paraphrases."""
    sources = {key: Index((folder / name).read_text()) for key, name in CASE_SOURCES.items()}
    caught: defaultdict[str, list[bool]] = defaultdict(list)
    unsupported: defaultdict[str, list[bool]] = defaultdict(list)
    for kind, source, sentence in table(folder / "planted.tsv"):
        found = check(sentence, sources[source])
        caught[kind].append(found.objections > 0)
        unsupported[kind].append(found.count("supported") < len(found.claims))
        if show and not found.objections:
            print(f"    missed {kind}: {sentence} {[h.kind for h in found.hints]}")
    for kind, hits in caught.items():
        print(
            f"  {kind:12} flagged {sum(hits)}/{len(hits)}, not supported {sum(unsupported[kind])}/{len(hits)}"
        )
    every = [hit for kind, hits in caught.items() if kind in FLAGGED_KINDS for hit in hits]
    print(f"  kinds that are checked: flagged {sum(every)}/{len(every)}")
    honest = list(table(folder / "honest.tsv"))
    wrong = 0
    for source, sentence in honest:
        found = check(sentence, sources[source])
        wrong += found.objections > 0
        if show and found.objections:
            print(f"    wrong: {sentence} {[(f.kind, f.text, f.nearest) for f in found.flags]}")
    print(f"  honest paraphrases: flagged {wrong}/{len(honest)}")


def table(path: Path) -> Iterable[list[str]]:
    """The rows of a file of tab-separated values, quotation marks taken as they stand."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


if __name__ == "__main__":
    main()
