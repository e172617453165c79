"""Headings of Markdown: what a reader of the page sees as one, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.language.fences import fences
from tersely.language.headings import Heading, front_matter_end, headings


def read(text: str) -> list[Heading]:
    return list(headings(text, fences(text)))


def labels(text: str) -> list[str]:
    return [heading.label for heading in read(text)]


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["# A", "b", "===", "```", "---", "", "  ## C", "~~~~", "\tx"]), max_size=12
    )
)
def test_headings_ascend_and_start_lines(lines: list[str]) -> None:
    """Whatever the mixture, they are in order, at line starts, and their label is in their line."""
    text = "\n".join(lines)
    offsets = [heading.offset for heading in read(text)]
    assert offsets == sorted(set(offsets))
    for heading in read(text):
        assert heading.offset == 0 or text[heading.offset - 1] == "\n"
        assert heading.label in text[heading.offset :].split("\n")[0]


def test_headings_stand_outside_fences_and_front_matter() -> None:
    """ATX and Setext headings with level, plain label and the offset of their line."""
    text = (
        "---\ntitle: no heading\n---\n# **One** ##\n\n```sh\n# no heading\n```\nTwo `code`\n===\n"
        "- item\n---\n\n   ### [Three](http://x)\n#hashtag\n\n| a |\n---\n"
    )
    assert [(each.label, each.level) for each in read(text)] == [
        ("One", 1),
        ("Two code", 1),
        ("Three", 3),
    ]
    assert [text[each.offset :].lstrip()[:3] for each in read(text)] == ["# *", "Two", "###"]


@pytest.mark.parametrize(
    "opening",
    ["---\n\n", "---\nA line of prose.\n\n", "---   \n\n\n", "----\nkey: value\n\n"],
)
def test_a_rule_at_the_top_hides_nothing(opening: str) -> None:
    """Slides and pages begin with a rule as well, and have more of them."""
    text = f"{opening}# One\n\nText.\n\n---\n\n# Two\n\nText.\n\n---\n"
    assert front_matter_end(text) == 0
    assert labels(text)[-2:] == ["One", "Two"]


@pytest.mark.parametrize(
    "matter",
    [
        "title: The quay\ntags:\n  - sea\n# a comment\n\ndraft: yes\n",
        '"quoted key": 1\n- item\n',
        "# only a comment\n",
    ],
)
@pytest.mark.parametrize("end", ["---", "...", "--- "])
def test_front_matter_ends_at_its_second_rule(matter: str, end: str) -> None:
    """What is inside is settings; what follows is the page."""
    text = f"---\n{matter}{end}\n# One\n"
    assert text[front_matter_end(text) :] == "# One\n"
    assert labels(text) == ["One"]
