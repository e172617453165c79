"""One row of the store: what is kept of an answer, under which key, with which checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from ..records import Completion, Finish, Request, Usage

KEY_VERSION = 1
CHECKSUM_BYTES = 16
_ENCODING = ("utf-8", "surrogatepass")

COLUMNS = "text, model, provider, request_id, usage"
# Text goes in as bytes: a lone surrogate in an answer has no UTF-8, and what was paid is stored.
INSERT = f"""
INSERT OR REPLACE INTO answer (key, {COLUMNS}, at, checksum) VALUES
(?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?, ?)
"""


def key_of(request: Request, endpoint_provider: str, base_url: str, api: str) -> bytes:
    """The 32 bytes under which the answer to `request` is stored.

    The fence marker differs between installations, so a placeholder stands for it. Not in the key:
    the API key, timeouts, width, and the token estimate.
    """
    user = request.user.replace(request.fence, "\0fence\0") if request.fence else request.user
    parts = (
        KEY_VERSION,
        endpoint_provider,
        base_url.rstrip("/"),
        api,
        request.model,
        request.system,
        user,
        request.max_output_tokens,
        astuple(request.sampling),
        request.stop,
        request.reasoning,
        request.schema,
        request.sample,
        *([request.enough_words] if request.enough_words else []),
        *([[image.digest for image in request.images]] if request.images else []),
    )
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode("ascii")).digest()


def columns_of(completion: Completion) -> tuple[bytes | None, ...]:
    """The columns that hold an answer as they are stored, in the order of COLUMNS."""
    values = (
        completion.text,
        completion.model,
        completion.provider,
        completion.request_id,
        json.dumps(astuple(completion.usage)),
    )
    return tuple(None if value is None else value.encode(*_ENCODING) for value in values)


def checksum(key: bytes, columns: Sequence[bytes | None]) -> bytes:
    """Changes with the key and with each column; lengths keep the columns apart."""
    digest = hashlib.blake2b(key, digest_size=CHECKSUM_BYTES)
    for column in columns:
        if column is None:
            digest.update(b"-")
        else:
            digest.update(b"%d:" % len(column) + column)
    return digest.digest()


def answer_of(key: bytes, row: tuple[Any, ...]) -> Completion | None:
    """The answer in a row of bytes; None if it is not what was stored."""
    *columns, kept = row
    if not all(column is None or isinstance(column, bytes) for column in columns):
        return None
    if kept != checksum(key, columns):
        return None
    try:
        text, model, provider, request_id, usage = (
            None if column is None else column.decode(*_ENCODING) for column in columns
        )
        tokens = Usage(*json.loads(usage or ""))
    except (TypeError, ValueError, RecursionError):
        return None
    if text is None:
        return None
    return Completion(
        text=text,
        usage=tokens,
        finish=Finish.COMPLETE,
        model=model or "",
        provider=provider or "",
        request_id=request_id,
        reused=True,
        cost_usd=0.0,
    )
