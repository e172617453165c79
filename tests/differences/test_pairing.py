"""Which removed and added units are two versions of one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tersely.differences.pairing import Gap, Pair, pairs_elsewhere, pairs_within, similarity
from tersely.differences.units import Unit, units_of
from tersely.records import Document

WORDS = st.sampled_from("harbour bakery orchard railway library quarry theatre mill".split())
SENTENCES = st.lists(WORDS, min_size=3, max_size=8).map(lambda w: f"The {' '.join(w)} was closed.")
TEXTS = st.lists(SENTENCES, max_size=8).map("\n\n".join)


def units(text: str) -> tuple[Unit, ...]:
    return tuple(units_of(Document("a", text), 0, 0))


def paired(old: str, new: str) -> list[tuple[str, str]]:
    found = pairs_within(Gap(units(old), units(new), (0, 0)))
    return [(" ".join(u.text for u in p.old), " ".join(u.text for u in p.new)) for p in found]


@given(TEXTS, TEXTS)
def test_a_similarity_is_a_share_and_no_unit_is_in_two_pairs(old: str, new: str) -> None:
    """Within a gap and elsewhere."""
    here, there = units(old), units(new)
    assert 0 <= similarity(here, there) == similarity(there, here) <= 1.0000001
    for pairs in (pairs_within(Gap(here, there, (0, 0))), pairs_elsewhere(here, there)):
        assert len({p.old[0].number for p in pairs}) == len(pairs)
        assert len({p.new[0].number for p in pairs}) == len(pairs)


@given(TEXTS)
def test_a_text_is_paired_with_itself(text: str) -> None:
    """Every unit of it has a counterpart that says the same."""
    here = units(text)
    pairs = pairs_within(Gap(here, here, (0, 0)))
    assert len(pairs) == len(here)
    assert all(p.old[0].key == p.new[0].key for p in pairs)


def test_the_most_alike_first() -> None:
    """Whatever order they stand in."""
    rent = "The rent is 1,200 EUR a month and is due on the third working day."
    dog = "The tenant may keep a dog in the flat and in the garden."
    new = f"{dog.replace('dog', 'cat')}\n\n{rent.replace('1,200', '1,350')}"
    assert sorted(paired(f"{rent}\n\n{dog}", new)) == [
        (rent, rent.replace("1,200", "1,350")),
        (dog, dog.replace("dog", "cat")),
    ]


def test_a_sentence_that_was_cut_in_two_is_one_pair() -> None:
    """With both halves; and the other way round."""
    whole = "The council raised the fee for all visitors and closed the northern wing for a year."
    halves = (
        "The council raised the fee for all visitors.\n\nIt closed the northern wing for a year."
    )
    ((old, new),) = paired(whole, halves)
    assert (old, new) == (whole, halves.replace("\n\n", " "))
    assert paired(halves, whole) == [(new, old)]


def test_what_stands_alone_in_place_of_another_is_its_new_version() -> None:
    """A heading always, a sentence where some words are left; on another place more must be."""
    assert paired("# Costs", "# Income")
    assert not paired("The bakery opens at seven.", "Nobody paid for the theatre.")
    moved = units("The harbour road to the old quarry was closed for repairs in May.")
    other = units("The harbour road to the old quarry was opened after repairs in May.")
    assert pairs_elsewhere(moved, other) == [Pair(moved, other, is_moved=True)]
    assert not pairs_elsewhere(moved, units("The road was closed."))
