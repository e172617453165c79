"""`tersely eval` over scripted answers on this machine."""

import json
from pathlib import Path

import pytest

from tersely.cli import app
from wire import Answer, WireRequest, WireServer

pytest.importorskip("rouge_score", reason="extra eval is not installed")
pytest.importorskip("sacrebleu", reason="extra eval is not installed")

ROWS = 6
FILLER = (
    "The annual meeting heard the same report again and nobody had a question about any of it. "
    * 12
)


@pytest.fixture(autouse=True)
def answers(server: WireServer) -> None:
    """The server writes about visits at temperature 0 and about costs otherwise."""
    cold = "Visits to the branches rose by a seventh."
    server.reply = lambda request: Answer(
        text=cold if request.body.get("temperature") == 0 else "Costs fell."
    )


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Six rows about the visits to branches."""
    path = tmp_path / "data.jsonl"
    rows = [
        {
            "id": f"row-{n}",
            "document": f"Branch {n}: visits rose by a seventh. {FILLER}",
            "summaries": ["Visits to the branches rose."],
        }
        for n in range(ROWS)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return str(path)


def sweep(data: str, *more: str) -> list[str]:
    """Two temperatures of one model and the extractive engine."""
    return [
        "eval",
        data,
        "-m",
        "grok/grok-wire",
        "-m",
        "extractive",
        "--sweep",
        "temperature=0,0.7",
        "--json",
        *more,
    ]


def test_a_rerun_gives_the_same_digits_without_a_call(
    server: WireServer, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table is equal, and the second run is answered by the store."""
    assert app.run(sweep(data)) == 0
    first = json.loads(capsys.readouterr().out)
    asked = len(server.requests)
    assert asked == first["calls"] == 2 * ROWS
    assert app.run(sweep(data)) == 0
    second = json.loads(capsys.readouterr().out)
    assert (len(server.requests), second["calls"], second["reused"]) == (asked, 0, asked)
    quality = [line["means"] for line in first["configurations"]]
    assert quality == [line["means"] for line in second["configurations"]]


def test_the_swept_setting_reaches_the_model(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Temperature 0 writes about visits and scores higher, significantly."""
    assert app.run(sweep(data)) == 0
    lines = {
        line["configuration"]: line
        for line in json.loads(capsys.readouterr().out)["configurations"]
    }
    warm = lines["grok/grok-wire temperature=0.7"]
    assert warm["against"]["ROUGE-1"]["high"] < 0
    assert warm["against"]["ROUGE-1"]["p"] < 0.05


def test_an_interrupted_run_goes_on(
    server: WireServer, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five answers, then a server that only fails: the rerun asks for the missing seven."""
    good = server.reply
    served: list[int] = []

    def breaks(request: WireRequest) -> Answer:
        served.append(1)
        return good(request) if len(served) <= 5 else Answer.failure("bad_request")

    server.reply = breaks
    assert app.run(sweep(data, "-j", "1")) in (5, 6)
    server.reply = good
    before = len(server.requests)
    capsys.readouterr()
    assert app.run(sweep(data)) == 0
    assert len(server.requests) - before == 2 * ROWS - 5


def test_the_limit_is_kept(server: WireServer, data: str) -> None:
    """--limit takes the first rows only, --dry-run none; a wrong setting is refused before any
    call.
    """
    assert app.run(["eval", data, "-m", "grok/grok-wire", "--limit", "2", "-q", "--json"]) == 0
    assert len(server.requests) == 2
    assert app.run(["eval", data, "-m", "grok/grok-wire", "--dry-run"]) == 0
    assert app.run(["eval", data, "-m", "grok/grok-wire", "--sweep", "temprature=1"]) == 2
    assert len(server.requests) == 2


def test_what_is_warned_of_a_row_is_counted_or_named(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer of two words, six times; -v says which row and model each is of."""
    command = ["eval", data, "-m", "grok/grok-wire", "-l", "40w", "--no-cache"]
    assert app.run(command) == 0
    quiet = capsys.readouterr().err
    assert "6 warnings about single rows: -v prints them." in quiet
    assert "asked for" not in quiet
    assert app.run([*command, "-v"]) == 0
    named = capsys.readouterr().err
    assert all(f"warning: grok/grok-wire, row row-{n}: The summary has" in named for n in range(6))
