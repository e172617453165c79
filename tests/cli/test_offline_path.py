"""What a command does not use is not loaded for it: a short command stays short."""

from __future__ import annotations

import subprocess
import sys

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


@pytest.mark.parametrize("options", [[], ["-m", "extractive"], ["-m", "extractive", "--json"]])
def test_nothing_is_loaded_that_only_a_model_needs(report: str, options: list[str]) -> None:
    """Neither is pydantic, where no setting and no option needs to be validated."""
    code = (
        "import sys\n"
        "from tersely.cli.app import run\n"
        f"assert run([{report!r}, *{options!r}]) == 0\n"
        f"loaded = sorted(set(sys.modules) & set({UNUSED!r}))\n"
        "sys.exit(f'loaded: {loaded}' if loaded else 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr


SDKS = ("openai", "anthropic", "google.genai")


@pytest.mark.parametrize("model", ["openai", "anthropic", "gemini"])
def test_a_plan_and_a_stored_answer_need_no_sdk(
    tersely: Run, report: str, model: str, server: wire.WireServer
) -> None:
    """It takes half a second to import; whoever asks nothing does not wait for it."""
    assert tersely(report, "-m", model).code == 0
    asked = len(server.requests)
    for options in (["-n"], []):
        code = (
            "import sys\n"
            "from tersely.cli.app import run\n"
            f"assert run([{report!r}, '-m', {model!r}, *{options!r}]) == 0\n"
            f"loaded = sorted(set(sys.modules) & set({SDKS!r}))\n"
            "sys.exit(f'loaded: {loaded}' if loaded else 0)"
        )
        ended = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
        )
        assert ended.returncode == 0, ended.stderr
    assert len(server.requests) == asked
