"""The docs say what the program does: what they show is produced, and what they tell to run runs."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import wire
from tersely import providers
from tersely.cli import app
from tersely.cli.command import built
from tersely.cli.help import HELP
from tersely.errors import ExitCode
from tersely.store import Store

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
SKILL = ROOT / "skills" / "tersely" / "SKILL.md"
BLOCK = re.compile(
    r"(?:<!-- not run: (?P<reason>.+?) -->\n)?```(?P<language>\w+)\n(?P<body>.*?)```", re.DOTALL
)
EXIT = re.compile(r"#.*\bexit (\d+)")
LINK = re.compile(r"\]\((?!https?:)(?P<path>[^)#\s]*)(?:#(?P<anchor>[\w-]+))?\)")
SHELL = re.compile(r"[|<>&;$`]|^\w+=")
NUMBERED = "Visits rose by 47 % to 1.93 million.\nThe reserve covers eleven weeks.\n"


@dataclass(frozen=True)
class Block:
    """A block of code. `reason` says why it is not run, empty if it is."""

    language: str
    body: str
    reason: str


def blocks(page: Path, *languages: str) -> Iterator[Block]:
    """The blocks of a page in these languages."""
    for match in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if match["language"] in languages:
            yield Block(match["language"], match["body"], match["reason"] or "")


def names(paths: list[Path]) -> list[str]:
    """For the ids of tests."""
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the files that the docs talk about, and a service that answers."""
    examples = ROOT / "examples"
    for name in ("report.pdf", "report.docx", "report.md", "meeting.txt"):
        shutil.copy(examples / name, tmp_path / name)
    (tmp_path / "examples").symlink_to(examples)
    shutil.copy(examples / "article.md", tmp_path / "notes.md")
    (tmp_path / "papers").mkdir()
    for name in ("report.md", "article.md"):
        shutil.copy(examples / name, tmp_path / "papers" / name)
    for name in ("node2", "node3"):
        Store.open(tmp_path / name / "answers.sqlite").close()
    (tmp_path / "summary.md").write_text(NUMBERED, "utf-8")
    (tmp_path / "gold.txt").write_text("Visits rose, and the reserve shrank.\n", "utf-8")
    row = (
        '{"id": "%d", "document": "Visits rose by %d %%. The reserve shrank. ' + "It rained. " * 60
    )
    rows = "".join(row % (n, n) + '", "summaries": ["Visits rose."]}\n' for n in range(1, 5))
    (tmp_path / "data.jsonl").write_text(rows, "utf-8")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "notes.md"], ["commit", "-qm", "Add the notes"]):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))  # nobody types
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    with wire.serve() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield tmp_path


def run(command: str) -> int:
    """The exit code of a documented command: in this process, or in a shell where it needs one."""
    plain = command.partition(" #")[0].strip()
    if plain.startswith("tersely ") and not SHELL.search(plain):
        return app.run(shlex.split(plain)[1:])
    return subprocess.run(["bash", "-o", "pipefail", "-c", plain], check=False).returncode


@pytest.mark.parametrize("page", [*PAGES, SKILL], ids=names([*PAGES, SKILL]))
def test_every_documented_command_runs(page: Path, desk: Path) -> None:
    """In the order of the page, with the exit code that it names (0 if it names none)."""
    for block in blocks(page, "sh"):
        if block.reason:
            continue
        for line in filter(None, block.body.splitlines()):
            expected = EXIT.search(line)
            assert run(line) == (int(expected[1]) if expected else 0), line


UNTRIED = {
    "tersely local pull": "downloads a model",
    "tersely local quantize": "needs llama.cpp",
    "tersely local info": "needs a model; tests/cli/test_local.py runs it",
    "pass show": "a program that is not installed everywhere",
    "pbpaste": "a program of macOS",
    "tersely mcp": "a server; tests/mcp_server runs it",
    "tersely serve": "a server; tests/serve runs it",
}
CODES = {"tersely keys set openai": 4, "tersely keys remove openai": 3, "tersely config edit": 3}
"""Nobody types a key, none is stored, and no editor is named."""


def examples(command: Any, least: int = 2) -> Iterator[str]:
    """The examples of a command and of the commands in it."""
    lines = (command.epilog or "").splitlines()
    assert len(lines) >= least, command.name
    yield from lines
    for inner in getattr(command, "commands", {}).values():
        yield from examples(inner, 1)


@pytest.mark.parametrize("name", app.COMMANDS)
def test_every_example_of_the_help_runs(name: str, desk: Path) -> None:
    """Each command has two or more, each command of a group at least one."""
    (desk / "models").mkdir()
    assert run("tersely report.md -m extractive -q") == 0  # the history shows one
    for line in dict.fromkeys(examples(built(name).commands[name])):
        if line.startswith(tuple(UNTRIED)):
            continue
        expected = EXIT.search(line)
        code = int(expected[1]) if expected else CODES.get(line, 0)
        assert run(line.replace("~/", "./")) == code, line


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_documented_program_runs(page: Path, desk: Path) -> None:
    """Python as a script, TOML as the config file."""
    for block in blocks(page, "python"):
        exec(compile(block.body, str(page), "exec"), {})
    for block in blocks(page, "toml"):
        if "[providers." in block.body:
            config = Path(os.environ["XDG_CONFIG_HOME"]) / "tersely" / "config.toml"
            config.parent.mkdir(parents=True, exist_ok=True)
            config.write_text(block.body, "utf-8")
            assert app.run(["models", "-p", "work"]) == 0
            config.unlink()


def test_the_generated_parts_are_fresh() -> None:
    """Tables from the code, and output that was produced."""
    ended = subprocess.run(
        [sys.executable, "scripts/update_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_links_lead_somewhere(page: Path) -> None:
    """To a file of the repository, and to a heading in it where one is named."""
    for match in LINK.finditer(page.read_text(encoding="utf-8")):
        target = (page.parent / match["path"]).resolve() if match["path"] else page
        assert target.exists(), match[0]
        if match["anchor"]:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {
                re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings
            }
            assert match["anchor"] in anchors, match[0]


def test_the_readme_invites() -> None:
    """It is short, and leads to every page."""
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    for page in PAGES[1:]:
        assert f"(docs/{page.name})" in text


def test_every_flag_of_the_help_exists(capsys: pytest.CaptureFixture[str]) -> None:
    """The curated help names no option that `summarize` does not have."""
    assert app.run(["summarize", "--help"]) == 0
    real = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
    curated = set(re.findall(r"--[a-z][a-z-]+", HELP)) - {"--version", "--help", "--source"}
    assert curated <= real


def test_every_command_has_help_and_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """`tersely COMMAND --help` answers, and docs/commands.md shows the command."""
    table = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for command in app.COMMANDS:
        assert app.run([command, "--help"]) == 0
        assert "Usage: tersely" in capsys.readouterr().out
        assert f"| `{command}`" in table


def test_every_exit_code_is_explained() -> None:
    """In its table, and nowhere a number that does not exist."""
    text = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\d, ]+) \|", text, re.MULTILINE)
    assert {int(code) for row in rows for code in row.split(",")} == set(ExitCode)


def test_the_env_example_names_every_key_variable() -> None:
    """And nothing that the adapters do not read."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))
    for name in providers.names():
        variables = providers.facts(name).key_variables
        assert not variables or set(variables) & named, name
    known = {
        v
        for facts in map(providers.facts, providers.names())
        for v in (
            *facts.key_variables,
            facts.base_url_variable,
            *facts.variables,
            *re.findall(r"\{([A-Z_]+)\}", facts.default_base_url),
        )
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
