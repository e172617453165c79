"""The table of rules."""

from __future__ import annotations

from tersely.extractive import RULES, Target, extract
from tersely.extractive.form import Form
from tersely.extractive.rules import Grade, Rule, judge, rows_of, without

SENTENCE = Form("The quay sank.", "The quay sank.", ["the", "quay", "sank"], ["quay", "sank"])


def test_names_are_unique_and_each_rule_does_something() -> None:
    """A rule that neither lowers nor weighs would be none."""
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(rule.weight != 1 or rule.grade < Grade.READABLE for rule in RULES)


def test_weights_multiply_and_the_lowest_grade_holds() -> None:
    """A weight may depend on the unit."""
    rules = (
        Rule("a", lambda _: True, weight=2.0, grade=Grade.DANGLING),
        Rule("b", lambda form: len(form.tokens) > 3, weight=10.0),
        Rule("c", lambda _: True, weight=lambda form: len(form.tokens) / 2),
    )
    assert judge(SENTENCE, rows_of(rules)) == (Grade.DANGLING, 3.0)
    assert judge(SENTENCE, rows_of(without("c", rules))) == (Grade.DANGLING, 2.0)
    assert judge(SENTENCE, ()) == (Grade.READABLE, 1.0)


def test_a_summary_follows_the_rules_it_is_given() -> None:
    """So that each of them can be weighed."""
    text = "Many thanks for your letter. The quay of Lindmouth sank. Have a wonderful day!"
    (first,) = extract(text, Target("sentences", 1))
    assert text[first.start : first.end] == "The quay of Lindmouth sank."
    longest = (Rule("long", lambda form: "letter" in form.plain, weight=50.0),)
    (other,) = extract(text, Target("sentences", 1), rules=longest)
    assert text[other.start : other.end] == "Many thanks for your letter."
