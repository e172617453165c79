"""Numbers in running text: digits and words, separators, percent, currency, scale words; and when
one states another.

A number is often ambiguous ("1.234" is a German thousand or an English decimal, "5m" metres or
millions), so a Number holds every usual reading and two numbers agree when any of their readings
do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .words import STOP_WORDS

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_NTHS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth"""
_DECADES = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: float(value) for value, word in enumerate(_ONES.split())}
_TENS = {word: 10.0 * value for value, word in enumerate(_DECADES.split(), 2)}
_ORDINALS = {word: float(value) for value, word in enumerate(_NTHS.split(), 1)}
_ORDINALS |= {word[:-1] + "ieth": value for word, value in _TENS.items()}
_MAGNITUDES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

# Words of other languages are read in a source only: "once" is eleven in Spanish and no number in
# an English summary.
_FOREIGN = {
    word: float(value)
    for value, words in {
        1: "ein eine einen einem un une uno una um uma een",
        2: "zwei deux dos due dois duas twee both pair couple twice double doubled",
        3: "drei trois tres tre três drie triple tripled thrice",
        4: "vier quatre cuatro quattro quatro",
        5: "fünf cinq cinco cinque vijf",
        6: "sechs seis sei zes",
        7: "sieben sept siete sette sete zeven",
        8: "acht huit ocho otto oito",
        9: "neun neuf nueve nove negen",
        10: "zehn dix diez dieci dez tien",
        11: "elf onze once undici",
        12: "zwölf douze doce dodici doze twaalf dozen",
        20: "zwanzig vingt veinte venti vinte twintig score",
        30: "dreißig trente treinta trenta trinta dertig",
        40: "vierzig quarante cuarenta quaranta quarenta veertig",
        50: "fünfzig cinquante cincuenta cinquanta cinquenta vijftig",
        100: "hundert cent cien ciento cento cem honderd",
        1000: "tausend mille mil duizend",
    }.items()
    for word in words.split()
}
_SCALES = {
    name: value
    for value, names in {
        1e2: "hundred",
        1e3: "thousand thousands k tausend mille mil тыс 千",
        1e4: "万 萬 만",
        1e5: "lakh lakhs",
        1e6: "million millions mn mio m millionen millón millones milioni milhão milhões miljoen млн 百万",
        1e7: "crore crores",
        1e8: "億 亿 억",
        1e9: "billion billions bn b milliard milliards milliarde milliarden mrd miliardi bilhões miljard млрд",
        1e12: "trillion trillions tn billionen",
    }.items()
    for name in names.split()
}
_LETTERS = frozenset("kmb")
_AMBIGUOUS = frozenset("mb")  # "5m" may be metres: both readings are kept
_SYMBOLS = {
    "%": "% percent pct prozent procent pourcent",
    "$": "$ us$ usd dollar dollars a$ c$",
    "€": "€ eur euro euros",
    "£": "£ gbp",
    "¥": "¥ jpy yen cny rmb yuan",
    "₹": "₹ inr rupee rupees",
}
_UNIT_OF = {name: unit for unit, names in _SYMBOLS.items() for name in names.split()}
_HUNDREDTH = r"per[\s-]cent|percentage(?:\spoints?)?|pour\s?cent|por\s?cient?o|per\s?cento"


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))


