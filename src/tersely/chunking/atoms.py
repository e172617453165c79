"""Atoms: the small pieces that are counted once and of which chunks are made.

GPT tokenizers split text by a regular expression and merge bytes inside each piece only, so counts
add up exactly where one piece must end and the next begin. Three such places exist in every such
vocabulary, and atoms end only there as long as there is one: after the last newline of white space
(unless "/" follows), before a space that follows visible text, and before punctuation that follows
a letter or digit. An atom that had to end elsewhere is `forced`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from string import ascii_letters, digits
from typing import NamedTuple

import regex

from ..language.lines import BLOCK_START
from ..language.sentences import SENTENCE_END, is_sentence_end
from .layout import Layout, heading_end

# "item": before a list item or speaker turn. "row": inside a table row, a line of code or a cue, at
# its best place.
REASONS = ("heading", "paragraph", "item", "sentence", "line", "clause", "word", "row", "grapheme")
HEADING, PARAGRAPH, ITEM, SENTENCE, LINE, CLAUSE, WORD, ROW, GRAPHEME = range(9)

_LINE_START = re.compile(r"[ \t]{0,200}+[^\s/]|[ \t]{1,200}+/")
# No need to match the pattern: twice as fast.
_ORDINARY = frozenset("#*-<>|" + ascii_letters + digits)
_TERMINATORS = frozenset(".!?:…。！？｡؟।")
_LATIN_END = re.compile(r"""[.!?…؟][\"'”’»)\]*_`]*(?= )""")
# The end is before the mark, where a token must end; `shift` moves the cut behind it once it is
# chosen.
_CJK_END = re.compile(r"(?<=[^\W_])[。！？｡．।॥။።]+[”’」』）》】\"]*+(?=[^\W_])")
_CJK_CLAUSE = re.compile(r"(?<=[^\W_])[，、；：]+(?=[^\W_])")
_PROSE_LINE = re.compile(r"[^\W_]|[\"'“‘«(¿¡]")
_VISIBLE = re.compile(r"\S")
_ROW = re.compile(r" {0,3}\||\t| {4}")
_CLUSTER = regex.compile(r"\X")
_CLUSTER_CHARACTERS = 96


class Place(NamedTuple):
    """Where an atom ends: the class of its end, and how far behind it a cut lies."""

    end: int
    kind: int
    shift: int = 0


@dataclass(slots=True)
class Atoms:
    """Atom i is text[ends[i - 1]:ends[i]]; kinds[i] is the class of its end, the lower the better
    (REASONS).

    `forced` are the atoms whose end is no token boundary. A cut after atom i lies `shifts[i]`
    characters behind its end.
    """

    ends: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    shifts: dict[int, int] = field(default_factory=dict)
    forced: set[int] = field(default_factory=set)

    def start(self, number: int) -> int:
        """Where the atom of this number starts; that after the last one, where the text ends."""
        return self.ends[number - 1] if number else 0

    def add(self, place: Place, *, forced: bool) -> None:
        """The next atom, which ends there."""
        number = len(self.ends)
        self.ends.append(place.end)
        self.kinds.append(place.kind)
        if place.shift:
            self.shifts[number] = place.shift
        if forced:
            self.forced.add(number)


class _Section(NamedTuple):
    """Text from a heading to the next; `body` is where the text below the heading starts."""

    start: int
    body: int
    stop: int


class _Window(NamedTuple):
    """Where one atom may end: in [low, high], and up to `reach` if the section ends there. Its text
    is from `body` on, in a line that starts at `line`.
    """

    body: int
    low: int
    high: int
    reach: int
    line: int


