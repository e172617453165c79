"""Units of measure and currencies, and which convert into each other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..language.patterns import any_of

# canonical name | dimension | worth in the first unit of its dimension | other names
_TABLE = """
% | share | 0.01 | percent pct prozent procent pourcent
ratio | share | 1 |
pp | points | 1 | pp pps
$ | $ | 1 | us$ usd dollar dollars a$ c$
€ | € | 1 | eur euro euros
£ | £ | 1 | gbp
¥ | ¥ | 1 | jpy yen cny rmb yuan
₹ | ₹ | 1 | inr rs rupee rupees
kr | kr | 1 | krone kroner krona kronor crown crowns sek nok dkk
fr | fr | 1 | franc francs chf
mm | length | 0.001 | millimetre millimetres millimeter millimeters
cm | length | 0.01 | centimetre centimetres centimeter centimeters
m | length | 1 | metre metres meter meters
km | length | 1000 | kilometre kilometres kilometer kilometers kms
mi | length | 1609.344 | mile miles
ft | length | 0.3048 | foot feet
in | length | 0.0254 | inch inches
yd | length | 0.9144 | yard yards
m² | area | 1 | m2 sqm
cm² | area | 1e-4 | cm2
km² | area | 1e6 | km2
mi² | area | 2.58999e6 | mi2
ha | area | 1e4 | hectare hectares
acre | area | 4046.86 | acres
ft² | area | 0.092903 | sqft
g | mass | 1 | gram grams gramme grammes
mg | mass | 0.001 | milligram milligrams
kg | mass | 1000 | kilogram kilograms kilo kilos kgs
t | mass | 1e6 | tonne tonnes ton tons
lb | mass | 453.592 | lbs
oz | mass | 28.3495 | ounce ounces
ml | volume | 0.001 | millilitre millilitres milliliter milliliters
l | volume | 1 | litre litres liter liters
cl | volume | 0.01 | centilitre centilitres centiliter centiliters
hl | volume | 100 | hectolitre hectolitres hectoliter hectoliters
cm³ | volume | 0.001 | cm3
m³ | volume | 1000 | m3
km³ | volume | 1e12 | km3
ft³ | volume | 28.3168 | ft3
gal | volume | 3.78541 | gallon gallons
s | time | 1 | sec secs second seconds
min | time | 60 | mins minute minutes
h | time | 3600 | hr hrs hour hours stunde stunden heure heures hora horas
d | time | 86400 | day days tage tagen jours días
wk | time | 604800 | wks week weeks woche wochen semaine semaines semana semanas
fortnight | time | 1209600 | fortnights
mo | time | 2629746 | month months monat monate monaten mois mes meses
yr | time | 31556952 | yrs year years jahr jahre jahren ans années año años
decade | time | 315569520 | decades
century | time | 3155695200 | centuries
km/h | speed | 1 | kmh kph
mph | speed | 1.609344 |
kw | power | 1 | kilowatt kilowatts
mw | power | 1000 | megawatt megawatts
gw | power | 1e6 | gigawatt gigawatts
kwh | energy | 1 |
mwh | energy | 1000 |
gwh | energy | 1e6 |
twh | energy | 1e9 |
kb | data | 1 | kilobyte kilobytes
mb | data | 1000 | megabyte megabytes
gb | data | 1e6 | gigabyte gigabytes
tb | data | 1e9 | terabyte terabytes
"""
CURRENCIES = ("$", "€", "£", "¥", "₹")
_POWERS = {"square": "²", "sq": "²", "cubic": "³"}
# Calendar units are no exact multiples of each other: 12 weeks are 3 months, 52 weeks a year.
_LOOSE = frozenset({"mo", "yr", "decade", "century", "wk", "fortnight"})
LOOSE_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a dimension, worth `factor` of the dimension's first unit."""

    dimension: str
    factor: float


def _read_table() -> tuple[dict[str, Unit], dict[str, str]]:
    units: dict[str, Unit] = {}
    names: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        name, dimension, factor, others = (cell.strip() for cell in line.split("|"))
        units[name] = Unit(dimension, float(factor))
        names |= dict.fromkeys((name, *others.split()), name)
    units["clock"] = Unit("clock", 1.0)
    return units, names


UNITS, UNIT_NAMES = _read_table()
# A bare letter behind a blank is more often something else ("Plan 5 s. 12", "Section 3 t").
_AMBIGUOUS = frozenset({"s", "d", "t", "l", "in", "h", "g", "pp", "ratio", "m"})
_SPACED = any_of(name for name in UNIT_NAMES if name not in _AMBIGUOUS)
_POINTS = (
    r"(?P<points>percentage[\s-]points?|prozentpunkte?n?|points?\sde\spourcentage|"
    r"puntos\sporcentuales)"
)
_HUNDREDTH = r"(?P<hundredth>per[\s-]cent|percentage|pour\s?cent|por\s?cient?o|per\s?cento)"
_AFTER = re.compile(
    rf"(?:{_POINTS}\b|[\s\u00a0\u202f-]?(?:{_POINTS.replace('points>', 'spaced_points>')}\b"
    rf"|%[\s-]points?\b|{_HUNDREDTH}\b"
    rf"|(?:(?:more|additional|further|full|extra|consecutive|working|straight)\s)?"
    rf"(?:(?P<power>square|sq\.?|cubic)[\s-])?(?P<name>{_SPACED}|[mshdg](?=[\s.,;)]|$))(?!\w)))",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(us\$|[ac]\$|[$€£¥₹]|\b(?:usd|eur|gbp|jpy|inr|rs\.?|chf))\s?$", re.IGNORECASE
)
_LONGEST_BEFORE = 5
# A letter that stands for a unit only right behind the digits or one blank before a stop: "41 m".
_LETTER_UNITS = frozenset("mshg")


def unit_before(text: str, start: int) -> tuple[int, str]:
    """Where a currency sign that stands before text[start] begins, and its unit; else ""."""
    match = _BEFORE.search(text, max(0, start - _LONGEST_BEFORE), start)
    if match is None:
        return start, ""
    return match.start(), UNIT_NAMES[match[1].lower().rstrip(".")]


def unit_after(text: str, end: int) -> tuple[int, str]:
    """Where the unit that stands behind text[:end] ends, and its canonical name; else ""."""
    match = _AFTER.match(text, end)
    if match is None:
        return end, ""
    if "point" in match[0].lower() or match["points"] or match["spaced_points"]:
        return match.end(), "pp"
    if match["hundredth"]:
        return match.end(), "%"
    name = match["name"].lower()
    is_glued = match.start("name") == end
    if name == "d" or (name in _LETTER_UNITS and is_glued):
        return end, ""  # "5m" may be millions
    unit = UNIT_NAMES.get(name, "")
    if match["power"]:
        unit += _POWERS[match["power"].lower().rstrip(".")]
        return match.end(), unit if unit in UNITS else ""
    return match.end(), unit


def conversion(written: str, target: str) -> float | None:
    """What a value in the unit `written` is multiplied with to be one in the unit `target`.

    1.0 if one of them has no unit, None if the units measure different things.
    """
    if not written or not target or written == target:
        return 1.0
    source, goal = UNITS[written], UNITS[target]
    if source.dimension != goal.dimension:
        return None
    return source.factor / goal.factor


def is_loose(written: str, target: str) -> bool:
    """Whether the conversion between these units is a matter of the calendar."""
    return written != target and not _LOOSE.isdisjoint((written, target))
