"""One hostile string in every place that somebody else can fill and that is printed: names of files
and folders, settings, models, addresses, documents, and all that a service says. Nothing that a
terminal obeys comes out, on stdout or stderr, in files or in JSON.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import gguf_models
import wire

from .conftest import Ended, Run

pytestmark = pytest.mark.thorough

# A title, the clipboard, a cleared screen, a bidi override, C1's CSI and next line, a line
# separator.
HOSTILE = "\x1b]0;owned\x07\x1b]52;c;YQ==\x1b\\\x1b[2J\u202egpj.exe\u2066\x9b31m\x85\u2028up\x08"
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]")
TEXT = (
    "# Water {0}\n\nThe council of {0} raised the price by 14 % to 1.93 million in 2027. Nobody {0} spoke against it. "
    "The works close on 4 May.\n\n## Costs {0}\n\n| item {0} | sum |\n|---|---|\n| pipes {0} | 12 |\n\nThe pipes cost "
    "more than the pumps did in the year before. [A link {0}](http://a.example/{0}).\n\n"
) * 3  # fmt: skip


def assert_quiet(ended: Ended) -> None:
    """Nothing that a terminal obeys, in text or in JSON."""
    for stream in (ended.out, ended.err):
        obeyed = OBEYED.search(stream)
        assert obeyed is None, repr(stream[max(0, obeyed.start() - 80) : obeyed.end() + 40])


def assert_files_quiet(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix in (".md", ".html", ".json", ".txt", ".csv"):
            obeyed = OBEYED.search(text := file.read_text(encoding="utf-8"))
            assert obeyed is None, (file, repr(text[max(0, obeyed.start() - 80) : obeyed.end()]))


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files with hostile names and contents; the working directory."""
    folder = tmp_path / f"in{HOSTILE}"
    folder.mkdir()
    for name in (f"a{HOSTILE}.md", f"b{HOSTILE}.txt"):
        (folder / name).write_text(TEXT.format(HOSTILE), encoding="utf-8")
    (folder / f"c{HOSTILE}.bin").write_bytes(bytes(range(256)) * 8)
    (folder / f"d{HOSTILE}.json").write_text("[" * 50_000)
    (folder / f"e{HOSTILE}.pdf").write_bytes(b"%PDF-1.4 nothing")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    "more", [(), ("--json",), ("-v",), ("-n",), ("-n", "--json"), ("--plain",), ("--cite",)]
)
@pytest.mark.parametrize("kind", ["a", "c", "d", "e", "missing"])
def test_names_and_contents_of_files(
    hostile: Path, tersely: Run, kind: str, more: tuple[str, ...]
) -> None:
    suffix = {"a": "md", "c": "bin", "d": "json", "e": "pdf", "missing": "md"}[kind]
    assert_quiet(tersely(f"{kind}{HOSTILE}.{suffix}", "-m", "extractive", "-l", "2s", *more))


@pytest.mark.parametrize(
    "command",
    [
        ("--extract", "a.md"),
        ("a.md", "-m", HOSTILE),
        ("a.md", "-m", f"openai/{HOSTILE}", "-n"),
        ("a.md", "-m", f"{HOSTILE}/x", "-n"),
        ("a.md", "-m", f"./{HOSTILE}.gguf"),
        ("a.md", "-s", HOSTILE),
        ("a.md", "-l", HOSTILE),
        ("a.md", "--set", f"{HOSTILE}=1"),
        ("a.md", "--set", f"temperature={HOSTILE}"),
        ("a.md", "--prompt", f"@{HOSTILE}"),
        ("a.md", "-o", f"{HOSTILE}/x/y.md", "-m", "extractive"),
        ("a.md", "--encoding", HOSTILE),
        ("a.md", f"--{HOSTILE}"),
        ("a.md", "--env-file", HOSTILE),
        ("a.md", "--lang", HOSTILE, "-m", "extractive"),
        ("a.md", "-f", HOSTILE, "-m", "extractive"),
        (f"http://{HOSTILE}.example/",),
        (f"http://127.0.0.1/{HOSTILE}",),
        (HOSTILE,),
        ("compare", "a.md", "-m", HOSTILE, "-m", "extractive"),
        ("compare", "a.md", "-m", "extractive"),
        ("compare", "a.md", "-m", "extractive", "--json"),
        ("check", "a.md", "b.txt"),
        ("check", "a.md", "b.txt", "--json"),
        ("check", "a.md", HOSTILE),
        ("diff", "a.md", "b.txt"),
        ("diff", "a.md", "b.txt", "--json"),
        ("diff", ".", "."),
        ("ask", HOSTILE, "."),
        ("ask", "What does the council raise?", ".", "-m", "extractive"),
        ("ask", "What does the council raise?", ".", "-m", "extractive", "--json"),
        ("chunks", "a.md"),
        ("chunks", "a.md", "--json"),
        ("eval", "a.md", "-m", "extractive"),
        ("local", "info", HOSTILE),
        ("local", "pull", HOSTILE),
        ("config", "set", HOSTILE, "1"),
        ("config", "set", "model", HOSTILE),
        ("config", "get", HOSTILE),
        ("keys", "set", HOSTILE),
        ("keys", "remove", HOSTILE),
        ("styles", "show", HOSTILE),
        ("models", HOSTILE),
        ("help", HOSTILE),
        ("completion", HOSTILE),
        ("cache", HOSTILE),
        ("batch", HOSTILE, "-o", "x"),
        ("batch", ".", "-o", HOSTILE, "-n", "-m", "extractive"),
    ],
    ids=lambda command: " ".join(command).replace(HOSTILE, "HOSTILE")[:60],
)
def test_arguments(hostile: Path, tersely: Run, command: tuple[str, ...]) -> None:
    """The same string wherever a command takes one; a.md and b.txt are the hostile files."""
    files = {"a.md": f"a{HOSTILE}.md", "b.txt": f"b{HOSTILE}.txt"}
    assert_quiet(tersely(*(files.get(argument, argument) for argument in command)))


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_batch(hostile: Path, tmp_path: Path, tersely: Run, more: tuple[str, ...]) -> None:
    """Plan, run, rerun, report and page."""
    out = tmp_path / "out"
    run = ("batch", ".", "-o", str(out), "-m", "extractive", *more)
    for ended in (tersely(*run, "-n"), tersely(*run, "-v"), tersely(*run)):
        assert_quiet(ended)
    assert_files_quiet(out)


