"""What changed between two versions, from whole texts."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import documents
from tersely.differences import Changes, compare
from tersely.records import Document

from .planted import Planting, judged

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "examples").glob("*.md"))]
SENTENCES = st.lists(
    st.sampled_from([f"The {word} keeps its {word} dry." for word in "abcdefgh"]), max_size=12
)


def document(text: str, name: str = "text.md") -> Document:
    return documents.read_bytes(text.encode(), name=name)


def changes(old: str, new: str) -> Changes:
    return compare(document(old, "old.md"), document(new, "new.md"))


@pytest.mark.parametrize("seed", range(3))
def test_planted_edits_are_all_found_and_none_is_invented(seed: int) -> None:
    """Numbers, names, negations, headings, sentences and paragraphs: 100 and more in 50 texts."""
    planted = 0
    for number, page in enumerate([*PAGES, *PAGES, *PAGES][:50]):
        text = page.read_text(encoding="utf-8")
        planting = Planting(text, random.Random(1000 * seed + number))
        planting.plant(3)
        planted += len(planting.edits)
        missed, invented = judged(changes(text, planting.result()), planting.edits)
        assert not missed, page.name
        assert not invented, page.name
    assert planted >= 100


@given(SENTENCES, SENTENCES)
def test_each_passage_of_both_versions_is_told_of_once(old: list[str], new: list[str]) -> None:
    """What is not kept is in exactly one difference; passages are the text of their document."""
    before = Document("old", "\n\n".join(old))
    after = Document("new", "\n\n".join(new))
    result = compare(before, after)
    spans: dict[str, list[tuple[int, int]]] = {"old": [], "new": []}
    for difference in result.differences:
        for side, whole in (("old", before), ("new", after)):
            passage = getattr(difference, side)
            if passage:
                assert passage.text == whole.text[passage.start : passage.end]
                spans[side].append((passage.start, passage.end))
    for side_spans in spans.values():
        in_order = sorted(side_spans)
        assert all(a[1] <= b[0] for a, b in pairwise(in_order))
    assert result.differ == (old != new)
    assert result.counts["added"] or len(new) <= len(old) or not result.differ


@given(SENTENCES)
def test_a_text_does_not_differ_from_itself(sentences: list[str]) -> None:
    """Whatever the line breaks are."""
    result = compare(Document("a", " ".join(sentences)), Document("b", "\n".join(sentences)))
    assert not result.differ
    assert result.kept == 1.0


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (
            "The fee is 1,200 EUR a month.",
            "The fee is 1,350 EUR a month.",
            "1,200 EUR",
            "1,350 EUR",
        ),
        ("It ends on 3 March 2024.", "It ends on 5 March 2024.", "3 March 2024", "5 March 2024"),
        ("It lost 4 % in value.", "It lost −4 % in value.", "4 %", "4 %"),
        ("Write to a@b.org for it.", "Write to c@b.org for it.", "a@b.org", "c@b.org"),
    ],
)
def test_facts_are_compared_by_value(old: str, new: str, before: str, after: str) -> None:
    """A changed number, date or address is told with both values; a sign is a change, too."""
    (difference,) = changes(f"# T\n\n{old}", f"# T\n\n{new}").differences
    assert difference.kind == "changed"
    if before != after:
        assert [(fact.before, fact.after) for fact in difference.facts] == [(before, after)]


def test_the_same_value_in_another_spelling_is_no_change_of_the_fact() -> None:
    """But the words are shown."""
    (difference,) = changes(
        "It cost 4.1 billion dollars.", "It cost 4,100 million dollars."
    ).differences
    assert [fact.is_same for fact in difference.facts] == [True]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Use **bold** words here.", "Use bold words here."),
        ("3. Ring the bell twice.", "4. Ring the bell twice."),
        ("## 2. Term of lease", "## 3. Term of lease"),
        ("## Term of lease", "### Term of lease"),
        ("It rains, and it pours.", "It rains and it pours."),
        ("One thing is fine; another is not so.", "One thing is fine. Another is not so."),
    ],
)
def test_the_same_words_in_another_form_are_kept_apart(old: str, new: str) -> None:
    """Marks, numbers of items and sections, capitals, a sentence cut in two."""
    result = changes(f"Before it.\n\n{old}\n\nAfter it.", f"Before it.\n\n{new}\n\nAfter it.")
    assert not result.differences
    assert len(result.form) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("retries = 3", "# retries = 3"), ("a <= b holds", "a < b holds"), ("Done?", "Done.")],
)
def test_what_carries_sense_is_no_form(old: str, new: str) -> None:
    """A line that is commented out, a relation, a question."""
    before = Document("old.toml", f"First line.\n\n{old}\n")
    assert compare(before, Document("new.toml", f"First line.\n\n{new}\n")).differ


def test_a_moved_paragraph_is_one_move() -> None:
    """Also with an edit of its own elsewhere."""
    first, second, third = (f"The {n} gate is shut. Its {n} key is lost." for n in "abc")
    result = changes(
        "\n\n".join([first, second, third, "Nobody knows why it is so."]),
        "\n\n".join([second, third, "Nobody knows why it is so.", first]),
    )
    assert [(d.kind, d.new and d.new.text) for d in result.differences] == [("moved", first)]


def test_a_folder_is_compared_by_names_and_by_content() -> None:
    """Renamed, added and removed files; a passage that went from one file into another."""
    moved = "The lighthouse keeper counts the ships each night."
    old = {
        "a.md": document(f"Alpha is first.\n\n{moved}", "a.md"),
        "b.md": document("Beta is second. It has two parts. Both are old.", "b.md"),
        "gone.md": document("Nobody reads this page any more.", "gone.md"),
    }
    new = {
        "a.md": document("Alpha is first.", "a.md"),
        "c.md": document("Beta is second. It has two parts. Both are old.", "c.md"),
        "d.md": document(f"Delta is new.\n\n{moved}", "d.md"),
    }
    result = compare(old, new)
    assert {(file.kind, file.old, file.new) for file in result.files} == {
        ("renamed", "b.md", "c.md"),
        ("removed", "gone.md", ""),
        ("added", "", "d.md"),
    }
    (move,) = [difference for difference in result.differences if difference.kind == "moved"]
    assert move.is_across
    assert move.old
    assert move.new
    assert (move.old.document, move.new.document) == ("a.md", "d.md")


def test_an_edit_that_makes_other_paragraphs_of_the_same_lines() -> None:
    """What is a paragraph depends on all of its lines; only the changed line is told."""
    rows = [f"    {n}   layer {n} holds {word}" for n, word in enumerate("abcdefghi")]
    old, new = "\n".join(rows), "\n".join(row for row in rows if "layer 4" not in row)
    result = changes(f"The house:\n\n{old}\n\nSo it is.", f"The house:\n\n{new}\n\nSo it is.")
    assert [(d.kind, d.old and "layer 4" in d.old.text) for d in result.differences] == [
        ("removed", True)
    ]


@pytest.mark.thorough
def test_many_equal_lines_take_no_square_time() -> None:
    """Ten thousand lines of three kinds in another order: halved where nothing is unique."""
    rng = random.Random(1)
    lines = [f"{word} went by." for word in ("One", "Two", "Three")]
    old, new = ("\n".join(rng.choices(lines, k=10_000)) for _ in range(2))
    result = compare(Document("a", old), Document("b", new))
    assert result.differ
