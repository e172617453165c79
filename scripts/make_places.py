"""Write src/tersely/facts/places.txt: countries, their short names and the language at home there.

    python scripts/make_places.py

Names are Unicode CLDR's (Unicode License v3), read through babel; run it again with a new babel.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from babel import Locale, __version__
from babel.core import get_global
from babel.languages import get_official_languages

TABLE = Path(__file__).parents[1] / "src" / "tersely" / "facts" / "places.txt"


def main() -> None:
    english = Locale("en")
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for code, name in english.territories.items():
        if code.isalpha() and len(code) == 2:
            short = name.partition(" (")[0]
            groups[code] += dict.fromkeys((name.lower(), short.lower()))
    # Where a language is at home is the territory of its likely subtags: da is da_Latn_DK.
    for language, full in get_global("likely_subtags").items():
        territory = full.rpartition("_")[2]
        spoken = english.languages.get(language, "").lower()
        is_official = language in get_official_languages(territory, de_facto=True)
        if is_official and spoken and " " not in spoken:
            groups[territory].append(spoken)
    lines = [
        "# Countries and the languages at home there, by ISO code: Unicode CLDR (Unicode License v3)",
        f"# through babel {__version__}, written by scripts/make_places.py.",
    ]
    lines += [
        f"{code} {'|'.join(names)}" for code, names in sorted(groups.items()) if code.isalpha()
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
