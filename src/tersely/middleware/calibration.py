"""What the usage of a run teaches about the estimates of its calls: it corrects costs and limits,
never the cuts.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..records import Request, Usage

# So many tokens of belief in the estimate before anything was learned: one short call does not turn
# it over.
PRIOR_TOKENS = 4_000
# So many calls of belief in the cap, for the same reason.
PRIOR_CALLS = 2


@dataclass(slots=True)
class Written:
    """What the calls with one cap wrote."""

    calls: int = 0
    tokens: int = 0


class Calibration:
    """Real input tokens per estimated one, and output per call, of one model in one session."""

    def __init__(self) -> None:
        self._estimated = self._real = PRIOR_TOKENS
        self._written: dict[int, Written] = {}

    @property
    def ratio(self) -> float:
        """Above 1 where the estimates are too low."""
        return self._real / self._estimated

    def input_tokens(self, request: Request) -> int:
        """What the input of `request` is expected to be in the service's own count."""
        return round(
            self.ratio * (request.input_tokens or (len(request.system) + len(request.user)) // 2)
        )

    def output_tokens(self, request: Request) -> int:
        """Twice what calls with this cap wrote on average, never above the cap; the cap before
        anything was learned.

        A stage (map, merge, final) has its own cap, so that the short answers of one do not speak
        for another.
        """
        cap = request.max_output_tokens
        seen = self._written.get(cap, Written())
        return min(cap, 2 * (PRIOR_CALLS * cap + seen.tokens) // (PRIOR_CALLS + seen.calls))

    def learn(self, request: Request, usage: Usage) -> None:
        """Take in one answer; usage that was only estimated teaches nothing."""
        if request.input_tokens and usage.input_tokens and not usage.estimated:
            self._estimated += request.input_tokens
            self._real += usage.input_tokens
            seen = self._written.setdefault(request.max_output_tokens, Written())
            seen.calls += 1
            seen.tokens += usage.output_tokens
