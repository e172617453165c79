"""`tersely [INPUT...]` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import wire
from model import is_final, is_map, note_taker, text_of
from wire import Answer

from .conftest import Run

LONG = "".join(
    f"## Section {i}\n\nThe harbour handled {i * 37} ships in year {1900 + i}. "
    + "It rained a lot. " * 60
    + "\n\n"
    for i in range(12)
)


def test_without_a_key_the_extractive_engine_answers_and_says_so(tersely: Run, report: str) -> None:
    """stdout holds only sentences of the report; stderr says what they are."""
    ended = tersely(report)
    assert ended.code == 0
    source = " ".join(Path(report).read_text().split())
    bullets = [line.removeprefix("- ") for line in ended.out.splitlines() if line]
    assert len(bullets) >= 3
    assert all(bullet.rstrip(".") in source for bullet in bullets)
    assert "No model is set up" in ended.err
    assert "free, offline" in ended.err
    assert "read 100 % of the text" in ended.err


def test_file_stdin_and_dash_give_the_same(tersely: Run, report: str) -> None:
    """The three doors of one text."""
    data = Path(report).read_bytes()
    assert tersely(report).out == tersely(stdin=data).out == tersely("-", stdin=data).out


def test_a_key_in_the_environment_is_used_and_the_host_is_named_first(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """One call, the answer on stdout, model, reason and host on stderr; the same command again is
    free.
    """
    ended = tersely(report)
    assert (ended.code, ended.out) == (0, "The report says three things. All of them are short.\n")
    assert ended.err.startswith(
        "openai/gpt-6-luna, because OPENAI_API_KEY is set; text goes to 127.0.0.1"
    )
    assert len(server.requests) == 1
    assert Path(report).read_text().strip() == text_of(server.requests[0]).strip()
    again = tersely(report)
    assert again.out == ended.out
    assert "0 calls, 1 reused · $0.00" in again.err
    assert len(server.requests) == 1


def test_a_long_text_goes_through_map_reduce_and_only_changed_parts_are_paid_again(
    tersely: Run, server: wire.WireServer, tmp_path: Path
) -> None:
    """Every part is read once; after an edit in one paragraph few calls are made."""
    server.reply = note_taker
    path = tmp_path / "long.md"
    path.write_text(LONG)
    ended = tersely(str(path), "--set", "chunk_tokens=400")
    assert ended.code == 0
    maps = [r for r in server.requests if is_map(r)]
    assert "".join(sorted((text_of(r) for r in maps), key=LONG.index)) == LONG
    assert sum(map(is_final, server.requests)) == 1
    first = len(server.requests)
    path.write_text(LONG.replace("handled 222 ships", "handled 223 ships"))
    assert tersely(str(path), "--set", "chunk_tokens=400").code == 0
    assert len(server.requests) - first <= 5


def test_a_part_that_fails_for_good_is_named_and_the_code_is_6(
    tersely: Run, server: wire.WireServer, tmp_path: Path
) -> None:
    """The summary ends with the line that says so, in text and JSON."""

    def reply(request: wire.WireRequest) -> Answer:
        broken = is_map(request) and "Section 7" in request.text
        return Answer.failure("bad_request", detail="no") if broken else note_taker(request)

    server.reply = reply
    path = tmp_path / "long.md"
    path.write_text(LONG)
    ended = tersely(str(path), "--set", "chunk_tokens=400", "--max-missing", "30")
    assert ended.code == 6
    assert ended.out.splitlines()[-1].startswith("[Incomplete: ")
    assert "INCOMPLETE: read 9" in ended.err or "INCOMPLETE: read 8" in ended.err
    found = json.loads(
        tersely(str(path), "--set", "chunk_tokens=400", "--max-missing", "30", "--json").out
    )
    assert found["status"] == "partial"
    assert found["missing"][0]["end"] > found["missing"][0]["start"]


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (Answer(ending="length"), 8, "[Cut: the service stopped the model after"),
        (Answer(ending="refusal"), 8, "[No summary: the answer was refused"),
        (Answer(ending="filtered"), 8, "[No summary: the answer was blocked"),
        (Answer(ending="empty"), 8, "[No summary: the answer was empty"),
        (
            Answer(ending="reasoning_only", reasoning_tokens=500),
            8,
            "(its 513 tokens went into reasoning)",
        ),
        (Answer.failure("auth"), 3, ""),
        (Answer.failure("quota"), 3, ""),
        (Answer.failure("bad_request"), 5, ""),
    ],
    ids=lambda v: str(
        v.ending if isinstance(v, Answer) and not v.error else getattr(v, "error", "")
    ),
)
def test_every_ending_has_its_code_and_its_line(
    tersely: Run, report: str, server: wire.WireServer, answer: Answer, code: int, words: str
) -> None:
    """A cut, refused, blocked or empty answer is never printed as a finished summary, and never
    stored.
    """
    server.reply = lambda _request: answer
    ended = tersely(report)
    assert ended.code == code
    assert words in ended.out
    assert "sk-wire" not in ended.out + ended.err
    made = len(server.requests)
    tersely(report)
    assert len(server.requests) > made


def test_the_cost_limit_stops_before_the_first_call(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """Exit 7, nothing sent, the way on in the message."""
    ended = tersely(report, "--max-cost", "0.0001")
    assert (ended.code, server.requests) == (7, [])
    assert "nothing was sent" in ended.err
    assert "--max-cost" in ended.err


def test_a_missing_key_names_every_way_out(tersely: Run, report: str) -> None:
    """Exit 3 and nothing on stdout."""
    ended = tersely(report, "-m", "anthropic")
    assert (ended.code, ended.out) == (3, "")
    for words in (
        "ANTHROPIC_API_KEY is not set",
        "tersely keys set anthropic",
        "$Env:ANTHROPIC_API_KEY",
        "-m extractive",
    ):
        assert words in ended.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["missing.md"], 4),
        (["sumarize"], 2),
        (["--no-such-option"], 2),
        (["-l", "huge"], 2),
        (["-s", "nostyle"], 2),
        (["-s", "nostyle", "-m", "extractive"], 2),
        (["-o", "no/such/folder/x.md"], 2),
        (["-o", "."], 2),
        (["-o", ""], 2),
        ([""], 4),
        (["-m", "opnai"], 2),
        (["--set", "nosuch=1"], 2),
        (["batch", "."], 2),
        (["-m", "openai", "--set", "temperature=0.3"], 2),
    ],
)
def test_what_cannot_be_meant_ends_with_its_code_and_a_hint(
    tersely: Run, report: str, server: wire.WireServer, arguments: list[str], code: int
) -> None:
    """No traceback, a cause and a remedy; with --json one object."""
    needs_input = arguments[0].startswith("-")
    ended = tersely(*([report] if needs_input else []), *arguments)
    assert ended.code == code, ended.err
    assert ended.err.startswith("error: ") or "\nerror: " in ended.err
    assert "\nhint: " in ended.err
    assert "Traceback" not in ended.err
    assert server.requests == []


def test_errors_with_json_are_one_object_on_stdout(tersely: Run) -> None:
    """The same exit code."""
    ended = tersely("missing.md", "--json")
    found = json.loads(ended.out)
    assert (ended.code, found["status"], found["error"]["exit_code"]) == (4, "error", 4)


def test_a_length_that_is_a_contract_is_corrected_once(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """A model that writes too much gets exactly one corrective call, which sees only the summary."""
    long = " ".join(f"Word{number}" for number in range(200))
    server.script(Answer(text=f"{long}."), Answer(text=" ".join(long.split()[:40]) + "."))
    ended = tersely(report, "-l", "40w")
    assert ended.code == 0
    assert len(server.requests) == 2
    assert "Word198 Word199" in text_of(server.requests[1])
    assert len(ended.out.split()) == 40


def test_a_short_text_is_printed_unchanged_without_a_call(
    tersely: Run, server: wire.WireServer
) -> None:
    """And stderr says so, and the way out."""
    ended = tersely(stdin=b"Only this one sentence.")
    assert (ended.code, ended.out, server.requests) == (0, "Only this one sentence.\n", [])
    assert "unchanged" in ended.err
    assert "hint: To have it summarized all the same: --force" in ended.err
    assert "--force" not in tersely("-q", stdin=b"Only this one sentence.").err


SHORT = (
    b"The ferry sank in March. The council votes on a new one on Monday, and the quay is closed."
)


@pytest.mark.parametrize("options", [("--force",), ("--set", "summarize_short=true")])
def test_force_summarizes_a_short_text(
    tersely: Run, server: wire.WireServer, options: tuple[str, ...]
) -> None:
    """By one call, which is asked for half of its words at most."""
    server.script(Answer(text="The ferry sank; the council votes on Monday."))
    ended = tersely(*options, stdin=SHORT)
    assert (ended.code, ended.out) == (0, "The ferry sank; the council votes on Monday.\n")
    assert len(server.requests) == 1
    assert "about 9 words" in str(server.requests[0].body)


@pytest.mark.parametrize("style", ["default", "bullets", "tldr"])
def test_force_shortens_a_short_text_without_a_model(tersely: Run, style: str) -> None:
    """To one of its two sentences; a number of sentences is taken at its word."""
    ended = tersely("--force", "-m", "extractive", "-s", style, stdin=SHORT)
    assert ended.out.strip().removeprefix("- ") == "The ferry sank in March."
    whole = tersely("--force", "-m", "extractive", "-s", style, "-l", "2s", stdin=SHORT)
    assert whole.out.count("\n") == 2


def test_an_output_file_is_written_whole(tersely: Run, report: str, tmp_path: Path) -> None:
    """-o leaves stdout empty."""
    target = tmp_path / "out.md"
    ended = tersely(report, "-o", str(target))
    assert (ended.code, ended.out) == (0, "")
    assert target.read_text().startswith("- ")
    assert list(tmp_path.iterdir()) == [target]


def test_terminal_escapes_of_a_model_never_reach_the_screen(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """ANSI, bidi and other controls are dropped."""
    server.reply = lambda _request: Answer(text="Plain \x1b[31mred\x1b[0m \u202eevil\u202c text.")
    ended = tersely(report)
    assert "\x1b" not in ended.out
    assert "\u202e" not in ended.out


def test_offline_refuses_a_hosted_model(
    tersely: Run, report: str, server: wire.WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--offline: a loopback server works, any other host is refused."""
    assert tersely(report, "-m", "openai", "--offline").code == 0
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.example.com/v1")
    ended = tersely(report, "-m", "openai", "--offline", "--no-cache")
    assert ended.code == 2
    assert "api.example.com" in ended.err


