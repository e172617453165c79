"""Hold any model's summaries to their sources in your own test suite: pytest
examples/test_my_llm.py

`assert_grounded` needs no key and no network. It takes what your program wrote and what it was
written from, and works without pytest too.
"""

from pathlib import Path

from tersely.testing import assert_grounded

REPORT = (Path(__file__).parent / "report.md").read_text(encoding="utf-8")


def my_llm(_text: str) -> str:
    """Stands for your own program: replace it by the call you want to test."""
    return "Visits rose by 14 % to 1.93 million. Evening opening accounts for 68 % of the increase."


def test_the_summary_states_nothing_that_the_source_does_not_hold() -> None:
    """No number, date, name, quotation or address that is foreign to the report."""
    assert_grounded(my_llm(REPORT), REPORT)


def test_every_sentence_can_be_traced() -> None:
    """Each sentence rests on a passage of the report."""
    assert_grounded(my_llm(REPORT), REPORT, traced=True)
