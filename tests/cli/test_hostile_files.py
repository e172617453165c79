"""Files that were made to cost an answer that is paid: whatever the source holds, the answer is
printed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import wire

from .conftest import Run

SENTENCE = "The council met in Vaduz and voted for the bridge. "
HOSTILE = {
    "4,301 digits": "9" * 4_301 + " ",
    "309 digits": "9" * 309 + " euros ",
    "an exponent": "1e999999 ",
    "a month of no number": "3 " + "0" * 5_000 + "May ",
    "a year of 5,000 digits": "May " + "2" * 5_000 + " ",
    "thousands of thousands": "1" + ",000" * 2_000 + " ",
    "a percentage": "7" * 4_400 + " % ",
    "a time": "12:" + "0" * 5_000 + " ",
    "a fraction": "1/" + "0" * 5_000 + " ",
    "Arabic digits": "٩" * 4_400 + " ",
    "a superscript": "²" * 4_400 + " ",
    "Roman digits": "M" * 5_000 + " ",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_paid_answer_is_printed(
    tersely: Run, server: wire.WireServer, tmp_path: Path, kind: str
) -> None:
    """The answer names facts of each kind, which are all looked for in the source."""
    answer = "In June 2021 the council spent 14 % of 3.5 million euros at 12:30 on half a bridge."
    server.reply = lambda _request: wire.Answer(text=answer, input_tokens=6_000)
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE * 20 + HOSTILE[kind] + SENTENCE * 20, "utf-8")
    ended = tersely(str(path), "-m", "openai", "-l", "1s")
    assert (ended.code, ended.out.strip()) == (0, answer)
    assert "flag" in ended.err


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_answer_is_checked(tersely: Run, tmp_path: Path, kind: str) -> None:
    (tmp_path / "source.txt").write_text(SENTENCE * 20 + "It cost 14 % more in June 2021.", "utf-8")
    (tmp_path / "summary.txt").write_text(f"{SENTENCE}It cost {HOSTILE[kind]}.", "utf-8")
    ended = tersely("check", str(tmp_path / "summary.txt"), str(tmp_path / "source.txt"))
    assert ended.code in (0, 9)
    assert "supported" in ended.out
