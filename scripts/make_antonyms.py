"""Write src/tersely/grounding/antonyms.txt from the database files of WordNet 3.0.

    python scripts/make_antonyms.py /usr/share/wordnet      # Debian: wordnet-base

Kept are pairs of single words that the sense-tagged texts of WordNet have at least twice each.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).parents[1] / "src" / "tersely" / "grounding" / "antonyms.txt"
LEAST_COUNT = 2
# Opposites in one sense only, while a summary uses the words in another.
UNFIT = """figure ground|conventional nuclear|functional organic|lie sit|bear bull|bore interest
    |dove hawk|idle run|ride walk|end middle|generalist specialist|blur focus|compound simple
    |man woman|he she|back front|back advance|give take|come go|actual potential|say think
    |day night|city country|public private|second first|new old|dark light|set rise|fine coarse
    |bring take|borrow lend|put take|have lack|know ignore|right left|long short|just unjust
    |good evil|kind unkind|turn straight|plain fancy|host guest|start finish|head tail|stand sit
    |stay move|stay depart|stand yield|present future|past present|past future|student teacher
    |man boy|boy girl|son daughter|brother sister|father mother|husband wife|parent child|mind forget
    |work rest|work idle|play work|miss hit|hit miss|face back|fast slow|fall rise|hard soft|even odd
    |near far|close distant|here there|now then|most least|more less|better worse|best worst|up down
    |in out|on off|over under|some no|all no|all some|many few|much little|same other|same different
    |other same|last first|first last|early late|earlier later|in- out-|yes no|never ever|always never
    |natural unnatural|artificial natural|white black|black white|male female|female male|order disorder
    |follow lead|follow precede|follower leader|following leading|generally specifically|defeat victory
    |lose win|loser winner|buy sell|have miss|find lose|found lost|keep lose|gain lose|attend miss|attack defend
    |admit deny|answer question|demand supply|begin end|beginning end|start stop|preceding succeeding
    |general specific|particular general|military civilian|domestic foreign|local national|hot cold"""
NOTICE = """\
Antonyms of WordNet 3.0, written by scripts/make_antonyms.py.

This software and database is being provided to you, the LICENSEE, by Princeton University under the
following license. By obtaining, using and/or copying this software and database, you agree that you
have read, understood, and will comply with these terms and conditions.:

Permission to use, copy, modify and distribute this software and database and its documentation for
any purpose and without fee or royalty is hereby granted, provided that you agree to comply with the
following copyright notice and statements, including the disclaimer, and that the same appear on ALL
copies of the software, database and documentation, including modifications that you make for
internal use or for distribution.

WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved.

THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR
WARRANTIES, EXPRESS OR IMPLIED. BY WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON UNIVERSITY MAKES NO
REPRESENTATIONS OR WARRANTIES OF MERCHANTABILITY OR FITNESS FOR ANY PARTICULAR PURPOSE OR THAT THE
USE OF THE LICENSED SOFTWARE, DATABASE OR DOCUMENTATION WILL NOT INFRINGE ANY THIRD PARTY PATENTS,
COPYRIGHTS, TRADEMARKS OR OTHER RIGHTS.

The name of Princeton University or Princeton may not be used in advertising or publicity pertaining
to distribution of the software and/or database. Title to copyright in this software, database and
any associated documentation shall at all times remain with Princeton University and LICENSEE agrees
to preserve same."""


def main(folder: Path) -> None:
    counts: Counter[str] = Counter()
    for line in (folder / "cntlist.rev").read_text(encoding="ascii").splitlines():
        sense, _, count = line.split()[:3]
        counts[sense.partition("%")[0]] += int(count)
    unfit = {frozenset(pair.split()) for pair in UNFIT.split("|")}
    pairs = {
        pair
        for part in ("adj", "adv", "noun", "verb")
        for pair in antonyms(folder / f"data.{part}")
        if min(counts[word] for word in pair) >= LEAST_COUNT and frozenset(pair) not in unfit
    }
    lines = [f"# {line}".rstrip() for line in NOTICE.splitlines()]
    lines += [" ".join(pair) for pair in sorted(pairs)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def antonyms(path: Path) -> Iterator[tuple[str, str]]:
    """Pairs of a data file, whose format is described in wndb(5WN)."""
    synsets = {}
    for line in path.read_text(encoding="ascii").splitlines():
        if not line.startswith("  "):
            fields = line.partition("|")[0].split()
            count = int(fields[3], 16)
            words = [fields[4 + 2 * i].partition("(")[0].lower() for i in range(count)]
            synsets[fields[0]] = (words, fields[4 + 2 * count :])
    for words, (number, *pointers) in synsets.values():
        for i in range(int(number)):
            symbol, offset, _, places = pointers[4 * i : 4 * i + 4]
            mine, theirs = int(places[:2], 16), int(places[2:], 16)
            if symbol == "!" and mine and theirs and offset in synsets:
                one, other = words[mine - 1], synsets[offset][0][theirs - 1]
                if "_" not in one + other:
                    yield min(one, other), max(one, other)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
