"""What a server adds to the entry points: which options a request may set, which files it may name,
and one limit of cost for all of them.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wire
from comparison_samples import REPORT
from tersely.app.background import Watch
from tersely.app.context import Context
from tersely.app.operations import OPTIONS, Operations
from tersely.app.sources import Roots, Source
from tersely.config import Settings
from tersely.errors import BudgetExceeded, ConfigError, InputError, UsageError
from tersely.middleware import Allowance
from tersely.records import Document

WATCH = Watch()
LONG = Document("long.md", "The harbour is deep and the ships come in winter. " * 60)


def operations(roots: Roots | None = None, **settings: Any) -> Operations:
    """The work of a server with these settings."""
    allowance = Allowance(settings.pop("session_usd", None))
    return Operations(Context.load(settings), roots=roots, allowance=allowance)


def done(work: Coroutine[Any, Any, Any]) -> Any:
    """What some work brings."""
    return asyncio.run(work)


@pytest.mark.parametrize("name", sorted(set(Settings.model_fields) - OPTIONS - {"max_cost_usd"}))
def test_a_request_sets_no_setting_of_the_server(name: str) -> None:
    """Neither where texts go nor which keys are used, nor the proxy of either: by its name or by
    that of its option.
    """
    with pytest.raises(UsageError, match="A request cannot set") as caught:
        operations().context_with({"style": "tldr", name: "x"})
    assert "It can set: focus, lang, length, map_model" in caught.value.hint


def test_options_that_are_not_given_change_nothing() -> None:
    """The server's own context is used; what is given lies above it."""
    ours = operations(style="minutes", length="long")
    assert ours.context_with({"style": None, "model": None}) is ours.context
    settings = ours.context_with({"style": "tldr", "focus": None}).settings
    assert (settings.style, settings.length) == ("tldr", "long")
    with pytest.raises(UsageError, match="length"):
        ours.context_with({"length": "huge"})


@given(st.floats() | st.integers(-5, 5))
def test_no_request_gets_more_than_the_server_gives(max_cost: float) -> None:
    """The limit of its context is never above the server's own, and always a number."""
    ours = operations(max_cost_usd=0.5)
    try:
        limit = ours.context_with({"max_cost": max_cost}).settings.max_cost_usd
    except (UsageError, ConfigError):
        assert not 0 <= max_cost <= 0.5
        return
    assert limit is not None
    assert 0 <= limit <= 0.5


def test_a_server_without_a_limit_takes_that_of_the_request() -> None:
    """As the command line does."""
    ours = Operations(Context.of(Settings(max_cost_usd=None)))
    assert ours.context_with({"max_cost": 3.5}).settings.max_cost_usd == 3.5
    message = r"max_cost is \$3.50, and this server gives one request \$1.00"
    with pytest.raises(UsageError, match=message):
        operations(max_cost_usd=1.0).context_with({"max_cost": 3.5})


def test_a_request_names_no_file_outside_of_the_folders(tmp_path: Path) -> None:
    """Weights of a model are files like others: not through a link, nor by way of `plan` and
    `compare`; the server's own model is no secret.
    """
    inside, outside = tmp_path / "open" / "m.gguf", tmp_path / "m.gguf"
    inside.parent.mkdir()
    inside.touch()
    outside.touch()
    (tmp_path / "open" / "link.gguf").symlink_to(outside)
    ours = operations(Roots.of([tmp_path / "open"]))
    for name in ("model", "map_model"):
        assert ours.context_with({name: str(inside)}).settings
        for path in (outside, tmp_path / "open" / "link.gguf", tmp_path / "open" / ".." / "m.gguf"):
            with pytest.raises(UsageError, match="outside of the folders"):
                ours.context_with({name: str(path)})
    (row,) = done(ours.plans(REPORT, [str(outside)], ours.context, WATCH))
    assert (row["status"], row["model"]) == ("error", str(outside))
    assert "outside of the folders" in row["error"]["message"]
    with pytest.raises(UsageError, match="outside of the folders"):
        done(ours.compare(REPORT, ["extractive", str(outside)], [], ours.context, WATCH))
    theirs = operations(Roots.of([tmp_path / "open"]), model=str(outside))
    assert theirs.context_with({"model": str(outside)}).settings.model == str(outside)


