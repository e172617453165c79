"""Sentences that the source contradicts or does not hold, rewritten from their passages or removed."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ..engine.ledger import Ledger
from ..engine.schema import conforming
from ..errors import TerselyError, Waiting
from ..grounding import Index, check_safely
from ..grounding.statements import statements
from ..middleware import calling
from ..records import FIX, Change, Check, Claim, Completion, Finish, Judgement, Request
from .judge import SYSTEM, Judge
from .questions import Question, question_of
from .verdicts import judged

TASK = """\
Each line of the text is JSON: "claim" is a number, "text" a sentence of a summary that its source \
does not support, "passages" what the source says nearest to it, "reason" what is wrong. Rewrite \
each sentence so that its passages support all of it: the same matter in the same language, about \
as long, with numbers and names as they stand there. Where the passages do not speak of the matter, \
give "".
Answer with one JSON object and nothing else: {"sentences": [{"claim": 1, "text": "..."}]}, one \
entry for each line."""
COMPACT_TASK = """\
Rewrite each "text" above so that it says only what its passages say. Answer with JSON only: \
{"sentences": [{"claim": 1, "text": "..."}]}"""
SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "sentences": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"claim": {"type": "integer"}, "text": {"type": "string"}},
                    "required": ["claim", "text"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["sentences"],
        "additionalProperties": False,
    }
)
_WRONG = ("contradicted", "not found")
_SENTENCE_TOKENS = 120
_BLANK_LINES = re.compile(r"\n{3,}")
_ROW = re.compile(r"\s*\|")


class _Sentence(BaseModel):
    """One entry of the answer."""

    model_config = ConfigDict(extra="ignore")

    claim: int
    text: str


_SENTENCES = TypeAdapter(list[_Sentence])


@dataclass(frozen=True, slots=True)
class Fixed:
    """A summary without the sentences that its source does not support. `check` is that of `text`
    and holds the changes; `failed` says why sentences were removed that might have been rewritten.
    """

    text: str
    check: Check
    failed: str = ""


async def fix(text: str, check: Check, index: Index, writer: Judge | None, ledger: Ledger) -> Fixed:
    """The summary with each sentence that is contradicted or not found rewritten from its passages
    by one call of `writer`, or removed: where there is no writer, where it fails, and where what it
    writes is no better supported.

    Nothing is changed where nothing of the summary would be left.
    """
    wrong = [claim for claim in check.claims if _is_wrong(claim, check)]
    if not wrong:
        return Fixed(text, check)
    rewritten: dict[int, str] = {}
    failed = ""
    if writer is not None:
        try:
            rewritten = await _rewritten(wrong, check, index, writer, ledger)
        except Waiting:
            raise
        except TerselyError as error:
            failed = f"The sentences could not be rewritten: {error.message}"
    rewritten = {number: new for number, new in rewritten.items() if _is_sound(new, index)}
    fixed_text = _replaced(text, wrong, rewritten)
    if not statements(fixed_text):
        return Fixed(text, check, "Nothing of the summary would be left, so nothing was removed.")
    changes = tuple(
        Change(text[claim.start : claim.end], rewritten.get(claim.index, ""), _reason(claim, check))
        for claim in wrong
    )
    return Fixed(fixed_text, _checked_again(fixed_text, check, index, changes), failed)


def difference(before: str, after: str) -> list[str]:
    """A unified diff of two summaries by lines; empty where they are equal."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "summary", "fixed", lineterm="", n=1
    )
    return list(lines)


def _is_wrong(claim: Claim, check: Check) -> bool:
    """Whether a claim is to go. A translation shares no words with its source: there only facts
    that are wrong count.
    """
    if claim.verdict not in _WRONG:
        return False
    return not check.other_language or any(flag.claim == claim.index for flag in check.flags)


def _reason(claim: Claim, check: Check) -> str:
    """What is wrong with a claim, e.g. 'contradicted: "47 %", the source says "14 %"'."""
    remarks = []
    for flag in check.flags:
        if flag.claim == claim.index:
            nearest = f', the source says "{_line(flag.nearest)}"' if flag.nearest else ""
            remarks.append(f'"{_line(flag.text)}"{nearest}')
    return f"{claim.verdict}: {'; '.join(remarks)}" if remarks else claim.verdict


