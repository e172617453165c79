"""Whether pages and images without readable text are recognized, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Mode = Literal["auto", "on", "off", "tesseract", "rapidocr"]


@dataclass(frozen=True, slots=True)
class Recognition:
    """Whether and how pages without readable text are recognized.

    "auto" does it where an engine is installed, "on" and the names of engines insist on it, "off"
    leaves such pages unread. `languages` are codes of Tesseract, e.g. "deu+eng"; empty: detected.
    `on_page` hears how many pages are done (0 at the start), of how many, and by which engine.
    """

    mode: Mode = "auto"
    languages: str = ""
    on_page: Callable[[int, int, str], None] | None = None


DEFAULT_RECOGNITION = Recognition()
