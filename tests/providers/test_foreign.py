"""Providers of other packages that break in every way: told, and nobody else has to do without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MODULE = """
from tersely.provider import Provider
from tersely.records import Completion, Finish, Usage

class Good(Provider):
    provider_name = "good"
    default_base_url = "http://127.0.0.1:9"
    def __init__(self, endpoint): self.name = endpoint.provider
    async def complete(self, request):
        return Completion("Fine.", Usage(1, 1), Finish.COMPLETE, model="m", provider="good")
    async def stream(self, request):
        yield "Fine."
        yield await self.complete(request)

class Raises(Good):
    provider_name = "raises"
    async def complete(self, request): raise ZeroDivisionError("sk-canary-0123456789")
    async def stream(self, request):
        yield "Fi"
        raise ZeroDivisionError("boom")

class Other(Good):
    provider_name = "other"
    async def complete(self, request): return {"text": "no completion"}
    async def stream(self, request): yield b"bytes"

class Unmade(Good):
    provider_name = "unmade"
    def __init__(self, endpoint): raise KeyError("boom")

class Nameless(Good):
    provider_name = ""

NUMBER = 5
"""
BROKEN = {
    "atimport": "raise RuntimeError('boom \\x1b]0;x\\x07')",
    "syntax": "def (",
    "exits": "raise SystemExit(7)",
}
POINTS = (
    *(f"{name} = broken_{name}:Adapter" for name in BROKEN),
    *(f"{name.lower()} = plugins:{name}" for name in ("Good", "Raises", "Other", "Unmade")),
    "missing = plugins:Missing",
    "nomodule = no_such_module_here:Adapter",
    "number = plugins:NUMBER",
    "nameless = plugins:Nameless",
)
TEXT = "The council raised the price of water by 14 % in 2027. " * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for PYTHONPATH with an installed package of all of them."""
    information = tmp_path / "plugins-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: plugins\nVersion: 1.0\n")
    points = "\n".join(POINTS)
    (information / "entry_points.txt").write_text(f"[tersely.providers]\n{points}\n")
    (tmp_path / "plugins.py").write_text(MODULE)
    for name, code in BROKEN.items():
        (tmp_path / f"broken_{name}.py").write_text(code)
    (tmp_path / "text.md").write_text(TEXT)
    return tmp_path


CODE = """
import sys
from tersely import summarize
from tersely.errors import TerselyError
for name in sys.argv[1:]:
    for stream in (False, True):
        try:
            said = summarize(
                open("text.md").read(), model=f"{name}/m", cache=False, stream=stream, retries=0
            ).text
        except TerselyError as error:
            said = f"{error.exit_code} {error}"
        print(name, said.splitlines()[0])
"""


@pytest.mark.thorough
def test_each_way_to_break_is_told_and_stays_alone(folder: Path) -> None:
    """Exit 3 for what cannot be loaded, 5 for what fails when it is asked; the good one answers."""
    names = [point.split(" = ")[0] for point in POINTS]
    ended = subprocess.run(
        [sys.executable, "-c", CODE, *names, "extractive"],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PYTHONPATH": f"{folder}:{Path(__file__).parents[2] / 'src'}", "HOME": str(folder)},
        timeout=120,
    )
    assert "Traceback" not in ended.stderr
    said: dict[str, list[str]] = {}
    for line in ended.stdout.splitlines():
        name, _, rest = line.partition(" ")
        said.setdefault(name, []).append(rest)
    assert said["good"] == ["Fine."] * 2
    assert all("14 %" in text for text in said["extractive"])
    for name in ("atimport", "syntax", "exits", "missing", "nomodule", "number", "nameless"):
        assert len(said[name]) == 2
        assert all(
            text.startswith(f"3 The provider {name} of the package plugins") for text in said[name]
        )
    for name in ("raises", "other", "unmade"):
        assert len(said[name]) == 2
        assert all(text.startswith("5 ") and "package failed" in text for text in said[name])
    assert "sk-canary" not in ended.stdout
