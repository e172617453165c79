"""What a second opinion is expected to take, before and after the claims are known."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..grounding import Index
from ..records import VERIFY, Check, PlannedStage, Range
from .judge import ANSWER_TOKENS, Judge
from .questions import questions
from .verify import split

WORDS_PER_CLAIM = 20
QUESTION_TOKENS = 200
"""Of a claim with its passages: the mean over reference summaries of meetings (bench/check.py)."""
_ANSWER_SHARE = 0.6
_OPEN_SHARE = Range(0.0, 0.75, 1.0)
"""How many of a summary's claims are not supported without a model: three of four on average."""


def expected(words: int, judge: Judge) -> PlannedStage:
    """The stage of a summary of so many words that is not yet written."""
    claims = max(1, math.ceil(words / WORDS_PER_CLAIM))
    amounts = [round(claims * (share or 0.0)) for share in _amounts(_OPEN_SHARE)]
    frame_tokens = judge.request([]).input_tokens
    calls = [math.ceil(amount / judge.most_claims) for amount in amounts]
    tokens_in = [
        count * frame_tokens + amount * QUESTION_TOKENS
        for count, amount in zip(calls, amounts, strict=True)
    ]
    return _stage(max(1, calls[1]), amounts, tokens_in, judge)


def planned(check: Check, index: Index, judge: Judge) -> PlannedStage:
    """The stage of a check whose claims are known."""
    grouped = split(questions(check, index), judge)
    tokens_in = sum(judge.request(group).input_tokens for group in grouped)
    claims = sum(map(len, grouped))
    return _stage(len(grouped), [claims] * 3, [tokens_in] * 3, judge)


def _stage(
    calls: int, claims: Sequence[int], tokens_in: Sequence[int], judge: Judge
) -> PlannedStage:
    least = [round(count * ANSWER_TOKENS * _ANSWER_SHARE) for count in claims]
    most = claims[2] * ANSWER_TOKENS + (calls * judge.thinking)
    tokens_out = [least[0], least[1], max(most, least[1])]
    costs = [
        judge.estimate_usd(judge.info.ref, sent, written)
        for sent, written in zip(tokens_in, tokens_out, strict=True)
    ]
    return PlannedStage(
        VERIFY,
        calls,
        0,
        Range(*map(float, tokens_in)),
        Range(*map(float, tokens_out)),
        Range(*costs),
        output_cap_tokens=calls * judge.cap(min(judge.most_claims, max(1, claims[2]))),
    )


def _amounts(values: Range) -> tuple[float | None, float | None, float | None]:
    return values.low, values.expected, values.high
