"""What becomes of the gaps between kept units."""

from __future__ import annotations

from tersely.differences.pairing import Gap
from tersely.differences.sides import Side
from tersely.differences.sorting import Sorting
from tersely.records import Document

RENT = "The rent is 1,200 EUR a month and is due on the third working day."
DOG = "The tenant may keep a dog in the flat and in the garden behind the house."
POWER = "Power and heating are paid by the tenant every month to the city works."


def sorted_kinds(old: dict[str, str], new: dict[str, str]) -> list[tuple[str, str]]:
    """(kind, file) of the differences when nothing at all is kept."""
    sides = [
        Side([Document(name, text) for name, text in texts.items()], list(texts))
        for texts in (old, new)
    ]
    before, after = sides
    partners = [(n, n) for n in range(len(after.names))]
    gaps = [
        Gap(
            tuple(before.units[i] for i in before.spans[n]),
            tuple(after.units[i] for i in after.spans[n]),
            (n, 0),
        )
        for n in range(len(after.names))
    ]
    sorting = Sorting(before, after, gaps, partners)
    sorting.sort()
    differences, _form = sorting.sorted()
    return [(difference.kind, difference.file) for difference in differences]


def test_every_unit_is_told_once_in_the_order_of_the_new_version() -> None:
    """Changed, added, and what was removed behind the rewritten one that it stood behind."""
    new = f"{DOG}\n\n{RENT.replace('1,200', '1,350')}\n\nBees are welcome on the southern roof."
    assert sorted_kinds({"a": f"{RENT}\n\n{POWER}"}, {"a": new}) == [
        ("added", "a"),
        ("changed", "a"),
        ("removed", "a"),
        ("added", "a"),
    ]


def test_a_move_word_for_word_comes_before_what_is_only_alike() -> None:
    """The copy that is the same is the move; the rewritten one is new."""
    kinds = sorted_kinds(
        {"a": f"{DOG}\n\n{RENT}", "b": POWER},
        {"a": RENT, "b": f"{POWER}\n\n{DOG}"},
    )
    assert ("moved", "b") in kinds
    assert {kind for kind, _ in kinds} == {"moved"}


def test_neighbours_that_came_or_went_are_one_difference() -> None:
    """An added section is not many."""
    text = f"{RENT}\n\n{DOG}\n\n{POWER}"
    assert sorted_kinds({"a": ""}, {"a": text}) == [("added", "a")]
    assert sorted_kinds({"a": text}, {"a": ""}) == [("removed", "a")]
