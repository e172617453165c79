"""Quotations of a statement against the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..facts.quotations import in_order, is_verbatim
from ..facts.spans import Span
from ..language.words import count_words, unaccented
from ..records import Flag, Hint
from .alignment import Alignment, content_of
from .polarity import has_negation

# An altered quotation has this share of its words in the order of the source, chance has a third.
_ALTERED = 0.5
_INVENTED_WORDS = 3


def check_quotations(aligned: Alignment, quoted: Sequence[Span]) -> Iterator[Flag | Hint]:
    """A mark for each quotation that the source does not hold."""
    for start, end in quoted:
        said, wording = aligned.text[start:end], aligned.index.wording
        if is_verbatim(said, wording.flat) or is_verbatim(unaccented(said), wording.unaccented):
            continue
        if mark := _unquoted(aligned, start, end):
            yield mark


def _unquoted(aligned: Alignment, start: int, end: int) -> Flag | Hint | None:
    """What a quotation is that the source does not hold: altered when one sentence has all its
    content, else invented.

    Two words may be a turn of phrase: they are invented only if the source lacks one of them in
    every form.
    """
    index, text = aligned.index, aligned.text[start:end]
    wanted = content_of(text)
    for number, share in index.best(wanted, 1):
        first, last = index.sentences[number]
        source = index.text[first:last]
        is_whole = share >= 1 - 1e-9 and len(wanted) > 1
        if not is_whole or in_order(text, source) < _ALTERED:
            continue
        if has_negation(text) == has_negation(source):
            return Hint("altered quotation", text, start, end, -1, first, last)
        return Flag("quotation", text, start, end, -1, source, first, last, contradicted=True)
    if count_words(text) < _INVENTED_WORDS and all(index.forms(term) for term in wanted):
        return None
    return Flag("quotation", text, start, end, -1)
