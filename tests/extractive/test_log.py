"""Logs: the gravest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.extractive import Target, extract
from tersely.extractive.log import (
    ERROR,
    FATAL,
    NOTE,
    WARNING,
    described,
    entries,
    is_log,
    severity_of,
)

STAMPS = [
    "2026-11-22 10:00:{k:02},123",
    "Nov 22 10:00:{k:02} quay",
    "[   1.00{k:02}00]",
    "10.0.0.1 - - [22/Nov/2026:10:00:{k:02}",
    "10:00:{k:02}",
    "1732270{k:03}",
    "time=2026-11-22T10:00:{k:02}Z level=debug",
]


def log_of(stamp: str, messages: list[str]) -> str:
    return "\n".join(f"{stamp.format(k=k)} {message}" for k, message in enumerate(messages))


def shown(text: str, target: Target) -> list[str]:
    return [text[s.start : s.end].split(" ", 1)[1] for s in extract(text, target)]


@pytest.mark.parametrize("stamp", STAMPS)
def test_every_kind_of_stamp_makes_a_log(stamp: str) -> None:
    """Entries are the lines, with those below that have no time of their own."""
    text = log_of(stamp, [f"INFO tide {k}" for k in range(9)]) + "\n  at the quay\n"
    assert is_log(text)
    log = list(entries(text))
    assert len(log) == 9
    assert text[log[-1].start : log[-1].end].endswith("tide 8\n  at the quay")


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("2026-03-02 10:00:00 CRITICAL gate open", FATAL),
        ("Mar  2 10:00:00 quay kernel: Out of memory: Killed process 12", FATAL),
        ("2026-03-02 10:00:00 [ERROR] gate open", ERROR),
        ("E0302 10:00:00 gate.c:12] open", ERROR),
        ("10:00:00 gate: permission denied", ERROR),
        ("2026-03-02 10:00:00 WARN ERROR page shown", WARNING),
        ("2026-03-02 10:00:00 INFO no error found", NOTE),
        ("2026-03-02 10:00:00 gate open", NOTE),
        ('{"time": "10:00:00", "level": "fatal", "msg": "no error left"}', FATAL),
        ('{"msg": "retry after error", "level": "info"}', NOTE),
        ('{"level":50,"time":1772445600000,"msg":"gate open"}', ERROR),
        ('time=10:00:00Z level=warn msg="gate open"', WARNING),
        ('10.0.0.1 - - [02/Mar/2026:10:00:00 +0000] "GET / HTTP/1.1" 503 12', ERROR),
        ('10.0.0.1 - - [02/Mar/2026:10:00:00 +0000] "GET /500 HTTP/1.1" 200 503', NOTE),
    ],
)
def test_the_level_is_the_one_named_first_else_the_words_tell(line: str, severity: int) -> None:
    """A message that mentions an error is none where the line says INFO."""
    assert severity_of(line) == severity


def test_the_gravest_come_first_and_one_of_each_kind() -> None:
    """However late they stand; repeats fill up a number, and are no use for words."""
    messages = ["INFO started job 1"] * 20 + ["WARN queue 80 full"] * 20
    messages += [f"ERROR job {k} failed" for k in range(20)] + ["INFO idle"] * 5
    messages += ["CRITICAL worker gone, 17 jobs lost"]
    text = log_of(STAMPS[4], messages)
    assert shown(text, Target("sentences", 3)) == [
        "CRITICAL worker gone, 17 jobs lost",
        "ERROR job 0 failed",
        "WARN queue 80 full",
    ]
    assert len(shown(text, Target("sentences", 30))) == 30
    assert len(shown(text, Target("words", 150))) == 5
    assert described(list(entries(text))) == "Log of 66 entries: 1 fatal, 20 errors, 20 warnings."


def test_that_nothing_is_marked_is_not_that_nothing_went_wrong() -> None:
    """A log whose levels are all INFO may tell of faults."""
    quiet = "".join(f"2026-03-01 10:00:0{n} INFO quay: could not build {n}\n" for n in range(9))
    told = "Log of 9 entries: none is marked as a warning or an error."
    assert described(list(entries(quiet))) == told


def test_a_focus_brings_its_lines() -> None:
    """Before graver ones."""
    text = log_of(STAMPS[0], ["ERROR tide"] * 5 + ["INFO crane moved"] + ["FATAL gone"] * 5)
    (line,) = extract(text, Target("sentences", 1), focus="the crane")
    assert text[line.start : line.end].endswith("crane moved")


@given(
    st.lists(st.sampled_from(["ERROR a", "WARN b", "INFO c", "\n", "x", "FATAL", " "]), max_size=60)
)
def test_entries_are_ordered_and_disjoint(messages: list[str]) -> None:
    """Whatever stands in the lines."""
    text = log_of(STAMPS[4], messages)
    end = 0
    for entry in entries(text):
        assert end <= entry.start < entry.end <= len(text)
        end = entry.end


@pytest.mark.parametrize(
    "text",
    [
        "10:00:01 Ada Moor: the sand is wet\n10:00:09 Ben: yes, it is\n" * 9,
        "12:00:00 " * 3000,
        "10:00:00 INFO one\n10:00:01 INFO two\n",
        "The quay sank at 10:00:00.\n" * 20,
    ],
)
def test_other_texts_are_no_logs(text: str) -> None:
    """A chat, one line of nothing but times, two lines, prose."""
    assert not is_log(text)
