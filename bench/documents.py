"""What the readers make of a folder of documents, beside other programs where they are installed.

    python bench/documents.py FOLDER [--worst 10]

PDF is compared with pdftotext, DOCX, ODT, EPUB and RTF with pandoc, HTML with readability
(readability-lxml). For each file: *recall*, the share of the other program's words that our text
has; *precision*, the share of our words that the other text has; and *order*, the share of the
words that both texts have once which stand in the same order (longest increasing subsequence).
Words are compared without case and marks. The other programs are yardsticks, not the truth:
pdftotext keeps running heads, readability drops what it takes for navigation.

For the order of a PDF there are up to three yardsticks, and the best counts: pdftotext, which
guesses the columns of a page and reads many tables down; `pdftotext -raw`, the order in which the
file draws its text; and in a tagged file the order of its tags (`pdfinfo -struct-text`). The first
two agree on three of four papers in two columns only, and on half of all forms and tables; on pages
that were looked at, it was the guess that mixed columns. "by guess" is the share of files whose
order is that of plain pdftotext.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from tersely import documents
from tersely.errors import TerselyError

TIMEOUT_S = 60
MIN_WORDS = 50
MIN_SHARE = 0.9  # of the words, for a second yardstick of the order
WORD = re.compile(r"[^\W_]+")
HYPHENATION = re.compile(r"(?<=\w)[-\xad]\n\s*(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Score:
    """One file beside the other program; shares from 0 to 1."""

    path: Path
    words: int
    recall: float
    precision: float
    order: float
    guessed_order: float
    elapsed_s: float


def words(text: str) -> list[str]:
    """The words of a text, hyphenated ones whole, without case."""
    return WORD.findall(HYPHENATION.sub("", text).lower())


def reference(path: Path) -> str | None:
    """The text that the other program reads, None where there is none or it fails."""
    match path.suffix.lower():
        case ".pdf":
            return output(["pdftotext", "-q", str(path), "-"])
        case ".docx" | ".odt" | ".epub" | ".rtf":
            return output(["pandoc", "-t", "plain", "--wrap=none", str(path)])
        case ".html" | ".htm" | ".xhtml":
            return readability(path)
        case _:
            return None


def output(command: list[str]) -> str | None:
    """What a command prints, None if it is not installed, fails or takes too long."""
    if shutil.which(command[0]) is None:
        return None
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def readability(path: Path) -> str | None:
    """The main text of a page by readability-lxml."""
    try:
        from lxml.html import fromstring
        from readability import Document
    except ImportError:
        return None
    page = Document(path.read_bytes().decode("utf-8", "replace"))
    return str(fromstring(page.summary()).text_content())


def ordered_share(ours: list[str], theirs: list[str]) -> float:
    """The share of the words that both have exactly once which stand in the same order."""
    once, twice = Counter(ours), Counter(theirs)
    places = {word: place for place, word in enumerate(theirs) if twice[word] == 1}
    sequence = [places[word] for word in ours if once[word] == 1 and word in places]
    tails: list[int] = []
    for place in sequence:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails) / len(sequence) if sequence else 1.0


def best_order(path: Path, ours: list[str], theirs: list[str]) -> float:
    """The order beside the best of the yardsticks that there are for a file."""
    orders = [ordered_share(ours, theirs)]
    if path.suffix.lower() == ".pdf":
        for command in (["pdftotext", "-q", "-raw"], ["pdfinfo", "-struct-text"]):
            rest = ["-"] if command[0] == "pdftotext" else []
            text = words(output([*command, str(path), *rest]) or "")
            if len(text) >= MIN_SHARE * len(theirs):  # not if only a few paragraphs are tagged
                orders.append(ordered_share(ours, text))
    return max(orders)


def score(path: Path, theirs: list[str]) -> Score | str:
    """Our reading of a file beside `theirs`; the error message if it is refused."""
    began = time.perf_counter()
    try:
        document = documents.read(path)
    except TerselyError as error:
        return error.message
    elapsed = time.perf_counter() - began
    ours = words(document.text)
    shared = sum((Counter(ours) & Counter(theirs)).values())
    return Score(
        path,
        len(theirs),
        shared / len(theirs),
        shared / max(1, len(ours)),
        best_order(path, ours, theirs),
        ordered_share(ours, theirs),
        elapsed,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=5, help="how many of the worst files to name")
    options = parser.parse_args()
    scores: list[Score] = []
    refused: list[str] = []
    for path in sorted(p for p in options.folder.rglob("*") if p.is_file()):
        theirs = words(reference(path) or "")
        if len(theirs) < MIN_WORDS:
            continue
        outcome = score(path, theirs)
        if isinstance(outcome, str):
            refused.append(f"{path.name}: {outcome} ({len(theirs):,} words by the other program)")
        else:
            scores.append(outcome)
    if not scores and not refused:
        sys.exit(
            "No file that another installed program reads too (pdftotext, pandoc, readability)."
        )
    report(scores, refused, options.worst)


def report(scores: list[Score], refused: list[str], worst: int) -> None:
    """A table by format, then the worst files and those that were refused."""
    print(
        f"{'format':8}{'files':>6}{'recall':>9}{'precision':>11}{'F1':>7}{'order':>8}{'order>=.95':>12}"
        f"{'by guess':>10}{'s a file':>10}"
    )
    for suffix in sorted({one.path.suffix.lower() for one in scores}):
        group = [one for one in scores if one.path.suffix.lower() == suffix]
        recall, precision = mean(s.recall for s in group), mean(s.precision for s in group)
        f1 = mean(2 * s.recall * s.precision / max(1e-9, s.recall + s.precision) for s in group)
        good = mean(s.order >= 0.95 for s in group)
        guessed = mean(s.guessed_order >= 0.95 for s in group)
        print(
            f"{suffix:8}{len(group):>6}{recall:>9.3f}{precision:>11.3f}{f1:>7.3f}"
            f"{mean(s.order for s in group):>8.3f}{good:>12.1%}{guessed:>10.1%}"
            f"{median(s.elapsed_s for s in group):>10.2f}"
        )
    for what in ("recall", "precision", "order"):
        print(f"\nworst {what}:")
        for one in sorted(scores, key=lambda s: float(getattr(s, what)))[:worst]:
            print(f"  {getattr(one, what):.3f}  {one.words:>7,} words  {one.path.name}")
    if refused:
        print(f"\nrefused, {len(refused)}:", *refused, sep="\n  ")


if __name__ == "__main__":
    main()
