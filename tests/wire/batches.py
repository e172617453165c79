"""The batch APIs of the vendors: jobs that end after some polls, with results in each one's bytes.

A test sets what happens on `server.batches`: how many polls a job takes, what becomes of each call,
how a job ends, which orders are carried out although their reply is lost. `billed` counts how often
each call was really answered (by custom id): what somebody would have to pay.
"""

from __future__ import annotations

import itertools
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from . import chat
from .answer import STATUS
from .reply import VENDORS, Cut, Step
from .reply import whole as whole_reply
from .request import WireRequest, parse

if TYPE_CHECKING:
    from .server import WireServer

Lines = list[tuple[str, str, dict[str, Any]]]
"""(custom id, path of the live call, its body)"""


@dataclass(frozen=True)
class Raw:
    """One request as it came, before anybody knows what it is."""

    method: str
    provider: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else {}


@dataclass
class Outcome:
    """What became of one call: `status` 200 with the vendor's answer, an error, or a `word` such as
    "expired".
    """

    custom_id: str
    status: int = 200
    document: dict[str, Any] = field(default_factory=dict)
    word: str = ""


@dataclass
class Job:
    """One job at the service."""

    job_id: str
    provider: str
    lines: Lines
    order: dict[str, Any]
    created_at: float
    file_id: str = ""
    polls: int = 0
    state: str = "in_progress"
    outcomes: list[Outcome] = field(default_factory=list)
    problem: tuple[str, str] | None = None

    @property
    def ended(self) -> bool:
        return self.state not in ("in_progress", "validating")

    def count(self, word: str) -> int:
        """How many calls ended so: "ok", "error", "expired", "canceled"."""
        return sum(word == _word(outcome) for outcome in self.outcomes)

    def some(self, *words: str) -> list[Outcome]:
        """The outcomes with these words."""
        return [outcome for outcome in self.outcomes if _word(outcome) in words]


def _word(outcome: Outcome) -> str:
    return outcome.word or ("ok" if outcome.status == 200 else "error")


