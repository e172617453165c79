"""Structure: headings stay with their text; rows, lines of code and cues stay whole while there is
another way.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.chunking import chunk
from tersely.chunking.layout import layout_of
from tersely.records import Chunk
from tersely.tokens import counter_for

O200K = counter_for("o200k")
SENTENCES = st.lists(
    st.sampled_from(
        [
            "The reserve fell to eleven weeks.",
            "Two branches are at risk, it said.",
            "Why? Nobody knows.",
        ]
    ),
    min_size=1,
    max_size=9,
).map(" ".join)
HEADINGS = st.builds(
    lambda level, title: f"{'#' * level} {title}",
    st.integers(1, 4),
    st.sampled_from(["Costs", "Use of energy in 2026"]),
)
ROW_TYPES = [
    "text/csv",
    "text/x-source",
    "text/vtt",
    "text/tab-separated-values",
    "application/jsonl",
]


def cut(
    text: str, limit: int, media_type: str = "text/markdown", *, stable: bool = True
) -> list[Chunk]:
    """Chunks, of which nothing was lost."""
    found = chunk(text, limit, O200K, media_type=media_type, stable=stable)
    assert "".join(text[c.start : c.end] for c in found) == text
    return found


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.lists(HEADINGS, max_size=3), SENTENCES), min_size=8, max_size=40),
    st.sampled_from([60, 120, 400]),
    st.booleans(),
)
def test_a_heading_stays_with_the_text_below_it(
    sections: list[tuple[list[str], str]], limit: int, stable: bool
) -> None:
    """Even where headings follow one another, no chunk ends with one."""
    text = "\n\n".join(block for headings, body in sections for block in [*headings, body])
    last_lines = [
        text[c.start : c.end].rstrip().rsplit("\n", 1)[-1] for c in cut(text, limit, stable=stable)
    ]
    assert not any(line.startswith("#") for line in last_lines)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 24), min_size=30, max_size=120),
    st.sampled_from([120, 400]),
    st.booleans(),
)
def test_a_table_row_is_not_cut_while_rows_fit(
    lengths: list[int], limit: int, stable: bool
) -> None:
    """Rows of up to half a chunk, with sentences in their cells, are cut at their ends only."""
    text = "".join(
        f"| {i} | {'It rose. ' * length}| {i * 7} |\n" for i, length in enumerate(lengths)
    )
    assert all(text[c.end - 1] == "\n" for c in cut(text, limit, stable=stable))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 24), min_size=30, max_size=120),
    st.sampled_from(ROW_TYPES),
    st.sampled_from([120, 400]),
)
def test_records_lines_of_code_and_cues_are_not_cut_while_they_fit(
    lengths: list[int], media_type: str, limit: int
) -> None:
    """In texts of lines a sentence end within a line is no place to cut."""
    text = "".join(f"Anna, {i}. {'They left. ' * length}\n" for i, length in enumerate(lengths))
    assert all(text[c.end - 1] == "\n" for c in cut(text, limit, media_type))


def test_a_row_that_is_larger_than_a_chunk_is_cut_and_says_so() -> None:
    """There is no other way, and the reason tells it."""
    text = "| a | b |\n" * 20 + "| " + "word and word, " * 300 + "|\n" + "| a | b |\n" * 20
    assert "row" in {c.reason for c in cut(text, 200)}


def test_speakers_and_items_are_kept_whole() -> None:
    """A chunk begins with a speaker or with an item rather than with one of its later sentences."""
    for start in ("DR. WHITE: ", "- ", "12) ", "[00:12:07] Anna: "):
        text = "".join(
            f"{start}The reserve fell in the year {i}. It is low. What now?\n" for i in range(200)
        )
        found = cut(text, 400, "text/plain")
        assert {c.reason for c in found[:-1]} == {"item"}
        assert all(text[c.start : c.end].startswith(start) for c in found)


def test_a_fence_has_neither_headings_nor_paragraphs() -> None:
    """Comments and blank lines of code are lines; the fence itself may begin and end a chunk like a
    paragraph.
    """
    code = (
        "```python\n"
        + "".join(f"\n# Step {i}\n\ntotal += rows[{i}].cost\n" for i in range(200))
        + "```\n"
    )
    prose = "The reserve fell to eleven weeks of running costs. " * 30
    text = f"{prose}\n\n{code}\n{prose}"
    begin, end = text.index("```"), text.rindex("```") + 4
    found = cut(text, 300)
    assert {c.reason for c in found if begin < c.end < end} == {"line"}
    assert layout_of(text, (), "text/plain")[0].headings == []
    assert layout_of(text, (), "text/plain")[0].fences == [(begin, end + 1)]


@pytest.mark.parametrize(
    "text", ["", "```", "~~~~", "``` a\n```", "    ```\nx\n    ```", "```\n" * 3, "x ```\n```\n"]
)
def test_fences_are_spans_in_order(text: str) -> None:
    """Whatever is fenced, spans do not overlap and lie inside the text; indented ones are code
    already.
    """
    fences = layout_of(text, (), "text/markdown")[0].fences
    assert all(0 <= a < z <= len(text) for a, z in fences)
    assert all(a[1] <= b[0] for a, b in pairwise(fences))
    assert len(fences) == {"``` a\n```": 1, "```\n" * 3: 1}.get(text, 0)


@pytest.mark.parametrize("missing", ["opening", "closing"])
def test_a_missing_marker_misleads_about_one_fence_only(missing: str) -> None:
    """Fences behind it stay what they are: an edit of one must not change every cut that follows."""
    blocks = [
        f"The reserve fell in {i}.\n\n```\ntotal += rows[{i}].cost\n```\n\n" for i in range(6)
    ]
    whole = layout_of("".join(blocks), (), "text/markdown")[0].fences
    blocks[2] = blocks[2].replace(
        "```\nt" if missing == "opening" else "cost\n```", "t" if missing == "opening" else "cost"
    )
    text = "".join(blocks)
    behind = [
        text[a:z]
        for a, z in layout_of(text, (), "text/markdown")[0].fences
        if a > text.index("in 3")
    ]
    assert behind == ["".join(f"```\ntotal += rows[{i}].cost\n```\n\n") for i in (3, 4, 5)]
    assert len(whole) == 6
