"""MHTML, a page saved with its pictures: read as the HTML page that it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from email.message import Message

from ..errors import InputError
from . import html
from .draft import Draft
from .email import parse_mail
from .limits import Limits

_HTML = ("text/html", "application/xhtml+xml")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The main text of the root page, then that of pages framed in it. Style sheets and pictures
    are no text of the page.
    """
    message = parse_mail(data)
    pages = [part for part in message.walk() if part.get_content_type() in _HTML]
    start = str(message.get_param("start") or "").strip("<>")
    pages.sort(key=lambda part: str(part.get("Content-ID", "")).strip("<>") != start)
    if not pages:
        raise InputError(f"{name} is damaged: it holds no HTML page.", hint="Save the page again.")
    drafts = [
        html.read(_bytes_of(part), name=name, charset=part.get_content_charset(), limits=limits)
        for part in pages
    ]
    removed: Counter[str] = Counter()
    for draft in drafts:
        removed.update(draft.removed)
    return replace(
        drafts[0],
        pages=tuple(page for draft in drafts for page in draft.pages),
        removed=dict(removed),
        unread=tuple(part for draft in drafts for part in draft.unread),
        notes=tuple(note for draft in drafts for note in draft.notes),
    )


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
