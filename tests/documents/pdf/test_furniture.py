"""Running heads and feet of one line and of several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.documents.pdf.furniture import without_furniture
from tersely.documents.pdf.lines import Line


def page(*blocks: list[str]) -> list[Line]:
    """Blocks of lines of 10 points that touch each other, with gaps between the blocks."""
    lines: list[Line] = []
    top = 800.0
    for block in blocks:
        for text in block:
            lines.append(Line(text, 10.0, top, top - 12))
            top -= 12
        top -= 30
    return lines


def body(number: int) -> list[str]:
    """The text of a page; its lines look alike but for their numbers, as rows of a table do."""
    return [f"Row {n} of page {number} costs {number * 7 + n} percent." for n in range(6)]


@pytest.mark.parametrize("count", [3, 6])
def test_heads_and_feet_of_several_lines_stand_once(count: int) -> None:
    """The first head and the last foot stay, page numbers go, and rows that count along stay."""
    pages = [
        page(
            ["Harbour Authority of the Town", "Annual Report 2026 - Draft"],
            body(n),
            ["Printed on recycled paper", f"Page {n + 1} of {count}"],
        )
        for n in range(count)
    ]
    kept, dropped = without_furniture(pages)
    text = "\n".join(line.text for lines in kept for line in lines)
    assert dropped == 4 * count - 3
    assert text.startswith("Harbour Authority of the Town\nAnnual Report 2026 - Draft\nRow 0")
    assert text.endswith("Printed on recycled paper")
    assert text.count("Annual Report") == text.count("Printed on") == 1
    assert "Page 1" not in text
    assert text.count("Row ") == 6 * count


def test_page_numbers_and_numbered_heads_go_without_places() -> None:
    pages = [
        [
            Line("Annual report"),
            Line(f"First {n}."),
            Line(f"Last {'x' * n}."),
            Line(f"Part {n % 3} {n + 4}"),
        ]
        for n in range(6)
    ]
    kept, dropped = without_furniture(pages)
    assert dropped == 11
    assert [line.text for line in kept[2]] == ["First 2.", "Last xx."]


def test_the_title_of_a_chapter_stands_once_for_each_chapter() -> None:
    """On half of the pages or fewer, at the same height."""
    pages = [page([f"Part {'AB'[n // 4]}: costs and gains"], body(n)) for n in range(8)]
    heads = [lines[0].text for lines in without_furniture(pages)[0] if "Part" in lines[0].text]
    assert heads == ["Part A: costs and gains", "Part B: costs and gains"]


def test_two_pages_are_no_proof() -> None:
    pages = [page(["Dear Sir or Madam"], body(n)) for n in range(2)]
    assert without_furniture(pages) == (pages, 0)


@given(st.lists(st.lists(st.text("ab 12", min_size=1, max_size=6), max_size=6), max_size=6))
def test_only_edges_are_taken_and_all_are_counted(texts: list[list[str]]) -> None:
    """What is left of a page is a stretch of it, but for one head and one foot that were put back."""
    pages = [[Line(text) for text in lines] for lines in texts]
    kept, dropped = without_furniture(pages)
    assert sum(map(len, pages)) - sum(map(len, kept)) == dropped >= 0
    assert all(line in before for before, lines in zip(pages, kept, strict=True) for line in lines)
