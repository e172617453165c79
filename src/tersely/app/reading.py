"""How documents are read: the settings, as documents/ takes them."""

from __future__ import annotations

from collections.abc import Callable

from ..config import Settings
from ..documents import Limits, Recognition
from ..errors import UsageError
from .context import Context

OnPage = Callable[[int, int, str], None]


def limits_of(settings: Settings) -> Limits:
    """The limits of size that the settings state, and whether attachments are read."""
    return Limits(max_bytes=int(settings.max_input_mb * 1e6), attachments=settings.attachments)


def recognition_of(
    source: Settings | Context,
    on_page: OnPage | None = None,
    *,
    dry_run: bool = False,
    spent_usd: Callable[[], float] = lambda: 0.0,
) -> Recognition:
    """Whether and how scans are recognized; `on_page` hears how many pages are done, of how many,
    and by which engine. With `dry_run` a vision model is planned for, not asked; `spent_usd` is
    what the command has spent so far.

    Settings alone lead to no model and to no folder: then pages for a vision model stay unread, and
    nothing is kept for the next run.

    Raises:
        UsageError: --vision with a model that cannot read images.
    """
    if isinstance(source, Settings):
        return Recognition(source.ocr, source.ocr_languages, on_page)
    settings = source.settings
    vision = None
    if settings.ocr == "vision":
        from .vision import vision_model

        vision = vision_model(source, dry_run=dry_run, spent_usd=spent_usd)
    return Recognition(
        settings.ocr,
        settings.ocr_languages,
        on_page,
        vision,
        str(source.paths.recognized_folder) if settings.cache else "",
        settings.cache_days,
    )


def local_recognition_of(context: Context, on_page: OnPage | None = None) -> Recognition:
    """As `recognition_of`, for commands that show no bill of pages: what was recognized is kept for
    the next run, and no model reads images.

    Raises:
        UsageError: --vision, or `ocr = "vision"` in the config.
    """
    if context.settings.ocr == "vision":
        raise UsageError(
            "Only summaries and --extract let a model read images.",
            hint="Save the text of such a file first: tersely FILE --vision --extract -o FILE.md",
        )
    return recognition_of(context, on_page)
