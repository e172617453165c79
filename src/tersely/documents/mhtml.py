"""MHTML, a page saved with its pictures: read as the HTML page that it is."""

from __future__ import annotations

from collections.abc import Set
from email.message import Message
from itertools import chain

from ..errors import InputError
from . import html
from .account import Account
from .draft import Draft
from .email import parse_mail
from .limits import Limits
from .transfer import bytes_of

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
            draft = html.read(bytes_of(page), name=name, charset=charset, limits=limits)
        except InputError:
            if len(pages) == 1:
                raise
            empty += 1  # an advertisement that a script draws
        else:
            drafts.append(draft)
    if not drafts:
        raise InputError(f"{name} shows no text of its own.", hint="Save the page as text.")
    account = Account()
    account.remove("frames without text", empty)
    inside = {f"cid:{_identifier(page)}" for page in pages}
    for draft in drafts:
        _add(draft, inside, account)
    return account.draft(
        chain.from_iterable(draft.pages for draft in drafts),
        drafts[0].media_type,
        notes=tuple(chain.from_iterable(draft.notes for draft in drafts)),
    )


def _identifier(part: Message) -> str:
    return str(part.get("Content-ID", "")).strip("<> ")


def _add(draft: Draft, inside: Set[str], account: Account) -> None:
    """What a page dropped and what stays unread of it, without the frames that are pages of the
    file itself.
    """
    for kind, count in draft.removed.items():
        account.remove(kind, count)
    for part in draft.unread:
        share = part.share / part.count
        for place in part.places:
            if part.kind != "frame" or place not in inside:
                account.leave(part.kind, place, reason=part.reason, share=share)
        unnamed = part.count - len(part.places)
        if unnamed > 0:
            account.leave(part.kind, reason=part.reason, share=share * unnamed, count=unnamed)