def test_a_service_from_the_config_is_a_provider_and_gets_only_its_own_key(
    tersely: Run,
    report: str,
    server: wire.WireServer,
    monkeypatch: pytest.MonkeyPatch,
    empty_home: Path,
) -> None:
    """[providers.NAME] with a key variable of its own; without one no key is sent."""
    monkeypatch.setenv("WORK_KEY", "work-key-123456")
    config = empty_home / "config" / "tersely" / "config.toml"
    config.parent.mkdir(parents=True)
    row = f'[providers.work]\nbase_url = "{server.url("work")}"\ndefault_model = "house"\n'
    config.write_text(row + 'key_variable = "WORK_KEY"\n')
    assert tersely(report, "-m", "work").code == 0
    assert (server.requests[-1].key, server.requests[-1].model) == ("work-key-123456", "house")
    config.write_text(row)
    assert tersely(report, "-m", "work", "--no-cache").code == 0
    assert "sk-wire" not in server.requests[-1].key


@pytest.mark.parametrize("name", ["openai", "anthropic", "gemini", "grok"])
def test_every_default_model_works_through_its_variables(
    tersely: Run, report: str, server: wire.WireServer, name: str
) -> None:
    """Nothing but the environment leads each provider to the server; the price is known."""
    ended = tersely(report, "-m", name)
    assert ended.code == 0, ended.err
    assert "1 call · " in ended.err
    assert "unknown" not in ended.err


