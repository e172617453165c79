"""Chosen sentences as Markdown bullets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..language.patterns import lazy
from ..language.words import UNSPACED, is_western
from .dialogue import without_noises
from .entities import with_characters
from .leads import NONE
from .selection import Sentence

_MARKER = lazy(
    r"\A(?:\s*(?:>|[-*+•‣◦▪·–—](?=\s)|#{1,6}\s|\(?\d{1,3}[.)](?=\s)|\[[ xX]\](?=\s)|//[/!]*(?=\s)|--(?=\s)))+\s*"
)
_CONTINUED = lazy(
    r"\n[ \t]*(?:>[> ]*|(?:#+|//[/!]*|\*)[ \t]+)"
)  # the next line of a quotation or comment
_HYPHENATED = lazy(r"(?<=[a-zà-ÿ])[\u2010\u00ad]\n\s*(?=[a-zà-ÿ])")  # by groff, in manual pages
# A hyphen stays: it may be the word's own. "Sand- and stone quays" are two words.
_DIVIDED = lazy(r"(?<=\w-)\n\s*(?=[^\W\d])(?!(?:and|or|und|oder|et|ou|y|o)\b)")
_UNSPACED_LINES = lazy(
    rf"(?<=[{UNSPACED}\u3001-\u303f\uff00-\uffef])[ \t]*\n[ \t]*(?=[{UNSPACED}\u3001-\u303f\uff00-\uffef])"
)
_LINK = lazy(r"!?\[([^\[\]\n]*)\](?:\([^()\s]*(?: \"[^\"\n]*\")?\)|\[[^\[\]\n]*\])")
_FOOTNOTE = lazy(r"\[\^[^\]\s]+\]")
# Tags of HTML only: <branch> is a placeholder.
_TAG = lazy(
    r"</?(?:a|abbr|b|bdo|big|blockquote|br|center|cite|code|dd|del|details|dfn|div|dl|dt|em|figure|font|h[1-6]|hr|i|img|ins|"
    r"kbd|li|mark|ol|p|picture|pre|q|s|samp|small|source|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|"
    r"u|ul|var|wbr)(?:\s[^<>\n]{0,200})?/?>|<!--.{0,500}?-->",
    re.IGNORECASE,
)
# Of XML: what closes itself or something else, or has attributes, is no placeholder.
_ELEMENT = lazy(r"<([A-Za-z][\w:.-]*)(?:\s[^<>]{0,200})?>(?=[^<>]{0,2000}</\1>)")
_CLOSING = lazy(
    r"</[A-Za-z][\w:.-]*>|<[A-Za-z][\w:.-]*(?:\s[^<>]{0,200})?/>|<[A-Za-z][\w:.-]*\s+[\w:.-]+=[\"'][^<>]{0,200}>"
)
# {ref}`the quay <north-quay>` of MyST, :ref:`...` of reStructuredText.
_MYST_ROLE = lazy(r"(?:\{[\w:+-]{1,40}\}|:[\w:+-]{1,40}:)`(?P<text>[^`<>\n]*)(?:<[^`<>\n]*>)?`")
# {@code open()} and {@link Quay quays} of Javadoc; `quays <https://quay.example>`_ of
# reStructuredText.
_JAVADOC = lazy(r"\{@(?:code|link|linkplain|literal|value)\s+([^{}\n]{1,200})\}")
_RST_LINK = lazy(r"`([^`<>\n]{1,200}?)\s*<[^<>`\s]{1,500}>`__?(?!\w)")
_STRONG = lazy(r"\*\*|(?<!\w)__|__(?!\w)")
_EMPHASIS = lazy(r"(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])")

_LETTERED = lazy(r"\A\(?[a-z]\)\s+")
_CLOSING_SIGNS = (":", "：", "?", "？", "؟", "!", ".", "。")


def render(text: str, chosen: Iterable[Sentence]) -> str:
    """The chosen sentences of `text` as "- " bullets, see `bullets`."""
    return "\n".join(f"- {bullet}" for bullet, _ in bullets(text, chosen))


def bullets(text: str, chosen: Iterable[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """Each chosen sentence of `text` on one line: its words verbatim, Markdown marks taken off;
    empty ones are left out.

    What a sentence belongs to stands before it: the speaker, the term, the item, the question.
    """
    for sentence in chosen:
        words = text[sentence.start : sentence.end]
        if sentence.lead == NONE:
            bullet = plain(words)
        else:
            statement = plain(_LETTERED.sub("", without_noises(words)))
            bullet = f"{_lead(text[slice(*sentence.lead)])} {statement}"
        if bullet:
            yield bullet, sentence


def _lead(words: str) -> str:
    lead = plain(words)
    return lead if lead.endswith(_CLOSING_SIGNS) else f"{lead}:"


def _role_text(role: re.Match[str]) -> str:
    return role["text"].strip() or role[0]


def plain(sentence: str) -> str:
    """One verbatim sentence on one line, without list markers, heading marks, links, tags and
    emphasis.
    """
    if "\n" in sentence:
        sentence = _CONTINUED.sub("\n", sentence)
    sentence = _MARKER.sub("", sentence, count=1)
    if "\n" in sentence:
        for divided in (_HYPHENATED, _DIVIDED):
            sentence = divided.sub("", sentence)
        if not is_western(sentence):
            sentence = _UNSPACED_LINES.sub("", sentence)
    # Looked for first: most sentences hold none of the signs, and the patterns are slow.
    if "[" in sentence:
        sentence = _FOOTNOTE.sub("", _LINK.sub(r"\1", sentence))
    if "`" in sentence and ("{" in sentence or ":" in sentence):
        sentence = _MYST_ROLE.sub(_role_text, sentence)
    if "{@" in sentence:
        sentence = _JAVADOC.sub(r"\1", sentence)
    if ">`_" in sentence:
        sentence = _RST_LINK.sub(r"\1", sentence)
    if "<" in sentence:
        sentence = (
            _CLOSING.sub("", _ELEMENT.sub("", _TAG.sub("", sentence))).strip() or sentence
        )  # nothing but a tag
    if "*" in sentence or "_" in sentence:
        sentence = _EMPHASIS.sub(r"\2", _STRONG.sub("", sentence))
    sentence = with_characters(sentence)
    if sentence.startswith("|"):
        sentence = sentence.strip("| ")
    return " ".join(sentence.split())
