"""`tersely check`: the screen, the JSON and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run

GOOD = b"- Visits rose by 14 % to 1.93 million.\n"
BAD = GOOD + b"- Evening opening accounts for 86 % of the increase.\n- See www.evil.com today.\n"


def test_a_supported_summary_ends_well(tersely: Run, report: str) -> None:
    """Exit 0, the place of each sentence, and what silence means."""
    ended = tersely("check", "-", "--source", report, stdin=GOOD)
    assert ended.code == 0
    assert "§ Alderwick" in ended.out
    assert "supported 1 of 1 sentence" in ended.out
    assert "Not checked: causes" in ended.out
    assert "flag" not in ended.out


def test_a_hard_flag_exits_9(tersely: Run, report: str) -> None:
    """The wrong number is shown with the one that the source has."""
    ended = tersely("check", "-", "--source", report, stdin=BAD)
    assert ended.code == 9
    assert "[!] Evening opening" in ended.out
    words = " ".join(ended.out.split())
    assert "contradicted: source says" in words
    assert 'source says "68' in words
    assert "not found: address" in ended.out
    assert "· 2 flags ·" in ended.out


def test_json_holds_offsets_and_places(tersely: Run, report: str) -> None:
    """One object on stdout, the same exit code."""
    ended = tersely("check", "-", "--source", report, "--json", stdin=BAD)
    found = json.loads(ended.out)
    assert (ended.code, found["status"], found["traced"]) == (9, "flagged", 2)
    assert [flag["kind"] for flag in found["flags"]] == ["number", "url"]
    claim = found["claims"][0]
    assert BAD.decode()[claim["start"] : claim["end"]] == claim["text"]
    assert claim["place"].startswith("§ ")


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_table_fits_the_screen(
    tersely: Run, report: str, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """Claims and remarks wrap in their columns, and every word of them is there."""
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = tersely("check", "-", "--source", report, stdin=BAD * 4).out.splitlines()
    table = lines[: lines.index("")]
    assert max(map(len, table)) <= columns
    assert " ".join(table).count("[!]") == 8
    assert "increase." in " ".join(table)


def test_what_could_not_be_judged_is_said(tersely: Run, report: str) -> None:
    """A summary in another language: no names are accused, and that they were not looked at is on
    the screen.
    """
    german = b"Die Besuche stiegen auf 1,93 Millionen. Der Vorstand Karl Huber sprach in Berlin."
    ended = tersely("check", "-", "--source", report, stdin=german)
    assert ended.code == 0
    assert "Names and quotations were not checked" in ended.out
    assert json.loads(tersely("check", "-", "--source", report, "--json", stdin=german).out)[
        "unchecked"
    ] == [
        "name",
        "quotation",
    ]
    assert "not checked" not in tersely("check", "-", "--source", report, stdin=GOOD).out


@pytest.mark.parametrize("summary", [b"", b"\x00\x01\x02\xff" * 50])
def test_a_summary_that_is_no_text_exits_4(tersely: Run, report: str, summary: bytes) -> None:
    """Nothing to check is an error of the input, not a clean bill."""
    assert tersely("check", "-", "--source", report, stdin=summary).code == 4


def test_stdin_is_read_once(tersely: Run) -> None:
    """Summary and source cannot both be -."""
    assert tersely("check", "-", "--source", "-", stdin=GOOD).code == 2


@pytest.mark.parametrize("command", [["check", "-", "--source"], ["chunks"]])
def test_a_private_address_needs_the_option_that_the_refusal_names(
    tersely: Run, command: list[str]
) -> None:
    """Exit 4 either way, for nobody listens there; but with the option it is asked."""
    url = "http://127.0.0.1:9/"
    assert "If you mean it: --allow-private-urls" in tersely(*command, url, stdin=GOOD).err
    allowed = tersely(*command, url, "--allow-private-urls", stdin=GOOD)
    assert allowed.code == 4
    assert "public internet" not in allowed.err


def test_the_source_may_be_the_second_input(tersely: Run, tmp_path: Path) -> None:
    """Like --source; given twice or not at all it is refused."""
    summary, source = tmp_path / "s.md", tmp_path / "d.md"
    source.write_text("The harbour handled 31 ships in 1931. It rained a lot in that year.")
    summary.write_text("The harbour handled 31 ships in 1931.")
    assert tersely("check", str(summary), str(source)).code == 0
    twice = tersely("check", str(summary), str(source), "--source", str(source))
    assert (twice.code, "given twice" in twice.err) == (2, True)
    assert tersely("check", str(summary)).code == 2


MAIL = b"""From: a@example.org
Subject: Harbour
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

The office counted 412 ships. "We pay for it," said Bo.
--x
Content-Type: application/octet-stream
Content-Disposition: attachment; filename=plan.bin

AAAA
--x--
"""


@pytest.mark.parametrize("many", [False, True])
def test_what_was_not_read_of_the_source_is_said(
    tersely: Run, tmp_path: Path, *, many: bool
) -> None:
    """For one pair and for several, on stderr and in the JSON."""
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / "a.sum.md").write_text("The office counted 412 ships.\n")
    place = [tmp_path] if many else [tmp_path / "a.sum.md", tmp_path / "a.eml"]
    ended = tersely("check", *map(str, place))
    assert ended.code == 0
    assert "1 attachment is named but not read: plan.bin." in ended.err
    found = json.loads(tersely("check", *map(str, place), "--json").out)
    assert found["unread"][0]["places"] == ["plan.bin"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('"We never paid," said Bo.', '"We never paid,", quotation'),
        ("Bo said: “We never paid.”", "“We never paid.”, quotation"),
        ("The office counted 413 ships.", 'source says "412'),
    ],
)
def test_quotations_have_one_pair_of_marks(
    tersely: Run, tmp_path: Path, said: str, shown: str
) -> None:
    """Their own; what is no quotation gets one."""
    (tmp_path / "a.eml").write_bytes(MAIL)
    ended = tersely("check", "-", str(tmp_path / "a.eml"), stdin=said.encode() + b" Ann left.\n")
    words = " ".join(ended.out.split())
    assert '""' not in words
    assert '"“' not in words
    assert shown.split(",")[0] in words
