"""Whether pages and images without readable text are recognized, and how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..records import Picture, Usage

Mode = Literal["auto", "on", "off", "tesseract", "rapidocr", "vision"]


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a vision model made of one page: its text, or the reason why there is none. `is_blank`:
    the page shows no text. `is_planned`: nothing was sent, the text stands for what is expected.
    `finish`: how an answer that is not whole ended, "" where there was none.
    """

    text: str = ""
    reason: str = ""
    is_blank: bool = False
    is_planned: bool = False
    finish: str = ""
    reused: bool = False
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = 0.0


@dataclass(frozen=True, slots=True)
class VisionModel:
    """A model that reads pages: its name as it is shown, and the function that asks it for the
    pages of one file, in their order. It raises what ends a command (no key, the budget).
    `transcripts` are those of all files so far.
    """

    name: str
    transcribe: Callable[[Sequence[Picture]], Sequence[Transcript]]
    transcripts: list[Transcript] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Recognition:
    """Whether and how pages without readable text are recognized.

    "auto" does it where an engine is installed, "on" and the names of engines insist on it, "off"
    leaves such pages unread, "vision" asks the model `vision`. `languages` are codes of Tesseract,
    e.g. "deu+eng"; empty: detected. `on_page` hears how many pages are done (0 at the start), of
    how many, and by which engine. `cache_folder` keeps what an engine on this machine has
    recognized, for `cache_days`; empty: nothing is kept.
    """

    mode: Mode = "auto"
    languages: str = ""
    on_page: Callable[[int, int, str], None] | None = None
    vision: VisionModel | None = None
    cache_folder: str = ""
    cache_days: float = 30.0


DEFAULT_RECOGNITION = Recognition()
