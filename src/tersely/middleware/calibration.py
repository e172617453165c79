"""What the usage of a run teaches about the estimates of its input: it corrects costs and limits, never the cuts."""

from __future__ import annotations

from ..records import Request, Usage

# So many tokens of belief in the estimate before anything was learned: one short call does not turn it over.
PRIOR_TOKENS = 4_000


class Calibration:
    """Real input tokens per estimated one, of one model in one session."""

    def __init__(self) -> None:
        self._estimated = self._real = PRIOR_TOKENS

    @property
    def ratio(self) -> float:
        """Above 1 where the estimates are too low."""
        return self._real / self._estimated

    def input_tokens(self, request: Request) -> int:
        """What the input of `request` is expected to be in the service's own count."""
        return round(self.ratio * (request.input_tokens or (len(request.system) + len(request.user)) // 2))

    def learn(self, request: Request, usage: Usage) -> None:
        """Take in one answer; usage that was only estimated teaches nothing."""
        if request.input_tokens and usage.input_tokens and not usage.estimated:
            self._estimated += request.input_tokens
            self._real += usage.input_tokens
