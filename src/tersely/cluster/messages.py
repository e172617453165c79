"""What travels between the driver and the workers. Keys never do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from .. import errors
from ..batch import Result
from ..config import Settings
from ..errors import TerselyError
from ..events import Event
from ..records import CallRecord, Completion, Stage

VERSION = version("tersely")
_PLAIN = (str, int, float, bool, type(None))


@dataclass(frozen=True, slots=True)
class Assignment:
    """What every worker is told at its start: the settings without keys, the format of outputs, the
    address that answers are stored under, and where models are asked on this node ("" as set).
    """

    settings: Settings
    kind: str
    stored_url: str
    node_url: str
    known: bytes
    """The first 8 bytes of the key of each stored answer, in order."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to summarize. `data` are its bytes, None for an object that the worker gets itself.
    `standing` is the digest of the content whose summary stands; `fresh` are keys of answers that
    came since the worker was told what is stored. `number` is the task's own, `order` the place of
    its calls in the pool.

    Of a huge file (`divides`: the worker says so and does no more) others take the notes, each on
    the chunks of one `part`. `paid` are the calls of this run that others have made for the file:
    those notes, and what a lost worker had finished.
    """

    number: int
    order: int
    path: str
    target: str
    size: int
    mtime_ns: int
    data: bytes | None
    standing: bytes
    fresh: tuple[bytes, ...] = ()
    divides: bool = False
    part: tuple[int, int] | None = None
    paid: tuple[CallRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished call of a file: to be stored before anything that rests on it. `place` is its
    stage and the number in it.
    """

    number: int
    key: bytes
    completion: Completion
    place: tuple[Stage, int] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a worker."""

    event: Event


@dataclass(frozen=True, slots=True)
class Done:
    """A file has its summary."""

    number: int
    result: Result


@dataclass(frozen=True, slots=True)
class Huge:
    """A file has so many chunks that several workers should take the notes."""

    number: int
    chunks: int


@dataclass(frozen=True, slots=True)
class NotesTaken:
    """A part of a file has its notes: the calls, and (added by the driver) the keys of the answers."""

    number: int
    calls: tuple[CallRecord, ...]
    keys: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as plain data: those of our own cannot be pickled, others may hold what they like."""

    kind: str
    message: str
    hint: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, error: TerselyError) -> Fault:
        plain = {name: value for name, value in vars(error).items() if isinstance(value, _PLAIN)}
        facts: Mapping[str, Any] = plain | {"spent": error.spent}
        return cls(type(error).__name__, error.message, error.hint, facts)

    def error(self) -> TerselyError:
        """The error again."""
        kind = getattr(errors, self.kind)
        error: TerselyError = kind.__new__(kind)
        TerselyError.__init__(error, self.message, hint=self.hint)
        vars(error).update(self.facts)
        return error


@dataclass(frozen=True, slots=True)
class Failed:
    """A file ended with an error. `unreadable` and `binary` are those of reading it."""

    number: int
    fault: Fault
    exit_code: int = 1
    unreadable: bool = False
    binary: bool = False


Outcome = Done | Huge | NotesTaken
Message = Answer | Told | Outcome | Failed
