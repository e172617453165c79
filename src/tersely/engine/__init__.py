"""From a document to a summary: `plan` says what will be sent and what it may cost, `run` does it."""

from .job import Job, Writers
from .plan import plan
from .run import run
from .schema import check_schema, worth_storing

__all__ = ["Job", "Writers", "check_schema", "plan", "run", "worth_storing"]
