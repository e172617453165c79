"""The one table of exit codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import errors
from tersely.errors import ExitCode, TerselyError, code_of_parts, gravest

CODES = st.lists(st.sampled_from(list(ExitCode)), max_size=8)


@pytest.mark.parametrize(
    ("codes", "one"),
    [
        ([], 0),
        ([0, 6], 6),
        ([6, 5], 5),
        ([9, 8, 6], 8),
        ([7, 5], 7),
        ([5, 130], 130),
        ([3], 3),
        ([4, 3], 3),
        ([2, 4], 2),
    ],
)
def test_several_codes_become_one(codes: list[int], one: int) -> None:
    """Signals, then 7, 5, 8, 6, 9."""
    assert gravest(codes) == one


@given(CODES, CODES)
def test_what_stands_in_the_table_does_not_depend_on_the_order(
    some: list[ExitCode], others: list[ExitCode]
) -> None:
    """The result is one of the codes, and zero only where all are."""
    one = gravest([*some, *others])
    assert one == gravest([*others, *some]) == gravest([gravest(some), gravest(others)])
    assert one in (*some, *others, 0)
    assert (one == 0) == (not any(some + others))


@pytest.mark.parametrize(
    ("delivered", "failed", "code"),
    [
        ([0], [], 0),
        ([0], [3], 6),
        ([0, 9], [1, 4], 1),
        ([], [3, 4], 3),
        ([], [5, 5], 5),
        ([0, 8], [], 8),
        ([0, 6], [], 6),
        ([8], [4], 8),
        ([], [], 0),
    ],
)
def test_parts_that_fail_beside_others_are_missing(
    delivered: list[int], failed: list[int], code: int
) -> None:
    """For files of a batch and columns of a comparison alike."""
    assert code_of_parts(delivered, failed) == code


def test_every_error_has_a_code_of_the_table() -> None:
    """And the tree at the top of errors.py names each class with it."""

    def below(kind: type[TerselyError]) -> set[type[TerselyError]]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    tree = " ".join((errors.__doc__ or "").split())
    for kind in below(TerselyError):
        if kind.__module__ == errors.__name__:
            assert f"{kind.__name__} {int(kind.exit_code)} " in tree
