"""MHTML, a page saved with its pictures: read as the HTML page that it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from email.message import Message

from ..errors import InputError
from ..records import Unread
from . import html
from .account import Account
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
    pages.sort(key=lambda part: _identifier(part) != start)
    if not pages:
        raise InputError(f"{name} is damaged: it holds no HTML page.", hint="Save the page again.")
    drafts: list[Draft] = []
    empty = 0
    for page in pages:
        charset = page.get_content_charset()
        try:
            drafts.append(html.read(_bytes_of(page), name=name, charset=charset, limits=limits))
        except InputError:
            if page is pages[0] and len(pages) == 1:
                raise
            empty += 1  # an advertisement that a script draws
    if not drafts:
        raise InputError(f"{name} shows no text of its own.", hint="Save the page as text.")
    removed = Counter({"frames without text": empty})
    for draft in drafts:
        removed.update(draft.removed)
    inside = {f"cid:{_identifier(page)}" for page in pages}
    return replace(
        drafts[0],
        pages=tuple(page for draft in drafts for page in draft.pages),
        removed=dict(+removed),
        unread=_outside(drafts, inside),
        notes=tuple(note for draft in drafts for note in draft.notes),
    )


def _identifier(part: Message) -> str:
    return str(part.get("Content-ID", "")).strip("<> ")


def _outside(drafts: Sequence[Draft], inside: Set[str]) -> tuple[Unread, ...]:
    """What stays unread, without the frames that are pages of the file itself."""
    account = Account()
    for part in (part for draft in drafts for part in draft.unread):
        places = [place for place in part.places if part.kind != "frame" or place not in inside]
        count = part.count - (len(part.places) - len(places))
        for place in places:
            account.leave(part.kind, place, reason=part.reason, share=part.share / part.count)
        if count > len(places):
            unnamed = count - len(places)
            share = part.share / part.count * unnamed
            account.leave(part.kind, reason=part.reason, share=share, count=unnamed)
    return account.unread


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