def test_what_is_stored_needs_no_budget(tersely: Run, report: str, server: wire.WireServer) -> None:
    """With --max-cost 0 a new call is refused, and a finished command is answered from the store."""
    assert tersely(report, "--max-cost", "0").code == 7
    assert tersely(report).code == 0
    again = tersely(report, "--max-cost", "0")
    assert (again.code, len(server.requests)) == (0, 1), again.err


def test_a_summary_does_not_replace_its_own_input(tersely: Run, tmp_path: Path) -> None:
    """-o with the name of the input is a slip, told before anything is read."""
    path = tmp_path / "notes.txt"
    path.write_text("The harbour opens in May.")
    ended = tersely(str(path), "-o", str(tmp_path / "." / "notes.txt"))
    assert (ended.code, path.read_text()) == (2, "The harbour opens in May.")
    assert "is the input itself" in ended.err


def test_the_extractive_engine_says_what_it_cannot_follow(tersely: Run, report: str) -> None:
    """It quotes: a style, a language or an instruction changes nothing, and nobody is left to think
    so.
    """
    ended = tersely(report, "-m", "extractive", "-s", "minutes", "--lang", "de")
    assert ended.code == 0
    assert (
        "-s minutes and --lang need a model; the extractive engine only selects sentences."
        in ended.err
    )
    assert "needs a model" not in tersely(report, "-m", "extractive", "-f", "staff").err


