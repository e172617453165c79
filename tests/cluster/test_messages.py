"""What travels arrives as it was sent."""

from __future__ import annotations

import pickle

import pytest

from tersely.cluster.messages import Fault
from tersely.errors import BudgetExceeded, Bug, MissingKey, ServerFailed, TerselyError
from tersely.faults import explained


@pytest.mark.parametrize(
    "error",
    [
        BudgetExceeded("too much", limit_usd=1.0, spent_usd=0.5, hint="Raise it."),
        MissingKey("no key", provider="openai", variable="OPENAI_API_KEY"),
        ServerFailed("500", provider="openai"),
        TerselyError("full", hint="Make room."),
    ],
)
def test_an_error_of_ours_is_the_same_error(error: TerselyError) -> None:
    """Kind, message, remedy, exit code and facts."""
    again = pickle.loads(pickle.dumps(Fault.of(error))).error()
    assert type(again) is type(error)
    assert (again.message, again.hint, again.exit_code) == (
        error.message,
        error.hint,
        error.exit_code,
    )
    assert str(again) == str(error)
    for name in ("limit_usd", "provider"):
        assert getattr(again, name, None) == getattr(error, name, None)


def test_a_bug_keeps_its_traceback() -> None:
    """It is told where the user is, and ends no other file."""
    again = Fault.of(explained(ZeroDivisionError("by zero"))).error()
    assert isinstance(again, Bug)
    assert "ZeroDivisionError: by zero" in again.details
