"""Asking the judge: in calls of several claims each, isolated from each other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .. import endings
from ..engine.ledger import Ledger
from ..engine.schema import conforming
from ..errors import TerselyError, Waiting
from ..grounding import Index
from ..middleware import calling
from ..records import VERIFY, Check, Completion, Finish, Judgement, Opinion, Request
from .answers import judgements
from .judge import SCHEMA, Judge
from .questions import Question, batches, questions
from .verdicts import judged

ROOM_TOKENS = 6_000
"""Of claims and passages in one call: far below any quality cap of a hosted model."""


async def verify(check: Check, index: Index, judge: Judge, ledger: Ledger) -> Check:
    """The check with a second opinion on all that is not supported.

    A call that fails costs its claims their answer and nothing else: `Check.opinion.failed` says
    why. Nothing is asked where every claim is supported, or none has a passage.
    """
    asked = questions(check, index)
    grouped = split(asked, judge)
    opinion = Opinion(str(judge.info.ref), asked=sum(map(len, grouped)))
    if not grouped:
        return replace(check, opinion=opinion)
    tasks = [
        _one(group, number, len(grouped), _Round(check, index, judge, ledger))
        for number, group in enumerate(grouped)
    ]
    outcomes = await asyncio.gather(*tasks)
    answers: dict[int, Judgement] = {}
    failures: list[str] = []
    for outcome in outcomes:
        answers |= outcome.answers
        failures += [outcome.failed] if outcome.failed else []
    unusable = sum(answer.answer == "unusable" for answer in answers.values())
    opinion = replace(opinion, unusable=unusable, failed=" ".join(dict.fromkeys(failures)))
    return judged(check, answers, opinion)


def split(asked: Sequence[Question], judge: Judge) -> list[list[Question]]:
    """The questions of each call, within the window of the judge."""
    if not asked:
        return []
    frame_tokens = judge.request([]).input_tokens
    sizes = judge.counter.count_batch([question.line(99) for question in asked])
    answers = [size + judge.cap(1) - judge.thinking for size in sizes]
    window = judge.info.window_tokens * 9 // 10
    room = min(ROOM_TOKENS, window - frame_tokens - judge.thinking)
    return list(batches(asked, room, answers, judge.most_claims))


@dataclass(frozen=True, slots=True)
class _Round:
    """What all calls of one check have in common."""

    check: Check
    index: Index
    judge: Judge
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a call has brought: answers, or why there are none."""

    answers: dict[int, Judgement]
    failed: str = ""


async def _one(group: list[Question], number: int, total: int, round_: _Round) -> _Outcome:
    request = round_.judge.request(group)

    async def again(other: Request, _first: Completion) -> Completion:
        return await ask(other, number, total, round_.judge, round_.ledger)

    try:
        answer = await ask(request, number, total, round_.judge, round_.ledger)
        answer = await conforming(replace(request, schema=SCHEMA), answer, again)
    except Waiting:
        raise
    except TerselyError as error:
        return _Outcome({}, error.message)
    # Of an answer that breaks the schema the entries that keep it still count.
    usable = answer.text if answer.finish in (Finish.COMPLETE, Finish.INVALID) else ""
    said = judgements(usable, group, round_.index, other_language=round_.check.other_language)
    if answer.finish not in (Finish.COMPLETE, Finish.INVALID):
        ending = endings.how_it_ended(answer.finish)
        return _Outcome(said, f"The answer of {round_.judge.info.ref} {ending}.")
    return _Outcome(said)


async def ask(
    request: Request, number: int, total: int, judge: Judge, ledger: Ledger
) -> Completion:
    """One call to the judge, noted in the ledger.

    Raises:
        TerselyError: it failed.
    """
    call = ledger.open(VERIFY, number, total, request, judge.info.ref)
    with calling(call.caller):
        try:
            answer = await judge.provider.complete(request)
        except Waiting:
            raise
        except TerselyError as error:
            call.failed(error)
            raise
    call.ended(answer)
    return answer
