"""From a document to a summary: `plan` says what will be sent and what it may cost, `run` does it."""

from .job import Job, Writers
from .plan import plan
from .run import run

__all__ = ["Job", "Writers", "plan", "run"]
