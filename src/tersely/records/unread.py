"""What a source holds and its text does not, and what of it text recognition has read."""

from __future__ import annotations

from dataclasses import dataclass, field

from .money import usd
from .usage import Usage

LISTED_PLACES = 12
_NUMBERED = ("page", "slide", "sheet", "chapter")


@dataclass(frozen=True, slots=True)
class Unread:
    """What a source holds and the text does not, e.g. Unread("page", 2, ("4", "5"), "scanned", 0.2)
    or Unread("attachment", 1, ("annex.txt",)).

    `kind` is a singular noun, `places` names where or what they are (as many as are known), and
    `share` is their part of the whole source (0..1): 0 for what stands beside the text.
    """

    kind: str
    count: int
    places: tuple[str, ...] = ()
    reason: str = ""
    share: float = 0.0

    def __str__(self) -> str:
        """For a person: "pages 2-5, 9 (scanned)", "1 attachment: annex.txt"."""
        what = f"{self.count:,} {self._noun}" + (f": {self._listed}" if self.places else "")
        if self.kind in _NUMBERED and self.places:
            what = f"{self._noun} {self._listed}"
        return f"{what} ({self.reason})" if self.reason else what

    @property
    def sentence(self) -> str:
        """The same as a sentence, e.g. "1 attachment is named but not read: annex.txt"."""
        if self.share:
            return f"{self} could not be read and count{'s' * (self.count == 1)} as not read"
        verb = "is" if self.count == 1 else "are"
        what = f"{self.count:,} {self._noun} {verb}"
        why = f" ({self.reason})" if self.reason else ""
        if not self.places:
            return f"{what} not read{why}"
        named = "named but " if self.kind == "attachment" else ""
        return f"{what} {named}not read{why}: {self._listed}"

    @property
    def _noun(self) -> str:
        return self.kind + "s" * (self.count != 1)

    @property
    def _listed(self) -> str:
        places = _ranges(self.places)
        return ", ".join(places[:LISTED_PLACES]) + " ..." * (len(places) > LISTED_PLACES)


@dataclass(frozen=True, slots=True)
class Recognized:
    """Pages that text recognition has read: by which engine, in which languages, how surely (0..1),
    and those of them that it read badly.

    A vision model (`engine` is its name) does not say how sure it is; it was asked `calls` times,
    and that many of the answers came from the store. With `is_planned` nothing was sent: usage and
    cost are what is expected.
    """

    pages: tuple[str, ...]
    engine: str
    languages: str
    confidence: float | None
    uncertain: tuple[str, ...] = ()
    calls: int = 0
    reused: int = 0
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = 0.0
    is_planned: bool = False

    def __str__(self) -> str:
        """E.g. "pages 2-5 were read by text recognition (tesseract 5.3.0, eng), confidence 93 %"."""
        noun, verb = ("page", "was") if len(self.pages) == 1 else ("pages", "were")
        how = ", ".join(filter(None, (self.engine, self.languages)))
        places = ", ".join(_ranges(self.pages)[:LISTED_PLACES])
        if self.confidence is None:
            verb = "would be" if self.is_planned else verb
            stored = f", {self.reused} from the cache" if self.reused else ""
            return f"{noun} {places} {verb} read by the vision model {how} ({usd(self.cost_usd)}{stored})"
        sure = f"{self.confidence:.0%}".replace("%", " %")
        return f"{noun} {places} {verb} read by text recognition ({how}), confidence {sure}"


def _ranges(places: tuple[str, ...]) -> list[str]:
    """Numbers that follow each other as one place: 2, 3, 4, 9 is 2-4, 9."""
    runs: list[list[str]] = []
    for place in places:
        follows = runs and _number(place) == _number(runs[-1][-1]) + 1 > 0
        if follows:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def _number(place: str) -> int:
    """A page number; below every one where the place is none."""
    return int(place) if place.isascii() and place.isdigit() and len(place) < 10 else -9
