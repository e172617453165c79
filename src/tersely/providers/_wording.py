"""The words of a service, made fit for a message of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..language.words import one_spaced
from ..provider import Endpoint
from ..screen_text import shown
from ._secrets import Secrets

LONGEST_MESSAGE = 300
LONGEST_BODY = 200


def base_url_hint(url: str, name: str) -> str:
    """What may be wrong with the address of a 404."""
    path = url.partition("://")[2].partition("/")[2]
    ends = ("chat/completions", "responses", "messages")
    end = next((end for end in ends if path.endswith(end)), "")
    before = path[: -len(end)].strip("/") if end else path
    if any(f"/{e}/" in f"/{before}/" for e in ends):
        return f"The base URL of {name} must end before /{end or 'chat/completions'}."
    if re.search(r"(^|/)(v\d+)/\2(/|$)", path):
        return f"The base URL of {name} has its version twice."
    if end in ("chat/completions", "responses") and not re.search(r"(^|/)v\d", before):
        return f"Check the base URL of {name}: most end in /v1."
    return f"Check the base URL of {name}."


def sanitize_message(message: str, endpoint: Endpoint) -> str:
    """`message` as one line of at most 300 characters that a terminal can show, without the key,
    and without what a header may hold of one.
    """
    return one_line(message, Secrets(endpoint))


def one_line(message: str, secrets: Secrets) -> str:
    """The same where the secrets of the endpoint are at hand."""
    line = one_spaced(secrets.mask(shown(message, " ")))
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1] + "…"


def message_in(error: Any) -> str:
    """The sentence in an error body: `message`, or `detail` as FastAPI writes it; "" for none."""
    if isinstance(error, str):
        return error.strip()
    if not isinstance(error, Mapping):
        return ""
    for name in ("message", "detail", "error", "error_description", "title", "msg", "reason"):
        value = error.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, Sequence) and value and not isinstance(value, str):
            return "; ".join(filter(None, map(_violation, value[:5])))
        if isinstance(value, Mapping) and (inner := message_in(value)):
            return inner
    return ""


def _violation(entry: Any) -> str:
    """One entry of FastAPI's `detail`: {"loc": ["body", "seed"], "msg": "Extra inputs ..."}."""
    if not isinstance(entry, Mapping):
        return str(entry)[:LONGEST_BODY]
    place = entry.get("loc")
    steps = place if isinstance(place, list) else []
    where = ".".join(str(step) for step in steps if step != "body")
    message = str(entry.get("msg") or entry.get("message") or "")
    return ": ".join(filter(None, (where, message)))


def beginning_of(document: Any) -> str:
    """The first characters of a body that says nothing we can place."""
    if document in (None, {}, [], ""):
        return ""
    return str(document).strip()[:LONGEST_BODY]
