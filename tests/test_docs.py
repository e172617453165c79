"""The docs say what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tersely import providers
from tersely.cli import app
from tersely.cli.help import HELP

ROOT = Path(__file__).parents[1]


def test_the_generated_parts_of_the_readme_are_fresh() -> None:
    """Tables from the code, and output that was produced."""
    ended = subprocess.run(
        [sys.executable, "scripts/update_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


def test_every_flag_of_the_help_exists(capsys: pytest.CaptureFixture[str]) -> None:
    """The curated help names no option that `summarize` does not have."""
    assert app.run(["summarize", "--help"]) == 0
    real = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
    curated = set(re.findall(r"--[a-z][a-z-]+", HELP)) - {"--version", "--help", "--source"}
    assert curated <= real


def test_every_command_has_help_and_an_example_in_the_readme(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`tersely COMMAND --help` answers, and README shows the command."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in app.COMMANDS:
        assert app.run([command, "--help"]) == 0
        assert "Usage: tersely" in capsys.readouterr().out
        assert f"| `{command}`" in readme


def test_the_env_example_names_every_key_variable() -> None:
    """And nothing that the adapters do not read."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))
    for name in providers.names():
        variables = providers.facts(name).key_variables
        assert not variables or set(variables) & named, name
    known = {
        v
        for n in providers.names()
        for v in (*providers.facts(n).key_variables, providers.facts(n).base_url_variable)
    }
    assert {v for v in named if not v.startswith("TERSELY_")} <= known | {
        "GOOGLE_GENAI_API_VERSION"
    }


def test_the_changelog_knows_the_version() -> None:
    """The newest section is the package's version."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_help_and_version_load_nothing_heavy() -> None:
    """No SDK, no pydantic, no Typer, no reader on the way to `--help` and `-V`, nor on `import
    tersely`.
    """
    forbidden = "openai anthropic google pydantic typer rich tiktoken httpx2 trafilatura lxml docx pypdfium2 llama_cpp asyncio"
    for code in (
        "from tersely.cli import app; app.run(['--help'])",
        "from tersely.cli import app; app.run(['-V'])",
        "import tersely",
    ):
        script = (
            f"import sys; {code}; sys.exit(' '.join(set(sys.modules) & set({forbidden.split()!r})))"
        )
        ended = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(ROOT / "src")},
        )
        assert ended.stderr.strip() == "", f"{code}: {ended.stderr}"