_SCALE = rf"(?:(?P<glued>[kmb])(?![^\W_])|[\s-]?(?P<scale>{_any(s for s in _SCALES if s not in _LETTERS)})(?![a-z]))"
_DIGITS = re.compile(
    rf"""(?P<digits>\d{{1,3}}(?:[,.'’٬\u00a0\u202f\u2009\x20]\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?|\.(?<![\w.].)\d+)
    {_SCALE}?\.?
    (?:(?P<decade>s(?!\w))|(?P<ordinal>(?:st|nd|rd|th)\b))?
    (?:[\s-]?(?:(?P<after>%|[$€£¥₹]|(?:{_any(n for n in _UNIT_OF if n.isalpha())})\b)|(?P<hundredth>{_HUNDREDTH})))?""",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE = re.compile(r"(us\$|[ac]\$|[$€£¥₹]|\b(?:usd|eur|gbp|jpy|inr))\s?$", re.IGNORECASE)
_WORDS = _UNITS | _TENS | _ORDINALS
_SPELLED = re.compile(
    rf"\b(?:{_any(_WORDS)}|(?<=a )(?:{_any(_MAGNITUDES)})|half[\s-]a(?=[\s-](?:million|billion)))"
    rf"(?:(?:[\s-]|\sand\s)(?:{_any([*_WORDS, *_MAGNITUDES])}|a[\s-]half))*\b"
    rf"(?:[\s-](?P<after>%|(?:{_any(n for n in _UNIT_OF if n.isalpha())})\b|{_HUNDREDTH}))?",
    re.IGNORECASE,
)
_LETTERS_ONLY = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_COUNTED_THING = re.compile(r"\s([a-z]+)")
_MEASURE = re.compile(
    r"(?:[kcm]?m|[km]?g|ml|[kmgt]b|[kmg]w|[mg]?hz|mph|x|am|pm|h|s)\b", re.IGNORECASE
)
_GLUED = re.compile(r"[^\W\d_]-?$")
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|some|over|under|more than|less than|fewer than|"
    r"at least|up to|close to|circa|etwa|rund|fast|environ|près de|cerca de|casi|circa)\s*(?:[$€£¥₹]\s?)?$",
    re.IGNORECASE,
)

_SELDOM_NUMBERS = "one first un une uno una um uma once score both"
# Where to look for numbers in a long source: not "one" and the words that seldom count anything.
NUMBER_WORDS = _WORDS | _MAGNITUDES | _FOREIGN
for _word in _SELDOM_NUMBERS.split():
    del NUMBER_WORDS[_word]


@dataclass(frozen=True, slots=True)
class Number:
    """text[start:end] is a number. `readings` are its possible values with scale words applied,
    likeliest first.

    `quantum` is the worth of its last written digit ("4.1 billion": 1e8), `slack` how far a rounded
    number may lie from what it rounds, `unit` one of % $ € £ ¥ ₹ or "", `form` how it is written.
    """

    start: int
    end: int
    text: str
    readings: tuple[float, ...]
    quantum: float
    slack: float
    unit: str = ""
    form: str = "digits"  # digits, word, ordinal, decade


def numbers(text: str, *, lenient: bool = False) -> list[Number]:
    """Every number of `text`, in order.

    Digits inside a name ("COVID-19", "F16") are no number, except with `lenient`, which is for a
    source: there they count too, as do small number words of six European languages and words like
    "both" and "twice".
    """
    found = [n for m in _DIGITS.finditer(text) if (n := _written(text, m, lenient))]
    found += _words(text)
    if lenient:
        found += _pairs(text, found)
        taken = {n.start for n in found}
        found += [
            Number(m.start(), m.end(), m[0], (value,), 1.0, 0.0, form="word")
            for m in _LETTERS_ONLY.finditer(text)
            if (value := _FOREIGN.get(m[0].lower())) is not None and m.start() not in taken
        ]
    return sorted(found, key=lambda n: n.start)


def states(source: Number, said: Number) -> bool:
    """Whether a source number bears out a number that was said: same unit (or none on one side),
    equal or rounded.

    Rounding: a source with finer digits may lie up to half of the last written digit away ("4.1
    billion" for 4,083,000,000; "12 %" for 11.6 %). Whole numbers without a scale word ("30,000")
    may be 0.5 % away, and 5 % after "about", "nearly", "over" and the like. A finer number than the
    source's is not borne out by it.
    """
    if source.unit != said.unit and source.unit and said.unit:
        return False
    if said.form == "decade":
        return any(said.readings[0] <= value < said.readings[0] + 10 for value in source.readings)
    if source.quantum < said.quantum and any(_rounds(a, said) for a in source.readings):
        return True
    return any(
        abs(a - b) <= 1e-12 * max(abs(a), abs(b)) for a in source.readings for b in said.readings
    )


