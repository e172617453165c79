"""Data: tables, JSON and settings are told from prose, and their records found."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.language.data import read_data, separator_of
from tersely.language.sentences import blocks

XML = """<?xml version="1.0"?>
<!DOCTYPE quays [ <!ENTITY sand "The sand below the northern quay of the city."> ]>
<!-- All quays of the city, from the north to the south. -->
<quays>
  <quay id="1"><name>North</name><name xml:lang="de">Nord</name></quay>
  <quay id="2">
    <name>South</name>
    <note>The southern quay was built
      on <b>rock</b> in the year of the flood. It stands.</note>
    <note xml:lang="de">Der südliche Kai wurde im Jahr der Flut auf Fels gebaut.</note>
  </quay>
  <berth id="3"/>
</quays>
"""
CSV = """# The log of the quay.
ship,tons,note
Lomvi,40,"Waited, because the quay
was closed."
Alke,12,
Teist,33,none
"""
TOML = """# Who builds the quay, and when.
title = "The quay"

[crew]
head = "Ada"
size = 12
hours = [
    8,
]

[sand]
description = "What the northern quay was built on in the year of the flood"
depth_cm = 40
"""
YAML = """name: quay
on: [push]
jobs:
  build:
    runs-on: sand
    text: |
      The northern quay was built on sand in the year of the flood.
