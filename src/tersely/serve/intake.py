"""The bytes of a request: counted while they come, held in memory (a full disk stops no upload),
and never more of them at once than the server can hold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from ..app.sources import Source
from ..config.complaints import in_plain_words
from ..suggestion import did_you_mean
from .problems import Refused
from .requests import Order

FILE = "file"
_LISTS = frozenset(("models", "styles"))
_MOST_FIELDS = 100
O = TypeVar("O", bound=Order)  # noqa: E741


@dataclass(frozen=True, slots=True)
class Taken:
    """A request that was read: what is asked for, of which source, and a digest that two equal
    requests share. `size_bytes` is what it holds.
    """

    order: Order
    source: Source
    digest: bytes
    size_bytes: int


class Holding:
    """How many bytes of sources a server holds: those that come in, wait and are worked on."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0

    def take(self, count: int) -> None:
        """Raises Refused (429) where they do not fit."""
        if self.bytes + count > self.most_bytes:
            raise Refused(
                429,
                "Busy",
                f"The server already holds {self.bytes / 1e6:,.0f} MB of texts.",
                "Try again when others are done.",
                retry_after_s=5,
            )
        self.bytes += count

    def give_back(self, count: int) -> None:
        """They are no longer held."""
        self.bytes = max(0, self.bytes - count)


class _InMemory(MultiPartParser):
    """The parser of the framework, without its temporary files."""

    spool_max_size = 1 << 62


class Intake:
    """Reads requests of at most `max_bytes` each."""

    def __init__(self, holding: Holding, max_bytes: int) -> None:
        self.holding, self.max_bytes = holding, max_bytes

    @asynccontextmanager
    async def taking(self, request: Request, model: type[O]) -> AsyncIterator[Taken]:
        """The request, held until the block ends; who keeps it on adds `size_bytes` before.

        Raises:
            Refused: too large (413), of another type (415), or not what the model says (422).
        """
        length = request.headers.get("content-length", "0")
        if length.isdigit() and len(length) < 16 and int(length) > self.max_bytes:
            raise self._too_large()
        counted = _Counted(request, self)
        try:
            yield await self._read(request, counted, model)
        except ClientDisconnect:
            raise Refused(400, "Disconnected", "The request ended too early.") from None
        finally:
            self.holding.give_back(counted.bytes)

    async def _read(self, request: Request, counted: _Counted, model: type[O]) -> Taken:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type == "application/json":
            body = b"".join([chunk async for chunk in counted.chunks()])
            order = _validated(model, _json(body), form=False, has_file=False)
            return Taken(order, order.source, _digest(order, b""), counted.bytes)
        if media_type == "multipart/form-data":
            values, file = await _form(request, counted)
            has_file = file is not None
            order = _validated(model, values, form=True, has_file=has_file)
            source = file or order.source
            digest = _digest(order, source.data or b"")
            return Taken(order, source, digest, counted.bytes)
        raise Refused(
            415,
            "UnsupportedMediaType",
            f"The body is {media_type[:80] or 'of no type'}.",
            "Send application/json or multipart/form-data.",
        )

    def _too_large(self) -> Refused:
        return Refused(
            413,
            "TooLarge",
            f"The request is larger than the limit of {self.max_bytes / 1e6:,.0f} MB.",
            "Send less, or start the server with a higher --max-upload-mb.",
        )

    def admit(self, counted: _Counted, count: int) -> None:
        """Count what has come; raises Refused."""
        if counted.bytes + count > self.max_bytes:
            raise self._too_large()
        self.holding.take(count)
        counted.bytes += count


class _Counted:
    """The body of one request, and how much of it has come."""

    def __init__(self, request: Request, intake: Intake) -> None:
        self.bytes = 0
        self._request, self._intake = request, intake

    async def chunks(self) -> AsyncGenerator[bytes]:
        """The body as it comes."""
        async for chunk in self._request.stream():
            self._intake.admit(self, len(chunk))
            yield chunk


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(422, "InvalidRequest", "The body is not JSON.", "Send an object.") from None
    if not isinstance(values, dict):
        raise Refused(422, "InvalidRequest", "The body is not a JSON object.", "Send an object.")
    return values


async def _form(request: Request, counted: _Counted) -> tuple[dict[str, Any], Source | None]:
    """(fields, the file) of a multipart body."""
    parser = _InMemory(
        request.headers,
        counted.chunks(),
        max_files=1,
        max_fields=_MOST_FIELDS,
        max_part_size=1 << 62,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeError, ValueError) as error:
        message = str(error).rstrip(".") or "The form cannot be read"
        raise Refused(422, "InvalidRequest", f"{message}.", "Send multipart/form-data.") from None
    values: dict[str, Any] = {}
    file = None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if name != FILE:
                raise Refused(
                    422, "InvalidRequest", f"There is no file {name[:80]!r}.", "Use file."
                )
            # An empty choice of a page's form comes as a file without a name.
            data = await value.read()
            if data or value.filename:
                file = Source(data=data, name=_plain(value.filename), media_type=value.content_type)
        elif name in _LISTS:
            values.setdefault(name, []).append(value)
        elif value != "":
            values[name] = value
    return values, file


def _plain(filename: str | None) -> str:
    """The last part of a name, as browsers of all systems send it."""
    return (filename or "").replace("\\", "/").rpartition("/")[2][:255] or "upload"


def _validated(model: type[O], values: Mapping[str, Any], *, form: bool, has_file: bool) -> O:
    strict = False if form else None  # numbers of a form come as text
    try:
        return model.model_validate(values, strict=strict, context={FILE: has_file})
    except ValidationError as error:
        message, hint = _complaint(error.errors()[0], list(model.model_fields))
        raise Refused(422, "InvalidRequest", message, hint) from None


def _complaint(first: ErrorDetails, known: list[str]) -> tuple[str, str]:
    """What is wrong with a request, and the remedy, from the first thing that pydantic refused."""
    name = ".".join(str(part) for part in first["loc"])[:80]
    match first["type"]:
        case "extra_forbidden":
            hint = f"{did_you_mean(name, known)} It takes: {', '.join(known)}."
            return f"There is no field {name!r}.", hint.strip()
        case "missing":
            return f"The field {name} is missing.", ""
        case "value_error":
            cause = first["msg"].removeprefix("Value error, ").capitalize()
            return f"{cause}.", name
        case _:
            return f"{name} {in_plain_words(first)}.", "See /openapi.json."


def _digest(order: Order, data: bytes) -> bytes:
    fields = order.model_dump(exclude_unset=True)
    values = json.dumps([order.kind, fields], sort_keys=True).encode("utf-8", "replace")
    return hashlib.sha256(values + b"\0" + data).digest()
