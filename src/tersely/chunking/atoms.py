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

import regex

from ..language.lines import BLOCK_START
from ..language.sentences import SENTENCE_END, is_sentence_end
from .layout import Layout, heading_end

# "item": before a list item or speaker turn. "row": inside a table row, a line of code or a cue, at
# its best place.
REASONS = ("heading", "paragraph", "item", "sentence", "line", "clause", "word", "row", "grapheme")
HEADING, PARAGRAPH, ITEM, SENTENCE, LINE, CLAUSE, WORD, ROW, GRAPHEME = range(9)

_LINE_START = re.compile(r"[ \t]{0,200}+[^\s/]|[ \t]{1,200}+/")
_ORDINARY = frozenset(
    "#*-<>|" + ascii_letters + digits
)  # no need to match the pattern: twice as fast
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


def atoms(text: str, size: int, layout: Layout) -> Atoms:
    """`text` in atoms of at most `size` characters, at the end of a section a quarter more; linear
    time.

    Fewer where a character takes more than one byte, and not much fewer than half of it but at the
    ends of paragraphs.

    An atom ends before each heading that has text since the one before, and before and behind a
    code fence if it can.
    """
    result = Atoms()
    ends, kinds = result.ends, result.kinds
    n = len(text)
    fences = iter(layout.fences)
    fence = next(fences, (n, n))
    for pos, body, stop in _sections(text, layout.headings, size):
        line = pos  # where the line that holds `pos` starts
        while pos < stop:
            width = size
            probe = text[pos : pos + 64]
            if not probe.isascii():
                # Bytes are the better measure: a Han character is about as many tokens as four
                # Latin letters.
                width = max(16, size * len(probe) // len(probe.encode("utf-8", "surrogatepass")))
            low, high = pos + (width >> 1), pos + width
            if pos < body:  # a heading stays with its text
                line = body
                high = max(high, body + (width >> 1))
                low = max(low, (body + high) >> 1)
            else:
                body = pos
            if high + (width >> 2) >= stop:  # no atom for a short rest
                end, kind = stop, HEADING
                if end < n and not _is_line_end(text, end):
                    result.forced.add(len(ends))
            else:
                while fence[1] <= pos:
                    fence = next(fences, (n + size, n + size))
                inside = fence[0] <= low < fence[1]
                edge = fence[inside]  # of the fence, the next one
                if low < edge < high and _is_line_end(text, edge):
                    end, kind = edge, PARAGRAPH
                else:
                    end, kind, shift = _end(text, body, low, high, line, layout.rows or inside)
                    if shift:
                        result.shifts[len(ends)] = shift
                    if kind == GRAPHEME:
                        result.forced.add(len(ends))
                    elif inside and kind < LINE:
                        kind = LINE
            ends.append(end)
            kinds.append(kind)
            if kind <= PARAGRAPH:
                line = end
            else:
                line = text.rfind("\n", pos, end) + 1 or line
            pos = end
    return result


def _sections(text: str, headings: Sequence[int], size: int) -> Iterator[tuple[int, int, int]]:
    """(start, body, stop) of each part of `text` from a heading to the next that has text since;
    `body`: the text below it.

    Headings that nothing stands between begin one section. Where they are longer than two atoms,
    `body` is `start`.
    """
    start = body = 0
    for heading in (*headings, len(text)):
        if _VISIBLE.search(text, body, heading):
            yield start, body if body < start + 2 * size else start, heading
            start = heading
        body = heading_end(text, heading)
    if start < len(text):
        yield start, start, len(text)


def split(text: str, start: int, end: int) -> int:
    """A place near the middle of text[start:end] that cuts no grapheme; for atoms with more tokens
    than a chunk may have.
    """
    return _cluster_end(text, (start + end) // 2, start)


def _end(text: str, pos: int, low: int, high: int, line: int, rows: bool) -> tuple[int, int, int]:
    """(end, kind, shift) of the atom that starts at `pos`: the last place of the best class in
    [low, high].

    A line end before `low` is taken where [low, high] offers none and no sentence end. The line
    that holds `pos` starts at `line`; with `rows`, all lines are rows, code or cues. A paragraph's
    end is taken before `low`, too: so the atoms behind an edit are soon the same as before it.
    """
    end = _last_line_end(text, "\n\n", pos, high)
    if end:
        return end, PARAGRAPH, 0
    newline = _last_line_end(text, "\n", low, high)
    if newline:
        before = text[max(pos, newline - 32) : newline - 1].rstrip(" \t\r")
        if before[-1:] == "\n":
            return newline, PARAGRAPH, 0
        if BLOCK_START.match(text, newline - 1):
            return newline, ITEM, 0
        if before[-1:] in _TERMINATORS:
            return newline, SENTENCE, 0
        if rows:
            return _line_or_item(text, low, newline)
    sentence = _sentence(text, low, high)
    if sentence and not rows and _PROSE_LINE.match(text, _line_start(text, pos, sentence[0], line)):
        return sentence[0], SENTENCE, sentence[1]
    newline = newline or _last_line_end(text, "\n", pos, low)
    if newline:
        return _line_or_item(text, min(low, newline - 1), newline)
    end, kind, shift = (
        (sentence[0], SENTENCE, sentence[1]) if sentence else _within_sentence(text, low, high)
    )
    if kind < GRAPHEME and (rows or _ROW.match(text, _line_start(text, pos, end, line))):
        kind = ROW
    return end, kind, shift


def _line_or_item(text: str, low: int, newline: int) -> tuple[int, int, int]:
    """The last list item or speaker turn that starts in [low, newline], else the line end
    `newline`.
    """
    # The pattern reads on into the line: what it finds there starts behind `newline`.
    starts = (match.end() for match in BLOCK_START.finditer(text, low, newline + 64))
    item = max((start for start in starts if start <= newline), default=0)
    return (item, ITEM, 0) if item else (newline, LINE, 0)


def _within_sentence(text: str, low: int, high: int) -> tuple[int, int, int]:
    """The same where no line and no sentence ends."""
    end = max(text.rfind(mark, low, high) for mark in (", ", "; ", ": ", "— ", "– ")) + 1
    if end > low:
        return end, CLAUSE, 0
    mark = _last(_CJK_CLAUSE, text, low, high)
    if mark:
        return mark.start(), CLAUSE, len(mark[0])
    end = _word_start(text, low, high)
    return (end, WORD, 0) if end else (_cluster_end(text, high, low), GRAPHEME, 0)


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


def _sentence(text: str, low: int, high: int) -> tuple[int, int] | None:
    """(end, shift) of the last sentence that ends in [low, high] in the middle of a line."""
    for mark in reversed(list(_LATIN_END.finditer(text, low, high))):
        full = SENTENCE_END.match(text, mark.start())
        if full and full.end() == mark.end() and is_sentence_end(text, full):
            return mark.end(), 0
    cjk = None if text[low:high].isascii() else _last(_CJK_END, text, low, high)
    return (cjk.start(), len(cjk[0])) if cjk else None


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
    for match in _CLUSTER.finditer(
        text, max(low, pos - _CLUSTER_CHARACTERS), min(len(text), pos + _CLUSTER_CHARACTERS)
    ):
        if match.end() > pos:
            return match.start() if match.start() > low else pos
        if match.end() == pos:
            break
    return pos
