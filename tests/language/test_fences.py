"""Code fences: half of one misleads about that place, not about what follows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.language.fences import fenced, fences
from tersely.language.headings import headings

LINES = st.lists(
    st.sampled_from(["", "```", "~~~~", "```sh", "    ```", "# Title", "Text.", "\r"]), max_size=20
)


@given(LINES.map("\n".join), st.integers(0, 80))
def test_an_offset_is_fenced_as_its_span_says(text: str, offset: int) -> None:
    """Spans ascend, and the search among them agrees with trying each."""
    spans = fences(text)
    flat = [edge for span in spans for edge in span]
    assert flat == sorted(flat)
    assert fenced(spans, offset) == any(start <= offset < end for start, end in spans)


@pytest.mark.parametrize("half", ["```sh\n", "```\n"])
def test_headings_behind_half_a_fence_are_headings_and_comments_are_not(half: str) -> None:
    """What is left open hides what follows it directly, no more."""
    section = "## Part {i}\n\nIt is so:\n\n```sh\n# comment {i}\nmake\n```\n\nDone.\n\n"
    text = f"# Top\n\nText.\n\n{half}left open\n\n" + "".join(section.format(i=i) for i in range(3))
    expected = ["Top", "Part 0", "Part 1", "Part 2"]
    assert [heading.label for heading in headings(text, fences(text))] == expected
