"""`--verify` of batch and compare: a judge that says yes, no, nonsense in part or whole, and one
that is silent.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import wire
from judges import is_judging, judge, questions_in, says

from .conftest import Ended, Run

SOURCE = (
    """# Bridge

The bridge over the Aller was opened on 3 May 2021 by Mayor Edith Falk. It cost 48 million euros.

Tolls are 2.50 euros for cars. Cyclists and pedestrians pay nothing. The ferry carried 412,000 \
passengers in 2019.

"""
    + "More was said of the harbour, the quay and the cranes. " * 30
)
OPEN = "The cyclists are spared a payment. Mayor Falk opened the bridge over a river."
WRONG = "The ferry carried 500,000 passengers in 2019."
QUICK = ("--timeout", "2", "--set", "retries=0")
Reply = Callable[[wire.WireRequest], wire.Answer]


def half(request: wire.WireRequest) -> wire.Answer:
    """Every second entry breaks the schema."""
    answers = [
        {"claim": q["claim"], "words": q["passages"][0], "verdict": "supported"}
        if q["claim"] % 2
        else {"claim": q["claim"], "verdict": "surely"}
        for q in questions_in(request)
    ]
    return wire.Answer(text=json.dumps({"answers": answers}))


def nonsense(_request: wire.WireRequest) -> wire.Answer:
    """Words where JSON was asked for."""
    return wire.Answer(text="I think that all of it is fine.")


def silence(_request: wire.WireRequest) -> wire.Answer:
    """No first byte."""
    return wire.Answer(fault="stall_first_byte")


def broken(_request: wire.WireRequest) -> wire.Answer:
    """A service that is down."""
    return wire.Answer.failure("server")


def written(server: wire.WireServer, judging: Reply, text: str = f"{OPEN} {WRONG}") -> None:
    """The writer writes `text`; who is asked about it answers by `judging`."""
    server.reply = lambda r: judging(r) if is_judging(r) else wire.Answer(text=text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents that differ."""
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / f"{name}.md").write_text(SOURCE.replace("Aller", f"Aller{name}"))
    return tmp_path


def batch(tersely: Run, folder: Path, *options: str) -> Ended:
    """Both documents by OpenAI, judged by Anthropic."""
    command = ("batch", str(folder / "in"), "-o", str(folder / "out"), "-m", "openai")
    return tersely(*command, "--verify", "anthropic", *options)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("judging", "verified", "flags"),
    [
        (judge(says("supported")), (6, 0), 1),
        (judge(says("contradicted")), (6, 0), 3),
        (judge(says("not stated")), (6, 0), 3),
        (half, (6, 2), 1),
        (nonsense, (6, 6), 1),
        (silence, (6, 6), 1),
    ],
    ids=["yes", "no", "not stated", "half", "nonsense", "silence"],
)
def test_a_batch_is_judged(
    tersely: Run,
    folder: Path,
    server: wire.WireServer,
    judging: Reply,
    verified: tuple[int, int],
    flags: int,
) -> None:
    """Every summary is written whatever the judge does; what went without an answer is counted, and
    a number that the source does not have stays flagged.
    """
    written(server, judging)
    ended = batch(tersely, folder, "--json", *QUICK)
    report = json.loads(ended.out)
    assert (ended.code, report["written"]) == (0, 2)
    assert (report["verified"]["claims"], report["verified"]["open"]) == verified
    assert [len(row) for row in report["flags"].values()] == [flags, flags]
    assert all(row[-1]["text"] == "500,000" for row in report["flags"].values() if flags == 1)
    told = (folder / "out/.tersely/report.md").read_text()
    assert f"{verified[0] - verified[1]} of 6 claims judged" in told
    assert ("did not answer in time" in told) == (judging is silence)


def test_a_batch_pays_its_judge_once(tersely: Run, folder: Path, server: wire.WireServer) -> None:
    """A dry run names the judge and its calls; a forced rerun asks nobody."""
    written(server, judge(says("supported")))
    planned = json.loads(batch(tersely, folder, "-n", "--json").out)
    assert server.requests == []
    assert planned["calls"] == 4
    assert planned["judge"].startswith("anthropic/")
    assert "claims go to anthropic/" in batch(tersely, folder, "-n").out
    first = json.loads(batch(tersely, folder, "--json").out)
    assert (first["calls"], len(server.requests)) == (4, 4)
    again = json.loads(batch(tersely, folder, "--force", "--json").out)
    assert (again["calls"], again["reused"], len(server.requests)) == (0, 4, 4)
    assert again["verified"]["open"] == 0


def test_a_batch_says_on_the_screen_what_was_not_judged(
    tersely: Run, folder: Path, server: wire.WireServer
) -> None:
    """How many claims, in how many files, and why; long flags are cut."""
    written(server, broken)
    told = batch(tersely, folder, *QUICK).err
    assert "0 of 6 claims judged; 6 in 2 files without a usable answer" in told
    assert "Not all claims could be verified: anthropic" in told
    assert max(map(len, told.splitlines())) < 400


def compare(tersely: Run, folder: Path, *options: str) -> Ended:
    """One document by OpenAI and Gemini, judged by Anthropic."""
    document = str(folder / "in" / "a.md")
    models = ("-m", "openai", "-m", "gemini", "--verify", "anthropic")
    return tersely("compare", document, *models, *options)


@pytest.mark.parametrize(
    ("judging", "words", "flags"),
    [
        (judge(says("supported")), "3 claims, 3 supported", 1),
        (judge(says("contradicted")), "3 claims, 3 contradicted", 3),
        (half, "2 supported, 1 unusable", 1),
        (nonsense, "gave no usable answer on 3 claims", 1),
        (broken, "gave no usable answer on 3 claims", 1),
    ],
    ids=["yes", "no", "half", "nonsense", "broken"],
)
def test_both_columns_are_judged(
    tersely: Run, folder: Path, server: wire.WireServer, judging: Reply, words: str, flags: int
) -> None:
    """Each column says who judged it and what came of it, in every form."""
    written(server, judging)
    columns = json.loads(compare(tersely, folder, "--json", *QUICK).out)["columns"]
    assert [len(column["flags"]) for column in columns] == [flags, flags]
    assert all(column["opinion"]["asked"] == 3 for column in columns)
    page = folder / "page.html"
    shown = compare(tersely, folder, "--html", str(page), *QUICK).out
    assert shown.count(words) == page.read_text().count(words) == 2


def test_a_dear_judge_withholds_no_column(
    tersely: Run, folder: Path, server: wire.WireServer
) -> None:
    """What the limit leaves is the summary, and the sentence that it was not verified."""
    written(server, judge(says("supported")))
    assert compare(tersely, folder, "-q").code == 0
    asked = len(server.requests)
    written(server, broken, f"{OPEN} The quay is old.")
    limit = ("--max-cost", "0.0001", "--no-cache")
    assert compare(tersely, folder, *limit).code == 7
    assert len(server.requests) == asked
