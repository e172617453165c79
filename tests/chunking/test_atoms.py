"""Atoms: the same again behind an edit."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tersely.chunking.atoms import CLAUSE, ITEM, LINE, atoms
from tersely.chunking.layout import Layout


def prose(rng: random.Random) -> str:
    """A paragraph of some 700 to 2000 characters."""
    return " ".join(
        "So it was" + " then" * rng.randint(1, 20) + "." for _ in range(rng.randint(12, 24))
    )


@given(st.integers(0, 400), st.integers(0, 2**32))
def test_past_an_edit_atoms_are_the_same_from_the_next_paragraph_on(
    inserted: int, seed: int
) -> None:
    """Whatever stands before: where a long paragraph ends an atom ends, so all that follow are the
    same.
    """
    rng = random.Random(seed)
    text = "\n\n".join(prose(rng) for _ in range(5))
    first = text.index("\n\n") + 2
    before = [end for end in atoms(text, 500, Layout()).ends if end >= first]
    after = [end - inserted for end in atoms("x" * inserted + text, 500, Layout()).ends]
    assert [end for end in after if end >= first] == before
    assert before[0] == first


@given(st.lists(st.integers(2, 9), min_size=60, max_size=90), st.sampled_from([", ", "; ", ": "]))
def test_a_sentence_without_end_is_cut_behind_the_last_clause_that_fits(
    lengths: list[int], mark: str
) -> None:
    """No clause of a few words is left over that there was room for."""
    text = mark.join(" ".join(["word"] * length) for length in lengths)
    found = atoms(text, 500, Layout())
    assert set(found.kinds[:-1]) <= {CLAUSE}
    start = 0
    for end in found.ends[:-1]:
        assert text[end - 1] == mark[0]
        assert end - start <= 500
        following = text.find(mark[0], end)
        assert following < 0 or following + 1 - start >= 500
        start = end


@given(st.lists(st.integers(1, 12), min_size=40, max_size=70))
def test_a_list_is_cut_before_an_item(lengths: list[int]) -> None:
    """Also where each item is one line and ends without a full stop; nothing is shifted."""
    text = "\n".join("- " + " ".join(["item"] * length) for length in lengths)
    found = atoms(text, 300, Layout())
    assert all(text[end : end + 2] == "- " for end in found.ends[:-1])
    assert set(found.kinds[:-1]) <= {ITEM}
    assert found.shifts == {}


@given(st.text(alphabet="ab \n,.-|é漢🙂\u0301", max_size=300), st.integers(8, 60))
def test_atoms_cover_any_text_in_order(text: str, size: int) -> None:
    """The last one ends with the text, and none is empty."""
    found = atoms(text, size, Layout())
    assert found.ends == sorted(set(found.ends))
    assert len(found.kinds) == len(found.ends)
    if text:
        assert found.ends[-1] == len(text)


LINES = st.lists(
    st.tuples(st.sampled_from(["- ", "3. ", "", "Ann: ", "* "]), st.integers(3, 12)), max_size=60
)


@given(LINES, st.integers(60, 200))
def test_a_cut_between_lines_knows_whether_an_item_follows(
    lines: list[tuple[str, int]], size: int
) -> None:
    """At the very end of the piece as before it: an item is a better place than a line, and starts
    with its own sign.
    """
    text = "\n".join(mark + "Word " * words for mark, words in lines)
    cut = atoms(text, size, Layout())
    for number, (end, kind) in enumerate(zip(cut.ends, cut.kinds, strict=True)):
        place = end + cut.shifts.get(number, 0)
        if kind in (ITEM, LINE):
            assert text[place - 1] == "\n"
            follows_item = text[place:].startswith(("- ", "3. ", "Ann: ", "* "))
            assert follows_item == (kind == ITEM)
