"""The server as the official client sees it: in process, and over stdio as a client starts it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="extra mcp is not installed")

import mcp_types as types
from mcp import Client
from mcp.shared.exceptions import MCPError

import wire
from faulty_codec import FAULTY, FAULTY_CODEC
from tersely.mcp_server.tools import TOOLS

from .conftest import EXAMPLES, over_stdio, talk

REPORT = {"path": "report.md"}


CALLS: dict[str, dict[str, Any]] = {
    "summarize": REPORT | {"length": "3b"},
    "check": REPORT | {"summary": "Visits rose by 47 %."},
    "compare": REPORT | {"models": ["extractive"]},
    "extract": {"path": "report.pdf", "pages": "2"},
    "plan": REPORT | {"models": ["extractive", "nope"]},
}


async def _every_tool(client: Client) -> None:
    assert [tool.name for tool in (await client.list_tools()).tools] == list(TOOLS) == [*CALLS]
    answers = {name: await client.call_tool(name, given) for name, given in CALLS.items()}
    structured = {name: answer.structured_content or {} for name, answer in answers.items()}
    assert not any(answer.is_error for answer in answers.values())
    assert structured["summarize"]["text"].count("\n- ") == 2
    assert structured["summarize"]["receipt"]["read_share"] == 1
    assert [flag["text"] for flag in structured["check"]["flags"]] == ["47 %"]
    assert structured["extract"]["pages"] == ["2"]
    plans = structured["plan"]["plans"]
    assert [row.get("status", "planned") for row in plans] == ["planned", "error"]
    assert structured["compare"]["columns"][0]["label"] == "extractive"


@pytest.mark.thorough
def test_every_tool_answers_over_stdio() -> None:
    """Listed, and called with what a user would give; what else is printed is not on the line."""
    environment = {name: os.environ[name] for name in ("HOME", "PATH", "XDG_CACHE_HOME")}
    over_stdio(_every_tool, "--root", str(EXAMPLES), "-m", "extractive", env=environment)


def test_every_tool_answers_an_old_client() -> None:
    """One that begins with a handshake."""
    talk(_every_tool, mode="legacy")


def test_styles_and_models_are_resources_and_styles_are_prompts() -> None:
    """A prompt tells the assistant to call the tool; a wrong name is a clear error."""

    async def use(client: Client) -> None:
        uris = [row.uri for row in (await client.list_resources()).resources]
        assert uris == ["tersely://styles", "tersely://models"]
        (styles,) = (await client.read_resource(uris[0])).contents
        (models,) = (await client.read_resource(uris[1])).contents
        assert isinstance(styles, types.TextResourceContents)
        assert isinstance(models, types.TextResourceContents)
        assert "minutes" in styles.text
        assert "extractive" in models.text
        (style,) = (await client.read_resource("tersely://styles/minutes")).contents
        assert isinstance(style, types.TextResourceContents)
        assert "<!-- single.md -->" in style.text
        prompts = [row.name for row in (await client.list_prompts()).prompts]
        assert {"default", "minutes", "changelog"} <= set(prompts)
        prompt = await client.get_prompt("minutes", {"source": "meeting.txt", "length": "short"})
        content = prompt.messages[0].content
        assert isinstance(content, types.TextContent)
        assert '"path": "meeting.txt", "style": "minutes", "length": "short"' in content.text
        with pytest.raises(MCPError, match=r"There is no style 'minuets'\. Did you mean minutes"):
            await client.get_prompt("minuets", {"source": "meeting.txt"})
        with pytest.raises(MCPError, match="There is no resource"):
            await client.read_resource("tersely://keys")
        with pytest.raises(MCPError, match="There is no style"):
            await client.read_resource("tersely://styles/../../etc/passwd")

    talk(use)


def test_only_files_below_the_roots_are_read(tmp_path: Path) -> None:
    """Neither by an absolute path, nor by dots, nor through a link, nor as the weights of a model;
    whether the file exists is not told.
    """
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a.txt").write_text("The harbour was busy. " * 40)
    (inside / "link.txt").symlink_to(outside / "a.txt")
    (inside / "good.txt").symlink_to(inside / "a.txt")

    async def use(client: Client) -> None:
        for path in (
            str(outside / "a.txt"),
            "../out/a.txt",
            "link.txt",
            str(outside / "missing.txt"),
            "/dev/zero",
            "/etc/passwd",
        ):
            for tool, more in (("summarize", {}), ("extract", {}), ("check", {"summary": "x"})):
                answer = await client.call_tool(tool, {"path": path} | more)
                assert answer.is_error, path
                assert "is outside of the folders" in _text(answer), path
        answer = await client.call_tool("summarize", {"path": "a.txt", "model": "/etc/x.gguf"})
        assert "The model file /etc/x.gguf is outside" in _text(answer)
        for path in ("a.txt", "good.txt", str(inside / "a.txt")):
            assert not (await client.call_tool("summarize", {"path": path})).is_error

    talk(use, roots=(inside,))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_what_the_client_grants_is_open(tmp_path: Path, mode: str) -> None:
    """Without --root nothing is, unless the client has roots."""
    (tmp_path / "a b.txt").write_text("The harbour was busy. " * 40)

    async def granting(*_: Any) -> types.ListRootsResult:
        return types.ListRootsResult(roots=[types.Root(uri=tmp_path.as_uri())])  # type: ignore[arg-type]

    async def use(client: Client) -> types.CallToolResult:
        return await client.call_tool("summarize", {"path": "a b.txt"})

    without = talk(use, roots=(), mode=mode)
    assert "No folder is open to this server" in _text(without)
    granted = talk(use, roots=(), mode=mode, client={"list_roots_callback": granting})
    assert not granted.is_error, _text(granted)


BAD = [
    ({}, "No source was given."),
    ({"path": "a", "text": "b"}, "More than one source was given."),
    ({"pth": "a"}, "There is no argument 'pth'.\nDid you mean path?"),
    ({"text": "a", "max_tokens": 3}, "max_tokens must be at least 200, not 3."),
    ({"text": "a", "max_tokens": "many"}, "max_tokens must be a whole number, not 'many'."),
    ({"text": "A b. " * 99, "length": "long-ish"}, "'long-ish' is not a valid length."),
    ({"text": "A b. " * 99, "style": "minuets", "model": "openai"}, "There is no style 'minuets'."),
    ({"text": "A b. " * 99, "model": "opena"}, "No model or provider is called 'opena'."),
    ({"url": "file:///etc/passwd"}, "is not the address of a page."),
    ({"url": "http://127.0.0.1:9/x"}, "127.0.0.1"),
    ({"text": "A b. " * 99, "max_cost": 7}, "max_cost is $7.00, and this server gives"),
    ({"path": "nothing.txt"}, "does not exist."),
    ({"path": "."}, "is a folder."),
    ({"text": "  "}, "is empty."),
]


@pytest.mark.parametrize(("arguments", "words"), BAD, ids=lambda v: str(v)[:30])
def test_bad_arguments_are_a_clear_error(
    arguments: dict[str, Any], words: str, server: wire.WireServer
) -> None:
    """Cause and remedy in words, the command line's kind in the structured form; nothing is sent."""

    async def use(client: Client) -> types.CallToolResult:
        return await client.call_tool("summarize", arguments)

    answer = talk(use)
    assert answer.is_error
    assert words in _text(answer)
    assert (answer.structured_content or {})["error"]["exit_code"] in (2, 4)
    assert server.requests == []


