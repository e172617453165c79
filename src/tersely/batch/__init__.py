"""Many files, one summary each: the walk, the job table, the run, the report."""

from .engine import (
    READERS,
    REMOTE_READERS,
    Engine,
    LocalEngine,
    NotText,
    Result,
    Unreadable,
    Worker,
)
from .flags import counted, described, flagged, flags_of
from .folder import Folder, LocalFolder, RemoteFolder
from .jobs import Jobs, digest_of
from .later import FilesLater
from .lock import busy_pid
from .names import Found, Skipped
from .report import gone_count, index_is_stale, report_json, write_index, write_report
from .rows import Row, RowFlag
from .run import Batch
from .shards import FOLDER, Shard, shards_of, table_folder
from .snapshot import Snapshot, Stamp
from .totals import Totals
from .walk import head_of, is_binary, walk

__all__ = [
    "FOLDER",
    "READERS",
    "REMOTE_READERS",
    "Batch",
    "Engine",
    "FilesLater",
    "Folder",
    "Found",
    "Jobs",
    "LocalEngine",
    "LocalFolder",
    "NotText",
    "RemoteFolder",
    "Result",
    "Row",
    "RowFlag",
    "Shard",
    "Skipped",
    "Snapshot",
    "Stamp",
    "Totals",
    "Unreadable",
    "Worker",
    "busy_pid",
    "counted",
    "described",
    "digest_of",
    "flagged",
    "flags_of",
    "gone_count",
    "head_of",
    "index_is_stale",
    "is_binary",
    "report_json",
    "shards_of",
    "table_folder",
    "walk",
    "write_index",
    "write_report",
]
