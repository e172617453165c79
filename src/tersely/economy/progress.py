"""How a run through batch APIs is to go, and what of it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..provider import host_of
from ..records import usd
from .job import Job
from .watch import calls_of


@dataclass(frozen=True, slots=True)
class Options:
    """`finish_live`: merges and last calls of documents whose parts were read in jobs are made
    live. `no_wait`: do what can be done now. `poll_s`: between two looks, None for a sensible time.
    """

    finish_live: bool = False
    no_wait: bool = False
    poll_s: float | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What is open: jobs, their calls, and what these may cost at most."""

    jobs: Sequence[Job]
    calls: int
    reserved_usd: float
    spent_usd: float
    waiting_documents: int

    @property
    def sentences(self) -> list[str]:
        """What is said of it when a command ends."""
        hosts = ", ".join(dict.fromkeys(host_of(job.base_url) for job in self.jobs))
        jobs = "1 job stays" if len(self.jobs) == 1 else f"{len(self.jobs):,} jobs stay"
        return [
            f"{jobs} at {hosts}: {calls_of(self.calls)}, at most {usd(self.reserved_usd)}; "
            f"{usd(self.spent_usd)} spent so far.",
            "Go on: run the same command again",
        ]
