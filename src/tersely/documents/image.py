"""Images (PNG, JPEG, TIFF, WebP, HEIC): pages that only text recognition reads."""

from __future__ import annotations

from .account import PICTURE, Account
from .draft import Draft, Page
from .limits import Limits
from .ocr.raster import count_images


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """A page for each picture, all unread. Raises MissingExtra without Pillow."""
    count = count_images(data, name=name)
    account = Account()
    for number in range(1, count + 1):
        account.leave("page", str(number), reason=PICTURE, share=1 / count)
    pages = tuple(Page("", str(number)) for number in range(1, count + 1))
    return Draft(pages, "image", headings=False, unread=account.unread)
