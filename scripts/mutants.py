"""Change the code in small ways and see whether a test notices: mutmut over a sample of each room.

    python scripts/mutants.py                            80 mutants of each of the six rooms
    python scripts/mutants.py store --sample 0           every mutant of the store
    python scripts/mutants.py engine --only token_budget --diffs

`make mutants` runs this at low priority; it takes about an hour and is no part of `make test`.
The sample is deterministic: the mutants whose names have the least hashes. Each runs with the
tests that reach its function, as mutmut saw in one run of the suite of these rooms.
mutmut changes what stands inside undecorated functions, not constants at the top of a file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name

ROOT = Path(__file__).parents[1]
SOURCE = Path("src", "tersely")
WORK = Path("mutants")  # mutmut's own folder: the changed tree and its verdicts
ROOMS = ("engine", "grounding", "config", "batch", "chunking", "store")
SAMPLE = 80
SURVIVED = {"survived", "no tests", "not checked"}


def main() -> int:
    arguments = parsed()
    os.chdir(ROOT)
    chosen = {room: sample(room, arguments.only, arguments.sample) for room in arguments.rooms}
    if not arguments.report:
        every = [name for names in chosen.values() for name in names]
        subprocess.run(["mutmut", "run", "--max-children", str(arguments.jobs), *every], check=True)
    verdicts = dict(read_verdicts())
    for room, names in chosen.items():
        print(summary_line(room, names, verdicts))
    for names in chosen.values():
        for name in names:
            if verdicts.get(name, "not checked") in SURVIVED:
                print(f"\n{verdicts.get(name, 'not checked')}: {name}")
                if arguments.diffs:
                    print(difference(name))
    return 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rooms", nargs="*", default=ROOMS, help="all six unless named")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="mutants a room; 0: all")
    parser.add_argument("--only", default="", help="files whose name holds this")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--diffs", action="store_true", help="show each survivor")
    parser.add_argument("--report", action="store_true", help="run nothing, show the last verdicts")
    return parser.parse_args()


def sample(room: str, only: str, size: int) -> Sequence[str]:
    """The `size` mutants of a room whose names have the least hashes; all of them when it is 0."""
    names = sorted(mutants_of(room, only), key=lambda name: hashlib.sha256(name.encode()).digest())
    return names[:size] if size else names


def mutants_of(room: str, only: str) -> Iterator[str]:
    for path in sorted((SOURCE / room).rglob("*.py")):
        if only in path.stem:
            mutated = mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
            yield from (get_mutant_name(path, name) for name in mutated.mutant_names)


def read_verdicts() -> Iterator[tuple[str, str]]:
    """Every mutant that was ever run here, and what came of it."""
    for path in sorted((WORK / SOURCE).rglob("*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        yield from ((name, status_by_exit_code[code]) for name, code in codes.items())


def summary_line(room: str, names: Sequence[str], verdicts: dict[str, str]) -> str:
    counts = Counter(verdicts.get(name, "not checked") for name in names)
    killed = sum(number for verdict, number in counts.items() if verdict not in SURVIVED)
    parts = ", ".join(f"{number} {verdict}" for verdict, number in counts.most_common())
    return f"{room:10} {100 * killed / max(1, len(names)):5.1f} % of {len(names)} killed ({parts})"


def difference(name: str) -> str:
    shown = subprocess.run(["mutmut", "show", name], capture_output=True, text=True, check=False)
    return shown.stdout


if __name__ == "__main__":
    sys.exit(main())
