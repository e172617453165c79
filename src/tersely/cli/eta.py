"""How fast a model on this machine is, and how long a plan will still take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..records import Pace, PlannedStage, Stage


class Countdown:
    """Fed with what a model does, call after call.

    A call of a stage that has had one takes as long as those did on average; one of a stage to come
    takes what the plan expects of it at the pace so far.
    """

    def __init__(self, stages: Sequence[PlannedStage] = ()) -> None:
        self.pace = Pace()
        self._stages = stages
        self._busy: dict[Stage, list[float]] = {}
        self._now_s = 0.0

    def working(self, done: Pace) -> None:
        """A part of the present call."""
        self.pace += done
        self._now_s += done.read_s + done.written_s

    def finished(self, stage: Stage) -> None:
        """The present call is over."""
        self._busy.setdefault(stage, []).append(self._now_s)
        self._now_s = 0.0

    def left_s(self, ended: Mapping[Stage, int]) -> float | None:
        """Seconds for the calls after those that `ended`, by stage; None before the pace is known."""
        left, begun = 0.0, False
        for stage in self._stages:
            each = self._each_s(stage)
            if each is None:
                return None
            calls = max(0, stage.calls - ended.get(stage.stage, 0))
            left += calls * each
            if calls and not begun:
                begun = True
                left -= min(self._now_s, each)
        return left

    def _each_s(self, stage: PlannedStage) -> float | None:
        if busy := self._busy.get(stage.stage):
            return sum(busy) / len(busy)
        expected = replace(stage, pace=self.pace).time_s.expected
        return None if expected is None else expected / max(1, stage.calls)


def speed(pace: Pace) -> str:
    """E.g. "reads 412, writes 4.6 tokens/s"; what is not known yet is left out."""
    rates = (("reads", pace.reads_per_s), ("writes", pace.writes_per_s))
    return (
        ", ".join(f"{what} {rate:,.{int(rate < 10)}f}" for what, rate in rates if rate is not None)
        + " tokens/s"
    )