def _rounds(value: float, said: Number) -> bool:
    """Whether `value` may have been rounded to what was said. 1.5 is not 1, where half a digit is
    half the value.
    """
    far = abs(value - said.readings[0])
    return far <= said.slack and (
        value < said.readings[0] or far < said.slack or 20 * said.slack < said.readings[0]
    )


def leading_digits(said: Number) -> set[str]:
    """The digits one of which any number in digits that states `said` begins with, leading zeros
    left out.

    Scale words and percent only move the decimal point; rounding and the two ways to write an hour
    change the digit.
    """
    values = {value + shift for value in said.readings for shift in (-said.slack, 0.0, said.slack)}
    if 10 * said.slack > abs(said.readings[0]):
        return set("123456789")
    values |= (
        {value + shift for value in said.readings for shift in (-12, 12)}
        if said.readings[0] < 24
        else set()
    )
    return {digit for value in values if (digit := f"{abs(value):e}"[0]) != "0"}


def _written(text: str, match: re.Match[str], lenient: bool) -> Number | None:
    start, end, digits = match.start(), match.end(), match["digits"]
    if not lenient and _GLUED.search(text, max(0, start - 2), start):
        return None
    before = _BEFORE.search(text, max(0, start - 4), start)
    start = before.start() if before else start
    follows = text[end : end + 1]
    glued = follows.isascii() and (follows.isalpha() or follows == "_") and text[end - 1].isdigit()
    if glued and not lenient and not match["after"] and not _MEASURE.match(text, end):
        return None
    scale_name = (match["glued"] or match["scale"] or "").lower()
    scale = _SCALES.get(scale_name, 1.0)
    plain = _values(digits)
    readings = [round(value * scale, 6) for value, _ in plain]
    if scale_name in _AMBIGUOUS:
        readings += [value for value, _ in plain]
    readings += _clock(text, match)
    quantum = plain[0][1] * scale
    about = bool(_ABOUT.search(text, max(0, start - 24), start))
    unit_name = (before[1] if before else match["after"] or "").lower()
    unit = "%" if match["hundredth"] else _UNIT_OF.get(unit_name, "")
    form = (
        "decade"
        if match["decade"] and len(digits) == 4
        else "ordinal"
        if match["ordinal"]
        else "digits"
    )
    while end > start and text[end - 1] in ". -\n":
        end -= 1
    slack = _slack(readings[0], quantum, scaled=scale > 1, about=about)
    if not (about or unit or scale > 1) and _YEAR.fullmatch(digits) and not _is_count(text, end):
        slack = 0.0  # nobody rounds 1938 to 1940
    quantum = _last_digit(readings[0], quantum)
    return Number(start, end, text[start:end], tuple(readings), quantum, slack, unit, form)


def _is_count(text: str, end: int) -> bool:
    """Whether things are counted by the number that ends here: "2000 people", but not "1940 the
    war".
    """
    match = _COUNTED_THING.match(text, end)
    return match is not None and match[1] not in STOP_WORDS


def _values(digits: str) -> list[tuple[float, float]]:
    """The readings of a run of digits as (value, worth of the last digit): "1.234" is 1.234 and
    1,234.
    """
    digits = re.sub(r"['’٬\u00a0\u202f\u2009 ]", "", digits)
    parts = re.split(r"[.,]", digits)
    marks = re.findall(r"[.,]", digits)
    whole = float("".join(parts))
    if not marks:
        return [(whole, 1.0)]
    grouped = all(len(p) == 3 for p in parts[1:]) and 0 < len(parts[0]) <= 3 and parts[0] != "0"
    if grouped and len(set(marks)) == 1:
        decimal = (float(f"{parts[0]}.{parts[1]}"), 1e-3)
        if len(marks) > 1:
            return [(whole, 1.0)]
        return [(whole, 1.0), decimal] if marks[0] == "," else [decimal, (whole, 1.0)]
    return [(float("".join(parts[:-1]) + "." + parts[-1]), 10.0 ** -len(parts[-1]))]


