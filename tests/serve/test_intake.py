"""The bytes of a request, within limits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import pytest
from starlette.requests import Request

from tersely.serve.intake import Holding, Intake, Taken
from tersely.serve.problems import Refused
from tersely.serve.requests import SummaryRequest

BOUNDARY = "----x"


def request_of(pieces: Iterable[bytes], media_type: str) -> Request:
    """A request whose body comes in pieces."""
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Any:
        return waiting.pop(0)

    headers = [(b"content-type", media_type.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def take(intake: Intake, pieces: Iterable[bytes], media_type: str = "application/json") -> Taken:
    """What the intake makes of it; held for the moment only."""

    async def work() -> Taken:
        async with intake.taking(request_of(pieces, media_type), SummaryRequest) as taken:
            assert intake.holding.bytes == taken.size_bytes
            return taken

    return asyncio.run(work())


def part(name: str, value: bytes, filename: str = "") -> bytes:
    """One part of a form."""
    more = f'; filename="{filename}"' if filename else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def test_equal_requests_have_one_digest_however_they_are_cut() -> None:
    """The order of fields does not count; a value does."""
    intake = Intake(Holding(10_000), 1_000)
    whole = json.dumps({"text": "A ship.", "length": "short"}).encode()
    other = json.dumps({"length": "short", "text": "A ship."}).encode()
    digests = {take(intake, pieces).digest for pieces in ([whole], [whole[:7], whole[7:]], [other])}
    assert len(digests) == 1
    assert take(intake, [whole.replace(b"short", b"long")]).digest not in digests
    assert intake.holding.bytes == 0


def test_a_file_is_what_its_form_says() -> None:
    """Its name without a path; fields of the form are the options, empty ones were not given."""
    intake = Intake(Holding(10_000), 5_000)
    body = part("file", b"\x00\xff", r"C:\temp\a b.pdf") + part("length", b"5s") + part("url", b"")
    body += f"--{BOUNDARY}--\r\n".encode()
    taken = take(intake, [body[:50], body[50:]], f"multipart/form-data; boundary={BOUNDARY}")
    assert (taken.source.data, taken.source.name) == (b"\x00\xff", "a b.pdf")
    assert taken.order.options == {"length": "5s"}


def test_limits_hold_for_one_and_for_all() -> None:
    """What was refused is not held."""
    intake = Intake(Holding(150), 100)
    for pieces in ([b"x" * 101], [b"x" * 60] * 2):
        with pytest.raises(Refused) as caught:
            take(intake, pieces)
        assert caught.value.status == 413
    intake.holding.take(100)
    with pytest.raises(Refused) as caught:
        take(intake, [b"x" * 60])
    assert (caught.value.status, caught.value.retry_after_s) == (429, 5)
    assert intake.holding.bytes == 100
