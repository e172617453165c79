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
    "fed": "fed|federal reserve",
    "twitter": "twitter|tweet|tweets|tweeted",
}
# The codes of the states, which CLDR has only for whole countries (US Postal Service). Many are
# words too, so that they count in capitals only.
_STATE_ROWS = """
    al alabama|ak alaska|az arizona|ar arkansas|ca california|co colorado|ct connecticut|de delaware
    |fl florida|ga georgia|hi hawaii|id idaho|il illinois|in indiana|ia iowa|ks kansas|ky kentucky|la louisiana
    |me maine|md maryland|ma massachusetts|mi michigan|mn minnesota|ms mississippi|mo missouri|mt montana
    |ne nebraska|nv nevada|nh new hampshire|nj new jersey|nm new mexico|ny new york|nc north carolina
    |nd north dakota|oh ohio|ok oklahoma|or oregon|pa pennsylvania|ri rhode island|sc south carolina
    |sd south dakota|tn tennessee|tx texas|ut utah|vt vermont|va virginia|wa washington|wv west virginia
    |wi wisconsin|wy wyoming|dc district of columbia"""
_STATES = dict(row.strip().split(" ", 1) for row in _STATE_ROWS.split("|"))
# Codes that stand for other things more often.
_WORDS = frozenset(
    "AD AI AM AS AT BE BY CD CM DO ET GA HM ID IM IN IO IS IT KG LA MA MD ME MG ML MM MR MS MY NA NE NO NU OM PA PC PM PR"
    " SA SC SD SE SG SI SO SS ST TM TO TV TT VC VI WS".split()
)
# English and the like are spoken far beyond their home and say nothing of it.
_WORLD_LANGUAGES = frozenset({"english", "spanish", "portuguese", "arabic"})


@cache
def other_names(name: str) -> frozenset[str]:
    """The names, lower case, under which a source may know what `name` (lower case) names."""
    names: set[str] = set()
    for group in _by_code().values():
        if name in group:
            names |= group
    return frozenset(names - {name})


def state_of(code: str) -> str:
    """The name, lower case, of the American state with this code in capitals ("MN"); "" if there is
    none.
    """
    return _STATES.get(code.lower(), "") if code.isupper() else ""


@cache
def code_of(name: str) -> str:
    """The ISO code of the country with this name in lower case; "" for a code that is a word, too."""
    codes = [code for code, names in _by_code().items() if name in names and len(code) == 2]
    if len(codes) != 1 or codes[0] in _WORDS:
        return ""
    return codes[0]


@cache
def _by_code() -> dict[str, set[str]]:
    groups = {code: set(names.split("|")) for code, names in _OTHERS.items()}
    table = resources.files(__package__).joinpath("places.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        code, _, names = line.partition(" ")
        if code != "#":
            group = groups.setdefault(code, set())
            group.update(set(names.split("|")) - _WORLD_LANGUAGES)
    return groups
