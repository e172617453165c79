"""The forms of a verb under one root, irregular ones included."""

from __future__ import annotations

from ..language.words import stem

IRREGULAR = dict(
    pair.split("-")
    for pair in """rose-rise risen-rise fell-fall fallen-fall grew-grow grown-grow took-take taken-take won-win
    sold-sell bought-buy built-build began-begin begun-begin broke-break brought-bring chose-choose chosen-choose
    drew-draw found-find gave-give given-give went-go held-hold kept-keep led-lead made-make met-meet paid-pay
    ran-run sent-send spent-spend stood-stand wrote-write written-write withdrew-withdraw withdrawn-withdraw
    stole-steal stolen-steal sank-sink sunk-sink became-become came-come""".split()
)
IRREGULAR |= dict(
    pair.split("-") for pair in "did-do done-do saw-see seen-see said-say told-tell".split()
)


def root_of(verb: str) -> str:
    """The stem of a verb in any form: "rise" for "rose"."""
    lower = verb.lower()
    return stem(IRREGULAR.get(lower, lower))
