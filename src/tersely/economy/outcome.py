"""What came of a call that the store does not keep: an answer that is not whole, or an error. As
JSON in the row of the call, and back.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from .. import errors
from ..errors import AuthFailed, ContextTooLong, ProviderError, ServerFailed, TerselyError
from ..records import Completion, Finish, Usage

LONGEST_HINT = 500


def answer_to_json(answer: Completion) -> str:
    """An answer as text."""
    return json.dumps(asdict(answer) | {"finish": answer.finish.value})


def answer_from_json(text: str) -> Completion:
    """The same answer."""
    known = json.loads(text)
    answer = Completion(**known)
    return replace(
        answer,
        usage=Usage(**known["usage"]),
        finish=Finish(known["finish"]),
        lost=tuple(Usage(**usage) for usage in known["lost"]),
        remarks=tuple(known["remarks"]),
        leftovers=tuple(known["leftovers"]),
    )


def error_to_json(error: TerselyError, sent: str = "") -> str:
    """An error of a call as text, with the digest of what was `sent`."""
    known: dict[str, Any] = {
        "sent": sent,
        "kind": type(error).__name__,
        "message": error.message,
        "hint": error.hint[:LONGEST_HINT],
        "provider": getattr(error, "provider", ""),
        "status": getattr(error, "status", None),
    }
    if isinstance(error, ContextTooLong):
        known["window_tokens"] = error.window_tokens
    return json.dumps(known)


def sent_of(text: str) -> str:
    """The digest of what was sent, of a call that failed."""
    return str(json.loads(text).get("sent", ""))


def error_from_json(text: str) -> TerselyError:
    """An error of the same kind that says the same."""
    known = json.loads(text)
    kind = getattr(errors, known["kind"], ServerFailed)
    if not issubclass(kind, ProviderError | AuthFailed):
        kind = ServerFailed
    error: TerselyError = kind(
        known["message"], provider=known["provider"], status=known["status"], hint=known["hint"]
    )
    if isinstance(error, ContextTooLong):
        error.window_tokens = known.get("window_tokens")
    return error
