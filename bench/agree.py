"""How many planted contradictions `agree` finds without a model, and how many it invents.

    python bench/agree.py FOLDER

Of each text below FOLDER a second one is made: its paragraphs in another order, some left out, and
in every tenth sentence with a fact one thing changed (a number, a date, a name, a "not", the
direction of a change). Found is a contradiction whose two quotations are a sentence and its changed
twin; any other is invented.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tersely.agreement import compare
from tersely.agreement.statements import statements_of
from tersely.documents import read
from tersely.errors import TerselyError
from tersely.records import Document

EVERY = 10
KEPT = 0.7
MONTHS = ("January", "March", "May", "August", "October", "December")
NAMES = ("Helga Moser", "Peter Lind", "Orla Byrne", "Tomas Reyes")
DIRECTIONS = {"rose": "fell", "increased": "decreased", "more": "fewer", "before": "after",
              "gained": "lost", "higher": "lower", "opened": "closed"}  # fmt: skip
VERB = re.compile(r"\b(is|was|are|were|will|can|should|must|has|have)\b(?! not)")
YEAR = re.compile(r"\b(1[5-9]\d\d|20[0-3]\d)\b")


def changed(text: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, the sentence with one thing changed) for each kind that it has."""
    if month := re.search(rf"\b({'|'.join(MONTHS)})\b", text):
        other = rng.choice([m for m in MONTHS if m != month[0]])
        yield "date", text[: month.start()] + other + text[month.end() :]
    elif year := YEAR.search(text):
        yield "date", text[: year.start()] + str(int(year[0]) + 3) + text[year.end() :]
    elif number := re.search(r"(?<![\w.,-])\d{2,4}(?![\w-]|[.,]\d)", text):
        yield "number", text[: number.start()] + str(int(number[0]) * 2 + 1) + text[number.end() :]
    for word, other in DIRECTIONS.items():
        if re.search(rf"\b{word}\b", text):
            yield "direction", re.sub(rf"\b{word}\b", other, text, count=1)
            break
    if verb := VERB.search(text):
        yield "negation", f"{text[: verb.end()]} not{text[verb.end() :]}"
    if name := re.search(r"(?<=[a-z] )[A-Z][a-z]+ [A-Z][a-z]+\b", text):
        yield "name", text[: name.start()] + rng.choice(NAMES) + text[name.end() :]


def planted(document: Document, rng: random.Random) -> tuple[str, dict[str, tuple[str, str]]]:
    """The second text, and its changed sentences: kind and what they were."""
    text = document.text
    edits: dict[str, tuple[str, str]] = {}
    for number, statement in enumerate(statements_of(document, 0)):
        sentence = statement.quotation.text
        ways = list(changed(sentence, rng)) if number % EVERY == 0 else []
        if ways and text.count(sentence) == 1:
            kind, other = rng.choice(ways)
            text = text.replace(sentence, other)
            edits[" ".join(other.split())] = (kind, " ".join(sentence.split()))
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    kept = [
        part
        for part in paragraphs
        if rng.random() < KEPT or any(edit in " ".join(part.split()) for edit in edits)
    ]
    rng.shuffle(kept)
    return "\n\n".join(kept), edits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    rng = random.Random(7)
    total: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    told = invented = 0
    for path in sorted(p for p in options.folder.rglob("*") if p.is_file()):
        try:
            document = read(path)
        except TerselyError:
            continue
        other, edits = planted(document, rng)
        total += Counter(kind for kind, _ in edits.values())
        found = compare({"one": document, "other": Document("other", other)}).contradictions
        told += len(found)
        for contradiction in found:
            first, second = (
                {" ".join(q.text.split()) for q in side.quotations} for side in contradiction.sides
            )
            pair = next((e for e in second | first if e in edits), None)
            if pair and edits[pair][1] in first | second:
                hit[edits[pair][0]] += 1
            else:
                invented += 1
    for kind in sorted(total):
        print(f"{kind:10} {hit[kind]:5} of {total[kind]:5}  {hit[kind] / total[kind]:.2f}")
    print(f"recall {sum(hit.values()) / max(1, sum(total.values())):.3f}, ", end="")
    print(f"precision {1 - invented / max(1, told):.3f} ({invented} of {told} invented)")


if __name__ == "__main__":
    main()