def atoms(text: str, size: int, layout: Layout) -> Atoms:
    """`text` in atoms of at most `size` characters, at the end of a section a quarter more; linear
    time.

    Fewer where a character takes more than one byte, and not much fewer than half of it but at the
    ends of paragraphs.

    An atom ends before each heading that has text since the one before, and before and behind a
    code fence if it can.
    """
    result = Atoms()
    beyond = len(text) + size
    fences = iter(layout.fences)
    fence = next(fences, (beyond, beyond))
    for section in _sections(text, layout.headings, size):
        start = line = section.start
        while start < section.stop:
            while fence[1] <= start:
                fence = next(fences, (beyond, beyond))
            window = _window(text, start, line, section, size)
            if window.reach >= section.stop:  # no atom for a short rest
                place = Place(section.stop, HEADING)
                is_forced = place.end < len(text) and not _is_line_end(text, place.end)
            else:
                place = _place(text, window, fence, layout.rows)
                is_forced = place.kind == GRAPHEME
            result.add(place, forced=is_forced)
            if place.kind <= PARAGRAPH:
                line = place.end
            else:
                line = _line_start(text, start, place.end, window.line)
            start = place.end
    return result


def _sections(text: str, headings: Sequence[int], size: int) -> Iterator[_Section]:
    """The parts of `text`, each from a heading to the next that has text since.

    Headings that nothing stands between begin one section. Where they are longer than two atoms,
    `body` is `start`.
    """
    start = body = 0
    for heading in (*headings, len(text)):
        if _VISIBLE.search(text, body, heading):
            yield _Section(start, body if body < start + 2 * size else start, heading)
            start = heading
        body = heading_end(text, heading)
    if start < len(text):
        yield _Section(start, start, len(text))


