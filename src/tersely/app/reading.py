"""How documents are read: the settings, as documents/ takes them."""

from __future__ import annotations

from collections.abc import Callable

from ..config import Settings
from ..documents import Limits, Recognition


def limits_of(settings: Settings) -> Limits:
    """The limits of size that the settings state, and whether attachments are read."""
    return Limits(max_bytes=int(settings.max_input_mb * 1e6), attachments=settings.attachments)


def recognition_of(
    settings: Settings, on_page: Callable[[int, int, str], None] | None = None
) -> Recognition:
    """Whether and how scans are recognized; `on_page` hears how many pages are done, of how many,
    and by which engine.
    """
    return Recognition(settings.ocr, settings.ocr_languages, on_page)
