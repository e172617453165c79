"""Logs: lines that begin with a date, a time or a level; what is gravest is what matters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..language.patterns import lazy
from ..language.words import count_words, terms

_FEWEST_LINES = 8
_STAMPED_SHARE = 0.5
_SAMPLE_CHARACTERS = 20_000
_HEAD_CHARACTERS = 120  # stamp, host, process and level stand there
_SHOWN_CHARACTERS = 200
_LEVEL_NAMES = "EMERG|EMERGENCY|ALERT|CRIT|CRITICAL|FATAL|SEVERE|ERROR|ERR|WARN|WARNING|NOTICE|INFO|DEBUG|TRACE|VERBOSE"
# A time, behind a weekday, a host or a file, but not behind words; or a level.
_STAMP = lazy(
    r"(?P<before>(?:\S{1,60}\s{1,3}){0,5}?\S{0,30}?)(?<![\d:])"
    r"(?:\d\d:\d\d:\d\d|\d{4}[-/.]\d\d[-/.]\d\d[T ,-]{1,3}\d\d[:.]\d\d|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d)"
    # the kernel's, epoch seconds, HDFS's
    r"|\[ {0,8}\d{1,9}\.\d{3,6}\]|(?:- )?1\d{9}(?:\d{3}|\.\d{1,6})?\b|\d{6} \d{6} \d"
    rf"|[\[<(]?(?:{_LEVEL_NAMES})[\]>)]?(?=[:\s|])"
)
# {"time": "...", "level": "error", ...} and time=... level=error; pino's levels are numbers.
_LEVEL_FIELD = lazy(
    r"(?:\{.{0,300}?\"(?:log\.)?(?:level|severity|lvl|levelname|loglevel)\"\s?:\s?\"?"
    r"|(?:\w{1,30}=(?:\"[^\"]{0,200}\"|\S{0,80}) ){0,8}(?:level|severity|lvl)=\"?)"
    rf"(?P<level>{_LEVEL_NAMES}|PANIC|[1-6]0\b)",
    re.IGNORECASE,
)
_PINO_LEVELS = {"60": "fatal", "50": "error", "40": "warn"}
# Of a request that a web server answered: its own fault.
_STATUS = lazy(r"\[\d\d/[A-Z][a-z]{2}/\d{4}:[^\]]{8,20}\] \"[^\"]{1,100}\" 5\d\d\b")
_NO_WORD = lazy(r"[\[(<]*(?:[A-Z][a-z]{2}|[A-Z]{2,20})|[^\d_./:|\[(<-]{0,60}[\d_./:|\[(<-]\S*")
# "10:00:09 Ben: yes": somebody speaks.
_STAMP_SIGNS = lazy(r"[\d\W]{0,40}(?:[TZ][\d\W]{0,40})?")
_SAID = lazy(rf"(?!(?:{_LEVEL_NAMES})\b)[^\W\d_][\w .'’-]{{0,40}}[:：]\s")
FATAL, ERROR, WARNING, DOUBT, NOTE = 4, 3, 2, 1, 0
_LEVELS = (
    (
        FATAL,
        lazy(
            r"\b(?:FATAL|CRITICAL|CRIT|EMERG(?:ENCY)?|ALERT|PANIC|Fatal|Critical|fatal|critical|panic)\b|^F\d{4} "
        ),
    ),
    (
        ERROR,
        lazy(r"\b(?:ERROR|ERR|SEVERE|FAIL(?:ED|URE)?|Error|error|severe|err)\b|^E\d{4} "),
    ),
    (WARNING, lazy(r"\b(?:WARN(?:ING)?|Warn(?:ing)?|warn(?:ing)?)\b|^W\d{4} ")),
    (
        NOTE,
        lazy(
            r"\b(?:INFO|NOTICE|DEBUG|TRACE|VERBOSE|Info|info|notice|debug|trace|verbose)\b|^[ID]\d{4} "
        ),
    ),
)
# Where no level is named, the words tell.
_GRAVE = lazy(
    r"\b(?:kernel panic|out of memory|oom-killer|segfault|segmentation fault|core dumped|data loss|corrupt)",
    re.IGNORECASE,
)
_WRONG = lazy(
    r"(?<!\bno )(?<!\b0 )\b(?:fail|exception|traceback|denied|refused|abort|killed|crash|cannot|unable|error)",
    re.IGNORECASE,
)
_DOUBTFUL = lazy(
    r"\b(?:timed? ?out|retry|retries|deprecat|slow|unavailable|invalid|missing)", re.IGNORECASE
)
# What names and figures leave of a line; two lines that share it tell of the same.
_PLAIN_WORD = lazy(
    r"(?!(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)(?<![^\s\[(\"'])[^\W\d_]{2,}(?=[:;,.\])\"']*(?:\s|$))"
)
_PATTERN_WORDS = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """`text[start:end]`, one line of a log with those below that have no time of their own."""

    start: int
    end: int
    severity: int
    pattern: str  # the words without what varies: entries of one cause are alike


def is_log(text: str) -> bool:
    """Whether most lines of the beginning of `text` begin as those of a log, and nobody speaks in
    them. Linear time.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if not _is_stamped(sample[:_HEAD_CHARACTERS]):
        return False
    lines = [line[:_HEAD_CHARACTERS] for line in sample.split("\n") if line.strip()]
    stamped = [line for line in lines if _is_stamped(line)]
    if len(stamped) < max(_FEWEST_LINES, _STAMPED_SHARE * len(lines)):
        return False
    return sum(map(_is_said, stamped)) < len(stamped) / 2


