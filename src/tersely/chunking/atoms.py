"""Atoms: the small pieces that are counted once and of which chunks are made.

GPT tokenizers split text by a regular expression and merge bytes inside each piece only, so counts add up exactly where
one piece must end and the next begin. Three such places exist in every such vocabulary, and atoms end only there as long
as there is one: after the last newline of white space (unless "/" follows), before a space that follows visible text,
and before punctuation that follows a letter or digit. An atom that had to end elsewhere is `forced`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from ..language.sentences import SENTENCE_END, is_sentence_end

REASONS = ("heading", "paragraph", "sentence", "line", "clause", "word", "grapheme")
HEADING, PARAGRAPH, SENTENCE, LINE, CLAUSE, WORD, GRAPHEME = range(7)

_LINE_START = re.compile(r"[ \t]{0,200}+[^\s/]|[ \t]{1,200}+/")
_TITLE = re.compile(r"#{1,6} +\S")
_TERMINATORS = frozenset(".!?:…。！？｡؟।")
_LATIN_END = re.compile(r"""[.!?…؟][\"'”’»)\]*_`]*(?= )""")
# The end is before the mark, where a token must end; `shift` moves the cut behind it once it is chosen.
_CJK_END = re.compile(r"(?<=[^\W_])[。！？｡．।॥။።]+[”’」』）》】\"]*+(?=[^\W_])")
_CJK_CLAUSE = re.compile(r"(?<=[^\W_])[，、；：]+(?=[^\W_])")
_PROSE_LINE = re.compile(r"[^\W_]|[\"'“‘«(¿¡]")
_CLUSTER = regex.compile(r"\X")
_CLUSTER_CHARACTERS = 96


@dataclass(slots=True)
class Atoms:
    """Atom i is text[ends[i - 1]:ends[i]]; kinds[i] is the class of its end, the lower the better (REASONS).

    `forced` are the atoms whose end is no token boundary. A cut after atom i lies `shifts[i]` characters behind its end.
    """

    ends: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    shifts: dict[int, int] = field(default_factory=dict)
    forced: set[int] = field(default_factory=set)


