"""What nobody foresaw becomes an error that ends one thing and lets the others go on."""

from __future__ import annotations

import errno

import pytest

from tersely.errors import Bug, DiskFull, InputError, MachineFailed, Stopped, TerselyError
from tersely.faults import explained, foreseen


def deep(levels: int) -> int:
    """Raises at the bottom."""
    return deep(levels - 1) if levels else 1 // levels


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (KeyError("a word of the text"), Bug),
        (AssertionError(), Bug),
        (RecursionError(), Bug),
        (ExceptionGroup("several", [ValueError()]), Bug),
        (UnicodeEncodeError("utf-8", "x", 0, 1, "surrogates"), Bug),
        (MemoryError(), MachineFailed),
        (OSError(errno.EIO, "Input/output error"), MachineFailed),
        (OSError(errno.ENOSPC, "No space left on device"), DiskFull),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), DiskFull),
        (InputError("as it is"), InputError),
        (Stopped("as it is"), Stopped),
    ],
)
def test_each_exception_has_one_meaning(error: Exception, kind: type[TerselyError]) -> None:
    """Never with words of the text, which only the traceback may hold."""
    with pytest.raises(kind) as caught, foreseen():
        raise error
    assert type(caught.value) is kind
    assert "a word of the text" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3), GeneratorExit()])
def test_who_ends_the_program_is_let_through(error: BaseException) -> None:
    """It is no fault."""
    with pytest.raises(type(error)), foreseen():
        raise error


def test_a_bug_names_its_place_and_keeps_the_end_of_its_traceback() -> None:
    """However deep it was."""
    with (
        pytest.raises(Bug, match=r"ZeroDivisionError in test_faults\.py:[0-9]+") as caught,
        foreseen(),
    ):
        deep(300)
    assert caught.value.details.endswith("ZeroDivisionError: integer division or modulo by zero\n")
    assert len(caught.value.details.splitlines()) < 100


def test_one_that_was_never_raised() -> None:
    """It has no place."""
    assert "in an unknown place" in explained(ValueError()).message