def _is_stamped(line: str) -> bool:
    if _LEVEL_FIELD.match(line):
        return True
    stamp = _STAMP.match(line)
    return stamp is not None and all(map(_NO_WORD.fullmatch, (stamp["before"] or "").split()))


def _is_said(line: str) -> bool:
    signs = _STAMP_SIGNS.match(line)
    return signs is not None and _SAID.match(line, signs.end()) is not None


def entries(text: str) -> Iterator[Entry]:
    """The entries of a log in their order. Linear time."""
    start, stop, pos = 0, 0, 0
    while pos <= len(text):
        end = text.find("\n", pos)
        end = len(text) if end < 0 else end
        if pos and _is_stamped(text[pos : min(end, pos + _HEAD_CHARACTERS)]):
            if entry := _entry(text, start, stop):
                yield entry
            start = pos
        stop, pos = end, end + 1
    if entry := _entry(text, start, stop):
        yield entry


def _entry(text: str, start: int, end: int) -> Entry | None:
    line = text[start : min(end, start + _SHOWN_CHARACTERS)]
    start += len(line) - len(line.lstrip())
    line = line.strip()
    if not any(map(str.isalnum, line)):
        return None
    if end - start > _SHOWN_CHARACTERS and " " in line:
        line = line.rsplit(None, 1)[0]
    return Entry(
        start,
        start + len(line),
        severity_of(line),
        " ".join(_PLAIN_WORD.findall(line)[:_PATTERN_WORDS]),
    )


def severity_of(line: str) -> int:
    """How grave a line is: by the level that it names first, else by its words."""
    if field := _LEVEL_FIELD.match(line):
        line = _PINO_LEVELS.get(field["level"], field["level"])
    if _STATUS.search(line):
        return ERROR
    head = line[:_HEAD_CHARACTERS]
    named = [
        (match.start(), severity)
        for severity, level in _LEVELS
        if (match := level.search(head)) is not None
    ]
    level = min(named)[1] if named else NOTE
    if level in (FATAL, WARNING):
        return level
    if _GRAVE.search(line):
        return FATAL
    if level != NOTE:
        return level
    if _WRONG.search(line):
        return DOUBT if named else ERROR
    if not named and _DOUBTFUL.search(line):
        return WARNING
    return NOTE


def by_weight(log: Sequence[Entry]) -> list[Entry]:
    """All entries in the order in which they deserve a place: one of each fault, the gravest first;
    then the ends of the log, and one of each other kind; repeats last.
    """
    seen: set[str] = set()
    faults: list[Entry] = []
    others: list[Entry] = []
    repeats: list[Entry] = []
    for entry in log:
        if entry.pattern in seen:
            repeats.append(entry)
        else:
            (faults if entry.severity > NOTE else others).append(entry)
        seen.add(entry.pattern)
    ends = [entry for entry in (log[0], log[-1]) if not entry.severity]
    order = [*sorted(faults, key=_gravest), *ends, *others, *sorted(repeats, key=_gravest)]
    return list(dict.fromkeys(order))


def _gravest(entry: Entry) -> tuple[int, int]:
    return -entry.severity, entry.start


def described(log: Sequence[Entry]) -> str:
    """E.g. "Log of 54 lines: 1 fatal, 2 errors, 1 warning."."""
    counts = Counter(entry.severity for entry in log)
    parts = [
        f"{count:,} {name}{'s' if count > 1 and name != 'fatal' else ''}"
        for severity, name in ((FATAL, "fatal"), (ERROR, "error"), (WARNING, "warning"))
        if (count := counts[severity])
    ]
    return f"Log of {len(log):,} entries: {', '.join(parts) or 'none is marked as a warning or an error'}."


def pick(
    text: str, log: Sequence[Entry], amount: float, counted: bool, focus_terms: Collection[str] = ()
) -> list[Entry]:
    """The entries of `log`, that is `text`, that tell most: `amount` of them, or of `amount` words
    together.

    The gravest come first, those of equal weight in the order of time; such as hold a wanted term
    before all others. Repeats fill up a number of entries, never a number of words.
    """
    order = by_weight(log)
    if focus_terms:
        order.sort(
            key=lambda entry: set(focus_terms).isdisjoint(terms(text[entry.start : entry.end]))
        )
    if counted:
        chosen = order[: round(amount)]
    else:
        sizes = accumulate(count_words(text[entry.start : entry.end]) for entry in order)
        kinds = order[: len({entry.pattern for entry in log})]
        chosen = [entry for entry, size in zip(kinds, sizes, strict=False) if size <= amount]
        chosen = chosen or order[:1]
    return sorted(chosen, key=_gravest)
