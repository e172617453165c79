"""JSON: members, objects of a list and long strings."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tersely.language.data import read_data
from tersely.language.sentences import blocks

ADDRESS = '{"name": "quay", "tags": ["a, b", "c"], "ships": [{"id": 1}, {"id": 2}]}'


KEYS = st.text(alphabet='aé{}[],:"\\', max_size=8)


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
    """Without their key."""
    words = "the quay sank by forty centimetres in the very first night"
    text = json.dumps({"note": words, "deep": {"note": f"{words}.\n\n{words}!"}})
    assert [part for kind, part in parts(text) if kind == "item"] == [
        words,
        f"{words}.",
        f"{words}!",
    ]