def test_a_client_that_grants_folders_opens_them_for_itself(tmp_path: Path) -> None:
    """The limit of cost stays that of all."""
    (tmp_path / "a.txt").write_text("The harbour is deep.")
    ours = operations(session_usd=1.0)
    opened = ours.with_roots([tmp_path.resolve(), tmp_path.resolve()])
    source = Source(path="a.txt")
    assert done(opened.read(source, opened.context, WATCH)).text == "The harbour is deep."
    with pytest.raises(InputError, match="No folder is open"):
        done(ours.read(source, ours.context, WATCH))
    assert opened.roots.folders == (tmp_path.resolve(),)
    assert opened.allowance is ours.allowance


def test_all_requests_share_one_limit(server: wire.WireServer) -> None:
    """That of the server's life: what one has spent, the next one cannot."""
    ours = operations(model="openai", cache=False, session_usd=0.01)
    first = done(ours.summarize(LONG, ours.context, WATCH))
    assert ours.allowance.spent_usd == pytest.approx(first.cost_usd)
    ours.allowance.limit_usd = ours.allowance.spent_usd
    opened = ours.with_roots([])
    with pytest.raises(BudgetExceeded, match="for all calls of this server"):
        done(opened.summarize(LONG, opened.context, WATCH))
    assert len(server.requests) == 1


def test_equal_requests_at_the_same_time_are_one_call(server: wire.WireServer) -> None:
    """In two sessions, of two clients."""
    ours = operations(model="openai")
    theirs = ours.with_roots([])

    async def both() -> list[Any]:
        works = [one.summarize(LONG, one.context, WATCH) for one in (ours, theirs)]
        return await asyncio.gather(*works)

    one, other = done(both())
    assert one.text == other.text
    assert len(server.requests) == 1


def test_each_model_has_its_plan_or_its_error(server: wire.WireServer) -> None:
    """In the order of the request; nothing is sent. Without names the error is that of the server's
    own model.
    """
    ours = operations(model="anthropic")
    rows = done(ours.plans(REPORT, ["openai", "opnai", "extractive"], ours.context, WATCH))
    assert [row.get("status", "plan") for row in rows] == ["plan", "error", "plan"]
    assert rows[1]["model"] == "opnai"
    assert rows[0]["plan"]["model"].startswith("openai/")
    (own,) = done(ours.plans(REPORT, [], ours.context, WATCH))
    assert own["plan"]["model"].startswith("anthropic/")
    with pytest.raises(UsageError):
        done(operations(model="opnai").plans(REPORT, [], Context.load({"model": "opnai"}), WATCH))
    assert server.requests == []


def test_the_styles_of_a_comparison_are_its_columns() -> None:
    """The server's own where none is named."""
    ours = operations(style="tldr")
    compared = done(ours.compare(REPORT, ["extractive"], [], ours.context, WATCH))
    assert [column.candidate.style for column in compared.columns] == ["tldr"]
    both = done(ours.compare(REPORT, ["extractive"], ["bullets", "tldr"], ours.context, WATCH))
    assert [column.candidate.style for column in both.columns] == ["bullets", "tldr"]


def test_a_check_judges_what_a_reader_sees() -> None:
    """Half a surrogate pair is no fault; an empty summary is nothing to check."""
    ours = operations()
    check = done(ours.check("Visits rose by 47 %.\ud83d Running costs rose by 1.8 %.", REPORT))
    assert [flag.text for flag in check.flags] == ["47 %"]
    with pytest.raises(InputError, match="The summary is empty"):
        done(ours.check(" \n", REPORT))
    assert math.isclose(check.claims[-1].score, 1.0)
