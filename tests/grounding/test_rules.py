"""The table of rules: when each is asked, and that each is in it once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tersely.grounding import check
from tersely.grounding.alignment import Alignment
from tersely.grounding.rules import RULES, Rule
from tersely.records import Hint

SOURCE = (
    "The harbour raises its fees in March. Boats paid nine euros before. The council agreed on "
    "Monday. Ada Lund runs the office."
)
GERMAN = "Der Hafen und die Stadt heben die Gebühren im März an. Ada Lund und Ole Aas sind dafür."
OWN_WORDS = "The harbour then raises all its fees."
COPY = "Ada Lund runs the office."


class Bell:
    """A rule that notes each statement of which it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, aligned: Alignment) -> Iterator[Hint]:
        self.asked.append(aligned.text)
        yield Hint("bell", aligned.text, *aligned.whole, -1)


@pytest.mark.parametrize(
    ("options", "summary", "source", "is_asked"),
    [
        ({}, OWN_WORDS, SOURCE, True),
        ({}, COPY, SOURCE, False),
        ({"of_copies": True}, COPY, SOURCE, True),
        ({}, f"{OWN_WORDS[:-1]}{' and boats' * 200}.", SOURCE, False),
        ({"at_any_length": True}, f"{OWN_WORDS[:-1]}{' and boats' * 200}.", SOURCE, True),
        ({"needs": "name"}, OWN_WORDS, SOURCE, True),
        ({"needs": "name"}, "Der Hafen hebt seine Gebühren und Preise an.", GERMAN, False),
        ({"needs": "quotation"}, "Der Hafen hebt seine Gebühren und Preise an.", GERMAN, True),
    ],
)
def test_when_a_rule_is_asked(
    options: dict[str, object], summary: str, source: str, is_asked: bool
) -> None:
    """Not where its facts cannot be judged; of long lines and of copies only if it says so."""
    bell = Bell()
    rule = replace(Rule("bell", bell), **options)  # type: ignore[arg-type]
    found = check(summary, source, rules=[rule])
    assert bool(bell.asked) == is_asked
    assert [hint.kind for hint in found.hints] == ["bell"] * len(bell.asked)


def test_each_rule_has_a_name_of_its_own() -> None:
    """The bench tells by it what a rule earns."""
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert len({rule.marks for rule in RULES}) == len(RULES)


def test_without_rules_nothing_is_flagged() -> None:
    """What is wrong is told by the rules alone; the passages are found without them."""
    wrong = "The harbour raises its fees in May."
    assert check(wrong, SOURCE).flags
    found = check(wrong, SOURCE, rules=())
    assert found.flags == ()
    assert found.claims[0].citations == check(wrong, SOURCE).claims[0].citations