def _clock(text: str, match: re.Match[str]) -> list[float]:
    """The other reading of an hour: 3 p.m. is 15, 15:00 is 3."""
    after = text[match.end() : match.end() + 10].lower().lstrip("0123456789:. ")
    hour = (
        float(match["digits"]) if match["digits"].isdecimal() and len(match["digits"]) <= 2 else 99
    )
    if hour < 12 and after.startswith(("pm", "p.m")):
        return [hour + 12]
    return [hour - 12] if 13 <= hour <= 23 and text[match.end() : match.end() + 1] == ":" else []


def _last_digit(value: float, quantum: float) -> float:
    """The worth of the last digit that is not a trailing zero: 30,000 may be rounded to ten
    thousands.
    """
    if quantum < 1 or value == 0:
        return quantum
    while value % (quantum * 10) == 0:
        quantum *= 10
    return quantum


def _slack(value: float, quantum: float, *, scaled: bool, about: bool) -> float:
    half = _last_digit(value, quantum) / 2
    if about:
        return max(min(half, abs(value) * 0.05), quantum / 2)
    return quantum / 2 if scaled or quantum < 1 else max(min(half, abs(value) * 0.005), 0.5)


def _words(text: str) -> Iterator[Number]:
    for match in _SPELLED.finditer(text):
        unit = match["after"] or ""
        unit = _UNIT_OF.get(unit.lower(), "%" if unit else "")
        end = match.start("after") if match["after"] else match.end()
        tokens = [
            (m[0].lower(), match.start() + m.start())
            for m in re.finditer(r"[^\W_]+", text[match.start() : end])
        ]
        for group in _groups(tokens):
            value, last = _compose([word for word, _ in group]), group[-1]
            stop = last[1] + len(last[0])
            form = "ordinal" if last[0] in _ORDINALS else "word"
            own_unit = unit if last is tokens[-1] else ""
            stop = match.end() if own_unit else stop
            slack = _slack(value, 1.0, scaled=value >= 1e6, about=False)
            quantum = _last_digit(value, 1.0)
            start = group[0][1]
            yield Number(start, stop, text[start:stop], (value,), quantum, slack, own_unit, form)


def _pairs(text: str, found: list[Number]) -> Iterator[Number]:
    """Two spelled numbers in a row as one: "twelve fifty" may be 12.50, "nineteen eighty-four" a
    year, "twenty - five" 25.
    """
    spelled = [n for n in found if n.form == "word"]
    for left, right in pairwise(spelled):
        between = text[left.end : right.start]
        a, b = left.readings[0], right.readings[0]
        if len(between) <= 15 and b < 100 and not re.search(r"[.;!?\n]|,\s.*\w", between):
            readings = (a + b / 100, a * 100 + b, a + b if a % 10 == 0 else a + b / 10)
            yield Number(
                left.start,
                right.end,
                text[left.start : right.end],
                readings,
                0.01,
                0.0,
                left.unit or right.unit,
                "word",
            )


def _groups(tokens: list[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """Split "two three" into two numbers but keep "twenty three" and "two hundred and five" whole."""
    cuts = [0]
    for i, ((left, _), (right, _)) in enumerate(pairwise(tokens), 1):
        after_unit = left in _UNITS and right in _WORDS
        after_tens = left in _TENS and _WORDS.get(right, 0) > 9
        if after_unit or after_tens or left in _ORDINALS:
            cuts.append(i)
    for start, end in pairwise([*cuts, len(tokens)]):
        yield tokens[start:end]


def _compose(words: list[str]) -> float:
    total = current = 0.0
    for word in words:
        if word in _MAGNITUDES:
            scale = _MAGNITUDES[word]
            if scale == 100:
                current = (current or 1) * 100
            else:
                total, current = total + (current or 1) * scale, 0.0
        elif word == "half":
            current += 0.5
        elif word not in ("and", "a"):
            current += _WORDS[word]
    return total + current