steps:
- uses: a
- uses: b
"""
ADDRESS = '{"name": "quay", "tags": ["a, b", "c"], "ships": [{"id": 1}, {"id": 2}]}'
KEYS = st.text(alphabet='aé{}[],:"\\', max_size=8)
CHARACTERS = st.text(alphabet='ab <>/!,;:=\t\n"[]{}#-\\1', max_size=200)


def parts(text: str, media_type: str = "") -> list[tuple[str, str]]:
    """(kind, text) of each block of data; none for other texts."""
    data = read_data(text, media_type)
    return (
        []
        if data is None
        else [(block.kind, text[block.start : block.end]) for block in blocks(text, data.parts)]
    )


def records(text: str, media_type: str = "") -> list[str]:
    return [" ".join(part.split()) for kind, part in parts(text, media_type) if kind == "record"]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(
        ["", "[{", '{"a": ', "<a><b>", "a,b\nc,d\ne,f\n", "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n"]
    ),
    CHARACTERS,
)
def test_blocks_of_data_are_ordered_and_disjoint(beginning: str, text: str) -> None:
    """Whatever the text is, its blocks do not overlap and lie within it."""
    text = beginning + text
    for media_type in ("", "application/yaml", "application/toml"):
        data = read_data(text, media_type)
        found = blocks(text, data.parts if data else None)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(0 <= block.start <= block.end <= len(text) for block in found)


def test_a_row_may_go_over_several_lines() -> None:
    """A quotation that is open goes on; comments are prose."""
    assert parts(CSV)[0] == ("paragraph", "The log of the quay.")
    assert records(CSV) == [
        "ship,tons,note",
        'Lomvi,40,"Waited, because the quay was closed."',
        "Alke,12,",
        "Teist,33,none",
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    """Empty cells at the end may be missing."""
    rows = ["a,b,c", '1,2,"x,y"', "3,4", "5,6,7"]
    assert separator_of("\n".join(rows).replace(",", separator)) == separator


def test_sections_are_records_with_what_they_hold() -> None:
    """A value in words is prose, and ends the record."""
    assert records(TOML) == [
        'title = "The quay"',
        '[crew] head = "Ada" size = 12 hours = [ 8, ]',
        "[sand]",
    ]
    assert next(part for kind, part in parts(TOML) if kind == "entry").startswith("description = ")


def test_keys_at_the_margin_are_records_with_what_they_hold() -> None:
    """A list below a key belongs to it; nested prose stands alone."""
    assert records(YAML, "application/yaml") == [
        "name: quay",
        "on: [push]",
        "jobs: build: runs-on: sand text: |",
        "steps: - uses: a - uses: b",
    ]
    assert ("paragraph", "The northern quay was built on sand in the year of the flood.") in parts(
        YAML, "application/yaml"
    )


def test_children_of_the_root_of_xml_are_records() -> None:
    """Texts and comments of many words are prose, also with tags within."""
    assert records(XML) == [
        '<quay id="1"><name>North</name><name xml:lang="de">Nord</name></quay>',
        '<quay id="2"> <name>South</name> <note>',
        '<berth id="3"/>',
    ]
    assert [" ".join(part.split()) for kind, part in parts(XML) if kind == "item"] == [
        "All quays of the city, from the north to the south.",
        "The southern quay was built on <b>rock</b> in the year of the flood. It stands.",
        "Der südliche Kai wurde im Jahr der Flut auf Fels gebaut.",
    ]


def test_a_long_record_is_cut_after_a_word() -> None:
    """Its beginning is enough to see what it is."""
    row = ",".join(["cell"] * 100)
    assert all(
        len(record) <= 200 and record.endswith("cell") for record in records("\n".join([row] * 4))
    )


@pytest.mark.parametrize(
    "text",
    [
        "The quay sank, and nobody knew.\nSand, water, wind: they said\nthat, perhaps, it was old.\n",
        "ADA: Yes.\nBEN: No.\nADA: When?\nBEN: Now.\nADA: Here?\nBEN: There.\nADA: Good.\n",
        "[1] Smith, J. Sand.\n[2] Jones, K. Water.\n[3] Li, M. Wind.\n",
        "[2024-03-01 10:00] started\n[2024-03-01 10:01] stopped\n[2024-03-01 10:02] gone\n",
        "# Ideas\n\n- quays\n- sand\n\nWhat we wrote down in March was short.\n",
        "10:00:01 Ada Moor: the sand is wet\n10:00:09 Ben: yes, it is\n" * 9,
        "[10:01] ada: good morning\n[10:02] ben: hi\n[10:02] ben: the sand is wet, it's the sea\n"
        * 9,
        "def f(x):\n    y = 1\n    z = 2\n    return y\n\n\nclass A:\n    b = 1\n    c = 2\n    d = 3\n",
        "",
    ],
)
def test_other_texts_are_no_data(text: str) -> None:
    """Prose with commas, a transcript, references, a short log, a list, a chat, a program, nothing."""
    assert read_data(text) is None


@pytest.mark.parametrize(
    ("text", "media_type", "description"),
    [
        (CSV, "text/csv", "Table of 3 rows below the header, 3 columns: ship, tons, note."),
        ("1,2\n3,4\n5,6\n7,8\n", "text/csv", "Table of 4 rows, 2 columns."),
        (ADDRESS, "", "JSON object with 3 members: name, tags, ships."),
        ('[{"a": 1}, {"b": 2}]', "application/json", "JSON list of 2 objects with 2 keys: a, b."),
        ('{"a": 1}\n{"a": 2}\n', "application/jsonl", "2 lines of JSON with 1 key: a."),
        (TOML, "application/toml", "TOML with 2 tables and 6 keys."),
        ("[a]\nb = 1\nc = 2\n[d]\ne: 3\n", "text/x-ini", "Settings with 2 sections and 3 keys."),
        (YAML, "application/yaml", "YAML with 4 keys at the top."),
        (XML, "application/xml", "XML with 3 elements below its root: 2 quay, 1 berth."),
    ],
)
def test_data_are_described(text: str, media_type: str, description: str) -> None:
    """What kind they are, how much of it, and what the parts are called."""
    data = read_data(text, media_type)
    assert data
    assert data.description == description


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1',
        "[" * 100_000,
        '{"a" 1}',
        "a,b\n",
        "[a\nb",
        '["' + "1" * 10_000,
        "[files]\nkey\n  goes on\nother = 1\n",
    ],
)
def test_broken_data_are_none(text: str) -> None:
    """Neither an error nor half a table; nor is a number of any length."""
    for media_type in ("", "text/csv", "application/json", "application/toml", "text/x-ini"):
        assert read_data(text, media_type) is None
    assert read_data(f'{{"a": {"1" * 10_000}}}', "application/json") is not None


@pytest.mark.parametrize(
    "run",
    ["<a>", "<!--", ">a ", '"', ",", '{"a":', "[", "a,", "[a]\n", "a=1\n", "a:\n", "<a>b <b>"],
)
def test_runs_of_any_sign_are_read_in_linear_time(run: str) -> None:
    """Twice the text makes about twice the work."""

    def cpu_s(times: int) -> float:
        text = run * times
        began = process_time()
        for media_type in (
            "",
            "application/xml",
            "text/csv",
            "application/toml",
            "application/yaml",
        ):
            read_data(text, media_type)
        return process_time() - began

    cpu_s(500)
    small = min(cpu_s(2_000) for _ in range(3))
    assert min(cpu_s(8_000) for _ in range(3)) < 12 * small + 0.05
