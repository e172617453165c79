"""What stands in documents without being their matter: navigation, references, licences, notices,
index entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ..language.patterns import lazy
from .form import Form

_REFERENCE = lazy(
    r"\[\w{0,12}\d[\w.-]*\]\s+[A-Z]|[A-Z][\w'’-]+, (?:[A-Z]\. ?)+.*\(?\b(?:19|20)\d\d\b|\[\^?[\w-]+\]:"
)
_CITED = lazy(r"\b(?:doi:|doi\.org|arXiv:\d|ISBN |et al\., (?:19|20)\d\d\.|pp\. \d+[-–]\d+)")
_NAVIGATION = lazy(
    r"(?:skip to|click here|read more|see also|sign (?:in|up)|log ?in|subscribe|share this|back to|next:|previous:|"
    r"read (?:also|the (?:full|whole|complete) (?:story|article|report|interview|text))\b|lesen sie (?:auch|mehr|hier)\b|"
    r"den (?:ganzen|kompletten|vollständigen) (?:artikel|beitrag|text) (?:lesen|finden)\b|weiterlesen\b|mehr zum thema\b|"
    r"(?:à )?lire (?:aussi|également|la suite)\b|(?:lea|leer|lee) (?:también|más)\b|leggi anche\b|leia (?:também|mais)\b|"
    r"table of contents|cookie|all rights reserved|copyright|©|related (?:posts|articles)|follow us|home\b.{0,3}[>»›|]|"
    r"see (?:the )?(?:file )?(?:licen[cs]e|copying)\b|"
    r"you (?:are receiving|received) this|merge (?:branch|pull request|tag|remote-tracking)\b)",
    re.IGNORECASE,
)
_NAVIGATION_WORDS = 25
# The title of another page. The text of the link ends in no full stop.
_LINK_ALONE = lazy(r"[-*+•\s]*(?:\d+[.)] )?!?\[[^\[\]\n]*[^.!?\[\]\n]\]\([^()\s]*\)\W*$")
# Every notice and citation holds one of these words: looked up first, for the patterns are slow.
_TELLING_WORDS = frozenset(
    """permission redistribute warranty warranties license licenses licence liable copyright trademark trademarks
    scanned viruses
    cookies unsubscribe recipient recipients newsletter endorse advertising doi
    arxiv isbn al pp forward gaap""".split()
)
# Of words in lower case with one space between: notices are wrapped and punctuated in many ways.
_NOTICE = lazy(
    r"permission is (?:hereby )?granted|permission notice|redistribut\w+ (?:it )?and (?:or|use)\b|any (?:express|implied)"
    r"|warrant(?:y|ies) (?:of|or)\b|(?:without|no|disclaims?)(?: \w+)? warrant(?:y|ies)|provided as is\b"
    r"|(?:under|see|accept) (?:the )?(?:terms|provisions) of|(?:copy|version \d[.\d]*) of the [\w ]{0,30}licen[cs]e"
    r"|licen[cs]ed (?:under|to (?:you|the [\w ]{3,60}under one or more))|contributor license agreements"
    r"|regarding copyright ownership|(?:general public|documentation|apache|mit|bsd|creative commons[\w ]*) licen[cs]e"
    r"|in compliance with the license|permissions and limitations under"
    r"|(?:be|held|are) liable|copyright (?:c|\d+|notice|holder|owner)\b|registered trademarks?|trademarks? of"
    r"|(?:use|uses|accept|allow|our) (?:\w+ )?cookies|cookies? (?:policy|settings|preferences)"
    r"|(?:to|can|or|may) unsubscribe|unsubscribe (?:here|at|from (?:this|our))|(?:intended|named|not the) (?:\w+ )?recipient"
    r"|(?:has been|was) scanned (?:for|by) \w+|virus(?:es)? found in this"
    r"|forward looking statements?|non gaap (?:measures|financial)"
    r"|(?:our|the) newsletter|endorse or promote|used in advertising"
)


def is_reference(form: Form) -> bool:
    """An entry of a bibliography."""
    return _REFERENCE.match(form.plain) is not None


def is_navigation(form: Form) -> bool:
    """What a page says about itself and others: "Skip to", "Read more"."""
    return len(form.tokens) < _NAVIGATION_WORDS and _NAVIGATION.match(form.plain) is not None


def is_notice(form: Form) -> bool:
    """A licence, a notice of rights, a footer of a mail, a citation."""
    if _TELLING_WORDS.isdisjoint(form.tokens):
        return False
    return (_NOTICE.search(" ".join(form.tokens)) or _CITED.search(form.plain)) is not None


def is_link(form: Form) -> bool:
    """Nothing but one link of Markdown: the title of another page."""
    return "](" in form.raw and _LINK_ALONE.match(form.raw) is not None


# Of content terms.
_LEGAL = frozenset(("licens", "licenc", "copyright", "warranti", "lizenz", "urheb"))
_LEGAL_WORTH = 3  # a run may hold three times as many units without a legal term
_LEGAL_RUN = 30


def licences(bags: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """[start, end) of each run of units, given by their content terms, that is a licence.

    None in a text of which they are more than half: that is about licences.
    """
    runs: list[tuple[int, int]] = []
    if _LEGAL_WORTH * len(bags) < _LEGAL_RUN:
        return
    start = end = total = best = 0
    for i, bag in enumerate([*bags, ()]):
        total += -1 if _LEGAL.isdisjoint(bag) else _LEGAL_WORTH
        if total > best:
            best, end = total, i + 1
        elif total < 0 or i == len(bags):
            if best >= _LEGAL_RUN:
                runs.append((start, end))
            start, total, best = i + 1, 0, 0
    if 2 * sum(end - start for start, end in runs) <= len(bags):
        yield from runs


_FRAME_TERMS = 3
_FRAME_UNITS = 10


def repetitions(bags: Sequence[Sequence[str]]) -> Iterator[int]:
    """Indices of the units that begin with the same words as many others, as the lines of a log; of
    each kind the first is none.
    """
    frames: dict[tuple[str, ...], list[int]] = {}
    for i, bag in enumerate(bags):
        frame = tuple(islice(filter(str.isalpha, bag), _FRAME_TERMS))
        if len(frame) == _FRAME_TERMS:
            frames.setdefault(frame, []).append(i)
    for same in frames.values():
        if len(same) >= _FRAME_UNITS:
            yield from same[1:]
