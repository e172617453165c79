"""Numbers of a spreadsheet as it shows them: percent, currency, thousands, decimals (ECMA-376,
18.8.31).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite

from ..language.words import one_spaced

_CURRENCY = re.compile(r"\[\$([^\]-]{0,8})(?:-[0-9A-Fa-f]{1,8})?\]")
_BRACKETS = re.compile(r"\[[^\]]{1,60}\]")  # colours, conditions
_ELAPSED = re.compile(r"(?i)\[(h|m|s)\1{0,9}\]")
_PADDING = re.compile(r"[_*].")
_CORE = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?")
_LITERAL = re.compile(r"\"([^\"]{0,60})\"|\\(.)")
_MOST_DECIMALS = 12
_EXACT_BELOW = 1e15
_PRECISION = Context(prec=400)  # more digits than a number has
_GENERAL = ("", "general", "@")


def shown(value: object, form: str) -> str:
    """A cell's value in its number format; dates and texts as they are.

    >>> shown(0.09, "0%"), shown(1234.5, "#,##0.00 [$€-407]"), shown(0.125, "General")
    ('9%', '1,234.50 €', '0.125')
    >>> shown(1234.5, "#,##0"), shown(2.675, "0.00"), shown(1e300, "0")[:3]
    ('1,235', '2.68', '100')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, timedelta):
        return _duration(value, form or "")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return _number(value, form or "") if isfinite(value) else str(value)


def _duration(span: timedelta, form: str) -> str:
    """Hours, minutes or seconds that do not begin anew at 24 or 60: `[h]:mm`.

    >>> _duration(timedelta(days=1, minutes=90), "[h]:mm"), _duration(timedelta(seconds=90), "[s]")
    ('25:30', '90')
    """
    seconds = round(abs(span.total_seconds()))
    section = form.split(";")[0]
    code = _LITERAL.sub("", section).lower()
    biggest = _ELAPSED.search(code)
    minutes_shown, seconds_shown = "m" in code, "s" in code
    hours, minutes = divmod(seconds // 60, 60)
    match biggest[1] if biggest else "h":
        case "s":
            text = str(seconds)
        case "m":
            text = f"{seconds // 60:02}" + (f":{seconds % 60:02}" if seconds_shown else "")
        case _:
            text = str(hours)
            if minutes_shown or not biggest:
                text += f":{minutes:02}"
            if seconds_shown or not biggest:
                text += f":{seconds % 60:02}"
    return f"-{text}" if span < timedelta() and seconds else text


def _number(value: float, form: str) -> str:
    sections = form.split(";")
    section = sections[0]
    is_general = form.strip().lower() in _GENERAL
    if is_general or "e+" in form.lower() or "/" in section:  # exponents and fractions too
        return _plain(value)
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or "")
        return "\0"

    section = _CURRENCY.sub(lambda match: match[1], section)
    section = _PADDING.sub("", _BRACKETS.sub("", section))
    section = _LITERAL.sub(keep, section)
    core = _CORE.search(section)
    if not core:
        return _plain(value)
    whole, _, fraction = core[0].partition(".")
    scaled = value * 100 if "%" in section else value
    if whole.endswith(","):  # in thousands or millions: what is shown has no such digits
        scaled /= 1000 ** (len(whole) - len(whole.rstrip(",")))
    decimals = len(fraction.replace(",", ""))
    rounded = _rounded(abs(scaled), min(decimals, _MOST_DECIMALS))
    has_thousands = "," in whole.rstrip(",")
    text = f"{rounded:,f}" if has_thousands else f"{rounded:f}"
    places = whole.count("0")  # zeros that are always shown: postal codes, numbers of articles
    if places > 1 and "," not in whole:
        units, point, decimal_places = text.partition(".")
        text = units.zfill(places) + point + decimal_places
    if "#" in fraction or "?" in fraction:
        text = text.rstrip("0").rstrip(".")
    before, after = section[: core.start()], section[core.end() :]
    shown_text = before + text + after
    for literal in literals:
        shown_text = shown_text.replace("\0", literal, 1)
    sign = "-" if value < 0 and any(digit in text for digit in "123456789") else ""
    return sign + one_spaced(shown_text)


def _rounded(value: float, decimals: int) -> Decimal:
    """A half goes up, as spreadsheets round what they show: they know 15 digits of a number."""
    digits = Decimal(f"{value:.15g}" if value < _EXACT_BELOW else value)
    return digits.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _PRECISION)


def _plain(value: float) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)
