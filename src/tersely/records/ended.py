"""How a summary ended, as facts; tersely.endings has the words for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ..errors import ExitCode
from .call import Completion, Finish
from .usage import Usage


class Status(Enum):
    """How a summary ended, as its JSON says it."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    CUT = "cut"
    REFUSED = "refused"
    BLOCKED = "blocked"
    EMPTY = "empty"
    INVALID = "invalid"
    DEGENERATE = "degenerate"
    ERROR = "error"


STATUS_OF: Mapping[Finish, Status] = {
    Finish.COMPLETE: Status.COMPLETE,
    Finish.LENGTH: Status.CUT,
    Finish.CONTEXT_FULL: Status.CUT,
    Finish.UNKNOWN: Status.CUT,
    Finish.REFUSED: Status.REFUSED,
    Finish.BLOCKED: Status.BLOCKED,
    Finish.EMPTY: Status.EMPTY,
    Finish.REASONING_ONLY: Status.EMPTY,
    Finish.INVALID: Status.INVALID,
    Finish.DEGENERATE: Status.DEGENERATE,
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a summary ended: its status, and of the answer it was made from how that ended, the
    provider's own words (`detail` of a refusal, `ending` of an end that nobody knows), what it
    used, what it might have written at most, and whether it was ended here because it had `enough`
    words. Without an answer (`finish` None) no model was asked.
    """

    status: Status = Status.COMPLETE
    finish: Finish | None = None
    detail: str = ""
    usage: Usage = field(default_factory=Usage)
    output_cap_tokens: int = 0
    ending: str = ""
    enough: bool = False

    @classmethod
    def of(cls, answer: Completion, output_cap_tokens: int = 0, *, whole: bool = True) -> Ended:
        """The ending of a summary made from `answer`; `whole` is False when some of the source is
        missing.
        """
        status = STATUS_OF[answer.finish]
        if status is Status.COMPLETE and not whole:
            status = Status.PARTIAL
        return cls(
            status=status,
            finish=answer.finish,
            detail=answer.detail,
            usage=answer.usage,
            output_cap_tokens=output_cap_tokens,
            ending=answer.ending,
            enough=answer.enough,
        )

    @property
    def exit_code(self) -> ExitCode:
        """What a command ends with that has made this one summary."""
        if self.status is Status.COMPLETE:
            return ExitCode.OK
        if self.status is Status.PARTIAL:
            return ExitCode.PARTIAL
        return ExitCode.PROVIDER if self.status is Status.ERROR else ExitCode.UNUSABLE
