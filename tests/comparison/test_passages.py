"""Summaries cut into blocks and pieces."""

from hypothesis import given
from hypothesis import strategies as st

from comparison_samples import gpt_summary
from tersely.comparison.passages import blocks, printable


@given(st.text())
def test_nothing_printable_contains_controls(text: str) -> None:
    """No control character survives, and nothing else is lost from plain text."""
    shown = printable(text)
    assert not any((ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 for c in shown)
    assert printable(shown) == shown


@given(st.text(alphabet="ab *-#1.\n", max_size=40))
def test_every_letter_is_in_exactly_one_piece(text: str) -> None:
    """Markers and stars are set apart; letters stay, once and in order."""
    shown = "".join(piece.text for block in blocks(text, None) for piece in block.pieces)
    assert [c for c in shown if c in "ab"] == [c for c in text if c in "ab"]


def test_worked_example() -> None:
    """A paragraph with bold type, two bullets of which one is flagged, and a nested bullet."""
    summary = gpt_summary()
    found = blocks(summary.text, summary.check)
    assert [(b.marker, b.indent) for b in found] == [("", 0), ("•", 0), ("•", 0), ("•", 1)]
    assert [(p.text, p.strong) for p in found[0].pieces][1] == ("ten-year high", True)
    assert [(p.text, p.flag is not None) for p in found[2].pieces] == [
        ("Running costs rose ", False),
        ("18 %", True),
        (", mainly energy.", False),
    ]
    assert {p.claim.index for p in found[2].pieces if p.claim} == {1}
