"""DOCX: the body as Markdown, with headers, footers, notes and comments, each once.

python-docx opens the package; wordtext walks its XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..errors import InputError
from ..language.words import one_spaced
from .account import Account
from .draft import Draft, Page
from .limits import Limits
from .ooxml import opened
from .wordruns import Word
from .wordstyles import Numbering, Styles, W
from .wordtext import WordText

_EMBEDDED = ("/oleObject", "/package")  # types of relationships
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LIST_ITEM = re.compile(r" *(?:-|\(?[\w.]{1,12}[.)]) ")
# "Page 3 of 9" without its numbers.
_FEWEST_LETTERS_IN_MARGIN = 8


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Headers, the body in reading order with its comments, then footers, foot- and endnotes.

    Raises InputError for a ZIP bomb or a damaged file.
    """
    import docx
    from lxml import etree

    account = Account(limits.attachments)
    try:
        document = opened(
            docx.Document,
            data,
            name=name,
            max_unpacked_bytes=limits.max_unpacked_bytes,
            account=account,
        )
    except (ValueError, KeyError, etree.XMLSyntaxError):
        raise InputError(
            f"{name} is damaged: it holds no Word document.", hint="Save it again in Word."
        ) from None
    part = document.part
    styles = Styles(_root(part, "/styles"))
    comments = dict(_comments(part, Word(styles, Numbering(None), account)))
    word = Word(styles, Numbering(_root(part, "/numbering")), account, comments)
    body = list(WordText(word, part).blocks(document.element.body))
    blocks = [
        *_margins(part, word, "header"),
        *body,
        *_margins(part, word, "footer"),
        *_notes(part, word),
        *(f"[{comment}]" for comment in word.comments.values()),
    ]
    _attach_embedded(part, account)
    return account.draft([Page(_spaced(blocks))], _MEDIA_TYPE)


def _attach_embedded(part: Any, account: Account) -> None:
    """The files that stand in the text as objects: sheets, slides, packed files. The sheet behind a
    chart belongs to the chart.
    """
    for relation in part.rels.values():
        if relation.reltype.endswith(_EMBEDDED) and not relation.is_external:
            target = relation.target_part
            name = str(target.partname).rpartition("/")[2]
            account.attach(name, target.content_type, target.blob)


def _parts(part: Any, kind: str) -> Iterator[Any]:
    """The related parts of a kind ("/footnotes"), each once."""
    seen: set[str] = set()
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(kind):
            target = relation.target_part
            if str(target.partname) not in seen:
                seen.add(str(target.partname))
                yield target


def _root(part: Any, kind: str) -> Any:
    from lxml import etree

    for target in _parts(part, kind):
        return _parsed(target)
    return etree.Element("none") if kind == "/styles" else None


def _parsed(part: Any) -> Any:
    from lxml import etree

    return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))


def _comments(part: Any, word: Word) -> Iterator[tuple[str, str]]:
    for target in _parts(part, "/comments"):
        text = WordText(word, target)
        for comment in _parsed(target).iter(f"{W}comment"):
            words = one_spaced(" ".join(text.blocks(comment)))
            author = one_spaced(comment.get(f"{W}author", ""))
            by = f" by {author}" if author else ""
            if words:
                yield comment.get(f"{W}id", ""), f"Comment{by}: {words}"


def _margins(part: Any, word: Word, kind: str) -> Iterator[str]:
    """Each different header or footer once; one that only numbers the pages is none."""
    seen: set[str] = set()
    for target in _parts(part, f"/{kind}"):
        blocks = map(one_spaced, WordText(word, target).blocks(_parsed(target)))
        text = " | ".join(filter(None, blocks))
        letters = sum(map(str.isalpha, text))
        fewest = _FEWEST_LETTERS_IN_MARGIN if _numbers_pages(target) else 1
        if letters >= fewest and text not in seen:
            seen.add(text)
            yield f"[{kind.capitalize()}] {text}"


def _numbers_pages(part: Any) -> bool:
    return re.search(rb"\b(?:NUM|SECTION)?PAGES?\b", part.blob) is not None


def _notes(part: Any, word: Word) -> Iterator[str]:
    for kind in ("footnote", "endnote"):
        for target in _parts(part, f"/{kind}s"):
            text = WordText(word, target)
            for note in _parsed(target):
                words = one_spaced(" ".join(text.blocks(note)))
                if words and note.get(f"{W}type") in (None, "normal"):
                    number = word.note_number(kind, note.get(f"{W}id", ""))
                    yield f"[Note {number}] {words}"


def _spaced(blocks: list[str]) -> str:
    """Blank lines between blocks, none between the items of a list."""
    out: list[str] = []
    for block in filter(None, blocks):
        if out:
            items = _LIST_ITEM.match(block) and _LIST_ITEM.match(out[-1])
            out.append("\n" if items else "\n\n")
        out.append(block)
    return "".join(out)
