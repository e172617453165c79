"""The account of one source: what it holds and the text does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..records import Unread
from .draft import Attachment, Draft, Page

# Why a page is unread that text recognition may read.
SCANNED = "scanned"
UNDECODED = "its text cannot be decoded"
SHAPES = "drawn as shapes"
PICTURE = "an image"
RECOGNIZABLE = frozenset({SCANNED, UNDECODED, SHAPES, PICTURE})


@dataclass(slots=True)
class Account:
    """Filled by a reader while it walks its source, handed over with the Draft. With `collects`
    (`Limits.attachments`) the files inside the source are kept to be read.

    >>> account = Account()
    >>> account.leave("page", "4", reason="scanned", share=1 / 6)
    >>> account.leave("attachment", "annex.txt")
    >>> account.remove("hidden text runs", 2)
    """

    collects: bool = False
    removed: dict[str, int] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    _left: dict[tuple[str, str], Unread] = field(default_factory=dict)

    def leave(
        self,
        kind: str,
        place: str = "",
        *,
        reason: str = "",
        share: float = 0.0,
        count: int = 1,
    ) -> None:
        """`count` things of a kind stay unread. `kind` is a singular noun ("page", "chart",
        "attachment"), `place` where or what it is, `share` its part of the whole source (0..1): 0
        for what stands beside the text (an attachment), more for what is a part of it (a page).
        """
        so_far = self._left.get((kind, reason), Unread(kind, 0, reason=reason))
        self._left[kind, reason] = Unread(
            kind,
            so_far.count + count,
            (*so_far.places, place) if place else so_far.places,
            reason,
            min(1.0, so_far.share + share),
        )

    def attach(self, name: str, media_type: str, data: bytes) -> None:
        """A file inside the source: kept to be read where that was asked for, else left unread."""
        if self.collects and data:
            self.attachments.append(Attachment(name, media_type, data))
        else:
            self.leave("attachment", name)

    def remove(self, kind: str, count: int = 1) -> None:
        """`count` things of a kind ("hidden text runs", plural) were dropped on purpose."""
        if count:
            self.removed[kind] = self.removed.get(kind, 0) + count

    def draft(
        self,
        pages: Iterable[Page],
        media_type: str,
        *,
        headings: bool = True,
        notes: tuple[str, ...] = (),
    ) -> Draft:
        """The pages of the source, handed over with this account of it."""
        return Draft(
            tuple(pages),
            media_type,
            headings,
            removed=self.removed,
            unread=self.unread,
            notes=notes,
            attachments=tuple(self.attachments),
        )

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What stays unread, one record for each kind and reason, in the order of its finding."""
        return tuple(self._left.values())
