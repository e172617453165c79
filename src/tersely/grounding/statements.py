"""The statements of a summary: its sentences and bullets without headings, labels and marks.

Sentences about the summary itself ("Here is a summary in 74 words:") and the line under one that
is not whole are no statements about the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..endings import OPENINGS
from ..facts.markdown import VisibleText, visible_blocks
from ..facts.spans import Span
from ..language.sentences import blocks, sentences_of
from ..language.words import count_words

_MARKER = re.compile(r"(?:(?:[-*+•‣◦▪·–—>]|\(?\d{1,3}[.)])\s+)+")
# The line under a summary that is not whole: it speaks of the run, not of the source.
_ENDING = re.compile(rf"\[(?:{'|'.join(OPENINGS)}): .*\]\s*$")
_RULE = re.compile(r"[\s|:=_*-]*$")
_LONE_NUMBER = re.compile(r"\(?(?:\d{1,3}|[ivx]{1,4}|[a-z])[.)]$")
_CONJUNCTION = re.compile(
    r"(?:[;:]|,\s(?:and|but|while|whereas|although|which|who|where|und|aber|et|mais|y|pero))\s"
    r"|\s(?:and|but|while)\s"
)
_SEMICOLON = re.compile(r";\s+")
_CLAUSE_WORDS = 4
_LONG_WORDS = 30
_PART_WORDS = 8
# A line without a full stop of fewer words names what follows, it states nothing.
_LABEL_WORDS = 5
_BOLD_LABEL_WORDS = 10
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", '."', ".”")

_SUMMARY = r"(?:summary|summaries|overview|recap|tl;?dr|synopsis|key\s(?:points|facts|takeaways))"
_GREETING = (
    r"(?:sure(?: thing)?|certainly|of course|ok(?:ay)?|absolutely|great|gladly|happy to help)"
)
_ABOUT_ITSELF = re.compile(
    rf"""(?:{_GREETING}\b[\s,.:!-]{{0,4}})?(?:
    {_GREETING}[.!]?$
    |(?:here\s?(?:['’]s|\sis|\sare)|below\s(?:is|are)|this\sis|following\s(?:is|are)|the\sfollowing\s(?:is|are)
       |i(?:['’]ve|\shave)\s(?:written|summari[sz]ed)|as\srequested)\b[^.!?\n]{{0,80}}\b
       (?:{_SUMMARY}|summari[sz]ed|points|bullets?|words|translation|version|answer|list)\b
    |[^.!?\n]{{0,40}}\b{_SUMMARY}\b[^.!?\n]{{0,60}}\b(?:words|sentences|characters)\b
    |(?:let\sme\sknow|i\shope|feel\sfree|would\syou\slike|do\syou\swant|please\s(?:let|note\sthat\sthis\ssummary))\b
    |\(?(?:total\s)?word\scount\b|\(?(?:about\s|approx\.?\s)?\d{{1,5}}\s(?:words|sentences|characters)\)?[.:]?$
    |based\s(?:solely|only|strictly|entirely|purely)?\s?on\sthe\s(?:(?:provided|given|above)\s)?
       (?:passage|text|article|document|source|content|information|transcript)(?:\sprovided)?\b
       (?:[^.!?\n]{{0,60}}\b{_SUMMARY}\b[^.!?\n]{{0,60}}|[^.!?\n]{{0,60}}\binformation\b[^.!?\n]{{0,20}}|,?):?$
    |\(?(?:note|disclaimer):\s(?:this|the)\s{_SUMMARY}\b|this\s{_SUMMARY}\s(?:is|was|has|contains|covers)\b
    |(?:hier\s(?:ist|sind)|im\sfolgenden|nachfolgend)\b[^.!?\n]{{0,60}}\b(?:zusammenfassung|überblick|punkte)\b
    |voici\b[^.!?\n]{{0,60}}\b(?:résumé|synthèse|points)\b|aqu[ií]\s(?:tienes|está|hay)\b[^.!?\n]{{0,60}}\bresumen\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# "Here is the summary in 45 words:" in front of the first sentence, on its line or the line above.
_INTRODUCTION = re.compile(
    rf"(?:{_GREETING}\b[\s,.:!-]{{0,4}})?(?:here\s?(?:['’]s|\sis|\sare)|below\s(?:is|are)|the\sfollowing\s(?:is|are))"
    rf"\b[^.!?:\n]{{0,80}}\b(?:{_SUMMARY}|summari[sz]ed|words|version|answer)\b[^.!?:\n]{{0,60}}:\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """`text` is a statement of the summary as a reader sees it, at summary[start:end].

    `label` is the bold or short text before its colon ("Ship count"): it says what the statement is
    about and names nothing that the source must hold. In the row of a table it is the first cell.
    """

    text: str
    offsets: tuple[int, ...]
    label: str = ""

    @property
    def start(self) -> int:
        """Where the statement begins in the summary."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Where it ends in the summary."""
        return self.offsets[-1] + 1

    def span(self, start: int, end: int) -> Span:
        """Where text[start:end] stands in the summary."""
        return self.offsets[start], self.offsets[end - 1] + 1


def statements(summary: str) -> list[Statement]:
    """The statements of a summary in Markdown, in order."""
    shown = visible_blocks(summary)
    alone = sum(block.kind != "code" for block in shown) == 1
    stated: list[Statement] = []
    for block in shown:
        is_stated = block.kind not in ("code", "header", "heading")
        if is_stated or (alone and block.kind == "heading"):
            stated += _statements_of(block, alone=alone)
    return stated


def parts(statement: str) -> Iterator[Span]:
    """The span of the statement itself, or of its clauses if it is long: what is aligned on its
    own.
    """
    if count_words(statement) <= _LONG_WORDS:
        yield 0, len(statement)
        return
    start = 0
    for match in _CONJUNCTION.finditer(statement):
        before = count_words(statement[start : match.start()])
        if before >= _PART_WORDS and count_words(statement[match.end() :]) >= _PART_WORDS:
            yield start, match.start()
            start = match.end()
    yield start, len(statement)


def _statements_of(block: VisibleText, *, alone: bool) -> Iterator[Statement]:
    text = block.text
    if _ENDING.match(text.strip()):
        return
    if not alone and _is_label(block):
        return
    if block.kind == "row":
        label, sentences = text.partition(";")[0], [(0, len(text))]
    else:
        start, label = _label(block)
        sentences = list(_sentences_from(start, text))
    for first, last in _apart(text, sentences):
        introduction = _INTRODUCTION.match(text, first, last)
        span = _bare(text, introduction.end() if introduction else first, last)
        if span and not _ABOUT_ITSELF.match(text, *span):
            characters = slice(*span)
            yield Statement(text[characters], block.offsets[characters], label)


def _sentences_from(start: int, text: str) -> Iterator[Span]:
    """The sentences of text[start:], without its code."""
    rest = text[start:]
    for part in blocks(rest):
        if part.kind != "code":
            for first, last in sentences_of(rest, part):
                yield start + first, start + last


def _apart(text: str, sentences: Sequence[Span]) -> Iterator[Span]:
    """The sentences, cut at semicolons between clauses that can stand alone."""
    for start, end in sentences:
        first = start
        for match in _SEMICOLON.finditer(text, start, end):
            before = count_words(text[first : match.start()])
            after = count_words(text[match.end() : end])
            if min(before, after) >= _CLAUSE_WORDS:
                yield first, match.start()
                first = match.end()
        yield first, end


def _is_label(block: VisibleText) -> bool:
    """Whether a block names what follows: a bold line or a short one, without a full stop."""
    text = block.text.strip()
    if text.endswith(_SENTENCE_ENDS) or "\n" in text or block.kind == "row":
        return False
    words = count_words(text)
    is_bold = any(end - start >= len(text) - 1 for start, end in block.strong)
    if is_bold:
        return words <= _BOLD_LABEL_WORDS
    return words < _LABEL_WORDS and (block.kind == "paragraph" or text.endswith(":"))


def _label(block: VisibleText) -> tuple[int, str]:
    """Where the text behind a bold label begins, and the label; (0, "") if there is none."""
    text = block.text
    if not block.strong:
        return 0, ""
    start, end = block.strong[0]
    if text[:start].strip():
        return 0, ""
    bold = text[start:end].rstrip()
    colon = re.compile(r"\s*[:–—-]\s+").match(text, end)
    if bold.endswith(":"):
        return end, bold[:-1]
    if colon and text[end:].lstrip()[0] in ":–—-":
        return colon.end(), bold
    return 0, ""


def _bare(text: str, start: int, end: int) -> Span | None:
    """The sentence without a bullet that Markdown does not know, None if nothing is left."""
    match = _MARKER.match(text, start, end)
    start = match.end() if match else start
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    sentence = text[start:end]
    if _RULE.match(sentence) or _LONE_NUMBER.match(sentence) or not count_words(sentence):
        return None
    return start, end
