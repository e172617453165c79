"""`tersely compare` from the command line to the wire and back."""

import csv
import io
import json
import signal
import threading
from pathlib import Path

import pytest

from comparison_samples import TEXT
from tersely.cli import app
from wire import Answer, WireServer
from wire.answer import Ending

from .conftest import Run

MODELS = ("openai/gpt-6-luna", "anthropic/claude-haiku-5-5", "grok/grok-4.3")
FILLER = (
    "The annual meeting heard the same report again and nobody had a question about any of it. "
    * 12
)


@pytest.fixture
def report(tmp_path: Path) -> str:
    """A report that is long enough to be summarized."""
    path = tmp_path / "report.md"
    path.write_text(f"{TEXT}\n# Minutes\n{FILLER}\n", "utf-8")
    return str(path)


def arguments(report: str, *more: str) -> list[str]:
    """A comparison of three providers and the extractive engine."""
    return [
        "compare",
        report,
        *(part for model in MODELS for part in ("-m", model)),
        "-m",
        "extractive",
        *more,
    ]


def test_every_model_answers_in_its_own_column(
    server: WireServer, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four columns, three calls, the flagged number with its place; stderr names the host."""
    server.reply = lambda _request: Answer(
        text="Running costs rose by 18 % in the year, mainly for energy."
    )
    assert app.run(arguments(report, "--json")) == 0
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert [column["label"] for column in data["columns"]] == [*MODELS, "extractive"]
    assert {column["status"] for column in data["columns"]} == {"complete"}
    assert len(server.requests) == 3
    flagged = data["across"]["not_in_source"]
    assert {(item["flag"]["text"], item["said_by"]) for item in flagged} >= {
        ("18 %", model) for model in MODELS
    }
    assert f"Text goes to 127.0.0.1:{server.port}" in err


def test_all_calls_are_in_flight_at_once(
    server: WireServer, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server answers nobody until it has heard from all three."""
    server.hold()
    monkeypatch.setattr(
        signal, "signal", lambda *_: None
    )  # the run is in a thread, where Python refuses handlers
    codes: list[int] = []
    run = threading.Thread(
        target=lambda: codes.append(app.run(arguments(report, "-q", "-o", report + ".out")))
    )
    run.start()
    assert server.wait_for(3)
    server.release()
    run.join(timeout=20)
    assert codes == [0]
    assert server.peak == 3


def test_a_rerun_costs_nothing(
    server: WireServer, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second run is answered by the store."""
    assert app.run(arguments(report, "--json")) == 0
    before = len(server.requests)
    capsys.readouterr()
    assert app.run(arguments(report, "--json")) == 0
    data = json.loads(capsys.readouterr().out)
    assert len(server.requests) == before
    assert [column["reused"] for column in data["columns"][:3]] == [1, 1, 1]


@pytest.mark.usefixtures("server")
def test_a_model_without_a_key_keeps_its_column(
    report: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 6, the cause in the column, and the others complete."""
    monkeypatch.delenv("XAI_API_KEY")
    assert app.run(arguments(report, "--json")) == 6
    columns = json.loads(capsys.readouterr().out)["columns"]
    assert [column["status"] for column in columns] == ["complete", "complete", "error", "complete"]
    assert columns[2]["error"]["kind"] == "MissingKey"


def test_a_service_of_the_config_takes_part_with_its_default_model(
    server: WireServer, report: str, empty_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """-m NAME of a [providers.NAME] means its default_model, here as in a summary."""
    (empty_home / "config/tersely").mkdir(parents=True)
    row = f'[providers.acme]\nbase_url = "{server.url("acme")}"\ndefault_model = "big"\n'
    (empty_home / "config/tersely/config.toml").write_text(row)
    assert app.run(["compare", report, "-m", "acme", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["columns"][0]["label"] == "acme/big"
    assert app.run(["config", "set", "model", "acme"]) == 0


def test_all_failing_gives_their_common_code(
    server: WireServer, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two refused keys: exit 3."""
    server.reply = lambda _request: Answer.failure("auth")
    assert app.run(["compare", report, "-m", MODELS[0], "-m", MODELS[1]]) == 3
    assert capsys.readouterr().out.count("failed · key refused") == 2


def test_repeats_are_asked_separately(
    server: WireServer, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """--repeat 3 is three calls and three columns, not one call read three times."""
    server.script(*(Answer(text=f"Visits rose, said answer {n}.") for n in "abc"))
    assert app.run(["compare", report, "-m", MODELS[0], "--repeat", "3", "--json"]) == 0
    columns = json.loads(capsys.readouterr().out)["columns"]
    assert [column["label"] for column in columns] == [f"{MODELS[0]} #{n}" for n in (1, 2, 3)]
    assert len({column["text"] for column in columns}) == len(server.requests) == 3


def test_without_m_the_first_three_models_that_are_ready_take_part(
    server: WireServer, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of four keys and the extractive engine; nothing is sent by a dry run."""
    assert app.run(["compare", report, "--dry-run", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 3
    assert app.run(["compare", report, "--dry-run", "--json", "--offline"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    assert server.requests == []


def test_a_bare_compare_says_how_to_get_the_others(
    server: WireServer, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names all that are ready; it is not said when models were named."""
    assert app.run(["compare", report]) == 0
    told = capsys.readouterr().err
    assert "3 of 5 models that are ready" in told
    assert "-m grok/" in told
    assert "-m extractive" in told
    assert len(server.requests) == 3
    assert app.run(["compare", report, "-m", "openai"]) == 0
    assert "models that are ready" not in capsys.readouterr().err


def test_styles_are_compared_like_models(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Two styles of one model are two columns."""
    assert (
        app.run(["compare", report, "-m", "extractive", "-s", "tldr", "-s", "bullets", "--json"])
        == 0
    )
    columns = json.loads(capsys.readouterr().out)["columns"]
    assert [column["label"] for column in columns] == ["extractive · tldr", "extractive · bullets"]


def test_files_are_written_and_the_reference_is_scored(
    report: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """HTML, CSV and scores of one offline run, which needs no key."""
    pytest.importorskip("rouge_score", reason="extra eval is not installed")
    reference = tmp_path / "reference.txt"
    reference.write_text("Visits rose by 14 % and the reserve covers eleven weeks.", "utf-8")
    page, table = tmp_path / "c.html", tmp_path / "c.csv"
    assert (
        app.run(
            [
                "compare",
                report,
                "--reference",
                str(reference),
                "--html",
                str(page),
                "--csv",
                str(table),
            ]
        )
        == 0
    )
    assert "ROUGE: rouge-score" in capsys.readouterr().out
    assert "Against the reference" in page.read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"))))
    assert [row["label"] for row in rows] == ["extractive"]
    assert float(rows[0]["ROUGE-1"]) > 0


def test_a_dry_run_sends_nothing(
    server: WireServer, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One plan for each model."""
    assert app.run(arguments(report, "--dry-run", "--json")) == 0
    assert len(json.loads(capsys.readouterr().out)) == 4
    assert server.requests == []


def test_silence_about_a_refusal_is_no_praise(
    tersely: Run, report: str, server: WireServer
) -> None:
    """Nothing of it is in the source: never "no flags" beside 0 of N."""
    server.reply = lambda _request: Answer("I'm sorry, but I can't help with that request.")
    shown = tersely("compare", report, "-m", "openai", "-m", "extractive").out
    assert "0/1 traced · nothing supported" in shown
    assert "no flags" not in shown


@pytest.mark.parametrize("ending", ["empty", "reasoning_only", "blocked"])
def test_no_answer_has_no_flags_to_praise(
    ending: Ending, report: str, tersely: Run, server: WireServer
) -> None:
    """Of an answer without a sentence nothing is counted."""
    server.reply = lambda _request: Answer(ending=ending)
    ended = tersely("compare", report, "-m", "openai", "-m", "extractive", "--plain")
    assert ended.code == 6
    assert "0/0" not in ended.out + ended.err
    assert "no flags" not in ended.out + ended.err
