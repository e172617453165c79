"""Edits of all kinds planted into texts, with what a comparison has to say of each."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tersely.differences import Changes, Difference
from tersely.language.sentences import blocks, sentences_of

_NUMBER = re.compile(r"(?<![\w.,-])\d{2,4}(?![\w.,%-])")
_VERB = re.compile(r"\b(is|are|was|were|will|can)\b(?! not|n't)")
_NAME = re.compile(r"(?<=[a-z] )[A-Z][a-z]{3,}(?= [a-z])")
_FRESH = (
    "the auditors of Larkspur Hall praised the twelve volunteers from Wexford.",
    "nobody at the Tamarind depot had expected thunder in February.",
    "a violet lantern burned above the harbour for nineteen evenings.",
    "each quarter the beekeepers send 340 jars to the monastery kitchen.",
)


@dataclass
class Edit:
    """What was done, and words that the difference must hold on either side ("" for none)."""

    kind: str
    old: str = ""
    new: str = ""


@dataclass
class Planting:
    """A text as its blocks, each planted at most once and never beside another planted one."""

    text: str
    rng: random.Random
    edits: list[Edit] = field(default_factory=list)

    def __post_init__(self) -> None:
        found = blocks(self.text)
        self.blocks = [self.text[block.start : block.end] for block in found]
        self.kinds = [block.kind for block in found]
        self.gaps = [self.text[a.end : b.start] for a, b in itertools.pairwise(found)] + ["\n"]
        self.used: set[int] = set()
        self.number_of_fresh = 0

    def fresh(self) -> str:
        """A sentence that stands nowhere yet."""
        self.number_of_fresh += 1
        return f"On day {self.number_of_fresh}, {self.rng.choice(_FRESH)}"

    def result(self) -> str:
        """The edited text."""
        return "".join(b + g for b, g in zip(self.blocks, self.gaps, strict=True) if b)

    def free(self, fits: Callable[[int], bool]) -> int | None:
        """A block that fits, away from what was edited."""
        near = {i + step for i in self.used for step in (-2, -1, 0, 1, 2)}
        places = [i for i in range(len(self.blocks)) if i not in near and fits(i)]
        if not places:
            return None
        place = self.rng.choice(places)
        self.used.add(place)
        return place

    def is_prose(self, i: int) -> bool:
        is_whole = self.blocks[i].endswith(".")  # what is put behind a colon belongs to its line
        return self.kinds[i] == "paragraph" and is_whole and len(self.blocks[i].split()) > 12

    def substitute(self, kind: str, pattern: re.Pattern[str], new: Callable[[str], str]) -> bool:
        """One match of a pattern in one paragraph becomes something else."""
        place = self.free(lambda i: self.is_prose(i) and pattern.search(self.blocks[i]) is not None)
        if place is None:
            return False
        matches = list(pattern.finditer(self.blocks[place]))
        match = self.rng.choice(matches)
        said = new(match[0])
        block = self.blocks[place]
        self.blocks[place] = block[: match.start()] + said + block[match.end() :]
        self.edits.append(Edit(kind, match[0], said))
        return True

    def number(self) -> bool:
        return self.substitute("changed", _NUMBER, lambda n: str(int(n) + 7))

    def name(self) -> bool:
        return self.substitute("changed", _NAME, lambda _: "Brunhilde")

    def negation(self) -> bool:
        return self.substitute("changed", _VERB, lambda verb: f"{verb} not")

    def sentences(self, i: int) -> list[str]:
        block = self.blocks[i]
        part = blocks(block)[0]
        return [block[a:b] for a, b in sentences_of(block, part)]

    def add_sentence(self) -> bool:
        place = self.free(self.is_prose)
        if place is None:
            return False
        fresh = self.fresh()
        said = self.sentences(place)
        said.insert(self.rng.randint(0, len(said)), fresh)
        self.blocks[place] = " ".join(said)
        self.edits.append(Edit("added", "", fresh))
        return True

    def remove_sentence(self) -> bool:
        place = self.free(lambda i: self.is_prose(i) and len(self.sentences(i)) > 2)
        if place is None:
            return False
        said = self.sentences(place)
        gone = said.pop(self.rng.randrange(len(said)))
        self.blocks[place] = " ".join(said)
        self.edits.append(Edit("removed", gone, ""))
        return True

    def add_paragraph(self) -> bool:
        place = self.free(lambda i: self.is_prose(i) and self.gaps[i].count("\n") > 1)
        if place is None:
            return False
        fresh = " ".join([self.fresh(), self.fresh()])
        self.blocks[place] += f"\n\n{fresh}"
        self.edits.append(Edit("added", "", fresh))
        return True

    def remove_block(self) -> bool:
        place = self.free(lambda i: self.is_prose(i) or self.kinds[i] == "item")
        if place is None:
            return False
        self.edits.append(Edit("removed", self.blocks[place], ""))
        self.blocks[place] = ""
        return True

    def move_paragraph(self) -> bool:
        place = self.free(self.is_prose)
        if place is None:
            return False
        # Of two that change places the shorter one is the one that moved: by far, however measured.
        passed = 2 * len(self.blocks[place])
        far = [i for i in range(len(self.blocks)) if self.between(place, i) > passed]
        goal = self.free(lambda i: i in far and self.is_prose(i) and self.gaps[i].count("\n") > 1)
        if goal is None:
            return False
        self.edits.append(Edit("moved", self.blocks[place], self.blocks[place]))
        self.blocks[goal] += f"\n\n{self.blocks[place]}"
        self.blocks[place] = ""
        return True

    def between(self, one: int, other: int) -> int:
        """The characters between two blocks."""
        first, last = sorted((one, other))
        return sum(map(len, self.blocks[first + 1 : last]))

    def heading(self) -> bool:
        place = self.free(lambda i: self.kinds[i] == "heading")
        if place is None:
            return False
        self.edits.append(Edit("changed", self.blocks[place], "Orchard rules"))
        self.blocks[place] = "## Orchard rules"
        return True

    def rewrap(self) -> bool:
        """No difference at all."""
        place = self.free(lambda i: self.is_prose(i) and "`" not in self.blocks[i])
        if place is None:
            return False
        words = self.blocks[place].split()
        half = len(words) // 2
        if words[half][0].isalnum():
            self.blocks[place] = " ".join(words[:half]) + "\n" + " ".join(words[half:])
        return True

    def plant(self, count: int) -> None:
        """`count` edits of kinds in a random order, and rewrapped paragraphs between them."""
        kinds = [
            self.number,
            self.name,
            self.negation,
            self.add_sentence,
            self.remove_sentence,
            self.add_paragraph,
            self.remove_block,
            self.move_paragraph,
            self.heading,
        ]
        while len(self.edits) < count and kinds:
            kind = self.rng.choice(kinds)
            if not kind():
                kinds.remove(kind)
        self.rewrap()


def holds(difference: Difference, edit: Edit) -> bool:
    """Whether a difference is this edit."""
    squeezed = " ".join
    old = squeezed(difference.old.text.split()) if difference.old else ""
    new = squeezed(difference.new.text.split()) if difference.new else ""
    wanted = squeezed(edit.old.split()), squeezed(edit.new.split())
    if difference.kind != edit.kind:
        return False
    return wanted[0] in old and wanted[1] in new


def judged(changes: Changes, edits: list[Edit]) -> tuple[list[Edit], list[Difference]]:
    """The edits that were missed, and the differences that nobody planted."""
    left = list(changes.differences)
    missed = []
    for edit in edits:
        match = next((difference for difference in left if holds(difference, edit)), None)
        if match is None:
            missed.append(edit)
        else:
            left.remove(match)
    return missed, left
