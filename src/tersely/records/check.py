"""What grounding says of a summary: a verdict and the best passages for each claim, and which facts
the source does not hold or contradicts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..screen_text import how_many

Verdict = Literal["supported", "contradicted", "not found", "same words"]
"""supported     verbatim, or the same words with every checked fact bound to the same thing
contradicted  a passage of the source says otherwise
not found     nothing supports the claim, or a fact of it stands nowhere in the source
same words    a passage has the words of the claim; that it says the same was not verified"""

VERDICT_WORDS: dict[Verdict, str] = {
    "supported": "supported",
    "contradicted": "contradicted",
    "not found": "not found",
    "same words": "same words, not verified",
}

FlagKind = Literal[
    "number",
    "date",
    "name",
    "quotation",
    "url",
    "email",
    "phone",
    "code",
    "speaker",
    "negation",
    "direction",
    "quantity",
    "hedge",
    "correction",
    "instruction",
    "word",
    "claim",
    "judged",
]
"""Most name the kind of fact. "word" is a word that excludes the one in its place, "claim" a statement
made of words that the source does not have, "judged" what a second model denies."""

JudgeAnswer = Literal["supported", "contradicted", "not stated", "unusable"]
"""What a second model says of a claim; an answer is unusable if what it rests on is in no passage."""

# A passage holds this share of a claim's idf weight: below WEAK it does not support the claim, from
# STRONG on it has the claim's words. Measured on WiCE (Kamoi et al. 2023).
STRONG_SCORE = 0.6
WEAK_SCORE = 0.35
# What all passages together hold less of is "not found". Of the thresholds from .35 to .42 the
# balanced accuracy of "supported" against people's labels is best from .40 on, on LLM-AggreFact
# (.744 to .755), and about the same on RAGTruth, FaithJudge and SummEdits; a higher one calls ever
# more right statements not found.
FOUND_SCORE = 0.4
# Summaries of another document share so little on average (nine of ten of 420); of their own
# document, none of 1,800 did.
_UNFOUNDED_MEAN_SCORE = 0.1
# One sentence is less evidence than several, and a long one on a whole meeting shares little with
# any single turn of it.
_UNFOUNDED_LONE_SCORE = 0.075


@dataclass(frozen=True, slots=True)
class Citation:
    """source[start:end] is a passage for a claim with `score` in 0..1 (idf-weighted share of the
    claim's words found there).
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Flag:
    """The source does not bear out `text`, which stands at summary[start:end] (there with its
    Markdown).

    `contradicted` tells a fact that the source denies from one that it lacks. `nearest` is what it
    says instead, or the closest value there is, with its source span.
    """

    kind: FlagKind
    text: str
    start: int
    end: int
    claim: int
    nearest: str = ""
    nearest_start: int = -1
    nearest_end: int = -1
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """A soft remark that is never counted: "computed", "elsewhere", "altered quotation".

    `detail` holds the calculation of a computed figure, e.g. "31 - 19".
    """

    kind: str
    text: str
    start: int
    end: int
    claim: int
    source_start: int = -1
    source_end: int = -1
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a second model says of a claim, having seen its passages only.

    `words` are the source's own, at source[start:end]; -1 and "" where the answer rests on none.
    """

    answer: JudgeAnswer
    words: str = ""
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a second model was asked: `asked` claims, of which `unusable` got no answer that rests
    on their passages. `failed` says why claims went without an answer. `cleared` are the flags that
    it took back; a number, date, quotation or address is never among them.
    """

    model: str
    asked: int = 0
    unusable: int = 0
    failed: str = ""
    cleared: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that was rewritten, or removed (`after` is ""), and why."""

    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence or bullet of the summary at summary[start:end]; `text` is without Markdown.

    `citations` are the best passages, the best one first. They are there for every verdict, unless
    no sentence of the source shares a word with the claim.
    """

    index: int
    start: int
    end: int
    text: str
    verdict: Verdict
    citations: tuple[Citation, ...] = ()
    judgement: Judgement | None = None

    @property
    def score(self) -> float:
        """How much of the claim its best passage holds, 0..1."""
        return self.citations[0].score if self.citations else 0.0

    @property
    def is_traced(self) -> bool:
        """Whether the best passage holds enough of the claim for the claim to rest on it."""
        return self.score >= WEAK_SCORE


@dataclass(frozen=True, slots=True)
class Check:
    """All claims of a summary with their verdicts. A supported claim is not proven true.

    `unchecked` are the kinds of facts that could not be judged: names and quotations when the
    summary is in another language than its source, names alone when the source is German, where
    every noun has a capital. `failed` says why nothing was checked at all. `opinion` is there where
    a second model was asked (--verify), `changes` where sentences were rewritten or removed
    (--fix).
    """

    claims: tuple[Claim, ...]
    flags: tuple[Flag, ...] = ()
    hints: tuple[Hint, ...] = ()
    elapsed_s: float = 0.0
    unchecked: tuple[FlagKind, ...] = ()
    failed: str = ""
    other_language: bool = False
    opinion: Opinion | None = None
    changes: tuple[Change, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether a second model gave an answer that rests on its passages for any claim."""
        return any(c.judgement and c.judgement.answer != "unusable" for c in self.claims)

    @property
    def second_opinion(self) -> str:
        """E.g. "verified by openai/gpt-6-luna: 4 claims, 3 supported, 1 not stated"; "" where no
        second model was asked.
        """
        opinion = self.opinion
        if opinion is None:
            return ""
        if not opinion.asked:
            return f"{opinion.model} was asked nothing: no claim is open"
        claims = how_many(opinion.asked, "claim")
        if not self.judged:
            return f"not verified: {opinion.model} gave no usable answer on {claims}"
        answers = [claim.judgement.answer for claim in self.distinct if claim.judgement]
        parts = [f"{answers.count(answer)} {answer}" for answer in dict.fromkeys(answers)]
        if missing := opinion.asked - len(answers):
            parts.append(f"{missing} without an answer")
        return f"verified by {opinion.model}: {', '.join([claims, *parts])}"

    @property
    def distinct(self) -> tuple[Claim, ...]:
        """The claims without those that only repeat one before them: a sentence counts once."""
        first: dict[str, Claim] = {}
        for claim in self.claims:
            first.setdefault(" ".join(claim.text.split()), claim)
        return tuple(first.values())

    def count(self, verdict: Verdict) -> int:
        """How many distinct claims have this verdict."""
        return sum(claim.verdict == verdict for claim in self.distinct)

    @property
    def traced(self) -> int:
        """How many distinct claims rest on a passage, be it that it contradicts a fact of them."""
        return sum(claim.is_traced for claim in self.distinct)

    @property
    def unfounded(self) -> bool:
        """Whether no or nearly no claim rests on the source: a refusal, small talk, another text.

        A translation shares no words with its source and is not judged by them.
        """
        if not self.claims or self.other_language:
            return False
        claims = self.distinct
        if self.count("supported") or self.traced > len(claims) // 10:
            return False
        least = _UNFOUNDED_MEAN_SCORE if len(claims) > 1 else _UNFOUNDED_LONE_SCORE
        return sum(claim.score for claim in claims) < least * len(claims)

    @property
    def rests_on_nothing(self) -> bool:
        """Whether no claim rests on a passage, be the summary unfounded or all in words of its own."""
        return bool(self.claims) and not self.other_language and not self.traced

    @property
    def is_supported(self) -> bool:
        """What --strict wants: no objection, and every claim rests on a passage."""
        return not self.objections and self.traced == len(self.distinct)

    @property
    def objections(self) -> int:
        """What counts for exit code 9: flags, and one for a summary that is unfounded."""
        return len(self.flags) + self.unfounded
