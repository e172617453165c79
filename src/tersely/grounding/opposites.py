"""Words that exclude each other where they say something of the same thing.

Antonyms are WordNet's (antonyms.txt, written by scripts/make_antonyms.py). The classes below hold
what a list of pairs does not: every word of growth is opposed to every word of decline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import resources

from ..language.words import stem

# Each block is a pair of classes: a word of one excludes the words of the other.
_CLASSES = """
rise rises rose risen rising increase increases increased increasing grow grows grew grown
growing climb climbed gain gained surge surged jump jumped soar soared growth upturn up | fall
falls fell fallen falling decrease decreases decreased decreasing decline declines declined
declining drop drops dropped dropping shrink shrank shrunk sink sank plunge plunged tumble
tumbled slump slumped reduction downturn down

more higher greater larger bigger | fewer less lower smaller

earlier sooner | later

longer | shorter

faster quicker | slower

better | worse

stronger | weaker

cheaper | dearer costlier pricier

deeper | shallower

older | younger

support supported supports back backed favour favoured favor favored endorse endorsed welcome
welcomed | oppose opposed opposes reject rejected rejects

accept accepted accepts approve approved approves agree agreed | refuse refused refuses reject
rejected decline declined denied

admit admitted admits confirm confirmed confirms acknowledge acknowledged | deny denied denies

succeed succeeded | fail failed fails

allow allowed allows permit permitted permits legalise legalize | ban banned bans forbid
forbidden prohibit prohibited prohibits outlaw

open opened opens opening | close closed closes closing shut

begin began begun begins start started starts launch launched | end ended ends stop stopped
stops finish finished

hire hired hires recruit recruited | fire fired dismiss dismissed lay-off

add added adds | remove removed removes

include included includes | exclude excluded excludes

guilty convicted | innocent acquitted

alive survived survive survives | dead died killed

safe | unsafe dangerous

present presence | absent absence lack

maximum | minimum

profit profits profitable | loss losses loss-making unprofitable

strengthen strengthened | weaken weakened

praise praised | criticise criticised criticize criticized condemn condemned

easy simple | difficult hard complicated

cheap | expensive

direct | indirect roundabout

struggling troubled ailing | thriving successful flourishing triumphant booming

temporary temporarily | permanent permanently

voluntary optional | mandatory compulsory obligatory

import imports imported | export exports exported

majority | minority

possible | impossible
"""
# Of the words of one group at most one fits.
_GROUPS = """
red orange yellow green blue purple pink white black brown grey gray
"""


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """The words, and stems of words, that each one excludes."""
    table: defaultdict[str, set[str]] = defaultdict(set)
    for pair in _CLASSES.strip().split("\n\n"):
        one, other = (side.split() for side in pair.split("|"))
        for here, there in ((one, other), (other, one)):
            for word in here:
                table[word].update(there)
    for line in _GROUPS.strip().splitlines():
        group = line.split()
        for word in group:
            table[word].update(other for other in group if other != word)
    pairs = resources.files(__package__).joinpath("antonyms.txt").read_text(encoding="utf-8")
    for line in pairs.splitlines():
        if not line.startswith("#"):
            first, second = map(stem, line.split())
            table[first].add(second)
            table[second].add(first)
    return {word: frozenset(others) for word, others in table.items()}


def opposites_of(word: str) -> frozenset[str]:
    """The words and stems that exclude this lower-case word."""
    table = _opposites()
    return table.get(word, frozenset()) | table.get(stem(word), frozenset())


def opposed(word: str, others: set[str]) -> Iterator[str]:
    """Those of `others`, words of a passage, that exclude `word`."""
    excluded = opposites_of(word)
    if not excluded:
        return
    for other in others:
        if other in excluded or stem(other) in excluded:
            yield other