async def _rewritten(
    wrong: Sequence[Claim], check: Check, index: Index, writer: Judge, ledger: Ledger
) -> dict[int, str]:
    """What the writer makes of each claim that has passages, by the claim's number.

    Raises:
        TerselyError: the call failed.
    """
    asked = [question_of(claim, check, index) for claim in wrong]
    asked = [question for question in asked if question.passages]
    asked = _fitting(asked, check, writer)
    if not asked:
        return {}
    request = _request(asked, check, writer)

    async def ask(other: Request) -> Completion:
        call = ledger.open(FIX, 0, 1, other, writer.info.ref)
        with calling(call.caller):
            try:
                answer = await writer.provider.complete(other)
            except Waiting:
                raise
            except TerselyError as error:
                call.failed(error)
                raise
        call.ended(answer)
        return answer

    async def again(other: Request, _first: Completion) -> Completion:
        return await ask(other)

    answer = await conforming(replace(request, schema=SCHEMA), await ask(request), again)
    if answer.finish is not Finish.COMPLETE:
        return {}
    by_number = {entry.claim: _line(entry.text) for entry in _read(answer.text)}
    return {
        question.claim: by_number[number]
        for number, question in enumerate(asked, 1)
        if by_number.get(number)
    }


def _fitting(asked: list[Question], check: Check, writer: Judge) -> list[Question]:
    """As many of the sentences as one call can take; the rest are removed."""
    window = writer.info.window_tokens * 9 // 10
    while asked:
        request = _request(asked, check, writer)
        if request.input_tokens + request.max_output_tokens <= window:
            return asked
        asked = asked[: len(asked) // 2]
    return asked


def _request(asked: Sequence[Question], check: Check, writer: Judge) -> Request:
    reasons = {claim.index: _reason(claim, check) for claim in check.claims}
    lines = [
        question.line(number, reason=reasons[question.claim])
        for number, question in enumerate(asked, 1)
    ]
    cap = 32 + _SENTENCE_TOKENS * len(asked) + writer.thinking
    cap = min(cap, writer.info.max_output_tokens)
    return writer.framed(SYSTEM, TASK, COMPACT_TASK, "\n".join(lines), SCHEMA, cap)


def _read(text: str) -> list[_Sentence]:
    try:
        read = json.loads(text)
        entries = read.get("sentences") if isinstance(read, Mapping) else None
        return _SENTENCES.validate_python(entries)
    except (ValueError, RecursionError, ValidationError):
        return []


def _is_sound(sentence: str, index: Index) -> bool:
    """Whether the source supports what a model has rewritten, as far as a check can tell."""
    checked = check_safely(sentence, index)
    verdicts = {claim.verdict for claim in checked.claims}
    is_supported = bool(verdicts) and verdicts.isdisjoint(_WRONG)
    return is_supported and not checked.objections and not checked.failed


def _replaced(text: str, wrong: Sequence[Claim], rewritten: Mapping[int, str]) -> str:
    """The text with these claims replaced, or removed with what only introduced them."""
    for claim in sorted(wrong, key=lambda claim: -claim.start):
        start, end = claim.start, claim.end
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        last = len(text) if last < 0 else last
        is_row = _ROW.match(text, first) is not None
        new = rewritten.get(claim.index, "")
        if new and not is_row:
            text = text[:start] + new + text[end:]
            continue
        head, tail = text[first:start], text[end:last].lstrip()
        rest = f"{head.rstrip()} {tail}".rstrip() if head.strip() else head + tail
        if is_row or not statements(rest):
            text = text[:first] + text[min(len(text), last + 1) :]
        else:
            text = text[:first] + rest + text[last:]
    return _BLANK_LINES.sub("\n\n", text).strip()


def _checked_again(text: str, before: Check, index: Index, changes: tuple[Change, ...]) -> Check:
    """The check of the new text; what a judge has said of a sentence that stays still holds."""
    after = replace(check_safely(text, index), changes=changes)
    if before.opinion is None:
        return after
    said = {_line(claim.text): claim.judgement for claim in before.claims if claim.judgement}
    kept: dict[int, Judgement] = {}
    for claim in after.claims:
        judgement = said.get(_line(claim.text))
        if judgement:
            kept[claim.index] = judgement
    return judged(after, kept, replace(before.opinion, cleared=()))


def _line(text: str) -> str:
    return " ".join(text.split())
