"""`tersely check --fix`: what the source does not support is rewritten or removed, and shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import wire
from judges import questions_in

from .conftest import Run

SOURCE = """The bridge over the Aller was opened on 3 May 2021. It cost 48 million euros.

Cyclists and pedestrians pay nothing. The ferry carried 412,000 passengers in 2019.
"""
SUMMARY = """# The bridge

- The bridge over the Aller was opened on 3 May 2021.
- **Ferry:** The ferry carried 500,000 passengers in 2019.
- Cyclists and pedestrians pay nothing. It cost 98 million euros.

| item | cost |
|---|---|
| bridge | 77 million euros |
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """(summary, source)."""
    summary, source = tmp_path / "summary.md", tmp_path / "source.md"
    summary.write_text(SUMMARY)
    source.write_text(SOURCE)
    return str(summary), str(source)


def test_without_a_model_sentences_are_removed(tersely: Run, files: tuple[str, str]) -> None:
    """With the label and the row that only held them; stdout is the summary, stderr the diff."""
    ended = tersely("check", *files, "--fix", "-m", "extractive")
    assert ended.code == 0
    kept = "# The bridge\n\n- The bridge over the Aller was opened on 3 May 2021.\n"
    kept += "- Cyclists and pedestrians pay nothing.\n\n| item | cost |\n|---|---|\n"
    assert ended.out == kept
    assert "-- **Ferry:** The ferry carried 500,000 passengers in 2019." in ended.err
    assert "3 sentences removed" in ended.err


def rewriting(text: str) -> wire.Answer:
    """An answer that puts `text` in the place of the first sentence."""
    return wire.Answer(text=json.dumps({"sentences": [{"claim": 1, "text": text}]}))


def test_a_model_rewrites_from_the_passages(
    tersely: Run, files: tuple[str, str], server: wire.WireServer
) -> None:
    """One call for all; what it does not answer is removed; passages and reasons are all it sees."""
    server.reply = lambda _request: rewriting("The ferry carried 412,000 passengers in 2019.")
    ended = tersely("check", *files, "--fix", "-m", "openai", "--json")
    found = json.loads(ended.out)
    assert ended.code == 0
    assert "**Ferry:** The ferry carried 412,000 passengers in 2019." in found["text"]
    assert "98 million" not in found["text"]
    assert [bool(change["after"]) for change in found["changes"]] == [True, False, False]
    assert "+- **Ferry:** The ferry carried 412,000 passengers in 2019." in found["diff"]
    assert len(server.requests) == 1
    asked = list(questions_in(server.requests[0]))
    assert [question["text"][:12] for question in asked] == [
        "The ferry ca",
        "It cost 98 m",
        "bridge; 77 m",
    ]
    assert '"500,000", the source says "412,000"' in asked[0]["reason"]
    assert "go to openai/" in ended.err


@pytest.mark.parametrize(
    "text",
    [
        "The ferry carried 600,000 passengers in 2019.",
        "",
        "Penguins like jazz.",
        "See www.evil.example.",
    ],
)
def test_what_is_no_better_is_removed(
    tersely: Run, files: tuple[str, str], server: wire.WireServer, text: str
) -> None:
    """Another wrong number, nothing, something else, or an address."""
    server.reply = lambda _request: rewriting(text)
    found = json.loads(tersely("check", *files, "--fix", "-m", "openai", "--json").out)
    assert "Ferry" not in found["text"]
    assert found["flags"] == []


@pytest.mark.parametrize("answer", [wire.Answer(text="no"), wire.Answer.failure("server")])
def test_a_model_that_fails_costs_no_more_than_the_sentences(
    tersely: Run, files: tuple[str, str], server: wire.WireServer, answer: wire.Answer
) -> None:
    """They are removed as without a model."""
    server.reply = lambda _request: answer
    ended = tersely("check", *files, "--fix", "-m", "openai", "--set", "retries=0")
    assert ended.code == 0
    assert "Cyclists and pedestrians pay nothing." in ended.out
    assert "Ferry" not in ended.out


def test_a_summary_is_never_emptied(tersely: Run, files: tuple[str, str]) -> None:
    """Where nothing would be left nothing is removed, and that is said."""
    Path(files[0]).write_text("The ferry carried 500,000 passengers in 2019.\n")
    ended = tersely("check", *files, "--fix", "-m", "extractive")
    assert ended.code == 9
    assert "500,000" in ended.out
    assert "Nothing of the summary would be left" in ended.err


def test_a_sound_summary_stays(tersely: Run, files: tuple[str, str]) -> None:
    """Byte for byte, and it is said."""
    Path(files[0]).write_text("- Cyclists and pedestrians pay nothing.\n")
    ended = tersely("check", *files, "--fix", "-m", "extractive")
    assert (ended.code, ended.out) == (0, "- Cyclists and pedestrians pay nothing.\n")
    assert "Nothing was changed." in ended.err


def test_the_fixed_summary_goes_to_a_file(
    tersely: Run, files: tuple[str, str], tmp_path: Path
) -> None:
    """Then the table of it is on stdout; -o without --fix is refused."""
    out = tmp_path / "fixed.md"
    ended = tersely("check", *files, "--fix", "-m", "extractive", "-o", str(out))
    assert "500,000" not in out.read_text()
    assert "supported 2 of 2 sentences" in ended.out
    assert tersely("check", *files, "-o", str(out)).code == 2


def test_summarize_fixes_what_its_writer_wrote(
    tersely: Run, files: tuple[str, str], server: wire.WireServer
) -> None:
    """The writer itself rewrites; the changes are in the JSON and the footer."""

    def reply(request: wire.WireRequest) -> wire.Answer:
        if "passages" in request.system:
            return rewriting("The ferry carried 412,000 passengers in 2019.")
        return wire.Answer(text="The ferry carried 500,000 passengers in 2019. It cost 99 dollars.")

    server.reply = reply
    Path(files[1]).write_text(
        SOURCE + "More was said of the harbour, the quay and the cranes. " * 20
    )
    found = json.loads(tersely(files[1], "-m", "openai", "--fix", "--json").out)
    assert found["text"] == "The ferry carried 412,000 passengers in 2019."
    assert [call["stage"] for call in found["calls"]] == ["final", "fix"]
    ended = tersely(files[1], "-m", "openai", "--fix", "--stream")
    assert "fixed: 1 sentence rewritten, 1 removed" in ended.err
    assert "500,000" not in ended.out  # nothing is shown before it is fixed