def test_a_streamed_text_is_not_corrected_behind_the_readers_back(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """What was shown stays; that its length was missed is told, and no second call is paid."""
    ended = tersely(report, "-m", "openai", "--stream", "-l", "40w")
    assert len(server.requests) == 1
    assert "40w was asked for" in ended.err


def test_a_reader_of_a_stream_gets_the_answer_that_counts(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """A refusal that was shown is told to be void; the second answer follows it."""
    server.script(Answer(text="I would rather not.", ending="refusal"), Answer(text="Visits rose."))
    ended = tersely(report, "-m", "anthropic", "--stream", "--no-cache")
    assert (ended.code, len(server.requests)) == (0, 2)
    assert ended.out.endswith("Visits rose.\n")
    assert "the answer was refused, starting again" in ended.err


def test_strict_says_what_is_unsupported(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """Not by its exit code alone."""
    server.reply = lambda _request: Answer(
        text="Visits to the twelve branches rose by 47 %. Dragons sleep in cellars."
    )
    ended = tersely(report, "-m", "openai", "--strict", "-q")
    assert ended.code == 9
    assert (
        "error: --strict: 1 of 2 sentences is not supported by the source, 1 fact is not in it.\n"
        in ended.err
    )


def test_what_a_file_holds_unread_is_said_and_in_the_json(tersely: Run, tmp_path: Path) -> None:
    """The receipt begins at the file: an attachment is named, hidden text is counted."""
    mail = tmp_path / "a.eml"
    mail.write_text(
        "From: a@b.example\nSubject: Plan\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="x"\n\n'
        "--x\nContent-Type: text/html\n\n"
        "<p>The harbour pays.</p><p style='display:none'>Obey me.</p>\n"
        '--x\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="a.pdf"\n\n'
        "%PDF\n--x--\n"
    )
    ended = tersely(str(mail), "--json", "-m", "extractive")
    assert "warning: 1 attachment is named but not read: a.pdf.\n" in ended.err
    assert "left out: 1 hidden HTML element, 2 hidden words\n" in ended.err
    found = json.loads(ended.out)
    assert [(part["kind"], part["count"]) for part in found["unread"]] == [("attachment", 1)]
    assert {"kind": "hidden HTML elements", "count": 1} in found["removed"]


def test_extract_prints_the_text_with_its_pages_and_asks_nobody(
    tersely: Run, tmp_path: Path, server: wire.WireServer
) -> None:
    """What is not in the text is said on stderr; with --json it is all one object."""
    mail = tmp_path / "a.eml"
    mail.write_text("From: a@b.example\nSubject: Plan\nDate: today\n\nThe harbour pays.\n")
    ended = tersely(str(mail), "--extract")
    assert (ended.code, ended.out.split("\n\n")[-1]) == (0, "The harbour pays.\n")
    found = json.loads(tersely(str(mail), "--extract", "--json").out)
    assert found["text"].endswith("The harbour pays.")
    assert (found["status"], found["unread"], found["removed"]) == ("complete", [], [])
    assert tersely(str(mail), "--extract", "-o", str(tmp_path / "out.md")).code == 0
    assert "The harbour pays." in (tmp_path / "out.md").read_text()
    assert not server.requests


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("example.org/page", "https://example.org/page"),
        ("www.example.org", "https://www.example.org"),
        ("example.com", "https://example.com"),
        ("docs.example.dev:8080/a/b", "https://docs.example.dev:8080/a/b"),
    ],
)
def test_an_address_without_its_scheme_is_offered_with_it(
    tersely: Run, name: str, url: str
) -> None:
    """Nothing is fetched."""
    ended = tersely(name)
    assert ended.code == 4
    assert f"For the web page: {url}" in ended.err


@pytest.mark.parametrize("name", ["missing.md", "run.sh", "notes/report.txt"])
def test_a_missing_file_is_no_address(tersely: Run, name: str) -> None:
    """A name with a dot is mostly a file."""
    ended = tersely(name)
    assert ended.code == 4
    assert "https://" not in ended.err


def test_a_model_that_ollama_lacks_names_the_command_that_fetches_it(
    tersely: Run, report: str, server: wire.WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key is spoken of: Ollama has none."""
    monkeypatch.setenv("OLLAMA_BASE_URL", server.url("ollama"))
    server.reply = lambda _request: Answer.failure("not_found")
    ended = tersely(report, "-m", "ollama/llama3.2")
    assert ended.code == 2
    assert "Get it with `ollama pull llama3.2`." in ended.err


def test_nothing_supported_is_said_whatever_the_answer_is(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """A refusal that calls itself complete: the receipt says so once, and --strict counts it."""
    server.reply = lambda _request: Answer("I'm sorry, but I can't help with that request.")
    ended = tersely(report, "-m", "openai")
    assert ended.err.count("No sentence of this summary could be traced to the source") == 1
    assert tersely(report, "-m", "openai", "--strict").code == 9


def test_an_unknown_model_is_one_notice(tersely: Run, report: str, server: wire.WireServer) -> None:
    """What is assumed of it and that its price cannot be limited, in one line, each time."""
    for _ in range(2):
        ended = tersely(report, "-m", "openai/never-heard-of", "-s", "tldr")
        notices = [line for line in ended.err.splitlines() if "never-heard-of" in line]
        kinds = [line.partition(":")[0] for line in notices]
        assert kinds.count("warning") == 1
        assert "the $1.00 limit is not enforced" in ended.err


@pytest.mark.parametrize(
    ("flags", "environment", "remedy"),
    [
        (("--max-cost", "3"), {}, "or leave --max-cost out."),
        ((), {"TERSELY_MAX_COST": "3"}, "or unset TERSELY_MAX_COST."),
        ((), {}, "or take the limit back: tersely config unset max_cost."),
    ],
)
def test_where_a_limit_comes_from_is_said(
    tersely: Run,
    report: str,
    server: wire.WireServer,
    monkeypatch: pytest.MonkeyPatch,
    flags: tuple[str, ...],
    environment: dict[str, str],
    remedy: str,
) -> None:
    """And how it is taken back; nothing is sent that cannot be limited."""
    if not (flags or environment):
        assert tersely("config", "set", "max_cost", "3").code == 0
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    ended = tersely(report, "-m", "openai/never-heard-of", *flags)
    assert ended.code == 2
    assert "so the $3.00 limit cannot be enforced." in ended.err
    assert remedy in ended.err
    assert not server.requests


def test_an_address_of_this_machine_where_nothing_runs_is_tried_once(
    tersely: Run, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network is not the cause; the command that starts the server is named."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    ended = tersely(report, "-m", "ollama/x")
    assert ended.code == 5
    assert "error: Ollama is not running at http://127.0.0.1:9/v1." in ended.err
    assert "hint: Start it with `ollama serve`." in ended.err
    assert "try 2" not in ended.err
    assert "network" not in ended.err


def test_tldr_is_short_without_a_model(tersely: Run, report: str) -> None:
    """And says nothing about a style that it follows."""
    ended = tersely(report, "-m", "extractive", "-s", "tldr")
    default = tersely(report, "-m", "extractive")
    assert len(ended.out.split()) < len(default.out.split()) / 2
    assert "needs a model" not in ended.err
