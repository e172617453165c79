"""The table of rules that judge a statement beside its passages.

Each rule has a name and a function that gives marks. `bench/check.py --ablate` prints what each
catches that no other does, and what it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..records.check import FlagKind
from .alignment import Alignment
from .amounts import check_amounts
from .binding import check_binding, check_roles
from .bounds import check_bounds
from .cell_comparisons import check_cells
from .changes import check_changes
from .columns import check_columns
from .comparisons import check_comparisons
from .continued import check_continued
from .corrections import check_corrections
from .denials import check_denials
from .figures import Mark, check_dates, check_numbers
from .governed import check_governed
from .in_place import check_denied_in_place
from .inventions import check_invented
from .names import check_names
from .order import check_exchanged
from .polarity import check_polarity
from .quoting import check_quotations
from .replaced import check_replaced
from .rivals import check_designations
from .speakers import check_speakers
from .subjects import check_object, check_subject
from .unfulfilled import check_unfulfilled

# What is longer is a table or a log without line ends: its values are looked up, not bound.
_LONGEST_SENTENCE = 1500  # characters


@dataclass(frozen=True, slots=True)
class Rule:
    """`marks` gives what is wrong with a statement, as spans of its text.

    A rule is asked where the facts that it `needs` can be judged. It is asked of sentences only,
    unless it holds `at_any_length`; and of statements that stand in the source word for word only
    if it is one `of_copies`.
    """

    name: str
    marks: Callable[[Alignment], Iterable[Mark]]
    needs: FlagKind | None = None
    at_any_length: bool = False
    of_copies: bool = False


# Of two flags on one place the first counts: what a value should be says more than that a word of
# its sentence is another one.
RULES = (
    Rule("quotations", check_quotations, needs="quotation", at_any_length=True),
    Rule("dates", check_dates, at_any_length=True),
    Rule("numbers", check_numbers, at_any_length=True),
    Rule("names", check_names, needs="name", at_any_length=True),
    Rule("designations", check_designations, needs="name", at_any_length=True),
    Rule("binding", check_binding),
    Rule("speakers", check_speakers, needs="name"),
    Rule("exchanged", check_exchanged, needs="name"),
    Rule("roles", check_roles, needs="name"),
    Rule("corrections", check_corrections, of_copies=True),
    Rule("changes", check_changes),
    Rule("amounts", check_amounts),
    Rule("bounds", check_bounds),
    Rule("comparisons", check_comparisons),
    Rule("polarity", check_polarity),
    Rule("governed", check_governed, of_copies=True),
    Rule("denials", check_denials),
    Rule("denied in place", check_denied_in_place),
    Rule("unfulfilled", check_unfulfilled),
    Rule("continued", check_continued),
    Rule("columns", check_columns),
    Rule("cell comparisons", check_cells),
    Rule("subject", check_subject),
    Rule("object", check_object),
    Rule("replaced", check_replaced),
    Rule("invented", check_invented, needs="name"),
)


def judge(
    aligned: Alignment, unchecked: Collection[FlagKind], rules: Sequence[Rule] = RULES
) -> Iterator[Mark]:
    """The marks of all rules that may be asked of a statement; `unchecked` are the kinds of facts
    that cannot be judged.
    """
    is_long = len(aligned.text) > _LONGEST_SENTENCE
    for rule in rules:
        if rule.needs in unchecked or (aligned.verbatim and not rule.of_copies):
            continue
        if rule.at_any_length or aligned.verbatim or not is_long:
            yield from rule.marks(aligned)
