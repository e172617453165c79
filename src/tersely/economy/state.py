"""The state of one run through batch APIs: its jobs, their calls, the documents that wait.

One sqlite file, used by one process at a time (the lock of OUT). Everything that decides about
money is committed with fsync before the step that it is about: `synchronous=FULL`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from .job import Item, ItemState, Job, JobState, WaitingDocument
from .table import Table

FILE = "economy.sqlite"
CUSTOM_ID = re.compile("[0-9a-f]{32}")
JOB_COLUMNS = tuple(f.name for f in fields(Job) if f.name != "number")
ITEM_COLUMNS = tuple(f.name for f in fields(Item))
READY = """
SELECT owner, path, target, size, mtime_ns, blocker FROM document d WHERE run = ?
    AND NOT EXISTS (SELECT 1 FROM item WHERE owner = d.owner AND state = 0)
    AND (blocker IS NULL OR NOT EXISTS (SELECT 1 FROM item WHERE key = d.blocker AND state = 0))
"""


def owner_of(path: str) -> int:
    """The number of a document in the table."""
    name = os.fsencode(os.path.abspath(path))
    digest = hashlib.blake2b(name, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class State:
    """See the module. Every method commits what it changes before it returns, but
    `wait` and `ended`, which are committed 500 at a time."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """Open or create it.

        Raises:
            ConfigError: the file is damaged, of another version, or cannot be written.
        """
        self._table = Table(folder / FILE, read_only=read_only)

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether a run through a batch API has left anything there."""
        return (folder / FILE).exists()

    def close(self) -> None:
        """Commit, and close the file."""
        self._table.close()

    def erase(self) -> None:
        """Close and delete it: nothing of it is needed any more."""
        self._table.erase()

    # Jobs

    def plan(self, job: Job, items: Iterable[Item]) -> Job:
        """Write a job and its calls, all or nothing."""
        values = [getattr(job, name) for name in JOB_COLUMNS]
        with self._table.transaction():
            places = ",".join("?" * len(JOB_COLUMNS))
            number = self._table.execute(
                f"INSERT INTO job ({','.join(JOB_COLUMNS)}) VALUES ({places})", values
            ).lastrowid
            places = ",".join("?" * len(ITEM_COLUMNS))
            self._table.executemany(
                f"INSERT OR REPLACE INTO item ({','.join(ITEM_COLUMNS)}) VALUES ({places})",
                (_row(item, number) for item in items),
            )
        assert number is not None
        return self.job(number)

    def job(self, number: int) -> Job:
        """One job."""
        return next(self._jobs("number = ?", (number,)))

    def jobs(self, *states: JobState) -> list[Job]:
        """The jobs in these states (all without), in the order in which they were planned."""
        marks = ",".join("?" * len(states)) or "state"
        return list(self._jobs(f"state IN ({marks}) ORDER BY number", states))

    def update(self, job: Job, **changes: Any) -> Job:
        """Change columns of a job."""
        columns = ", ".join(f"{name} = ?" for name in changes)
        self._table.execute(
            f"UPDATE job SET {columns} WHERE number = ?", (*changes.values(), job.number)
        )
        return self.job(job.number)

    def release(self, job: Job, state: JobState, *, counted: bool) -> int:
        """End a job: its calls without an outcome go into the next wave, which `counted` counts as
        a try of theirs. How many these are.
        """
        with self._table.transaction():
            freed = self._table.execute(
                "UPDATE item SET state = ?, tries = tries + ? WHERE job = ? AND state = ?",
                (ItemState.AGAIN, int(counted), job.number, ItemState.PENDING),
            ).rowcount
            self._table.execute("UPDATE job SET state = ? WHERE number = ?", (state, job.number))
        return freed

    # Calls

    def item(self, key: bytes) -> Item | None:
        """One call."""
        return next(self._items("key = ?", (key,)), None)

    def items_by_id(self, ids: Sequence[str], job: Job) -> dict[str, Item]:
        """The calls of a job with these custom ids."""
        known = {}
        for custom_id in ids:
            if not CUSTOM_ID.fullmatch(custom_id):
                continue
            prefix = bytes.fromhex(custom_id)
            within = "key >= ? AND key <= ? AND job = ?"
            bounds = (prefix, prefix + b"\xff" * 16, job.number)
            if item := next(self._items(within, bounds), None):
                known[custom_id] = item
        return known

    def pending_of(self, job: Job) -> int:
        """How many calls of a job have no outcome yet."""
        query = "SELECT count(*) FROM item WHERE job = ? AND state = ?"
        return int(self._table.execute(query, (job.number, ItemState.PENDING)).fetchone()[0])

    def has_answers(self, owner: int) -> bool:
        """Whether jobs have answered calls of a document."""
        query = "SELECT 1 FROM item WHERE owner = ? AND job > 0 AND state NOT IN (?, ?) LIMIT 1"
        values = (owner, ItemState.PENDING, ItemState.AGAIN)
        return self._table.execute(query, values).fetchone() is not None

    def settle(self, items: Iterable[Item]) -> None:
        """Write what came of some calls, all or nothing."""
        rows = (
            (item.state, item.tries, item.paid_usd, item.outcome or None, item.key)
            for item in items
        )
        with self._table.transaction():
            self._table.executemany(
                "UPDATE item SET state = ?, tries = ?, paid_usd = ?, outcome = ? WHERE key = ?",
                rows,
            )

    def put(self, item: Item) -> None:
        """Write a call that was made live in the end."""
        places = ",".join("?" * len(ITEM_COLUMNS))
        self._table.execute(
            f"INSERT OR REPLACE INTO item ({','.join(ITEM_COLUMNS)}) VALUES ({places})",
            _row(item, item.job),
        )

    def spent_usd(self) -> float:
        """What all answers of this run have cost; those without a known price count as 0."""
        return float(self._table.execute("SELECT total(paid_usd) FROM item").fetchone()[0])

    def reserved_usd(self) -> float:
        """What calls without an outcome may cost at most."""
        query = "SELECT total(worst_usd) FROM item WHERE state = ?"
        return float(self._table.execute(query, (ItemState.PENDING,)).fetchone()[0])

    def counts(self) -> dict[ItemState, int]:
        """How many calls are in each state."""
        rows = self._table.execute("SELECT state, count(*) FROM item GROUP BY state")
        return {ItemState(state): number for state, number in rows}

    # Documents

    def wait(self, document: WaitingDocument, run: int) -> None:
        """A document waits for its calls."""
        self._table.later(
            "INSERT OR REPLACE INTO document VALUES (?,?,?,?,?,?,?)",
            (
                owner_of(document.path),
                os.fsencode(document.path),
                os.fsencode(document.target),
                document.size,
                document.mtime_ns,
                document.blocker,
                run,
            ),
        )

    def is_waiting(self, path: str, run: int) -> bool:
        """Whether a document has calls without an outcome; noted as one of this run."""
        owner = owner_of(path)
        query = "SELECT 1 FROM item WHERE owner = ? AND state = ? LIMIT 1"
        if not self._table.execute(query, (owner, ItemState.PENDING)).fetchone():
            return False
        known = self._table.execute(
            "UPDATE document SET run = ? WHERE owner = ?", (run, owner)
        ).rowcount
        return bool(known)

    def waiting(self, run: int) -> int:
        """How many documents of a run wait."""
        self._table.flush()
        query = "SELECT count(*) FROM document WHERE run = ?"
        return int(self._table.execute(query, (run,)).fetchone()[0])

    def ready(self, run: int) -> Iterator[WaitingDocument]:
        """The documents of a run that can be taken up again; nothing is written meanwhile."""
        self._table.flush()
        for _, path, target, *rest in self._table.execute(READY, (run,)):
            yield WaitingDocument(os.fsdecode(path), os.fsdecode(target), *rest)

    def ended(self, path: str) -> None:
        """A document waits no more. Its answers are like any in the store, and what it has kept for
        itself (a refusal) is asked anew when it is done once more.
        """
        owner = owner_of(path)
        self._table.later("DELETE FROM document WHERE owner = ?", (owner,))
        self._table.later(
            "UPDATE item SET owner = 0, outcome = NULL, tries = 0, "
            "state = CASE state WHEN ? THEN state ELSE ? END WHERE owner = ? AND state != ?",
            (ItemState.STORED, ItemState.AGAIN, owner, ItemState.PENDING),
        )

    # Facts

    def fact(self, name: str) -> Any:
        """Something learned, e.g. a limit; None where it is not known."""
        row = self._table.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def learn(self, name: str, value: Any) -> None:
        """Keep something learned."""
        self._table.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def next_run(self) -> int:
        """The number of a new run; documents that an earlier one has met are met anew."""
        number = int(self.fact("run") or 0) + 1
        self.learn("run", number)
        return number

    def _jobs(self, where: str, values: Sequence[Any]) -> Iterator[Job]:
        columns = f"number, {', '.join(JOB_COLUMNS)}"
        for row in self._table.execute(
            f"SELECT {columns} FROM job WHERE {where}", values
        ).fetchall():
            known = dict(zip(("number", *JOB_COLUMNS), row, strict=True))
            known["state"] = JobState(known["state"])
            known["cancelling"] = bool(known["cancelling"])
            yield Job(**known)

    def _items(self, where: str, values: Sequence[Any]) -> Iterator[Item]:
        query = f"SELECT {', '.join(ITEM_COLUMNS)} FROM item WHERE {where}"
        for row in self._table.execute(query, values):
            known = dict(zip(ITEM_COLUMNS, row, strict=True))
            known["state"] = ItemState(known["state"])
            known["outcome"] = known["outcome"] or ""
            yield Item(**known)


def _row(item: Item, job: int | None) -> tuple[Any, ...]:
    values = {name: getattr(item, name) for name in ITEM_COLUMNS}
    values |= {"job": job, "outcome": item.outcome or None}
    return tuple(values.values())
