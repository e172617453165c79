"""What a unit belongs to and makes no sense without: who says it, the term it defines, the list
item it is a detail of, the announcement above its list, the question it answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..language.patterns import lazy
from ..language.sentences import Block, sentences_of
from .dialogue import label, speakers
from .readability import is_detail

Span = tuple[int, int]
NONE: Span = (0, 0)


class Lead(NamedTuple):
    """What is printed before the sentences of one block.

    `text[span[0]:span[1]]` stands before all of them, or, with `later`, before all but the first,
    which holds it itself. With `details` only what is a property or a figure needs it. The words of
    the block begin at `body`.
    """

    span: Span = NONE
    body: int = 0
    spoken: bool = False
    later: bool = False
    details: bool = False
    answers: bool = False


_NAME_CHARACTERS = 60
_NAME_WORDS = 6
_DETAIL_CHARACTERS = 120
_ANNOUNCED_CHARACTERS = 120
_QUESTION_CHARACTERS = 160
_FEWEST_QUESTIONS = 2
# Among headings and items two questions make a list of them; among plain paragraphs, as in a story,
# it takes a share of all.
_QUESTION_SHARE = 0.2
_MARK = r"(?:(?:[-*+•‣◦▪·–—]|\(?[\da-zA-Z]{1,3}[.)]|#{1,6}|\[[ xX]\]|>)\s+)*+"
_MARKER = lazy(_MARK)
# "1. Alba: A chat tool. ...", "- **Alba** – a chat tool. ..."
_ITEM_NAME = lazy(
    rf"{_MARK}(?:\*\*|__)?(?P<name>[^\s:*_][^:*_\n]{{0,{_NAME_CHARACTERS}}}?)"
    r"(?P<sign>:(?:\*\*|__)?(?=\s)|(?:\*\*|__):?(?=\s)|[^\S\n][–—-](?=\s)|\.(?=\s+[^\W\d_]))"
)
_SENTENCE_NAME_WORDS = 2  # "Alba. A chat tool."; a longer one is a sentence
_NO_NAMES = frozenset(("yes", "no", "ok", "okay", "ja", "nein", "oui", "non", "sí", "si"))
_OPTION = lazy(r"--?[A-Za-z]")
_LETTERED_QUESTION = lazy(r"(?m)^Q\d{0,3}[.)](?=\s)")
_LETTERED = lazy(r"(?m)^([QA]\d{0,3})[.)](?=\s)")
_QUESTIONER = lazy(r"(?:Q|Question|Frage|F|Pregunta|P)\s?\d*", re.IGNORECASE)
_ANSWERER = lazy(r"(?:A|Answer|Antwort|R|Réponse|Respuesta)\s?\d*", re.IGNORECASE)
_ASKED = ("?", "？", "؟")
_EMPHASIS = "*_ "
_SENTENCE_ENDS = (".", "!", "…", "。", "！", *_ASKED)
_BEHIND_A_SENTENCE = "*_ \n\t\"”“»’')]"


def with_turns(text: str) -> str:
    """`text` with "Q:" and "A:" for "Q." and "A." at the beginning of lines, where it is a list of
    questions and answers; its length stays.
    """
    if text.count("\nQ") + text.startswith("Q") < _FEWEST_QUESTIONS:
        return text
    if sum(1 for _ in _LETTERED_QUESTION.finditer(text)) < _FEWEST_QUESTIONS:
        return text
    return _LETTERED.sub(r"\1:", text)


def leads(text: str, parts: Sequence[Block]) -> Iterator[Lead]:
    """The lead of each block of `text`, in order. Linear time."""
    labels = [label(text, block) for block in parts]
    names = speakers(
        name
        for (name, _), block in zip(labels, parts, strict=True)
        if not (name and _has_digit(text, block) and _is_detail(text, block))
    )
    asking = _questions(text, parts, labels)
    above = _Above()
    for number, block in enumerate(parts):
        name, behind = labels[number]
        if number in asking:
            above = _Above(question=asking[number])
            yield Lead(body=block.start)
        elif name in names and not (above.question != NONE and _ANSWERER.fullmatch(name)):
            above = _Above()
            yield Lead(label_span(text, block, behind), behind, spoken=True)
        else:
            yield above.lead(text, block, name, behind)
            above = above.after(text, block)


def _is_detail(text: str, block: Block) -> bool:
    return block.end - block.start <= _DETAIL_CHARACTERS and is_detail(
        text[block.start : block.end]
    )


def _has_digit(text: str, block: Block) -> bool:
    return any(map(str.isdigit, text[block.start : min(block.end, block.start + _NAME_CHARACTERS)]))


def label_span(text: str, block: Block, behind: int) -> Span:
    """Where the name of a turn stands, without its time and marks."""
    name, _ = label(text, block)
    start = text.index(name, block.start, behind)
    return start, start + len(name)


class _Above(NamedTuple):
    """What the blocks above leave open for the next one."""

    term: Span = NONE
    question: Span = NONE
    announced: Span = NONE
    style: str = ""  # of the marks of the items below it, once one was seen
    heading: Span = NONE
    name: Span = NONE  # of the item whose details may be items too
    indent: int = 0  # of that item
    announcer: str = ""  # the style of the item that announces; its like are its siblings

    def lead(self, text: str, block: Block, name: str, behind: int) -> Lead:
        """The lead of a block that is neither a question nor a speaker's turn."""
        if block.kind == "heading":
            return Lead(body=block.start)
        if self.term != NONE:
            return Lead(self.term, block.start)
        if self.question != NONE:
            body = behind if _ANSWERER.fullmatch(name) else block.start
            return Lead(self.question, body, answers=True)
        own = _own_name(text, block)
        if self._is_parent_of(text, block) and (own == NONE or _is_detail(text, block)):
            return Lead(self.name, block.start)
        listed = block.kind == "item" and self.announced != NONE
        listed = listed and not self._is_beside_announcer(text, block)
        if listed and self.style in ("", _style(text, block)):
            return Lead(self.announced, block.start)
        if own != NONE and not _is_detail(text, block):
            return Lead(own, block.start, later=True, details=block.kind != "item")
        return Lead(self.name if self.name != NONE else self.heading, block.start, details=True)

    def _is_parent_of(self, text: str, block: Block) -> bool:
        """Whether the last item with a name stands less deep than this one."""
        return self.name != NONE and block.kind == "item" and _indent(text, block) > self.indent

    def _is_beside_announcer(self, text: str, block: Block) -> bool:
        """Whether this item is the next one after the item that ends in a colon, not one of its
        own.
        """
        is_deeper = _indent(text, block) > self.indent
        return self.announcer == _style(text, block) and not is_deeper

    def after(self, text: str, block: Block) -> _Above:
        """What is open below `block`."""
        if block.kind == "item" and self.announcer and self._is_beside_announcer(text, block):
            return _Above(heading=self.heading).after(text, block)
        if self._is_parent_of(text, block):
            return self._replace(term=NONE, question=NONE)
        if block.kind == "term" or (block.kind == "code" and _OPTION.match(text, block.start)):
            return _Above(term=(block.start, block.end))
        if block.kind == "heading":
            return _Above(heading=_short(text, block))
        if _is_detail(text, block):
            return self._replace(term=NONE, question=NONE)
        announced = _announcement(text, block)
        if announced != NONE:
            announcer = _style(text, block) if block.kind == "item" else ""
            name, indent = _trimmed_name(text, announced), _indent(text, block)
            return _Above(announced=announced, name=name, indent=indent, announcer=announcer)
        if block.kind == "item":
            style = _style(text, block)
            if self.style not in ("", style):
                return _Above(
                    heading=self.heading, name=_own_name(text, block), indent=_indent(text, block)
                )
            return self._replace(
                term=NONE,
                question=NONE,
                style=style,
                name=_own_name(text, block),
                indent=_indent(text, block),
            )
        return _Above(heading=self.heading)


