"""What services call the end of an answer: one table for all of them.

Words are compared without case, and with `-` and blanks as `_`: COMPLETE (Cohere), STOP (Gemini),
eos_token (TGI), end_turn (Anthropic, Bedrock) and stop (everybody else) are one ending.
"""

from __future__ import annotations

import re

from ..endings import CAP_MET
from ..records import Finish, Usage
from ._thinking import CONTROL

_WORDS = {
    Finish.COMPLETE: (
        "stop stopped complete completed done end ended eos eos_token eot end_turn end_of_turn"
        " end_of_text end_of_sequence stop_sequence stop_token stop_word stop_words finish finished"
        " natural normal ok success succeeded turn_complete end_of_message eom eom_id stopped_word word"
    ),
    Finish.LENGTH: (
        "length max_length max_len max_tokens max_token max_output_tokens max_completion_tokens"
        " max_new_tokens max_generated_tokens token_limit tokens_limit output_limit limit"
        " length_limit max_messages continuation"
    ),
    Finish.CONTEXT_FULL: (
        "model_length model_context_window_exceeded context_length context_length_exceeded"
        " context_window_exceeded context_full max_context_length max_model_len error_limit"
        " context_limit context_overflow window_exceeded"
    ),
    Finish.BLOCKED: (
        "content_filter content_filtered contentfilter content_filter_stop safety recitation"
        " language blocklist prohibited_content spii model_armor guardrail guardrail_intervened"
        " guardrails moderation moderated sensitive image_safety image_prohibited_content"
        " image_recitation jailbreak toxicity error_toxic blocked escalation pup_limited_disabled"
    ),
    Finish.REFUSED: "refusal refused refuse",
    Finish.DEGENERATE: "repetition repetition_detected loop",
}
ENDINGS = {word: finish for finish, words in _WORDS.items() for word in words.split()}
FAILURES = frozenset(
    "error failed failure internal_error server_error timeout cancelled canceled abort aborted"
    " insufficient_system_resource user_cancel overloaded server_overloaded unavailable".split()
)
"""The service says that it did not finish its work: no ending, but a failure."""

# Servers that stop at the end of the window report a total within two tokens of it, and windows
# are multiples of 256.
WINDOW_STEP = 256
WINDOW_SLACK = 2
SMALLEST_WINDOW = 512
# Where nobody counted: four bytes a token are an estimate, but what is less than half of the cap
# did not meet it.
CAP_MISSED = 0.5


# What some put around the word: FINISH_REASON_STOP, stopReasonStop, max_tokens_reached, hit_length.
_AROUND = re.compile(
    r"^(?:response\.|(?:finish|stop)_reason_|reason_|finish_|stopped_|hit_|by_)"
    r"|_(?:reached|hit|found|met|triggered|token_id|id)$"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def normalize(word: str) -> str:
    """The word as the table has it."""
    return re.sub(r"[\s-]+", "_", _CAMEL.sub("_", word.strip()).lower())


def _forms(word: str) -> tuple[str, ...]:
    """The normalized word, and what is left of it without what some put around it."""
    whole = normalize(word)
    return whole, _AROUND.sub("", whole)


def finish_of(word: str) -> Finish:
    """The ending that a service's word means; UNKNOWN for a word that is not in the table. The
    token that ends a turn is a word of its own at some.
    """
    for form in _forms(word):
        if form in ENDINGS:
            return ENDINGS[form]
    return Finish.COMPLETE if CONTROL.fullmatch(word.strip()) else Finish.UNKNOWN


def is_failure(word: str) -> bool:
    """Whether the word says that the service gave up."""
    return any(form in FAILURES for form in _forms(word))


def met_the_window(usage: Usage, cap_tokens: int) -> bool:
    """Whether an answer that was cut met the end of the context window and not its output cap."""
    if usage.estimated:
        return usage.output_tokens < CAP_MISSED * cap_tokens
    if usage.output_tokens >= CAP_MET * cap_tokens:
        return False
    total = usage.input_tokens + usage.output_tokens
    off = (total + WINDOW_SLACK) % WINDOW_STEP
    return total + WINDOW_SLACK >= SMALLEST_WINDOW and off <= 2 * WINDOW_SLACK