@pytest.mark.parametrize(
    "answer",
    [
        wire.Answer(text=HOSTILE + " The council raised the price by 14 % in 2027."),
        wire.Answer(model=HOSTILE),
        wire.Answer(stop=HOSTILE),
        wire.Answer(ending="refusal", detail=HOSTILE),
        wire.Answer.failure("bad_request", detail=HOSTILE),
        wire.Answer.failure("auth", detail=HOSTILE),
        wire.Answer.failure("payment", detail=HOSTILE),
        wire.Answer(status=404, body=HOSTILE.encode()),
        wire.Answer(status=422, body=json.dumps({"detail": [{"msg": HOSTILE}]}).encode()),
        wire.Answer(status=302, headers={"Location": "http://a.example/%1b]0;x%07"}, body=b""),
        wire.Answer(status=200, body=HOSTILE.encode()),
    ],
    ids=lambda answer: str(answer)[7:60].encode("unicode_escape").decode(),
)
@pytest.mark.parametrize("more", [(), ("--json",), ("-vv",)])
@pytest.mark.parametrize("provider", ["openai", "anthropic", "gemini"])
def test_what_a_service_says(
    hostile: Path,
    tersely: Run,
    server: wire.WireServer,
    provider: str,
    answer: wire.Answer,
    more: tuple[str, ...],
) -> None:
    server.reply = lambda _request: answer
    assert_quiet(tersely(f"a{HOSTILE}.md", "-m", provider, "-l", "2s", *more))


def test_a_config_of_a_stranger(
    hostile: Path, tersely: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names of providers, models and settings that somebody else wrote."""
    config = tmp_path / "config.toml"
    quoted = json.dumps(HOSTILE)
    for text in (
        f"{quoted} = 1\n",
        f"model = {quoted}\n",
        f'[providers.{quoted}]\nbase_url = "http://127.0.0.1:9/v1"\nmodel = {quoted}\n',
        f"[providers.x]\nbase_url = {quoted}\n",
        f"[providers.x]\n{quoted} = 1\n",
    ):
        config.write_text(text.replace("\\u0085", "\\u0085"), encoding="utf-8")
        monkeypatch.setenv("TERSELY_CONFIG", str(config))
        for command in (
            ("--config", str(config), f"a{HOSTILE}.md", "-n"),
            (f"a{HOSTILE}.md", "-n"),
            ("doctor",),
            ("models",),
            ("models", "--json"),
            ("config",),
            ("config", "show"),
        ):
            assert_quiet(tersely(*command))


@pytest.mark.parametrize(
    "variable", ["OLLAMA_HOST", "HTTP_PROXY", "TERSELY_MODEL", "TERSELY_STYLE"]
)
def test_the_environment(
    hostile: Path, tersely: Run, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, HOSTILE.replace("\x00", ""))
    for command in (("doctor",), (f"a{HOSTILE}.md", "-n"), (f"a{HOSTILE}.md", "-m", "ollama/x")):
        assert_quiet(tersely(*command))


def test_the_metadata_of_a_model(hostile: Path, tersely: Run) -> None:
    """A GGUF file whose name, template and words say it."""
    path = gguf_models.write(hostile / f"m{HOSTILE}.gguf", template="{{ messages }}" + HOSTILE)
    data = path.read_bytes()
    name = HOSTILE.encode()
    path.write_bytes(data.replace(b"llama", (name + b"llama")[:5]))
    for command in (("local", "info", path.name), ("local", "info", path.name, "--json")):
        assert_quiet(tersely(*command))
    path.write_bytes(data)
    assert_quiet(tersely("local", "info", path.name))