def test_an_answer_over_the_cap_is_cut_and_says_so() -> None:
    """By rule: details go first, the text last, at a boundary; both forms say it."""

    async def use(client: Client) -> list[types.CallToolResult]:
        given = REPORT | {"length": "xl"}
        return [
            await client.call_tool("summarize", given | {"max_tokens": cap})
            for cap in (10_000, 2_000, 400)
        ]

    whole, usual, small = talk(use)
    whole_form, usual_form, small_form = (a.structured_content or {} for a in (whole, usual, small))
    assert "omitted" not in whole_form
    assert usual_form["text"] == whole_form["text"]
    assert "check.claims" in usual_form["omitted"]
    assert "the end of text" in small_form["omitted"]
    assert "[Cut here for the limit of 400 tokens" in small_form["text"]
    assert "[Cut here for the limit of 400 tokens" in _text(small)
    assert small_form["status"] == "complete"
    assert small_form["receipt"]["read_share"] == 1


def test_progress_rises_and_a_model_is_asked_once(server: wire.WireServer) -> None:
    """The second call is answered by the store; a service's failure is a clear error."""
    told: list[tuple[float, float | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total))

    async def use(client: Client) -> None:
        first = await client.call_tool("summarize", REPORT, progress_callback=hear)
        again = await client.call_tool("summarize", REPORT)
        assert (first.structured_content or {})["reused"] == 0
        assert (again.structured_content or {})["reused"] == 1
        server.reply = lambda _request: wire.Answer.failure("server", detail="sk-wire-openai")
        failed = await client.call_tool("summarize", REPORT | {"focus": "money"})
        assert failed.is_error
        assert (failed.structured_content or {})["error"]["kind"] == "ServerFailed"
        assert "sk-wire" not in failed.model_dump_json()

    talk(use, model="openai", retries=0)
    assert len(server.requests) == 2
    assert told == sorted(told)
    assert len(told) == len({progress for progress, _ in told}) >= 2


