"""Every option of every command has an effect, or is refused: none is silently ignored.

A command line is run without an option and with it, each time on a new machine; something that
a user could see must differ: the exit code, stdout, stderr, what was sent, what was written, or how
many calls ran at once.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import wire
from tersely.cli import app
from tersely.cli.command import built
from wire import Answer

from .conftest import EXAMPLES, Run

pytestmark = pytest.mark.skipif(
    not os.environ.get("TERSELY_TEST_OPTIONS"),
    reason="a walk of a minute or two: make options (TERSELY_TEST_OPTIONS=1)",
)

REPORT = (EXAMPLES / "report.md").read_text("utf-8")
TEXT = REPORT[:3500]  # enough for a summary, and quick
OTHER = (EXAMPLES / "article.md").read_text("utf-8")[:3500]
SENTENCE = "Visits to the twelve branches rose by 47 % to 1.93 million. The reserve covers a year."
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
LATIN_2 = (
    "Zarząd portu zbadał roczne sprawozdanie i stwierdził, że koszty pogłębiania wzrosły. " * 20
)
MAIL = (
    "From: a@b.example\nSubject: Plan\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="x"\n\n'
    "--x\nContent-Type: text/plain\n\nThe harbour pays.\n"
    '--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename="a.txt"\n\n'
    "The annex says more.\n--x--\n"
)
TIMES = re.compile(r"\b\d+(\.\d+)? m?s\b|\b\d\d:\d\d\b|127\.0\.0\.1:\d+|\d{4}-\d\d-\d\d[T ][\d:.]+")
FENCES = re.compile(r"TEXT-[0-9a-f]{16}")
NUMBERS_OF_TIME = re.compile(r'"(elapsed_s|first_token_s|at|time_s)": [\d.e-]+')


def as_it_is(_server: wire.WireServer) -> None:
    """A server that answers whatever it is asked."""


@dataclass(frozen=True)
class Try:
    """How an option is tried: what stands on the command line with it, and in both runs before it
    (`beside`). `file` takes the place of the document, `instead` that of the usual command line.
    `prepare` sets the server up.
    """

    with_it: tuple[str, ...]
    beside: tuple[str, ...] = ()
    file: str = "report.md"
    instead: tuple[str, ...] = ()
    prepare: Callable[[wire.WireServer], None] = as_it_is


@cache
def says(text: str) -> Callable[[wire.WireServer], None]:
    """A server that always answers `text`."""

    def prepare(server: wire.WireServer) -> None:
        server.reply = lambda _request: Answer(text=text)

    return prepare


def openai_fails(server: wire.WireServer) -> None:
    """Every other provider answers."""
    down = Answer.failure("unavailable")
    server.reply = lambda request: down if request.provider == "openai" else Answer()


def slowly(server: wire.WireServer) -> None:
    """A moment before each answer."""
    server.latency_s = 0.15


PARTS = ("--set", "chunk_tokens=250", "--set", "strategy=map-reduce")
SHARED = {
    "--length": Try(("--length", "5s")),
    "--style": Try(("--style", "tldr")),
    "--focus": Try(("--focus", "heating")),
    "--lang": Try(("--lang", "German")),
    "--prompt": Try(("--prompt", "List the sums of money.")),
    "--schema": Try(("--schema", "schema.json")),
    "--strict": Try(("--strict",), prepare=says(SENTENCE)),
    "--max-missing": Try(("--max-missing", "200")),
    "--model": Try(("--model", "anthropic")),
    "--map-model": Try(("--map-model", "anthropic"), beside=PARTS),
    "--fallback": Try(("--fallback", "anthropic"), ("--set", "retries=0"), prepare=openai_fails),
    "--set": Try(("--set", "reasoning=high")),
    "--temperature": Try(("--temperature", "0.5")),
    "--max-output-tokens": Try(("--max-output-tokens", "300")),
    "--exact-tokens": Try(("--exact-tokens",), ("-m", "anthropic")),
    "--api-key-file": Try(("--api-key-file", "key.txt")),
    "--env-file": Try(("--env-file", "missing.env")),
    "--offline": Try(("--offline",), ("-m", "azure/m", "--set", "retries=0")),
    "--vision": Try(("--vision",), file="picture.png"),
    "--ocr": Try(("--no-ocr",), file="picture.png"),
    "--encoding": Try(("--encoding", "cp1252"), file="latin2.txt"),
    "--attachments": Try(("--attachments",), file="mail.eml"),
    "--allow-private-urls": Try(("--allow-private-urls",), file="http://127.0.0.1:9/page"),
    "--verify": Try(("--verify", "anthropic"), prepare=says(SENTENCE)),
    "--fix": Try(("--fix",), prepare=says(SENTENCE)),
    "--dry-run": Try(("--dry-run",)),
    "--force": Try(("--force",), ("-l", "900w")),
    "--max-cost": Try(("--max-cost", "0.0000001")),
    "--no-cache": Try(("--no-cache",)),
    "--concurrency": Try(("-j", "1"), beside=PARTS, prepare=slowly),
    "--timeout": Try(("--timeout", "0.05"), ("--set", "retries=0"), prepare=slowly),
    "--json": Try(("--json",)),
    "--quiet": Try(("--quiet",)),
    "--verbose": Try(("-vv",)),
    "--color": Try(("--color", "always"), file="missing.md"),
    "--output": Try(("--output", "written")),
    "--html": Try(("--html", "page.html")),
    "--plain": Try(("--plain",), beside=("--color", "always")),
    "--cite": Try(
        ("--cite",), prepare=says("Visits to the twelve branches rose by 14 % to 1.93 million.")
    ),
}
CALLING = {
    "summarize": ("summarize", "FILE", "-m", "openai"),
    "batch": ("batch", "in", "-o", "out", "-m", "openai"),
    "compare": ("compare", "FILE", "-m", "openai"),
    "eval": ("eval", "data.jsonl", "-m", "openai"),
    "ask": ("ask", "How many weeks does the reserve cover?", "in", "-m", "openai"),
    "diff": ("diff", "old.md", "FILE", "-m", "openai"),
    "check": ("check", "summary.md", "FILE", "--fix", "-m", "openai"),
    "chunks": ("chunks", "FILE"),
}
OWN = {
    "summarize": {
        "--measure": Try(("--measure",)),
        "--extract": Try(("--extract",)),
        "--stream": Try(("--stream",), prepare=says("One.\n\nTwo.")),
        "--open": Try(("--open",), beside=("-n",)),
        "--copy": Try(("--copy",)),
        "--economy": Try(("--economy",), beside=("-n",)),
        "--no-wait": Try(("--no-wait",)),
        "--finish": Try(("--finish", "now")),
    },
    "batch": {
        "--ocr": Try(("--ocr",)),
        "--include": Try(("--include", "*.txt")),
        "--exclude": Try(("--exclude", "*.md")),
        "--force": Try(("--force",)),
        "--limit": Try(("--limit", "1")),
        "--format": Try(("--format", "json")),
        "--status": Try(("--status",)),
        "--output": Try(("--output", "elsewhere")),
        "--economy": Try(("--economy",), beside=("-n",)),
        "--no-wait": Try(("--no-wait",)),
        "--finish": Try(("--finish", "now")),
        "--cancel": Try(("--cancel",)),
        "--since-last": Try(("--since-last",)),
        "--shard": Try(("--shard", "1/2")),
        "--engine": Try(("--engine", "spark")),
        "--address": Try(("--address", "auto")),
        "--node-url": Try(("--node-url", "http://127.0.0.1:9")),
    },
    "compare": {
        "--repeat": Try(("--repeat", "2")),
        "--reference": Try(("--reference", "gold.txt")),
        "--csv": Try(("--csv", "rows.csv")),
        "--open": Try(("--open",)),
    },
    "eval": {
        "--references": Try(("--references", "gold.txt")),
        "--document-column": Try(("--document-column", "text")),
        "--summary-column": Try(("--summary-column", "other")),
        "--id-column": Try(("--id-column", "number")),
        "--limit": Try(("--limit", "1")),
        "--color": Try(("--color", "always"), instead=("eval", "missing.jsonl")),
        "--sweep": Try(("--sweep", "length=short,long")),
        "--dev-fraction": Try(("--dev-fraction", "0.5")),
    },
    "ask": {
        "--ocr": Try(("--ocr",)),
        "--where": Try(("--where", "*.txt")),
        "--since": Try(("--since", "2999-01-01")),
        "--allow-private-urls": Try(
            ("--allow-private-urls",),
            instead=("ask", "How many weeks?", "http://127.0.0.1:9/page", "-m", "openai"),
        ),
    },
    "diff": {
        "--summary": Try(("--summary",), instead=("diff", "old.md", "report.md")),
        "--exit-code": Try(("--exit-code",)),
    },
    "check": {
        "--source": Try(("--source", "old.md")),
        "--fix": Try(("--fix",), instead=("check", "summary.md", "report.md", "-m", "openai")),
        "--set": Try(("--set", "max_cost=0.0000001")),
    },
    "chunks": {
        "--model": Try(("--model", "anthropic")),
        "--offline": Try(("--offline",), file="http://127.0.0.1:9/page"),
        "--tokens": Try(("--tokens", "300")),
        "--even": Try(("--even",), beside=("--tokens", "300"), file="long.md"),
    },
}
UNTRIED = {
    "mcp": "tests/mcp_server starts it",
    "serve": "tests/serve starts it",
    "local": "tests/cli/test_local.py runs it on models",
    "keys": "tests/cli/test_config.py types into it",
    "models": "tests/cli/test_doctor.py asks its services",
    "doctor": "tests/cli/test_doctor.py asks its services",
    "history": "tests/cli/test_history.py",
    "agree": "tests/agreement/ and tests/app/test_agreeing.py",
    "completion": "tests/cli/test_completion.py",
}
"""Commands whose few options are tried elsewhere."""


WITHOUT: dict[tuple[tuple[str, ...], object], str] = {}
"""What is seen of a command line without the option; many options share one."""


def tries() -> Iterator[tuple[str, str]]:
    """Each command with each of its options."""
    for name in CALLING:
        command = built(name).commands[name]
        for parameter in command.params:
            if parameter.param_type_name == "option":
                yield name, next(opt for opt in parameter.opts if opt.startswith("--"))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes a new machine: a home and a folder with all the files that are named above."""

    def make() -> None:
        home = tmp_path / "home"
        shutil.rmtree(home, ignore_errors=True)
        (home / "in").mkdir(parents=True)
        for kind in ("CONFIG", "CACHE", "STATE"):
            monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind))
        for path in ("report.md", "in/report.md"):
            (home / path).write_text(TEXT, "utf-8")
        (home / "in" / "notes.txt").write_text(OTHER, "utf-8")
        (home / "old.md").write_text(OTHER, "utf-8")
        (home / "long.md").write_text(REPORT, "utf-8")
        told = f"{SENTENCE} The annex says more. Zarząd portu zbadał roczne sprawozdanie."
        (home / "summary.md").write_text(told, "utf-8")
        (home / "gold.txt").write_text("Visits rose.\n" * 2, "utf-8")
        row = {"id": "a", "document": TEXT, "summaries": ["Visits rose."]}
        more = {"text": OTHER, "other": ["It rained."], "number": 7}
        rows = [row | more, row | more | {"id": "b"}]
        (home / "data.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        (home / "schema.json").write_text('{"type": "object"}')
        (home / "key.txt").write_text("sk-another-key-0123456789")
        for path in ("latin2.txt", "in/latin2.txt"):
            (home / path).write_bytes(LATIN_2.encode("iso8859-2"))
        for path in ("mail.eml", "in/mail.eml"):
            (home / path).write_text(MAIL)
        for path in ("picture.png", "in/picture.png"):
            (home / path).write_bytes(PICTURE)
        monkeypatch.chdir(home)

    return make


def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that is not on this machine (and that no test can reach)."""
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "none-that-is-real")
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "http://192.0.2.1")


def seen(
    tersely: Run,
    server: wire.WireServer,
    world: Callable[[], None],
    arguments: list[str],
    prepare: Callable[[wire.WireServer], None],
) -> str:
    """What a user can see of a run on a new machine, without times and ports."""
    world()
    server.requests.clear()
    server.others.clear()
    server.peak, server.latency_s, server.reply = 0, 0.0, lambda _request: Answer()
    prepare(server)
    ended = tersely(*arguments)
    # On a slow machine a line says how far it is.
    slow = (" in flight", "indexed ", " recognized · ")
    told = [line for line in ended.err.splitlines() if not any(word in line for word in slow)]
    parts = [str(ended.code), ended.out, *told]
    # Else it is a matter of chance, and how many there were is one of the machine.
    parts += [f"one at a time: {server.peak == 1}"] if prepare is slowly else []
    # Calls end in any order; the marker of a fence differs on each machine.
    parts += sorted(
        FENCES.sub("", f"{request.provider} {request.key} {request.body}")
        for request in server.requests
    )
    parts += [f"others {len(server.others)}"]
    for path in sorted(Path().rglob("*")):
        if path.suffix in (".md", ".html", ".json", ".csv", "") and path.is_file():
            parts += [str(path), path.read_text("utf-8", errors="replace")]
        else:
            parts.append(str(path))
    text = FENCES.sub("", TIMES.sub("", "\n".join(parts)))
    return NUMBERS_OF_TIME.sub("", text)


@pytest.mark.parametrize(("name", "option"), list(tries()))
def test_an_option_has_an_effect_or_is_refused(
    tersely: Run,
    server: wire.WireServer,
    world: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    option: str,
) -> None:
    """Something differs from the same command line without it."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("pyperclip.copy", opened.append)
    case = OWN.get(name, {}).get(option) or SHARED[option]
    elsewhere(monkeypatch)
    words = case.instead or CALLING[name]
    base = (*(case.file if word == "FILE" else word for word in words), *case.beside)
    if (base, case.prepare) not in WITHOUT:
        once, again = [
            seen(tersely, server, world, [*base], case.prepare) for _ in ("once", "again")
        ]
        assert once == again, "a difference would prove nothing"
        WITHOUT[base, case.prepare] = once
    without = WITHOUT[base, case.prepare]
    with_it = seen(tersely, server, world, [*base, *case.with_it], case.prepare)
    assert with_it != without or opened


def test_every_command_is_tried_here_or_elsewhere() -> None:
    """A new command is entered above; those without options of their own need not be."""
    for name in set(app.COMMANDS) - set(CALLING) - set(UNTRIED):
        command = built(name).commands[name]
        commands = [command, *getattr(command, "commands", {}).values()]
        options = {
            opt
            for one in commands
            for parameter in one.params
            if parameter.param_type_name == "option"
            for opt in parameter.opts
        }
        assert options <= {"--help", "-h", "--color", "--json", "--env-file"}, name
