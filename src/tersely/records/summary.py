"""The plan of a run and its result."""

from __future__ import annotations

from dataclasses import dataclass, field

from .call import CallRecord, ModelRef
from .check import Check
from .document import Chunk, MissingSpan
from .ended import Ended, Status
from .pace import Pace
from .retrieved import Retrieved
from .stage import Stage
from .unread import Recognized, Unread
from .usage import Usage


@dataclass(frozen=True, slots=True)
class Range:
    """A low, an expected and a high value. None means unknown (a price that nobody knows is never
    0).
    """

    low: float | None
    expected: float | None
    high: float | None

    def __add__(self, other: Range) -> Range:
        return Range(
            _sum(self.low, other.low),
            _sum(self.expected, other.expected),
            _sum(self.high, other.high),
        )


def _sum(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a + b


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """One row of the plan: the map calls, one level of merges, or the final call. Tokens and cost
    are of the calls to be made.

    `output_cap_tokens` is what these calls may write at most, reasoning included: some services
    limit the rate of that.
    """

    stage: Stage
    calls: int
    reused: int
    input_tokens: Range
    output_tokens: Range
    cost_usd: Range
    pace: Pace | None = None
    output_cap_tokens: int = 0

    @property
    def time_s(self) -> Range:
        """How long it takes where the pace was measured, one call after the other."""
        if self.pace is None:
            return Range(None, None, None)
        amounts = ("low", "expected", "high")
        return Range(
            *(
                self.pace.seconds(getattr(self.input_tokens, a), getattr(self.output_tokens, a))
                for a in amounts
            )
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do. `strategy` is "none" (printed unchanged), "extractive", "stuff" or
    "map-reduce". `successors` take over in their order; the window is then the smallest of all.
    `source_words` are counted once for all. `retrieved`: only these passages of the document are
    read (strategy=retrieve). `genre`: notes are taken as for a text of that kind. `verification` is
    what a second model that judges the claims (--verify) is expected to take, `judge` who that is
    and where.
    """

    strategy: str
    model: ModelRef
    host: str
    document_tokens: int
    exact: bool
    tokenizer: str
    window_tokens: int
    used_window_tokens: int
    chunks: tuple[Chunk, ...] = ()
    stages: tuple[PlannedStage, ...] = ()
    prices_date: str = ""
    successors: tuple[ModelRef, ...] = ()
    verification: PlannedStage | None = None
    judge: str = ""
    source_words: int = 0
    retrieved: Retrieved | None = None
    genre: str = ""

    @property
    def rows(self) -> tuple[PlannedStage, ...]:
        """The stages, with that of a second model which judges the claims."""
        return (*self.stages, self.verification) if self.verification else self.stages

    @property
    def calls(self) -> int:
        """Calls to be made, those that the store can answer included."""
        return sum(row.calls for row in self.rows)

    @property
    def reused(self) -> int:
        """Calls that the store will answer."""
        return sum(s.reused for s in self.stages)

    @property
    def cost_usd(self) -> Range:
        """Cost of the calls that will be paid."""
        return sum((row.cost_usd for row in self.rows), Range(0.0, 0.0, 0.0))

    @property
    def time_s(self) -> Range:
        """How long the calls to be made take where the pace was measured, one after the other."""
        return sum((s.time_s for s in self.stages), Range(0.0, 0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was read and what was drawn from.

    `read_share` is the share of the source in chunks that a model read (0..1); `unread`,
    `recognized` and `removed` are those of the reader of the file (see Document). `strip` has ten
    numbers, the share of claims that rest on each tenth of the document. `writers` tells who read
    which span: (start, end, "provider/model").
    """

    read_share: float
    missing: tuple[MissingSpan, ...] = ()
    sections_drawn: int = 0
    sections_total: int = 0
    strip: tuple[float, ...] = ()
    writers: tuple[tuple[int, int, str], ...] = ()
    unread: tuple[Unread, ...] = ()
    recognized: tuple[Recognized, ...] = ()
    removed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """One summary and everything that is known about it. `text` is Markdown; `ended` says whether
    it is whole.
    """

    text: str
    ended: Ended
    document: str
    source: str | None
    model: ModelRef
    style: str
    plan: Plan
    receipt: Receipt
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = 0.0
    calls: tuple[CallRecord, ...] = ()
    check: Check | None = None
    words: int = 0
    source_words: int = 0
    elapsed_s: float = 0.0
    warnings: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """Whether it is whole, and if not, why."""
        return self.ended.status

    @property
    def reused(self) -> int:
        """How many calls the store answered."""
        return sum(c.reused for c in self.calls)