def _indent(text: str, block: Block) -> int:
    return block.start - text.rfind("\n", 0, block.start) - 1


def _style(text: str, block: Block) -> str:
    """What kind of mark an item begins with: the sign itself, "1." for figures, "a." for letters."""
    mark = text[block.start : block.end].split(None, 1)[0]
    return "".join(map(_sign_kind, mark[-2:]))


def _sign_kind(sign: str) -> str:
    if sign.isdigit():
        return "1"
    return "a" if sign.isalpha() else sign


def _own_name(text: str, block: Block) -> Span:
    """The name that an item or a labelled line begins with."""
    if block.kind not in ("item", "turn"):
        return NONE
    match = _ITEM_NAME.match(text, block.start, block.end)
    if match is None:
        marker = _MARKER.match(text, block.start, block.end)
        start = marker.end() if marker else block.start
        is_sentence = _is_sentence(text[start : block.end])
        return NONE if is_sentence else _named(text, start, block.end)
    name = match["name"]
    if _is_sentence(name) or (match["sign"] == "." and not _is_proper(name)):
        return NONE
    return _named(text, match.start("name"), match.end("name"))


def _is_sentence(words: str) -> bool:
    """Whether `words` end as a sentence does, and are not just a name with a full stop."""
    words = words.rstrip(_BEHIND_A_SENTENCE)
    return words.endswith(_SENTENCE_ENDS) and not _is_proper(words.rstrip("."))