def split(text: str, start: int, end: int) -> int:
    """A place near the middle of text[start:end] that cuts no grapheme; for atoms with more tokens
    than a chunk may have.
    """
    return _cluster_end(text, (start + end) // 2, start)


def _window(text: str, start: int, line: int, section: _Section, size: int) -> _Window:
    """Where the atom that starts at `start`, in a line that starts at `line`, may end."""
    width = size
    probe = text[start : start + 64]
    if not probe.isascii():
        # Bytes are the better measure: a Han character is about as many tokens as four Latin
        # letters.
        width = max(16, size * len(probe) // len(probe.encode("utf-8", "surrogatepass")))
    half, quarter = width >> 1, width >> 2
    low, high = start + half, start + width
    if start >= section.body:
        return _Window(start, low, high, high + quarter, line)
    # A heading stays with its text.
    high = max(high, section.body + half)
    low = max(low, (section.body + high) >> 1)
    return _Window(section.body, low, high, high + quarter, section.body)


def _place(text: str, window: _Window, fence: tuple[int, int], rows: bool) -> Place:
    """The best end in a window; `fence` is the code fence that is open there, or the next one."""
    is_inside = fence[0] <= window.low < fence[1]
    edge = fence[1] if is_inside else fence[0]
    if window.low < edge < window.high and _is_line_end(text, edge):
        return Place(edge, PARAGRAPH)
    place = _best_place(text, window, rows or is_inside)
    if is_inside and place.kind < LINE:
        return place._replace(kind=LINE)
    return place


def _best_place(text: str, window: _Window, rows: bool) -> Place:
    """The last place of the best class in [low, high]; with `rows`, all lines are rows, code or
    cues.

    A line end before `low` is taken where [low, high] offers none and no sentence end. A
    paragraph's end is taken before `low`, too: so the atoms behind an edit are soon the same as
    before it.
    """
    body, low, high, _, line = window
    paragraph = _last_line_end(text, "\n\n", body, high)
    if paragraph:
        return Place(paragraph, PARAGRAPH)
    newline = _last_line_end(text, "\n", low, high)
    if newline:
        kind = _line_kind(text, body, newline)
        if kind < LINE:
            return Place(newline, kind)
        if rows:
            return _line_or_item(text, low, newline)
    sentence = _sentence(text, low, high)
    if sentence and not rows:
        sentence_line = _line_start(text, body, sentence.end, line)
        if _PROSE_LINE.match(text, sentence_line):
            return sentence
    newline = newline or _last_line_end(text, "\n", body, low)
    if newline:
        return _line_or_item(text, min(low, newline - 1), newline)
    place = sentence or _within_sentence(text, low, high)
    if place.kind == GRAPHEME:
        return place
    if rows or _ROW.match(text, _line_start(text, body, place.end, line)):
        return place._replace(kind=ROW)
    return place


def _line_kind(text: str, start: int, newline: int) -> int:
    """The class of a line end, by what stands before it and behind it."""
    before = text[max(start, newline - 32) : newline - 1].rstrip(" \t\r")
    if before[-1:] == "\n":
        return PARAGRAPH
    if BLOCK_START.match(text, newline - 1):
        return ITEM
    if before[-1:] in _TERMINATORS:
        return SENTENCE
    return LINE


def _line_or_item(text: str, low: int, newline: int) -> Place:
    """The last list item or speaker turn that starts in [low, newline], else the line end
    `newline`.
    """
    # The pattern reads on into the line: what it finds there starts behind `newline`.
    starts = (match.end() for match in BLOCK_START.finditer(text, low, newline + 64))
    item = max((start for start in starts if start <= newline), default=0)
    return Place(item, ITEM) if item else Place(newline, LINE)


def _within_sentence(text: str, low: int, high: int) -> Place:
    """The best place where no line and no sentence ends."""
    clause = max(text.rfind(mark, low, high) for mark in (", ", "; ", ": ", "— ", "– ")) + 1
    if clause > low:
        return Place(clause, CLAUSE)
    mark = _last(_CJK_CLAUSE, text, low, high)
    if mark:
        return Place(mark.start(), CLAUSE, len(mark[0]))
    word = _word_start(text, low, high)
    return Place(word, WORD) if word else Place(_cluster_end(text, high, low), GRAPHEME)


def _line_start(text: str, pos: int, end: int, line: int) -> int:
    """Where the line that holds `end` starts, if the one that holds `pos` starts at `line`."""
    return text.rfind("\n", pos, end) + 1 or line


def _is_line_end(text: str, pos: int) -> bool:
    """Whether a newline ends just before `pos` and no token can span it."""
    return text[pos - 1] == "\n" and _starts_line(text, pos)


def _starts_line(text: str, pos: int) -> bool:
    """Whether no token can span `pos`, which stands behind a newline."""
    return text[pos : pos + 1] in _ORDINARY or _LINE_START.match(text, pos) is not None


def _last_line_end(text: str, newlines: str, low: int, high: int) -> int:
    """The last line end in (low, high] behind `newlines`, 0 if there is none."""
    at = text.rfind(newlines, low, high)
    while at >= 0:
        end = at + len(newlines)
        if _starts_line(text, end):
            return end
        # In a run of newlines only the last one counts: skip the run instead of trying each.
        run = text[low:end].rstrip()
        at = text.rfind(newlines, low, low + len(run)) if run else -1
    return 0


def _sentence(text: str, low: int, high: int) -> Place | None:
    """The end of the last sentence that ends in [low, high] in the middle of a line."""
    for mark in reversed(list(_LATIN_END.finditer(text, low, high))):
        full = SENTENCE_END.match(text, mark.start())
        if full and full.end() == mark.end() and is_sentence_end(text, full):
            return Place(mark.end(), SENTENCE)
    if text[low:high].isascii():
        return None
    cjk = _last(_CJK_END, text, low, high)
    return Place(cjk.start(), SENTENCE, len(cjk[0])) if cjk else None


def _word_start(text: str, low: int, high: int) -> int:
    """The last space in (low, high) that follows visible text, 0 if there is none."""
    space = text.rfind(" ", low + 1, high)
    while space > low and text[space - 1].isspace():
        space = low + len(text[low:space].rstrip())
        if text[space] != " ":
            space = text.rfind(" ", low + 1, space)
    return max(space, 0) if space > low else 0


def _last(pattern: re.Pattern[str], text: str, low: int, high: int) -> re.Match[str] | None:
    last = None
    for match in pattern.finditer(text, low, high):
        last = match
    return last


def _cluster_end(text: str, pos: int, low: int) -> int:
    """The last grapheme boundary in (low, pos]; a cluster of more than 96 characters is cut."""
    first, last = max(low, pos - _CLUSTER_CHARACTERS), min(len(text), pos + _CLUSTER_CHARACTERS)
    for match in _CLUSTER.finditer(text, first, last):
        if match.end() > pos:
            return match.start() if match.start() > low else pos
        if match.end() == pos:
            break
    return pos
