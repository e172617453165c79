"""Hold any model's summaries to their sources in your own test suite: pytest
examples/test_my_llm.py

`tersely.check` needs no key and no network. It takes what your program wrote and what it was
written from.
"""

from pathlib import Path

import tersely

REPORT = (Path(__file__).parent / "report.md").read_text(encoding="utf-8")


def my_llm(_text: str) -> str:
    """Stands for your own program: replace it by the call you want to test."""
    return "Visits rose by 14 % to 1.93 million. Evening opening accounts for 68 % of the increase."


def test_the_summary_states_nothing_that_the_source_does_not_hold() -> None:
    """No number, date, name, quotation or address that is foreign to the report."""
    check = tersely.check(my_llm(REPORT), REPORT)
    assert not check.flags, [
        f"{flag.text!r}: the source says {flag.nearest!r}" for flag in check.flags
    ]


def test_every_sentence_can_be_traced() -> None:
    """Each sentence rests on a passage of the report."""
    check = tersely.check(my_llm(REPORT), REPORT)
    assert check.traced == len(check.claims), [
        claim.text for claim in check.claims if claim.verdict == "not found"
    ]
