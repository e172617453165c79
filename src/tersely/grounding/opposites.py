"""Words that exclude each other where they say something of the same thing.

Antonyms are WordNet's (antonyms.txt, written by scripts/make_antonyms.py). The classes below hold
what a list of pairs does not: every word of growth is opposed to every word of decline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from functools import cache
from importlib import resources

from ..language.words import stem

# Each block is a pair of classes: a word of one excludes the words of the other.
_CLASSES = """
rise rises rose risen rising increase increases increased increasing grow grows grew grown
growing climb climbed gain gained surge surged jump jumped soar soared growth upturn up | fall
falls fell fallen falling decrease decreases decreased decreasing decline declines declined
declining drop drops dropped dropping shrink shrank shrunk sink sank plunge plunged tumble
tumbled slump slumped reduction downturn down lowers lowered lowering reduce reduces reduced reducing

steigt steigen stieg stiegen gestiegen erhöht erhöhen erhöhte wächst wachsen wuchs gewachsen zugenommen | sinkt
sinken sank sanken gesunken fällt fiel fielen gefallen verringert verringerte schrumpft schrumpfte abgenommen

augmente augmentent augmenté augmentation hausse progresse progressé | diminue diminuent diminué diminution baisse
recule reculé

aumenta aumentan aumentó aumento sube suben subió incrementa incrementan incrementó crece crecen creció | disminuye
disminuyen disminuyó disminución baja bajan bajó reduce reducen redujo cae caen cayó

überschuss | defizit fehlbetrag

excédent boni bénéfice | déficit mali perte

superávit beneficio | déficit pérdida pérdidas

surplus | deficit

strict stricter restrictive | permissive lenient lax looser

more higher greater larger bigger | fewer less lower smaller lesser

earlier sooner | later

early | late

early beginning | end

anfang beginn | ende

début | fin

principios comienzos | finales fines

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
# Of these at most one fits into the very place of another, the words around it being the same.
_CLASSES_IN_PLACE = """
before | after following

despite notwithstanding | because following after owing thanks

most | least

more | less fewer

big large | small medium little tiny

with | without

including | excluding

won | lost

buy bought | sell sold

attack attacked attacks | defend defended defends

domestic | foreign

public | private

civilian | military

same | different

always | never
"""
_GROUPS_IN_PLACE = """
second minute hour day week month quarter year decade century
seconds minutes hours days weeks months quarters years decades centuries
son daughter brother sister father mother husband wife uncle aunt nephew niece grandfather grandmother
sons daughters brothers sisters fathers mothers husbands wives uncles aunts nephews nieces
man woman boy girl
men women boys girls
once twice thrice
his her
he she
north south east west
northern southern eastern western
morning afternoon evening night noon midnight
mornings afternoons evenings nights
spring summer autumn winter
left right
breakfast lunch dinner
king queen prince princess
federal provincial municipal
gold silver bronze copper iron coal tin zinc nickel lithium uranium
coffee tea beer wine milk water juice
wheat rice corn maize barley oats soy rye
beef pork chicken lamb mutton fish
dog cat horse cow sheep pig goat
dogs cats horses cows pigs goats
car bus train tram plane truck lorry bicycle motorcycle ship boat ferry helicopter
cars buses trains trams planes trucks lorries bicycles motorcycles ships boats ferries helicopters
doctor nurse teacher lawyer pilot engineer farmer
doctors nurses teachers lawyers pilots engineers farmers
football basketball baseball hockey tennis cricket rugby golf
piano violin guitar flute trumpet
catholic protestant jewish muslim hindu buddhist
euro dollar pound yen
"""


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """The words, and stems of words, that each one excludes."""
    table = _table(_CLASSES, _GROUPS)
    pairs = resources.files(__package__).joinpath("antonyms.txt").read_text(encoding="utf-8")
    for line in pairs.splitlines():
        if not line.startswith("#"):
            first, second = map(stem, line.split())
            table[first].add(second)
            table[second].add(first)
    return {word: frozenset(others) for word, others in table.items()}


def _table(classes: str, groups: str) -> defaultdict[str, set[str]]:
    """The words that each word excludes."""
    table: defaultdict[str, set[str]] = defaultdict(set)
    for pair in classes.strip().split("\n\n"):
        one, other = (side.split() for side in pair.split("|"))
        for here, there in ((one, other), (other, one)):
            for word in here:
                table[word].update(there)
    for line in groups.strip().splitlines():
        group = line.split()
        for word in group:
            table[word].update(other for other in group if other != word)
    return table


@cache
def _in_place() -> defaultdict[str, set[str]]:
    return _table(_CLASSES_IN_PLACE, _GROUPS_IN_PLACE)


def excluded_in_place(word: str) -> Set[str]:
    """The words and stems that this lower-case word cannot replace without saying something else."""
    return opposites_of(word) | _in_place().get(word, set())


def opposites_of(word: str) -> frozenset[str]:
    """The words and stems that exclude this lower-case word."""
    if not word:
        return frozenset()  # the stem of "s'est"
    table, nothing = _opposites(), frozenset[str]()
    return table.get(word, nothing) | table.get(stem(word), nothing)


def opposed(word: str, others: set[str]) -> Iterator[str]:
    """Those of `others`, words of a passage, that exclude `word`."""
    excluded = opposites_of(word)
    if not excluded:
        return
    for other in others:
        if other in excluded or stem(other) in excluded:
            yield other
