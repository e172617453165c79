"""Values that the source gives to something else."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """Tolls are 2.50 euros for cars and 9 euros for lorries. The loan runs over 25 years.

Piet Hallam has captained the ferry for 22 years and will lose his job. The amber group slept 34
minutes longer than before, the control group nine minutes. The difference of 25 minutes was small.

Falling asleep took 19 minutes instead of 31. The council goes to arbitration in September, because
it refused to pay. The tram starts on 1 October. Visits were 71 per cent, down from 78 per cent.

Of the 76,000 new trips 31,000 belong to Saltmarsh, which reopened after the repairs.
"""


@pytest.mark.parametrize(
    ("sentence", "kind", "text"),
    [
        ("Tolls are 9 euros for cars and 2.50 euros for lorries.", "number", "9 euros"),
        ("Piet Hallam has captained the ferry for 25 years.", "number", "25 years"),
        ("The amber group slept 25 minutes longer than before.", "number", "25 minutes"),
        ("Falling asleep took 31 minutes instead of 19.", "number", "31 minutes"),
        ("The council goes to arbitration in October.", "date", "October"),
        ("Visits rose from 71 to 78 per cent.", "direction", "71 to 78 per cent"),
        ("Visits were up from 71 per cent.", "direction", "up from"),
    ],
)
def test_a_value_of_another_fact_is_contradicted(sentence: str, kind: str, text: str) -> None:
    """With the sentence that has another value for this."""
    flags = check(sentence, SOURCE).flags
    assert flags
    assert (flags[0].kind, flags[0].contradicted) == (kind, True)
    assert flags[0].nearest == SOURCE[flags[0].nearest_start : flags[0].nearest_end]
    assert flags[0].text.rstrip(".") == text


@pytest.mark.parametrize(
    "sentence",
    [
        "Cars pay 2.50 euros and lorries 9 euros.",
        "Hallam has been the captain of the ferry for 22 years.",
        "The difference was 25 minutes.",
        "It took 19 minutes to fall asleep, not 31.",
        "Arbitration begins in September, the tram on 1 October.",
        "Visits fell from 78 to 71 per cent.",
        "Saltmarsh reopened and brought 31,000 new trips.",
    ],
)
def test_the_right_binding_in_other_words_is_not_accused(sentence: str) -> None:
    """The same facts in another order and other clauses."""
    assert [(f.kind, f.text) for f in check(sentence, SOURCE).flags] == []
