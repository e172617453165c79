"""One core behind all doors: the same request by command line, library, MCP and HTTP brings the
same JSON.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="extra mcp is not installed")
pytest.importorskip("fastapi", reason="extra serve is not installed")

from mcp import Client

import tersely
import wire
from serve.running import running
from tersely import documents
from tersely.app.context import Context
from tersely.app.operations import Operations
from tersely.app.results import check_object, summary_object
from tersely.app.sources import Roots
from tersely.cli import app
from tersely.comparison import as_json
from tersely.mcp_server.server import build

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "examples" / "report.md"
WRITTEN = "Visits rose by 47 % to 1.93 million. The reserve covers eleven weeks."
# What differs from run to run, and where an upload has no path.
VOLATILE = {"elapsed_s", "request_id", "first_token_s", "source"}


def steady(value: Any) -> Any:
    """A result as JSON holds it, without what no two runs share."""
    if isinstance(value, dict):
        return {name: steady(item) for name, item in value.items() if name not in VOLATILE}
    return [steady(item) for item in value] if isinstance(value, list | tuple) else value


def by_cli(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """stdout of a command line."""
    capsys.readouterr()
    app.run([*arguments, "--json", "--no-cache"])
    return json.loads(capsys.readouterr().out)


def by_mcp(tool: str, **arguments: Any) -> Any:
    """The structured content of a tool, whole."""
    context = Context.load({"cache": False})
    operations = Operations(context, roots=Roots.of([REPORT.parent]))

    async def work() -> Any:
        async with Client(build(operations)) as client:
            given = {"path": str(REPORT), "max_tokens": 10_000} | arguments
            return (await client.call_tool(tool, given)).structured_content

    return asyncio.run(work())


def by_http(route: str, **fields: Any) -> Any:
    """The body of an answer."""
    with running(model="", cache=False) as server, server.client() as client:
        file = {"file": (REPORT.name, REPORT.read_bytes())}
        return client.post(f"/v1/{route}", files=file, data=fields).json()


@pytest.fixture(autouse=True)
def service(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A service that writes the same each time."""
    with wire.serve() as server:
        server.reply = lambda _request: wire.Answer(text=WRITTEN)
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.mark.parametrize("model", ["extractive", "openai"])
def test_a_summary_is_the_same_by_every_door(
    capsys: pytest.CaptureFixture[str], model: str
) -> None:
    """Text, receipt, check, cost, calls: everything but times."""
    options: dict[str, Any] = {"model": model, "length": "5b", "focus": "money"}
    library = tersely.summarize(REPORT, cache=False, **options)
    expected = steady(json.loads(json.dumps(summary_object(library))))
    line = by_cli(capsys, str(REPORT), "-m", model, "-l", "5b", "-f", "money")
    assert steady(line) == expected
    assert steady(by_mcp("summarize", **options)) == expected
    assert steady(by_http("summaries", **options)) == expected
    assert expected["text"]


def test_a_plan_is_the_same_by_every_door(capsys: pytest.CaptureFixture[str]) -> None:
    """The library's is that of a session that only prepares."""
    line = by_cli(capsys, str(REPORT), "-m", "openai", "--dry-run")
    assert [line] == by_mcp("plan", models=["openai"])["plans"]
    assert [line] == by_http("plans", models=["openai"])["plans"]


def test_a_check_is_the_same_by_every_door(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With what it flags."""
    summary = tmp_path / "summary.md"
    summary.write_text(WRITTEN)
    line = steady(by_cli(capsys, "check", str(summary), "--source", str(REPORT)))
    library = check_object(tersely.check(WRITTEN, REPORT), documents.read(REPORT))
    expected = steady(json.loads(json.dumps(library)))
    assert line == expected
    assert steady(by_mcp("check", summary=WRITTEN)) == expected
    assert steady(by_http("checks", summary=WRITTEN)) == expected
    assert [flag["text"] for flag in line["flags"]] == ["47 %"]


def test_a_comparison_is_the_same_by_every_door(capsys: pytest.CaptureFixture[str]) -> None:
    """Column by column."""
    models = ["extractive", "openai"]
    library = json.loads(json.dumps(as_json(tersely.compare(REPORT, models, cache=False))))
    expected = steady(library)
    assert (
        steady(by_cli(capsys, "compare", str(REPORT), "-m", models[0], "-m", models[1])) == expected
    )
    assert steady(by_mcp("compare", models=models)) == expected
    assert steady(by_http("comparisons", models=models)) == expected
