"""A context window that turns out to be smaller than the catalog or the config says."""

from __future__ import annotations

from dataclasses import replace

from ..catalog import ModelInfo
from ..errors import ContextTooLong
from ..records import Completion, Finish
from .job import Job
from .token_budget import used_window

SMALLEST_WINDOW_TOKENS = 512


class WindowFull(ContextTooLong):
    """The window was full before the answer was whole: there is less room than was planned with.
    `answer` is what there is of it.
    """

    def __init__(self, answer: Completion) -> None:
        super().__init__(
            "The context window was full before the answer was whole.", provider=answer.provider
        )
        self.answer = answer
        self.window_tokens = answer.usage.input_tokens + answer.usage.output_tokens


def whole_or_window_full(answer: Completion) -> Completion:
    """`answer`, unless the window ended it.

    Raises:
        WindowFull: it did.
    """
    if answer.finish is Finish.CONTEXT_FULL:
        raise WindowFull(answer)
    return answer


def smaller_window(job: Job, error: ContextTooLong) -> int | None:
    """What to plan for after `error`: the window that the service named; half of what was used
    where it named none, or one that should have held the call. None when that is too little.
    """
    used = used_window(job.info)
    named = error.window_tokens
    window = named if named is not None and named < used else used // 2
    return window if window >= SMALLEST_WINDOW_TOKENS else None


def with_window(job: Job, window_tokens: int) -> Job:
    """The same job for models of at most this window, read in chunks."""
    info = _narrowed(job.info, window_tokens)
    same_model = job.map_info.ref == job.info.ref
    map_info = _narrowed(job.map_info, window_tokens) if same_model else job.map_info
    return replace(job, info=info, map_info=map_info, strategy="map-reduce")


def _narrowed(info: ModelInfo, window_tokens: int) -> ModelInfo:
    return replace(
        info,
        window_tokens=min(info.window_tokens, window_tokens),
        quality_cap_tokens=min(info.quality_cap_tokens, window_tokens),
        # An answer that may fill half of the window leaves the other half to the text.
        max_output_tokens=min(info.max_output_tokens, max(256, window_tokens // 2)),
    )
