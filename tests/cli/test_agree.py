"""`tersely agree`: statements of several documents, without a model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from judges import judge, says
from tersely.cli import app
from wire import Answer, WireServer

from .conftest import Run


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    """Two documents that contradict each other in one figure."""
    texts = {
        "a.md": "# Harbour\n\nThe harbour of Alba took 240,000 tonnes in 2025.\n",
        "b.md": "# Harbour\n\nThe harbour of Alba took 260,000 tonnes in 2025.\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    return str(tmp_path / "a.md"), str(tmp_path / "b.md")


def test_it_answers_in_text_and_as_json(tersely: Run, pair: tuple[str, str]) -> None:
    """For a person and for a program."""
    ended = tersely("agree", *pair)
    assert ended.code == 0, ended.err
    assert "240,000 tonnes ≠ 260,000 tonnes" in ended.out
    page = tersely("agree", *pair, "--json")
    assert "a.md" in page.out


@pytest.mark.parametrize("option", ["--map-model", "--style", "--length"])
def test_options_of_writing_are_refused(tersely: Run, pair: tuple[str, str], option: str) -> None:
    """No summary is written, so they could do nothing."""
    ended = tersely("agree", *pair, option, "1")
    assert ended.code == 2
    assert "No such option" in ended.err


def test_with_a_model_claims_in_words(
    tmp_path: Path, server: WireServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plan, then both quotations; the last line says who judged how many."""
    (tmp_path / "a.md").write_text("The council approved the plan for the new road.\n", "utf-8")
    (tmp_path / "b.md").write_text("The council turned down the plan for the new road.\n", "utf-8")
    server.reply = judge(says("contradicted"))
    command = ["agree", str(tmp_path / "a.md"), str(tmp_path / "b.md"), "-m", "openai"]
    assert app.run([*command, "-n"]) == 0
    assert not server.requests
    assert "1 claim in words would go to openai/" in capsys.readouterr().out
    assert app.run(command) == 0
    out, err = capsys.readouterr()
    assert "“The council turned down the plan for the new road.” (b.md, line 1)" in out
    assert "1 claim in words judged by openai/" in err
    assert app.run([*command, "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["contradictions"][0]["kind"] == "claim"
    assert values["claims"]["asked"] == 1


def test_a_judge_that_fails_has_judged_nothing(
    tmp_path: Path, server: WireServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """What facts show is printed; the last line and the exit code are those of a judge that is mute."""
    (tmp_path / "a.md").write_text("The council approved the plan for the new road.\n", "utf-8")
    (tmp_path / "b.md").write_text("The council turned down the plan for the new road.\n", "utf-8")
    server.reply = lambda _request: Answer.failure("bad_request")
    command = ["agree", str(tmp_path / "a.md"), str(tmp_path / "b.md"), "-m", "openai"]
    assert app.run(command) == 5
    out, err = capsys.readouterr()
    assert "# 2 documents" in out
    assert "0 claims in words judged by openai/" in err
    assert "1 without a usable answer" in err