def _is_proper(name: str) -> bool:
    """Whether the first sentence of an item is a name: "Alba.", "Alba Pro."."""
    words = name.split()
    if len(words) > _SENTENCE_NAME_WORDS or name.lower() in _NO_NAMES:
        return False
    return all(word[0].isupper() or word[0].isdigit() for word in words)


def _named(text: str, start: int, end: int) -> Span:
    """[start, end) if it is short enough for a name."""
    size = len(text[start:end].split())
    if not any(map(str.isalpha, text[start:end])):
        return NONE
    return (start, end) if 0 < size <= _NAME_WORDS and end - start <= _NAME_CHARACTERS else NONE


def _short(text: str, block: Block) -> Span:
    """The words of a heading, if they can be the name of something."""
    marker = _MARKER.match(text, block.start, block.end)
    return _named(text, marker.end() if marker else block.start, block.end)


def _announcement(text: str, block: Block) -> Span:
    """The last sentence of a block that ends in a colon."""
    if not text[block.start : block.end].rstrip(_EMPHASIS).endswith((":", "：")):
        return NONE
    start, end = sentences_of(text, block)[-1]
    return (start, end) if end - start <= _ANNOUNCED_CHARACTERS else NONE


def _trimmed_name(text: str, announced: Span) -> Span:
    """The announcement without its mark and colon, if it is a name only: "Alba:"."""
    marker = _MARKER.match(text, *announced)
    start = marker.end() if marker else announced[0]
    return _named(text, start, start + len(text[start : announced[1]].rstrip(":：*_ ")))


def _behind_marker(text: str, block: Block) -> int:
    marker = _MARKER.match(text, block.start, block.end)
    return marker.end() if marker else block.start


def _questions(
    text: str, parts: Sequence[Block], labels: Sequence[tuple[str, int]]
) -> dict[int, Span]:
    """The blocks that are the questions of a list of questions and answers, with their words."""
    marked: dict[int, Span] = {}
    plain: dict[int, Span] = {}
    for number, (block, (name, behind)) in enumerate(zip(parts, labels, strict=True)):
        if block.end - block.start > _QUESTION_CHARACTERS:
            continue
        words = text[block.start : block.end].rstrip(_EMPHASIS + "#")
        asked = name and _QUESTIONER.fullmatch(name)
        if not asked and not words.endswith(_ASKED):
            continue
        start = behind if asked else _behind_marker(text, block)
        span = (start, block.start + len(words))
        if asked or block.kind in ("heading", "item") or words.startswith(("**", "__")):
            marked[number] = span
        elif block.kind == "paragraph" and words[0] not in "\"“«„'" and "\n" not in words:
            plain[number] = span
    if len(plain) >= max(_FEWEST_QUESTIONS, _QUESTION_SHARE * len(parts)):
        marked |= plain
    return marked if len(marked) >= _FEWEST_QUESTIONS else {}
