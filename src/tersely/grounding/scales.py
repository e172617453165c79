"""What bare numbers stand for where a table or report says "in millions"."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CURRENCY = r"(?:[$€£¥]|us\$|usd|eur|gbp|chf|euros?|dollars?)"
_IN_UNITS = re.compile(
    r"\bin (?:[\w$€£]+ )?(thousands|millions|billions)\b(?! of)"
    rf"|\bin {_CURRENCY}\s?(thousand|mn?|million|bn|billion)\b"
    rf"|\((?:in )?{_CURRENCY}?\s?[’']?(000s?|thousand|mn?|million|mio|bn|billion)\.?\s?{_CURRENCY}?\)"
    r"|\b(?:in|en)\s(tausend|millionen|milliarden|mio|mrd|milliers|millions|milliards|miles|millones|milliones)\b\.?"
    rf"(?:\s(?:d[e’']\s?)?{_CURRENCY}|(?=\)))",
    re.IGNORECASE,
)
# Without one of these words there is no such place.
SCALE_WORDS = tuple(
    "thousand thousands million millions billion billions 000 000s m mn bn mio mrd tausend"
    " millionen milliarden milliers milliards miles millones".split()
)
_BY_LETTER = {"t": 1e3, "0": 1e3, "m": 1e6, "b": 1e9}
_BY_WORD = {
    **dict.fromkeys(("milliers", "miles"), 1e3),
    **dict.fromkeys(("mrd", "milliards", "milliarden"), 1e9),
}


def scales_in(sentences: Iterable[str]) -> tuple[float, ...]:
    """The scales that these sentences give to bare numbers, e.g. (1e6,) for "(EUR m)"."""
    scales: set[float] = set()
    for sentence in sentences:
        for match in _IN_UNITS.finditer(sentence):
            word = next(filter(None, match.groups())).lower()
            scales.add(_BY_WORD.get(word, _BY_LETTER[word[0]]))
    return tuple(sorted(scales))
