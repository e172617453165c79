"""Many files, one summary each: the walk, the job table, the run, the report."""

from .flags import described, flagged, flags_of
from .jobs import FOLDER, Jobs, Row, RowFlag, busy_pid, digest_of
from .later import FilesLater
from .report import gone, index_is_stale, report_json, write_index, write_report
from .run import Batch, Worker
from .totals import Totals
from .walk import Found, Skipped, is_binary, walk

__all__ = [
    "FOLDER",
    "Batch",
    "FilesLater",
    "Found",
    "Jobs",
    "Row",
    "RowFlag",
    "Skipped",
    "Totals",
    "Worker",
    "busy_pid",
    "described",
    "digest_of",
    "flagged",
    "flags_of",
    "gone",
    "index_is_stale",
    "is_binary",
    "report_json",
    "walk",
    "write_index",
    "write_report",
]