def test_a_cancelled_call_drops_its_request(server: wire.WireServer) -> None:
    """Whoever waits is free at once, nothing more is sent, and the server answers the next call."""

    async def use(client: Client) -> None:
        server.hold()
        call = asyncio.ensure_future(client.call_tool("summarize", REPORT))
        assert await asyncio.to_thread(server.wait_for, 1)
        assert server.in_flight == 1
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        async with asyncio.timeout(30):
            while server.in_flight:
                assert not (await client.call_tool("extract", REPORT)).is_error
        server.release()

    talk(use, model="openai")
    assert len(server.requests) == 1


def test_equal_calls_at_once_are_paid_once(server: wire.WireServer) -> None:
    """A client that repeats itself, before the first answer is there."""

    async def use(client: Client) -> list[int]:
        calls = [client.call_tool("summarize", REPORT) for _ in range(4)]
        answers = await asyncio.gather(*calls)
        return sorted((answer.structured_content or {})["reused"] for answer in answers)

    assert talk(use, model="openai") == [0, 1, 1, 1]
    assert len(server.requests) == 1


def test_costs_are_limited_for_a_call_and_for_all_of_them(server: wire.WireServer) -> None:
    """Kind BudgetExceeded in both cases, and nothing is sent."""

    async def use(client: Client) -> str:
        answer = await client.call_tool("summarize", REPORT | {"max_cost": 0.0001})
        assert (answer.structured_content or {})["error"]["kind"] == "BudgetExceeded"
        answer = await client.call_tool("summarize", REPORT)
        return str((answer.structured_content or {})["error"]["message"])

    assert "for all calls of this server" in talk(use, model="openai", session_usd=0.0001)
    assert server.requests == []


def _text(answer: types.CallToolResult) -> str:
    (content,) = answer.content
    assert isinstance(content, types.TextContent)
    return content.text


def test_a_bug_in_one_call_ends_no_other(tmp_path: Path) -> None:
    """The tool answers with an error of its own kind, and the session goes on."""
    (tmp_path / "faulty.txt").write_bytes(b"words of the text, and " + FAULTY)
    (tmp_path / "fine.txt").write_text("The harbour is deep. " * 30)

    async def use(client: Client) -> None:
        for name in ("summarize", "compare", "extract", "plan"):
            answer = await client.call_tool(name, {"path": str(tmp_path / "faulty.txt")})
            told = (answer.structured_content or {})["error"]
            assert answer.is_error
            assert (told["kind"], told["exit_code"]) == ("Bug", 1)
            assert told["message"].startswith("This is a bug in tersely: ZeroDivisionError")
            assert "words of the text" not in str(answer)
        fine = await client.call_tool("summarize", {"path": str(tmp_path / "fine.txt")})
        assert not fine.is_error

    talk(use, roots=(tmp_path,), encoding=FAULTY_CODEC)
