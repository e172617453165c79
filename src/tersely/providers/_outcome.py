"""The outcome of one call: what was heard becomes a Completion or a typed error, and what the
service bills for it is told in both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from ..errors import ContextTooLong, PromptTruncated, ProviderError, TerselyError
from ..provider import Endpoint
from ..records import Completion, Finish, Request, Usage
from ._endings import met_the_window
from ._failure import too_long_hint
from ._reader import Reader
from ._secrets import Secrets
from ._thinking import leftovers
from ._usage import PromptWatch, perhaps_cut, settle
from ._wording import one_line

if TYPE_CHECKING:
    from ._reply import Reply


@dataclass(slots=True)
class Heard:
    """What has come of one call so far. `raw` is the text as it came, `text` what went out of it."""

    reader: Reader
    started: float = field(default_factory=perf_counter)
    reply: Reply | None = None
    raw: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    reasoned: bool = False
    first_token_s: float | None = None

    @property
    def billed(self) -> bool:
        """Whether the service has begun to answer: then it counts what it read and wrote."""
        if self.reader.heard or self.raw:
            return True
        has_begun = bool(self.reply and self.reply.framing == "json" and self.reply.bytes_seen)
        return has_begun and not self.reader.refused

    @property
    def shown(self) -> str:
        """The text that went out."""
        return "".join(self.text)

    def usage(self, request: Request) -> Usage:
        """What the service counts for it, as far as it said so."""
        return settle(self.reader.usage, request, "".join(self.raw))


class Outcome:
    """Turns what was heard of the calls of one adapter into completions and errors. `remarks` are
    told with the next answer. `one_model`: the server answers with the model that it has, whatever
    it is called.
    """

    one_model = False

    def __init__(self, endpoint: Endpoint) -> None:
        self._secrets = Secrets(endpoint)
        self._name = endpoint.provider
        self._watch = PromptWatch()
        self._refused: list[int] = []
        self.remarks: list[str] = []

    def check_window(self, request: Request) -> None:
        """Send nothing that a service is known to cut.

        Raises:
            ContextTooLong: it is known to.
        """
        window = self._watch.window_tokens
        if window and request.input_tokens > window:
            raise self._too_long(
                ContextTooLong,
                f"{self._name} reads {window:,} tokens at most; this prompt has about "
                f"{request.input_tokens:,}",
                window,
            )

    def least_window(self, stated_tokens: int | None) -> int | None:
        """The window in tokens: as the server told it, or smaller where it refused or cut less."""
        windows = stated_tokens, self._watch.window_tokens, *self._refused
        return min(filter(None, windows), default=None)

    def accounted(self, error: TerselyError, request: Request, heard: Heard) -> TerselyError:
        """The error with the text that had come and the usage that it is billed for."""
        if isinstance(error, ContextTooLong) and error.window_tokens:
            self._refused.append(error.window_tokens)
        if isinstance(error, ProviderError):
            error.partial_text = error.partial_text or heard.shown
            if heard.billed and not error.lost:
                error.lost = (heard.usage(request),)
        return error

    def completion(self, request: Request, heard: Heard) -> Completion:
        """The answer as it is handed out.

        Raises:
            PromptTruncated: the service read only a part of the prompt.
            ContextTooLong: the prompt left no room for an answer.
        """
        reader, text = heard.reader, heard.shown
        usage = heard.usage(request)
        finish = judged(reader.ending(), text, usage, request, reasoned=heard.reasoned)
        self._check_read(request, usage)
        if finish is Finish.CONTEXT_FULL and not text.strip():
            window = usage.input_tokens + usage.output_tokens
            raise self._too_long(
                ContextTooLong,
                f"{self._name}: the prompt left no room for an answer",
                window,
                usage,
            )
        model = "" if self.one_model else self._clean(reader.model)
        remains = leftovers(text)
        remarks, self.remarks = self.remarks, []
        if remains:
            remarks.append(
                f"{self._name}: the answer holds control tokens of the model "
                f"({', '.join(remains[:3])}), so it is not cached."
            )
        return Completion(
            text=text,
            usage=usage,
            finish=finish,
            model=model or request.model,
            provider=self._name,
            request_id=self._clean(reader.request_id) or None,
            detail=self._clean(reader.detail()),
            ending=self._clean(reader.word),
            first_token_s=heard.first_token_s,
            elapsed_s=perf_counter() - heard.started,
            remarks=tuple(remarks),
            leftovers=remains,
            perhaps_cut=perhaps_cut(request, usage),
        )

    def _clean(self, text: str) -> str:
        return one_line(text, self._secrets) if text else ""

    def _check_read(self, request: Request, usage: Usage) -> None:
        read = self._watch.truncated(request, usage)
        if read is not None:
            raise self._too_long(
                PromptTruncated,
                f"{self._name} read only {read:,} of about {request.input_tokens:,} tokens and "
                "said nothing",
                read,
                usage,
            )

    def _too_long(
        self, kind: type[ContextTooLong], message: str, window: int, *lost: Usage
    ) -> ContextTooLong:
        error = kind(f"{message}.", provider=self._name, hint=too_long_hint(window))
        error.window_tokens = window
        error.lost = lost
        return error


# Endings that an answer without text may have.
_WITHOUT_TEXT = (Finish.REFUSED, Finish.BLOCKED, Finish.CONTEXT_FULL)


def judged(finish: Finish, text: str, usage: Usage, request: Request, *, reasoned: bool) -> Finish:
    """The Finish of an answer: without text it is never complete, and a limit that was met while
    thinking, or by the window, is its own outcome.
    """
    # Reasoning that nobody counted may have met the cap.
    counted = not (usage.estimated and reasoned)
    met_a_limit = finish is Finish.LENGTH and counted
    if met_a_limit and met_the_window(usage, request.max_output_tokens):
        finish = Finish.CONTEXT_FULL
    if text.strip() or finish in _WITHOUT_TEXT:
        return finish
    thought = reasoned or usage.reasoning_tokens > 0
    return Finish.REASONING_ONLY if thought else Finish.EMPTY