def atoms(text: str, size: int, headings: Sequence[int] = ()) -> Atoms:
    """`text` in atoms of size/2 to `size` characters (fewer where a character takes more than one byte); linear time.

    `headings` are the sorted offsets of heading lines; an atom ends before each that has text since the one before.
    """
    found = Atoms()
    pos, n, h = 0, len(text), 0
    while pos < n:
        width = size
        probe = text[pos : pos + 64]
        if not probe.isascii():
            # Bytes are the better measure: a Han character is about as many tokens as four Latin letters.
            width = max(16, size * len(probe) // len(probe.encode("utf-8", "surrogatepass")))
        high = pos + width
        while h < len(headings) and headings[h] < high and _is_bare(text, pos, headings[h], headings[h - 1 : h]):
            h += 1
        if h < len(headings) and headings[h] < high:
            end, kind, shift = headings[h], HEADING, 0
            if not _is_line_end(text, end):
                found.forced.add(len(found.ends))
        elif high >= n:
            end, kind, shift = n, GRAPHEME, 0
        else:
            end, kind, shift = _end(text, pos, pos + (width >> 1), high)
            if kind == GRAPHEME:
                found.forced.add(len(found.ends))
        if shift:
            found.shifts[len(found.ends)] = shift
        found.ends.append(end)
        found.kinds.append(kind)
        pos = end
    return found


def split(text: str, start: int, end: int) -> int:
    """A place near the middle of text[start:end] that cuts no grapheme; for atoms with more tokens than a chunk may have."""
    return _cluster_end(text, (start + end) // 2, start)


def _end(text: str, pos: int, low: int, high: int) -> tuple[int, int, int]:
    """(end, kind, shift) of the atom that starts at `pos`: the last place of the best class in [low, high]."""
    title = text.rfind("\n\n#", pos + 1, high)
    if (
        title > 0
        and _TITLE.match(text, title + 2)
        and not _is_bare(text, pos, title, [pos] if text[pos] == "#" else [])
    ):
        return title + 2, HEADING, 0
    end = _last_line_end(text, "\n\n", low, high)
    if end:
        return end, PARAGRAPH, 0
    line = _last_line_end(text, "\n", low, high)
    if line and not text[line - 2].isalnum():
        before = text[max(pos, line - 32) : line - 1].rstrip(" \t\r")
        if before[-1:] == "\n":
            return line, PARAGRAPH, 0
        if before[-1:] in _TERMINATORS:
            return line, SENTENCE, 0
    sentence = _sentence(text, low, high)
    if sentence and (not line or _is_prose(text, sentence[0])):
        return sentence[0], SENTENCE, sentence[1]
    if line:
        return line, LINE, 0
    end = max(text.rfind(mark, low, high) for mark in (", ", "; ", ": ", "— ", "– ")) + 1
    if end > low:
        return end, CLAUSE, 0
    mark = _last(_CJK_CLAUSE, text, low, high)
    if mark:
        return mark.start(), CLAUSE, len(mark[0])
    end = _word_start(text, low, high)
    return (end, WORD, 0) if end else (_cluster_end(text, high, low), GRAPHEME, 0)


def _is_bare(text: str, pos: int, end: int, heading: Sequence[int]) -> bool:
    """Whether text[pos:end] is nothing, or no more than a heading line: it must stay with what follows."""
    body = text[pos:end].strip()
    return not body or (list(heading) == [pos] and "\n" not in body)


def _is_line_end(text: str, pos: int) -> bool:
    """Whether a newline ends just before `pos` and no token can span it."""
    return text[pos - 1] == "\n" and _LINE_START.match(text, pos) is not None


def _last_line_end(text: str, newlines: str, low: int, high: int) -> int:
    """The last line end in (low, high] behind `newlines`, 0 if there is none."""
    found = text.rfind(newlines, low, high)
    while found >= 0:
        end = found + len(newlines)
        if _LINE_START.match(text, end):
            return end
        # In a run of newlines only the last one counts: skip the run instead of trying each.
        run = text[low:end].rstrip()
        found = text.rfind(newlines, low, low + len(run)) if run else -1
    return 0


def _sentence(text: str, low: int, high: int) -> tuple[int, int] | None:
    """(end, shift) of the last sentence that ends in [low, high] in the middle of a line."""
    for mark in reversed(list(_LATIN_END.finditer(text, low, high))):
        full = SENTENCE_END.match(text, mark.start())
        if full and full.end() == mark.end() and is_sentence_end(text, full):
            return mark.end(), 0
    cjk = _last(_CJK_END, text, low, high)
    return (cjk.start(), len(cjk[0])) if cjk else None


def _is_prose(text: str, pos: int) -> bool:
    """Whether the line that holds `pos` looks like prose: no code, table row or list item, which are cut at line ends."""
    return _PROSE_LINE.match(text, text.rfind("\n", 0, pos) + 1) is not None


def _word_start(text: str, low: int, high: int) -> int:
    """The last space in (low, high) that follows visible text, 0 if there is none."""
    space = text.rfind(" ", low + 1, high)
    while space > low and text[space - 1].isspace():
        space = low + len(text[low:space].rstrip())
        if text[space] != " ":
            space = text.rfind(" ", low + 1, space)
    return max(space, 0) if space > low else 0


def _last(pattern: re.Pattern[str], text: str, low: int, high: int) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text, low, high):
        found = match
    return found


def _cluster_end(text: str, pos: int, low: int) -> int:
    """The last grapheme boundary in (low, pos]; a cluster of more than 96 characters is cut."""
    for match in _CLUSTER.finditer(
        text, max(low, pos - _CLUSTER_CHARACTERS), min(len(text), pos + _CLUSTER_CHARACTERS)
    ):
        if match.end() > pos:
            return match.start() if match.start() > low else pos
        if match.end() == pos:
            break
    return pos
