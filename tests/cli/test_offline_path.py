"""What a command does not use is not loaded for it: a short command stays short."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

import wire

from .conftest import Run

# Whoever asks a model needs these; the extractive engine needs none of them.
UNUSED = (
    "tersely.engine.run", "tersely.engine.plan", "tersely.app.session", "tersely.middleware",
    "tersely.pool", "tersely.store", "tersely.providers.openai", "tersely.prompts",
    "tersely.grounding", "asyncio", "sqlite3", "httpx2", "rich.markdown", "jinja2",
    "pydantic", "importlib.metadata",
)  # fmt: skip


def loaded_of(modules: Sequence[str], *arguments: str) -> str:
    """Which of these modules a process of the command has loaded at its end."""
    code = (
        "import sys\n"
        "from tersely.cli.app import run\n"
        f"assert run({[*arguments]!r}) == 0\n"
        f"sys.stderr.write('loaded: ' + ' '.join(sorted(set(sys.modules) & set({modules!r}))))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stderr.rpartition("loaded: ")[2]


@pytest.mark.thorough
@pytest.mark.parametrize("options", [[], ["-m", "extractive"], ["-m", "extractive", "--json"]])
def test_nothing_is_loaded_that_only_a_model_needs(report: str, options: list[str]) -> None:
    """Neither is pydantic, where no setting and no option needs to be validated."""
    assert loaded_of(UNUSED, report, *options) == ""


SDKS = ("openai", "anthropic", "google.genai")


@pytest.mark.thorough
@pytest.mark.parametrize("model", ["openai", "anthropic", "gemini"])
def test_a_plan_and_a_stored_answer_need_no_sdk(
    tersely: Run, report: str, model: str, server: wire.WireServer
) -> None:
    """It takes half a second to import; whoever asks nothing does not wait for it."""
    assert tersely(report, "-m", model).code == 0
    asked = len(server.requests)
    for options in (["-n"], []):
        assert loaded_of(SDKS, report, "-m", model, *options) == ""
    assert len(server.requests) == asked
