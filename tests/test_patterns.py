"""No pattern grows faster than about linearly: each regular expression of the package meets runs
that strangers can write, and four times the run may not cost much more than four times the work.

Work is the thread's own processor time, compared with itself: never a number of seconds.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import regex

import tersely

pytestmark = pytest.mark.thorough

SOURCE = Path(tersely.__file__).parent
# Used on so few characters that their growth cannot be met, by the function that calls them.
BOUNDED = {
    "tersely.facts.names._OPENING": "searched in the twelve characters before a name",
    "tersely.language.repetition._UNFINISHED": "searched in the last 400 characters",
    "tersely.providers._thinking._AT_END": "searched in the length of four control tokens",
}
# Chosen from tables, so that the source does not show the method: these are only matched.
MATCHED = (
    "tersely.extractive.readability._OPENING",
    "tersely.extractive.readability._OPENING_OF_LONG",
)
# A run of each of these, ended by a sign that no pattern waits for.
RUNS = (
    " |\n|\t|a|A|1|.|,|-|_|(|)|\"|'|<|>|[|]|{|}|#|*|`|~|=|:|/|\\|&|@|$|%|+|é|中|\u00a0|“|”|½|‐|…|\r|\x00|\x1b",
    "12:00 |1 000 |1,2341,234 |1-|1/|1:|1.|1,|1%|$1|€1|1 a |1 1/2 |1st |1– |1 to |1900-|2020-01-01 ",
    "00:00:00,000 --> |January 1 |1 January |from 1 |one |twenty-|half ",
    "a.|a,|a-|a b|A b |Ab |aB|a:|a=|A. B|U.S.|Mr. |e.g. |I. |...|. |? |! |“a|a'|a–|..|・|。|、|--|- -|---",
    "the A of |and |, and |of the |not |no |A & |A and |I |on ",
    "<a|<a |</a>|<!--|<b>|<td>|a=\"|\"a|[a|](|[a](|**|*a|`a|((|[[|]]|{{|}}|<<|>>|::|//|&a|&#1|\\a|{a|}",
    "\n\n| \n|\n |- |\n- |\n1. |\n#|\n>|> |a\n|A\n|1\n|=\n|{\n|\r\n|a: b\n|a=b\n|a,b\n|1,2\n|\"a\",",
    "http://|http://a|www.|a@b|a@|\x1b[|\x1b]|ERROR |[INFO] |(a) |(1",
)  # fmt: skip
HOSTILE = (*tuple(run for line in RUNS for run in line.split("|")), "|", "|a", "|-", "| ", "\n|")
SCANNING = {"sub", "subn", "split", "findall"}
METHODS = {"search", "match", "fullmatch", "finditer", *SCANNING}
SHORT = 2_500  # characters; the longest are sixteen times as long
NOTICEABLE_S = 0.0004  # below it the clock says nothing
PLAIN_S = 0.05  # above it one comparison is enough
SQUARE = 9.0  # four times the text costs 4 where the work is linear and 16 where it is square


def module_names() -> list[str]:
    """Every module of the package but the one that runs."""
    walked = pkgutil.walk_packages([str(SOURCE)], "tersely.")
    return [module.name for module in walked if not module.name.endswith("__main__")]


def patterns_in(value: Any, depth: int = 0) -> Iterator[Any]:
    """The patterns that a module's value is or holds: in tables, records and classes too."""
    if isinstance(value, (regex.Pattern, re.Pattern)):
        yield value
    elif type(value).__name__ == "_Lazy":
        yield re.compile(value.pattern, value._flags)
    elif depth > 4:
        return
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from patterns_in(key, depth + 1)
            yield from patterns_in(one, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from patterns_in(one, depth + 1)
    elif hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        for name in value.__dataclass_fields__:
            yield from patterns_in(getattr(value, name, None), depth + 1)


@cache
def methods_used() -> dict[tuple[str, str], set[str]]:
    """(module, name of a pattern) -> the methods that the module calls on it."""
    used: dict[tuple[str, str], set[str]] = {}
    for file in SOURCE.rglob("*.py"):
        module = ".".join(("tersely", *file.relative_to(SOURCE).with_suffix("").parts))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                name = getattr(node.value, "id", getattr(node.value, "attr", ""))
                method = "finditer" if node.attr in SCANNING else node.attr
                used.setdefault((module.removesuffix(".__init__"), name), set()).add(method)
    return used


def work_s(pattern: Any, method: str, text: str | bytes) -> float:
    """Processor time of one call."""
    started = time.thread_time()
    if method == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, method)(text)
    return time.thread_time() - started


def hostile(pattern: Any, run: str, length: int) -> str | bytes:
    """`run` repeated to `length` characters, as the kind of text that the pattern takes."""
    text = run * (length // len(run)) + "!"
    return text.encode() if isinstance(pattern.pattern, bytes) else text


@cache
def runs_for(pattern_text: str) -> tuple[str, ...]:
    """The runs that a pattern can go on in: their signs and words stand in it, or it names a class."""
    lower = pattern_text.lower()

    def suits(run: str) -> bool:
        signs = [c for c in run if not c.isalnum() and not c.isspace()]
        words = re.findall(r"[a-z]{2,}", run.lower())
        return all(sign in pattern_text for sign in signs) and all(word in lower for word in words)

    return tuple(filter(suits, HOSTILE))


def grows_faster(pattern: Any, method: str, run: str) -> bool:
    """Whether the work grows by far more than the text; where it is short, seen at two lengths."""
    length, before = SHORT, work_s(pattern, method, hostile(pattern, run, SHORT))
    for _ in range(2):
        if before < NOTICEABLE_S:
            return False
        before = min(before, work_s(pattern, method, hostile(pattern, run, length)))
        length *= 4
        text = hostile(pattern, run, length)
        after = work_s(pattern, method, text)
        if after < SQUARE * before:
            return False
        if (after := min(after, work_s(pattern, method, text))) < SQUARE * before:
            return False
        if after > PLAIN_S:
            return True
        before = after
    return True


def modules_with_patterns() -> list[str]:
    return [
        name for name in module_names()
        if any(list(patterns_in(value)) for value in vars(importlib.import_module(name)).copy().values())
    ]  # fmt: skip


@pytest.mark.parametrize("module_name", modules_with_patterns())
def test_the_work_of_a_pattern_grows_with_the_text(module_name: str) -> None:
    module = importlib.import_module(module_name)
    square: list[str] = []
    for name, value in vars(module).copy().items():
        methods = methods_used().get((module_name, name), {"finditer"})
        if f"{module_name}.{name}" in MATCHED:
            methods = {"match"}
        if f"{module_name}.{name}" in BOUNDED:
            continue
        for pattern in patterns_in(value):
            text = (
                pattern.pattern
                if isinstance(pattern.pattern, str)
                else pattern.pattern.decode("latin-1")
            )
            runs = [(run, method) for run in runs_for(text) for method in methods]
            slow = next((run for run, method in runs if grows_faster(pattern, method, run)), None)
            square += [f"{name} on {slow!r}: {pattern.pattern!r}"] if slow else []
    assert not square


def test_a_square_pattern_is_seen() -> None:
    assert grows_faster(re.compile(r"\s+$"), "search", " ")
    assert not grows_faster(re.compile(r"(?<!\s)\s++$"), "search", " ")


def test_every_excuse_names_a_pattern() -> None:
    for excused in BOUNDED:
        module, name = excused.rsplit(".", 1)
        assert list(patterns_in(vars(importlib.import_module(module))[name]))