class Batches:
    """All jobs of a server; the attributes are what tests set."""

    def __init__(self, server: WireServer) -> None:
        self.server = server
        self.polls = 1
        self.ends_as = "completed"
        self.outcome: Callable[[Job, int], str] = lambda _job, _index: "ok"
        self.shuffled = True
        self.lost_replies = 0
        self.lost_uploads = 0
        self.refusals: list[tuple[int, dict[str, Any]]] = []
        self.problems: list[tuple[str, str]] = []
        self.truncated_results = 0
        self.slow_to_cancel = False
        self.unavailable = 0  # so many requests are answered by 503
        self.none_of: set[str] = set()  # providers without a batch API
        self.forgotten: set[str] = set()  # jobs that the service knows no more
        self.archived: set[str] = set()  # jobs whose results are kept no more
        self.jobs: dict[str, Job] = {}
        self.made: list[Job] = []
        self.files: dict[str, dict[str, Any]] = {}
        self.contents: dict[str, bytes] = {}
        self.deleted: list[str] = []
        self.calls: list[Raw] = []
        self.billed: Counter[str] = Counter()
        self.clock: Callable[[], float] = time.time
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """A new number for an id."""
        return next(self._numbers)

    def accept(self, raw: Raw) -> list[Step] | None:
        """The reply; None for a request that is none of a batch API."""
        from . import batch_anthropic, batch_gemini, batch_mistral, batch_openai, batch_xai

        doors = {
            "anthropic": batch_anthropic,
            "gemini": batch_gemini,
            "grok": batch_xai,
            "mistral": batch_mistral,
        }
        door: Any = doors.get(raw.provider, batch_openai)
        if not door.is_batch(raw):
            return None
        self.calls.append(raw)
        return [self._dated(step) for step in self._replies(door, raw)]

    def _dated(self, step: Step) -> Step:
        """The reply with the time of the service in its head, as every service tells it."""
        if not isinstance(step, bytes):
            return step
        date = formatdate(self.clock(), usegmt=True).encode()
        return step.replace(b"\r\n", b"\r\ndate: " + date + b"\r\n", 1)

    def _replies(self, door: Any, raw: Raw) -> list[Step]:
        if self.unavailable:
            self.unavailable -= 1
            return [json_reply({"error": {"message": "overloaded"}}, 503)]
        if raw.provider in self.none_of:
            return [whole_reply(404, b'{"error": {"message": "404 page not found"}}', {})]
        if self.server.key is not None and self.server.key not in str(dict(raw.headers)):
            return [whole_reply(401, b'{"error": {"message": "Incorrect API key"}}', {})]
        reply: list[Step] = door.reply(self, raw)
        return reply

    def create(self, raw: Raw, lines: Lines, order: dict[str, Any], job_id: str) -> Job:
        """A new job."""
        job = Job(job_id, raw.provider, lines, order, self.clock())
        self.jobs[job_id] = job
        self.made.append(job)
        if self.problems:
            job.problem = self.problems.pop(0)
        return job

    def created(self, reply: bytes) -> list[Step]:
        """The reply to an order that was carried out, unless the line breaks now."""
        if self.lost_replies:
            self.lost_replies -= 1
            return [Cut.DROP]
        return [reply]

    def take_truncated(self) -> int:
        """How many results the next reading is to lack, as if it had come to its end."""
        cut, self.truncated_results = self.truncated_results, 0
        return cut

    def refused(self) -> bytes | None:
        """The refusal of an order, where one is due."""
        if not self.refusals:
            return None
        status, body = self.refusals.pop(0)
        return json_reply(body, status)

    def poll(self, job: Job) -> None:
        """A look at a job: time goes on by that."""
        job.polls += 1
        if job.ended or job.polls <= self.polls:
            return
        if job.problem:
            job.state = "failed"
        else:
            self.run(job, self.ends_as)

    def run(self, job: Job, ending: str) -> None:
        """Answer the calls, as a service does in some order, and end the job."""
        job.state = ending
        for index, (custom_id, path, body) in enumerate(job.lines):
            word = self.outcome(job, index)
            if word == "ok":
                outcome = self._answered(job, custom_id, path, body)
            elif word == "missing":
                continue
            else:
                outcome = Outcome(custom_id, word=word)
            job.outcomes.append(outcome)
        if self.shuffled:
            job.outcomes.sort(key=lambda outcome: outcome.custom_id[::-1])

    def cancel(self, job: Job) -> None:
        """End a job before its time: what is answered by then stays."""
        if not (job.ended or self.slow_to_cancel):
            before, self.outcome = self.outcome, self._half(self.outcome)
            self.run(job, "cancelled")
            self.outcome = before

    @staticmethod
    def _half(outcome: Callable[[Job, int], str]) -> Callable[[Job, int], str]:
        return lambda job, i: outcome(job, i) if i < len(job.lines) // 2 else "canceled"

    def _answered(self, job: Job, custom_id: str, path: str, body: dict[str, Any]) -> Outcome:
        request = parse("POST", f"/{job.provider}{path}", {}, json.dumps(body).encode())
        answer = self.server.reply(request)
        if answer.error:
            vendor = chat if request.api == "responses" else VENDORS[request.api]
            status = answer.status or STATUS[answer.error]
            return Outcome(custom_id, status, vendor.error(answer, request))
        self.billed[custom_id] += 1
        return Outcome(custom_id, 200, plain_of(request, answer))

    def keep_file(self, content: bytes, **facts: Any) -> str:
        """Store bytes as a file of the service."""
        file_id = f"file-{self.number():06}"
        self.files[file_id] = {"id": file_id, **facts}
        self.contents[file_id] = content
        return file_id


def plain_of(request: WireRequest, answer: Any) -> dict[str, Any]:
    """The vendor's document for an answer."""
    document: dict[str, Any] = VENDORS[request.api].plain(answer, request)
    return document


def json_reply(document: Any, status: int = 200) -> bytes:
    """A whole JSON reply."""
    return whole_reply(status, json.dumps(document).encode(), {})


def lines_reply(documents: Iterator[Any], *, cut: int = 0) -> bytes:
    """A reply of lines; `cut` leaves so many of the last ones out, as if that were all."""
    texts = [json.dumps(document) for document in documents]
    kept = texts[: len(texts) - cut] if cut else texts
    body = "".join(f"{text}\n" for text in kept).encode()
    return whole_reply(200, body, {}, "application/binary")


def iso(seconds: float) -> str:
    """A time as RFC 3339."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
