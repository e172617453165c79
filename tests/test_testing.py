"""`tersely.testing`: the assertion that other suites use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tersely.testing import assert_grounded

SOURCE = "The ferry carried 412,000 passengers in 2019. Cyclists and pedestrians pay nothing."
RIGHT = "Cyclists and pedestrians pay nothing."
WRONG = "The ferry carried 500,000 passengers in 2019."


def test_a_grounded_summary_passes_with_its_check(tmp_path: Path) -> None:
    """From a text, and from a file."""
    assert assert_grounded(RIGHT, SOURCE, traced=True, supported=1.0).count("supported") == 1
    path = tmp_path / "source.txt"
    path.write_text(SOURCE)
    assert not assert_grounded(RIGHT, path).flags


def test_a_failure_says_what_and_what_the_source_says() -> None:
    """With the sentence."""
    with pytest.raises(AssertionError) as caught:
        assert_grounded(f"{RIGHT} {WRONG}", SOURCE)
    assert str(caught.value) == (
        "The summary is not grounded in text:\n"
        f'- number "500,000" is contradicted, the source says "412,000": "{WRONG}"'
    )


def test_kinds_can_be_allowed_and_support_asked_for() -> None:
    """Allowed kinds pass; a share of support and traces can be wanted."""
    assert_grounded(WRONG, SOURCE, allow={"number"})
    with pytest.raises(AssertionError, match=r"supported 0 of 1 sentence, 50% wanted"):
        assert_grounded("The ferry was proud of its passengers.", SOURCE, supported=0.5)
    with pytest.raises(AssertionError, match="rests on no passage"):
        assert_grounded(f"{RIGHT} Penguins adore jazz.", SOURCE, traced=True)
    with pytest.raises(AssertionError, match="Nothing in the summary"):
        assert_grounded("I cannot help with that request.", SOURCE)
    with pytest.raises(ValueError, match="share"):
        assert_grounded(RIGHT, SOURCE, supported=50)


def test_it_works_without_pytest() -> None:
    """A plain script fails with the message and exit code 1; pytest is never imported."""
    script = (
        "import sys\nfrom tersely.testing import assert_grounded\n"
        f"assert_grounded({RIGHT!r}, {SOURCE!r})\nassert 'pytest' not in sys.modules\n"
        f"assert_grounded({WRONG!r}, {SOURCE!r})\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "AssertionError: The summary is not grounded" in ended.stderr
