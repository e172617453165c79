"""Countries and what their people and languages are called.

Names of territories and of the official languages at home there are Unicode CLDR's (places.txt,
written by scripts/make_places.py): what comes from Denmark is mostly called Danish, what comes from
France French. CLDR has no names of peoples; those that neither a language nor a usual ending gives
are listed here.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

# Peoples and short forms that CLDR lacks, by ISO code.
_OTHERS = {
    "US": "u.s.|us|u.s.a.|usa|united states|america|american|americans",
    "GB": "u.k.|uk|united kingdom|britain|british|great britain|briton|britons|england|english"
    "|scotland|scottish|scots|wales|welsh",
    "EU": "e.u.|eu|european union|europe|european|europeans",
    "UN": "u.n.|un|united nations",
    "NL": "netherlands|holland|dutch",
    "CH": "switzerland|swiss",
    "DK": "denmark|danish|danes|dane",
    "PL": "poland|polish|poles|pole",
    "TR": "turkey|turkish|turks|turk|türkiye",
    "SE": "sweden|swedish|swedes|swede",
    "FI": "finland|finnish|finns|finn",
    "GR": "greece|greek|greeks",
    "ES": "spain|spanish|spaniards|spaniard",
    "PH": "philippines|filipino|filipinos|philippine",
    "IE": "ireland|irish",
    "CZ": "czech republic|czechia|czech|czechs",
    "CY": "cyprus|cypriot|cypriots",
    "MM": "myanmar|burma|burmese",
    "AE": "united arab emirates|uae|emirati|emiratis",
    "KR": "south korea|korea|korean|koreans|south korean|south koreans",
    "IS": "iceland|icelandic|icelander|icelanders",
    "AR": "argentina|argentine|argentinian|argentines",
    "PE": "peru|peruvian|peruvians",
    "NO": "norway|norwegian|norwegians",
    "SA": "saudi arabia|saudi|saudis",
    "NZ": "new zealand|new zealander|new zealanders|kiwi|kiwis",
    "MC": "monaco|monegasque",
    "covid": "covid|coronavirus|covid-19|sars-cov-2",
    "christmas": "christmas|xmas",
}
# English and the like are spoken far beyond their home and say nothing of it.
_WORLD_LANGUAGES = frozenset({"english", "spanish", "portuguese", "arabic"})


@cache
def other_names(name: str) -> frozenset[str]:
    """The names, lower case, under which a source may know what `name` (lower case) names."""
    return frozenset().union(*(group for group in _groups() if name in group)) - {name}


@cache
def _groups() -> tuple[frozenset[str], ...]:
    groups = {code: set(names.split("|")) for code, names in _OTHERS.items()}
    table = resources.files(__package__).joinpath("places.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        code, _, names = line.partition(" ")
        if code != "#":
            group = groups.setdefault(code, set())
            group.update(set(names.split("|")) - _WORLD_LANGUAGES)
    return tuple(map(frozenset, groups.values()))
