"""Numbers of a spreadsheet as it shows them: percent, currency, thousands, decimals (ECMA-376,
18.8.31).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

_CURRENCY = re.compile(r"\[\$([^\]-]{0,8})(?:-[0-9A-Fa-f]{1,8})?\]")
_BRACKETS = re.compile(r"\[[^\]]{1,60}\]")  # colours, conditions
_PADDING = re.compile(r"[_*].")
_CORE = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?")
_LITERAL = re.compile(r"\"([^\"]{0,60})\"|\\(.)")
_GENERAL = ("", "general", "@")


def shown(value: object, form: str) -> str:
    """A cell's value in its number format; dates and texts as they are.

    >>> shown(0.09, "0%"), shown(1234.5, "#,##0.00 [$€-407]"), shown(0.125, "General")
    ('9%', '1,234.50 €', '0.125')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return _number(value, form or "")


def _number(value: float, form: str) -> str:
    sections = form.split(";")
    section = sections[0]
    if form.strip().lower() in _GENERAL or "e+" in form.lower() or "/" in section:
        return _plain(value)
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or "")
        return "\0"

    section = _CURRENCY.sub(lambda match: match[1], section)
    section = _LITERAL.sub(keep, _PADDING.sub("", _BRACKETS.sub("", section)))
    core = _CORE.search(section)
    if not core:
        return _plain(value)
    whole, _, fraction = core[0].partition(".")
    scaled = value * 100 if "%" in section else value
    if whole.endswith(","):  # in thousands or millions: what is shown has no such digits
        scaled /= 1000 ** (len(whole) - len(whole.rstrip(",")))
    decimals = len(fraction.replace(",", ""))
    text = f"{abs(scaled):{',' if ',' in whole.rstrip(',') else ''}.{min(decimals, 12)}f}"
    if "#" in fraction or "?" in fraction:
        text = text.rstrip("0").rstrip(".")
    shown_text = section[: core.start()] + text + section[core.end() :]
    for literal in literals:
        shown_text = shown_text.replace("\0", literal, 1)
    sign = "-" if value < 0 and any(digit in text for digit in "123456789") else ""
    return sign + " ".join(shown_text.split())


def _plain(value: float) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)
