"""Checks of texts that exist: who is asked, what is told before, and what comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

import wire
from judges import judge, says
from tersely import documents
from tersely.app.checking import Checked, checker, fixer_of, hosts_told, read_pair, writer_of
from tersely.app.context import Context
from tersely.app.model_selection import EXTRACTIVE
from tersely.app.pairs import Pair
from tersely.errors import BudgetExceeded, InputError, MissingKey
from tersely.events import no_events
from tersely.records import ModelRef

SOURCE = "The bridge cost 48 million euros. Cyclists and pedestrians pay nothing."
OPEN = "The cyclists are spared a payment."


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A fake server that the environment leads every adapter to."""
    with wire.serve() as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        yield running


def checked(text: str, *, dry_run: bool = False, **flags: Any) -> Checked:
    """One text against the source."""
    document = documents.read_bytes(SOURCE.encode(), name="s.txt", media_type="text/plain")

    async def work() -> Checked:
        async with checker(Context.load(flags), emit=no_events, dry_run=dry_run) as opened:
            return await opened.check("a summary", text, document)

    return asyncio.run(work())


def test_without_a_model_nothing_is_asked_and_nothing_changes(server: wire.WireServer) -> None:
    """No session is opened, although keys are there."""
    done = checked(OPEN)
    assert (done.before, done.text, done.calls, done.cost_usd) == (OPEN, OPEN, (), 0.0)
    assert done.check.opinion is None
    assert not server.requests


def test_a_second_opinion_is_part_of_the_check(server: wire.WireServer) -> None:
    """Its calls and their cost are there."""
    server.reply = judge(says("supported"))
    done = checked(OPEN, verify="openai")
    assert done.check.opinion is not None
    assert done.check.claims[0].verdict == "supported"
    assert len(done.calls) == len(server.requests) == 1
    assert done.cost_usd
    assert done.planned is not None
    assert done.planned.calls == 1


def test_a_dry_run_plans_and_sends_nothing(server: wire.WireServer) -> None:
    """The plan says how many calls there would be."""
    done = checked(OPEN, dry_run=True, verify="openai")
    assert done.planned is not None
    assert done.planned.calls == 1
    assert not server.requests


def test_more_than_the_limit_is_refused_before_the_first_call(server: wire.WireServer) -> None:
    """With the way out."""
    with pytest.raises(BudgetExceeded) as error:
        checked(OPEN, verify="openai", max_cost_usd=0.0000001)
    assert "--verify" in error.value.hint
    assert not server.requests


def test_a_judge_without_a_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is asked."""
    with pytest.raises(MissingKey):
        checked(OPEN, verify="anthropic")


def test_fixing_without_a_model_removes_what_is_not_supported() -> None:
    """What it was before stays known."""
    text = "The bridge cost 50 million euros.\n\nCyclists and pedestrians pay nothing."
    done = checked(text, fix=True, model="extractive")
    assert done.before == text
    assert "50" not in done.text
    assert "Cyclists" in done.text
    assert [change.after for change in done.check.changes] == [""]


@pytest.mark.parametrize(
    ("flags", "fixer", "writer"),
    [
        ({"fix": True, "verify": "anthropic"}, "anthropic", None),
        ({"fix": True, "verify": "anthropic", "model": "grok"}, "grok", "grok"),
        ({"fix": True}, "extractive", None),
    ],
)
def test_who_rewrites_and_who_wrote(flags: dict[str, Any], fixer: str, writer: str | None) -> None:
    """The model that was asked for, else the judge, else the usual one."""
    context = Context.load(flags)
    assert fixer_of(context).provider == fixer
    found = writer_of(context)
    assert (found.provider if found else None) == writer


def test_each_host_is_told_once_for_each_use(server: wire.WireServer) -> None:
    """Claims go to the judge, sentences to the fixer; to nobody means no line."""
    lines = hosts_told(Context.load({"verify": "openai", "fix": True, "model": "anthropic"}))
    assert [line.split(":")[0] for line in lines] == ["--verify", "--fix"]
    assert all("127.0.0.1" in line for line in lines)
    assert hosts_told(Context.load({"fix": True, "model": "extractive"})) == []
    assert hosts_told(Context.load({})) == []


def test_a_pair_is_read_from_paths_or_texts(tmp_path: Path) -> None:
    """Either way the source is a document with its name."""
    path = tmp_path / "source.md"
    path.write_text(SOURCE)
    context = Context.load({})
    of_paths = Pair("a", summary_text=OPEN, source_path=str(path))
    text, document = read_pair(of_paths, context)
    assert (text.strip(), document.text.strip()) == (OPEN, SOURCE)
    assert document.name.endswith("source.md")
    text, document = read_pair(Pair("a", summary_text=OPEN, source_text=SOURCE), context)
    assert (text.strip(), document.text.strip()) == (OPEN, SOURCE)
    with pytest.raises(InputError):
        read_pair(Pair("a", summary_path=str(tmp_path / "none.md"), source_text="x"), context)


def test_the_usual_fixer_without_any_key_is_the_engine() -> None:
    """It removes and never rewrites."""
    assert fixer_of(Context.load({"fix": True})) == EXTRACTIVE == ModelRef("extractive")
