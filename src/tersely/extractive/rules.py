"""The table of rules that say how well a sentence reads when it stands alone in a summary.

Each rule has a name, a test and a weight. `bench/extractive.py --ablate` prints what each earns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from . import boilerplate, framing, readability
from .dialogue import fluency, is_spoken
from .form import Form


class Grade(IntEnum):
    """How fit a unit is to stand in a summary; a lower grade is taken only when the higher ones are
    used up.
    """

    JUNK = 0  # headings, code, navigation, references: never chosen while there is anything else
    RECORD = 1  # a part of data, shown as an example where there are too few sentences
    FRAMING = 2  # greetings, thanks, offers of help
    DANGLING = 3  # says nothing without the sentence before
    READABLE = 4


# In Python 3.11 a name is read ten times faster than a member of an enum.
JUNK, RECORD, FRAMING, DANGLING, READABLE = Grade
# What the scores of a grade are multiplied with, where several grades are needed.
GRADE_WEIGHTS = {READABLE: 1.0, DANGLING: 0.3, FRAMING: 0.15, RECORD: 0.1, JUNK: 0.03}


@dataclass(frozen=True, slots=True)
class Rule:
    """Where `holds`, a unit is of `grade` at most and its score is multiplied with `weight`, which
    may depend on how much it holds.
    """

    name: str
    holds: Callable[[Form], bool]
    weight: float | Callable[[Form], float] = 1.0
    grade: Grade = READABLE


# Tried from above; the first that makes a unit junk or a record ends it.
# Weights were chosen on SciTLDR, QMSum and SQuALITY and by reading.
RULES = (
    Rule("record", readability.is_record, grade=RECORD),
    Rule("structure", readability.is_structure, grade=JUNK),
    Rule("announcement", readability.is_announcement, grade=JUNK),
    Rule("reference", boilerplate.is_reference, grade=JUNK),
    Rule("navigation", boilerplate.is_navigation, grade=JUNK),
    Rule("notice", boilerplate.is_notice, grade=JUNK),
    Rule("link", boilerplate.is_link, grade=JUNK),
    Rule("identifiers", readability.is_of_identifiers, grade=JUNK),
    Rule("fragment", readability.is_fragment, grade=JUNK),
    Rule("framing", framing.is_framing, grade=FRAMING),
    Rule("order", framing.is_order, grade=FRAMING),
    Rule("short", readability.is_short, grade=DANGLING),
    Rule("detail", readability.is_lost_detail, grade=DANGLING),
    Rule("pointer", readability.is_pointing, grade=DANGLING),
    Rule("gloss", readability.is_gloss, grade=DANGLING),
    Rule("broken off", readability.is_broken_off, grade=DANGLING),
    Rule("title", readability.is_title, grade=DANGLING),
    Rule("run-in title", readability.is_run_in_title, grade=DANGLING),
    Rule("opening", readability.is_opening, weight=3.0),
    Rule("question", readability.is_question, weight=0.35),
    Rule("signpost", readability.is_signpost, weight=0.5),
    Rule("name or figure", readability.names_something, weight=1.15),
    Rule("detail of an item", readability.is_led_detail, weight=0.6),
    Rule("open item", readability.is_open_item, weight=0.5),
    Rule("short speech", readability.is_short_speech, weight=0.6),
    Rule("talk in prose", readability.is_talk_in_prose, weight=0.6),
    Rule("unnamed person", readability.is_of_unnamed, weight=0.7),
    Rule("stammering", is_spoken, weight=fluency),
    Rule("cue", readability.announces_result, weight=1.4),
)


# In place of "broken off" where all letters are small: the first letter tells nothing there.
_GOING_ON = Rule("going on", readability.is_going_on, grade=DANGLING)


def in_small_letters(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules for a text without capitals."""
    return tuple(_GOING_ON if rule.name == "broken off" else rule for rule in rules)


Row = tuple[Callable[[Form], bool], Grade, float | Callable[[Form], float]]


def rows_of(rules: Iterable[Rule]) -> list[Row]:
    """The rules as plain tuples: there are thirty for each sentence, and names cost time."""
    return [(rule.holds, rule.grade, rule.weight) for rule in rules]


ROWS = rows_of(RULES)


def judge(form: Form, rows: Sequence[Row] | None = None) -> tuple[Grade, float]:
    """The grade of a unit by the rules in `rows`, and the product of the weights that hold for it."""
    grade, weight = READABLE, 1.0
    for holds, lowest, factor in ROWS if rows is None else rows:
        if not holds(form):
            continue
        if lowest < grade:
            grade = lowest
            if grade <= RECORD:
                break
        weight *= factor(form) if callable(factor) else factor
    return grade, weight


def without(name: str, rules: Iterable[Rule] = RULES) -> tuple[Rule, ...]:
    """The rules but for the one called `name`."""
    return tuple(rule for rule in rules if rule.name != name)
