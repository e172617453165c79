"""Which document of one folder is compared with which of the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tersely.differences.change import FileChange
from tersely.differences.sides import Side, partners_of
from tersely.records import Document

NAMES = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)
TEXTS = {
    "harbor": "The harbor froze in March. The ferry waited for the thaw.",
    "orchard": "The orchard was planted in 1931. Frost took half of it.",
    "mill": "The mill grinds rye on Mondays. Its wheel was replaced twice.",
}


def side(documents: dict[str, str]) -> Side:
    return Side([Document(name, text) for name, text in documents.items()], list(documents))


@given(NAMES, NAMES)
def test_every_document_has_one_partner_or_is_told_as_gone_or_come(
    old: list[str], new: list[str]
) -> None:
    """Texts that share no passage: only the names say what belongs together."""
    before = side({name: f"Only the old {name} says {name}." for name in old})
    after = side({name: f"What is new in {name} stands in {name}." for name in new})
    pairs, files = partners_of(before, after, single=False)
    assert {(old[i], new[j]) for i, j in pairs} == {(name, name) for name in set(old) & set(new)}
    assert {file.old for file in files if file.kind == "removed"} == set(old) - set(new)
    assert {file.new for file in files if file.kind == "added"} == set(new) - set(old)


def test_a_file_that_lost_its_name_is_found_by_most_of_its_passages() -> None:
    old = side({"a.md": TEXTS["harbor"], "b.md": TEXTS["orchard"], "c.md": TEXTS["mill"]})
    new = side(
        {
            "c.md": TEXTS["mill"],
            "trees.md": f"{TEXTS['orchard']} Nobody replanted it.",
            "d.md": "Nothing of this was there before.",
        }
    )
    pairs, files = partners_of(old, new, single=False)
    assert sorted(pairs) == [(1, 1), (2, 0)]
    assert files == [
        FileChange("renamed", "b.md", "trees.md"),
        FileChange("removed", old="a.md"),
        FileChange("added", new="d.md"),
    ]


def test_of_two_copies_under_new_names_one_is_the_renamed_file() -> None:
    old = side({"a.md": TEXTS["harbor"]})
    new = side({"b.md": TEXTS["harbor"], "c.md": TEXTS["harbor"]})
    pairs, files = partners_of(old, new, single=False)
    assert pairs == [(0, 0)]
    assert [file.kind for file in files] == ["renamed", "added"]


def test_two_single_documents_belong_together_whatever_they_are_called() -> None:
    old, new = side({"a.md": TEXTS["harbor"]}), side({"b.md": TEXTS["mill"]})
    assert partners_of(old, new, single=True) == ([(0, 0)], [])
