"""Chosen sentences as Markdown bullets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .dialogue import without_noises
from .selection import Sentence

_MARKER = re.compile(r"(?:\s*(?:>|[-*+•‣◦▪·–—](?=\s)|#{1,6}\s|\(?\d{1,3}[.)](?=\s)))+\s*")
_QUOTE = re.compile(r"\n[ \t]*>[> ]*")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\](?:\([^()\s]*(?: \"[^\"\n]*\")?\)|\[[^\[\]\n]*\])")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|<!--.{0,500}?-->")
_STRONG = re.compile(r"\*\*|(?<!\w)__|__(?!\w)")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])")


def render(text: str, chosen: Iterable[Sentence]) -> str:
    """The chosen sentences of `text` as "- " bullets, see `bullets`."""
    return "\n".join(f"- {bullet}" for bullet, _ in bullets(text, chosen))


def bullets(text: str, chosen: Iterable[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """Each chosen sentence of `text` on one line: its words verbatim, Markdown marks taken off; empty ones are left out.

    In a dialogue it says who speaks, without noises like [laughter].
    """
    for sentence in chosen:
        words = text[sentence.start : sentence.end]
        bullet = f"{sentence.speaker}: {plain(without_noises(words))}" if sentence.speaker else plain(words)
        if bullet:
            yield bullet, sentence


def plain(sentence: str) -> str:
    """One verbatim sentence on one line, without list markers, heading marks, links, tags and emphasis."""
    sentence = (
        _MARKER.sub("", _QUOTE.sub("\n", sentence), count=1) if _MARKER.match(sentence) else _QUOTE.sub("\n", sentence)
    )
    for pattern, kept in ((_LINK, r"\1"), (_FOOTNOTE, ""), (_TAG, ""), (_STRONG, ""), (_EMPHASIS, r"\2")):
        sentence = pattern.sub(kept, sentence)
    if sentence.startswith("|"):
        sentence = sentence.strip("| ")
    return " ".join(sentence.split())
