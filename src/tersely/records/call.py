"""One call to a model: what goes out, what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from .image import Picture
from .stage import Stage
from .usage import Usage


class Finish(Enum):
    """How an answer ended. Everything but COMPLETE is told to the user as what it is.

    LENGTH met the output limit; CONTEXT_FULL met the end of the context window before it, so that
    more output room is no remedy. DEGENERATE repeated itself until it was stopped. UNKNOWN ended
    for a reason that the service did not give or that nobody knows: its word is in `ending`.
    INVALID comes from no provider: the answer is whole, but does not fit the schema that was asked
    for.
    """

    COMPLETE = "complete"
    LENGTH = "length"
    CONTEXT_FULL = "context_full"
    DEGENERATE = "degenerate"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    BLOCKED = "blocked"
    EMPTY = "empty"
    REASONING_ONLY = "reasoning_only"
    INVALID = "invalid"


CUT_SHORT = frozenset({Finish.LENGTH, Finish.CONTEXT_FULL, Finish.DEGENERATE, Finish.UNKNOWN})
"""There may be text, but not all of it."""


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A provider and a model of it, e.g. ModelRef("openai", "gpt-6-luna"). An empty model means the
    provider's default.
    """

    provider: str
    model: str = ""

    def __str__(self) -> str:
        return f"{self.provider}/{self.model}" if self.model else self.provider


@dataclass(frozen=True, slots=True)
class Sampling:
    """Sampling parameters. None means: not asked for, so not sent."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    repeat_penalty: float | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `user` already holds the fenced text.

    `fence` is the marker line inside `user`; it is never sent on its own and the store key replaces
    it by a placeholder. `schema` is a JSON Schema as JSON text. `sample` tells repeats of the same
    request apart in the store. `input_tokens` is the planner's estimate of the input (for budget
    and token buckets); it is in no key. `enough_words` is set for small models that write prose: a
    model on this machine, or behind a server of the user's own, is ended after a sentence from so
    many words on. `images` stand before the text; only a provider that `takes_images` is given any.
    """

    model: str
    system: str
    user: str
    max_output_tokens: int
    sampling: Sampling = field(default_factory=Sampling)
    stop: tuple[str, ...] = ()
    reasoning: str | None = None
    schema: str | None = None
    fence: str = ""
    sample: int = 0
    input_tokens: int = 0
    enough_words: int = 0
    images: tuple[Picture, ...] = ()

    def estimate(self, text: str) -> Usage:
        """What a call that brought `text` has used, where no service says so: four bytes a token."""
        sent = self.input_tokens or _bytes_of(self.system + self.user) // 4
        return Usage(input_tokens=sent, output_tokens=_bytes_of(text) // 4, estimated=True)


def _bytes_of(text: str) -> int:
    """As UTF-8; an answer may hold half a surrogate pair, which has none."""
    return len(text.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer. `text` never holds reasoning. `detail` is the provider's own word on a refusal or
    a block.

    `provider` is who answered (a fallback may differ from who was asked), `model` the model that
    the service says it was. `reused` says it came from the store. `ending` is the service's own
    word for the end. `lost` is what tries before this one used up for nothing. `remarks` are
    sentences that the user should read. An answer with `leftovers` holds control tokens of a chat
    template, so it is never stored. `enough`: it was ended here, whole, because it had the words
    that were asked for. `perhaps_cut`: the service counted a round number of prompt tokens, fewer
    than were sent; it may have read no more, so the answer is not stored.
    """

    text: str
    usage: Usage
    finish: Finish
    model: str
    provider: str = ""
    request_id: str | None = None
    reused: bool = False
    detail: str = ""
    first_token_s: float | None = None
    elapsed_s: float = 0.0
    attempts: int = 1
    cost_usd: float | None = None
    ending: str = ""
    lost: tuple[Usage, ...] = ()
    remarks: tuple[str, ...] = ()
    leftovers: tuple[str, ...] = ()
    enough: bool = False
    perhaps_cut: bool = False


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One line of the per-call list of a Summary. `price_usd` is what the answer is worth, paid now
    or in an earlier run.
    """

    stage: Stage
    index: int
    provider: str
    model: str
    finish: Finish | None
    usage: Usage
    cost_usd: float | None
    reused: bool
    elapsed_s: float
    attempts: int
    request_id: str | None = None
    first_token_s: float | None = None
    error: str = ""
    price_usd: float | None = 0.0
