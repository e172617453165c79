"""Change the code in small ways and see whether a test notices: mutmut over a sample of each room.

    python scripts/mutants.py                        80 mutants of each of the six rooms
    python scripts/mutants.py store --sample 0       every mutant of the store
    python scripts/mutants.py engine --only ledger --diffs
    python scripts/mutants.py batch --sample 40 --seed 2 --diffs

`make mutants` runs this at low priority; it is no part of `make test`. The sample is
deterministic: the mutants whose names have the least hashes; another `--seed` hashes otherwise and
gives another sample. Each runs with the tests that reach its function, as mutmut saw in one run of
the tests of its room.
mutmut changes what stands inside undecorated functions, not constants at the top of a file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mutmut import configuration
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name

ROOT = Path(__file__).parents[1]
SOURCE = Path("src", "tersely")
WORK = Path("mutants")  # mutmut's own folder: the changed tree and its verdicts
# The rooms, and the tests that may notice.
ROOMS = {
    "engine": ("tests/engine", "tests/test_entrypoints.py", "tests/cli/test_summarize.py"),
    "grounding": ("tests/grounding", "tests/cli/test_check.py"),
    "config": ("tests/config", "tests/app/test_context.py", "tests/cli/test_config.py"),
    "batch": ("tests/batch", "tests/cli/test_batch.py"),
    "chunking": ("tests/chunking",),
    "store": ("tests/store", "tests/middleware/test_stored.py"),
}
SAMPLE = 80
SURVIVED = {"survived", "no tests", "not checked"}


def main() -> int:
    arguments = parsed()
    os.chdir(ROOT)
    if arguments.inside:
        return run_mutmut(arguments.rooms[0], arguments.inside)
    for room in arguments.rooms:
        names = sample(room, arguments.only, arguments.sample, arguments.seed)
        shutil.rmtree(WORK, ignore_errors=True)
        # A process for each room: mutmut keeps what it knows of a run in itself.
        command = [sys.executable, __file__, room, "--inside", *names]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode:
            sys.stderr.write(ended.stdout[-4000:] + ended.stderr[-4000:])
            return ended.returncode
        report(room, names, arguments.diffs)
    return 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rooms", nargs="*", default=list(ROOMS), help="all six unless named")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="mutants a room; 0: all")
    parser.add_argument("--seed", default="", help="another sample of the same size")
    parser.add_argument("--only", default="", help="files whose name holds this")
    parser.add_argument("--diffs", action="store_true", help="show each survivor")
    parser.add_argument("--inside", nargs="+", help=argparse.SUPPRESS)
    return parser.parse_args()


def sample(room: str, only: str, size: int, seed: str) -> Sequence[str]:
    """The `size` mutants of a room whose names have the least hashes; all of them when it is 0."""

    def rank(name: str) -> bytes:
        return hashlib.sha256(f"{seed}{name}".encode()).digest()

    names = sorted(mutants_of(room, only), key=rank)
    return names[:size] if size else names


def mutants_of(room: str, only: str) -> Iterator[str]:
    for path in sorted((SOURCE / room).rglob("*.py")):
        if only in path.stem:
            mutated = mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
            yield from (get_mutant_name(path, name) for name in mutated.mutant_names)


def run_mutmut(room: str, names: Sequence[str]) -> int:
    """Let mutmut change one room only, and run the tests of that room only."""
    from mutmut.__main__ import _run

    tests = [test for test in ROOMS[room] if Path(test).exists()]
    # Thorough tests drive whole programs, which know nothing of the mutant that is tried.
    configuration._config = replace(
        configuration.config(),
        only_mutate=[f"{SOURCE / room}/*"],
        pytest_add_cli_args_test_selection=[
            "-m",
            "not local and not live and not thorough",
            *tests,
        ],
    )
    _run(list(names), max_children=os.cpu_count() or 2)
    return 0


def report(room: str, names: Sequence[str], diffs: bool) -> None:
    verdicts = dict(read_verdicts(room))
    counts = Counter(verdicts.get(name, "not checked") for name in names)
    killed = sum(number for verdict, number in counts.items() if verdict not in SURVIVED)
    parts = ", ".join(f"{number} {verdict}" for verdict, number in counts.most_common())
    print(f"{room:10} {100 * killed / max(1, len(names)):5.1f} % of {len(names)} killed ({parts})")
    for name in names:
        verdict = verdicts.get(name, "not checked")
        if verdict in SURVIVED:
            print(f"    {verdict}: {name}")
            if diffs:
                print(difference(name))
    sys.stdout.flush()


def read_verdicts(room: str) -> Iterator[tuple[str, str]]:
    """Every mutant of a room that was run, and what came of it."""
    for path in sorted((WORK / SOURCE / room).rglob("*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        yield from ((name, status_by_exit_code[code]) for name, code in codes.items())


def difference(name: str) -> str:
    shown = subprocess.run(["mutmut", "show", name], capture_output=True, text=True, check=False)
    return "".join(f"        {line}\n" for line in shown.stdout.splitlines() if line[:1] in "+-@")


if __name__ == "__main__":
    sys.exit(main())
