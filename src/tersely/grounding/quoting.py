"""Quotations of a statement against the source."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts.quotations import in_order, is_verbatim
from ..facts.spans import Span
from ..language.words import count_words, unaccented
from ..records import Flag, Hint
from .alignment import Alignment, content_of
from .negation import has_negation

# An altered quotation has this share of its words in the order of the source, chance has a third.
_ALTERED = 0.5
_INVENTED_WORDS = 3


def check_quotations(aligned: Alignment) -> Iterator[Flag | Hint]:
    """A mark for each quotation that the source does not hold."""
    wording = aligned.index.wording
    for start, end in aligned.quoted:
        said = aligned.text[start:end]
        is_held = is_verbatim(said, wording.flat)
        if is_held or is_verbatim(unaccented(said), wording.unaccented):
            continue
        if mark := _unquoted(aligned, (start, end)):
            yield mark


def _unquoted(aligned: Alignment, place: Span) -> Flag | Hint | None:
    """What a quotation is that the source does not hold: altered when one sentence has all its
    content, else invented.

    Two words may be a turn of phrase: they are invented only if the source lacks one of them in
    every form.
    """
    index, text = aligned.index, aligned.text[slice(*place)]
    content = content_of(text)
    for number, share in index.best(content, 1):
        sentence = index.sentences[number]
        said = index.said(sentence)
        is_whole = share >= 1 - 1e-9 and len(content) > 1
        if not is_whole or in_order(text, said) < _ALTERED:
            continue
        if has_negation(text) == has_negation(said):
            return Hint("altered quotation", text, *place, -1, *sentence)
        return aligned.contradiction("quotation", place, sentence)
    if count_words(text) < _INVENTED_WORDS and all(map(index.vocabulary.forms, content)):
        return None
    return Flag("quotation", text, *place, -1)
