"""Who said it, and what the source takes back."""

from __future__ import annotations

import pytest

from tersely.grounding import check

MEETING = """Aho: I would support the plan only if the quay stays open.

Lind: The crane is old, but the survey is new and covers the harbour.

Berg: The survey begins in 2020 in five ports.

Berg: I must correct myself: the survey begins in 2021, not 2020, and in seven ports, not five.
"""
REPORT = """"We have paid for our optimism," said Marta Oyelaran, the head of transport. Nobody drilled deep.

Piet Hallam has captained the ferry for long. "They gave us a clock and a handshake," he said.

Professor Lars Wen warned that nobody had been blind to the colour of the lenses. The study of
Hanna Osei ended in May.

The union says that the council had promised six posts; the council says it promised only interviews.
"""


@pytest.mark.parametrize(
    ("sentence", "source", "kind"),
    [
        ("Lind would support the plan only if the quay stays open.", MEETING, "speaker"),
        ("The survey begins in 2020 in five ports.", MEETING, "correction"),
        ("Berg: The survey begins in 2020 in five ports.", MEETING, "correction"),
        ('"We have paid for our optimism," said Piet Hallam.', REPORT, "speaker"),
        ("Osei warned that nobody had been blind to the colour of the lenses.", REPORT, "speaker"),
        ("The union says that it was promised only interviews.", REPORT, "speaker"),
    ],
)
def test_another_speaker_and_a_value_taken_back(sentence: str, source: str, kind: str) -> None:
    """Contradicted, with the passage that says who or what it was."""
    found = check(sentence, source)
    assert {f.kind for f in found.flags} == {kind}
    assert found.claims[0].verdict == "contradicted"


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Aho would support the plan only if the quay stays open.", MEETING),
        ("The survey begins in 2021 in seven ports.", MEETING),
        ('"They gave us a clock and a handshake," said Hallam.', REPORT),
        ('"We have paid for our optimism," Oyelaran said.', REPORT),
        ("Wen warned that nobody had been blind to the colour of the lenses.", REPORT),
        ("The council says that only interviews were promised.", REPORT),
        ("The union says that six posts had been promised.", REPORT),
    ],
)
def test_the_right_speaker_is_not_accused(sentence: str, source: str) -> None:
    """By name, by surname, and behind a pronoun."""
    assert [(f.kind, f.text) for f in check(sentence, source).flags] == []
