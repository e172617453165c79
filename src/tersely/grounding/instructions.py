"""Sentences of a source that are addressed to whoever summarizes it: no evidence for anything."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..facts.spans import Span

# To ignore what came before, or to call the reader a model, is said to nobody else.
_TAKEOVER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,60}"
    r"\b(?:instructions?|prompts?|rules?|above|previous|prior|earlier|guidelines)\b"
    r"|\bsystem prompt\b|\b(?:new|updated|revised) instructions?\s?:"
    r"|\byou are (?:now )?(?:an? )?(?:\w+ )?(?:AI|assistant|language model|chatbot|LLM)\b"
    r"|\b(?:ignoriere|vergiss|missachte)\b[^.!?\n]{0,60}\b(?:anweisung\w*|vorherige\w*|obige\w*)"
    r"|\bignore[zr]?\b[^.!?\n]{0,60}\b(?:consignes|précédentes|anteriores|instrucciones)\b",
    re.IGNORECASE,
)
# What a sentence may be that names an address: the writer of the answer is spoken to or of.
_WRITER = re.compile(
    r"\b(?:your|the|this|each|every)\s+(?:\w+\s+)?(?:reply|response|answer|summary|output|message)\b"
    r"|\b(?:when|while|before|after|if|as)(?: you)? summari[sz](?:e|ing)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:^|[.:!?]\s+|\bplease\s|\bmust\s|\bshould\s|\bto\s)(?:add|include|append|insert|write|say|state|end|begin"
    r"|start|put|mention|use|output|print|respond|reply|answer|summari[sz]e|tell|recommend|conclude|open)\b"
    r"[^.!?\n]{0,100}\b(?:your|the|this|each|every)\s+(?:\w+\s+)?(?:reply|response|answer|summary|output)\b"
    r"|\b(?:when|while|before|after|if|as)(?: you)? summari[sz](?:e|ing)\b"
    r"|\b(?:write|say|state|output|print|respond|reply|answer)\s+(?:only|exactly|just|nothing but|with)\b"
    r"|\b(?:write|output|print|repeat)\s+(?:the following|this)(?: exact)?(?: sentence| text| words?)?\s?:"
    r"|\bsummari[sz]e (?:this|the (?:text|document|article|meeting))\s+(?:as|by|with)\b",
    re.IGNORECASE,
)


def is_takeover(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] tells a model to drop its task; what follows in the paragraph goes on
    in the same voice.
    """
    return _TAKEOVER.search(text, start, end) is not None


def speaks_of_writer(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] may tell the writer of an answer which address to name in it."""
    return _WRITER.search(text, start, end) is not None or is_instruction(text, start, end)


def is_instruction(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] tells the writer of a summary what to write."""
    return is_takeover(text, start, end) or _ORDER.search(text, start, end) is not None


class Orders:
    """Which sentences of a source tell the writer of a summary what to write; each is looked at
    once.

    `first_of_block` holds for each sentence the number of the first one of its paragraph.
    """

    def __init__(self, text: str, sentences: Sequence[Span], first_of_block: Sequence[int]) -> None:
        self._text = text
        self._sentences = sentences
        self._first_of_block = first_of_block
        self._known: dict[int, bool] = {}
        self._takeovers: dict[int, tuple[int, bool]] = {}  # by the first sentence of the paragraph

    def hold(self, number: int) -> bool:
        """Whether the sentence with this number is such an order, or follows one in its paragraph
        that tells a model to drop its task.
        """
        if number not in self._known:
            self._known[number] = self._follows_takeover(number) or is_instruction(
                self._text, *self._sentences[number]
            )
        return self._known[number]

    def _follows_takeover(self, number: int) -> bool:
        first = self._first_of_block[number]
        looked_at, takeover = self._takeovers.get(first, (first, False))
        while looked_at < number and not takeover:
            takeover = is_takeover(self._text, *self._sentences[looked_at])
            looked_at += 1
        self._takeovers[first] = (looked_at, takeover)
        return takeover and number >= looked_at
