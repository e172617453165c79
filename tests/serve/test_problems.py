"""Every error of the program as problem+json."""

from __future__ import annotations

import json

from tersely import errors
from tersely.app.guard import Refusal
from tersely.errors import TerselyError
from tersely.redaction import remember
from tersely.serve.problems import of_error, of_refusal
from tersely.serve.schema import MEANINGS


def every(kind: type[TerselyError]) -> list[type[TerselyError]]:
    """A class and all below it."""
    return [kind, *(one for child in kind.__subclasses__() for one in every(child))]


def test_each_kind_has_a_status_that_is_documented() -> None:
    """And the name and the exit code of the command line."""
    for kind in every(TerselyError):
        error = kind.__new__(kind)
        TerselyError.__init__(error, "It failed.", hint="Try again.")
        body = of_error(error)
        assert body["status"] in MEANINGS, kind
        assert (body["kind"], body["exit_code"]) == (kind.__name__, kind.exit_code)
        assert (body["detail"], body["hint"]) == ("It failed.", "Try again.")


def test_no_key_is_told() -> None:
    """Neither by its shape, nor one that is known."""
    remember(["canary-without-a-shape"])
    body = of_error(
        errors.UsageError("sk-abcdefgh12345 canary-without-a-shape", hint="canary-without-a-shape")
    )
    assert "canary" not in json.dumps(body)
    assert "sk-abc" not in json.dumps(body)


def test_a_refusal_is_one_too() -> None:
    """Of the guard, before the app sees the request."""
    media_type, body = of_refusal(Refusal(421, "Another name.", "Use ours."))
    assert media_type == "application/problem+json"
    assert json.loads(body)["status"] == 421
