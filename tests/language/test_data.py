"""Data: tables, JSON and settings are told from prose, and their records found."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.language.data import data_lines, separator_of
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


def parts(text: str) -> list[tuple[str, str]]:
    """(kind, text) of each block of data; none for other texts."""
    found = data_lines(text)
    return (
        []
        if found is None
        else [(block.kind, text[block.start : block.end]) for block in blocks(text, found)]
    )


def records(text: str) -> list[str]:
    return [" ".join(part.split()) for kind, part in parts(text) if kind == "record"]


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
    found = blocks(text, data_lines(text))
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(0 <= block.start <= block.end <= len(text) for block in found)


@given(st.lists(st.dictionaries(KEYS, st.integers() | KEYS, max_size=4), min_size=1, max_size=9))
def test_each_object_of_a_list_is_a_record(rows: list[dict[str, object]]) -> None:
    """In an array, in a member of an object, and one a line."""
    for text in (
        json.dumps(rows, indent=1),
        json.dumps({"rows": rows}),
        "\n".join(map(json.dumps, [{"a": 1}, *rows])),
    ):
        found = records(text)
        assert [json.loads(record) for record in found if record.startswith("{")][
            -len(rows) :
        ] == rows


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
    assert records(YAML) == [
        "name: quay",
        "on: [push]",
        "jobs: build: runs-on: sand text: |",
        "steps: - uses: a - uses: b",
    ]
    assert ("paragraph", "The northern quay was built on sand in the year of the flood.") in parts(
        YAML
    )


def test_members_of_an_object_are_records() -> None:
    """What looks like an end within a string is none."""
    assert records(ADDRESS) == [
        '"name": "quay"',
        '"tags": ["a, b", "c"]',
        '"ships": [',
        '{"id": 1}',
        '{"id": 2}',
    ]


def test_long_strings_of_json_are_prose_by_paragraphs() -> None:
    """With its key at the outermost level, where it is a record otherwise."""
    words = "the quay sank by forty centimetres in the very first night"
    text = json.dumps({"note": words, "deep": {"note": f"{words}.\n\n{words}!"}})
    assert [part for kind, part in parts(text) if kind == "item"] == [
        f'"note": "{words}"',
        f"{words}.",
        f"{words}!",
    ]


def test_children_of_the_root_of_xml_are_records() -> None:
    """Texts and comments of many words are prose; what is marked as another language is left out."""
    assert records(XML) == [
        '<quay id="1"><name>North</name>',
        '<quay id="2"> <name>South</name> <note>',
        '<berth id="3"/>',
    ]
    assert [" ".join(part.split()) for kind, part in parts(XML) if kind == "item"] == [
        "All quays of the city, from the north to the south.",
        "The southern quay was built on <b>rock</b> in the year of the flood. It stands.",
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
        "def f(x):\n    y = 1\n    z = 2\n    return y\n\n\nclass A:\n    b = 1\n    c = 2\n    d = 3\n",
        "",
    ],
)
def test_other_texts_are_no_data(text: str) -> None:
    """Prose with commas, a transcript, references, a short log, a list, a chat, a program, nothing."""
    assert data_lines(text) is None
