"""What a sheet of an XLSX file holds beside its cells: text boxes, charts, pictures, comments, head
and foot.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from ..language.words import one_spaced
from .account import Account
from .archive import member_xml
from .charts import chart_text, diagram_text
from .xmlnames import local_name

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MARGIN = re.compile(rb"<(?:\w+:)?(odd|even|first)(Header|Footer)>([^<]{1,2000})<")
# &L &C &R begin the left, middle and right part; &"font,bold", &12, &K01 and letters are formats,
# and &P, &N, &D, &T count pages and days (ECMA-376, 18.3.1.39).
_MARGIN_CODE = re.compile(r"&(?:\"[^\"]*\"|\d{1,3}|K[0-9A-Fa-f+-]{2,9}|[A-Za-z])")
_FEWEST_LETTERS = 2


def texts_beside_cells(archive: ZipFile, path: str, account: Account) -> Iterator[str]:
    """The blocks of the sheet at `path`; what is not read goes into `account`."""
    kinds = {relation.target: relation.kind for relation in _relations(archive, path)}
    # A thread is kept a second time as a plain comment, for programs that know none.
    comments = "threadedComment" if "threadedComment" in kinds.values() else "comments"
    for target, kind in kinds.items():
        root = _root(archive, target)
        if root is None:
            continue
        if kind == "drawing":
            yield from _drawing(archive, target, root, account)
        elif kind == comments:
            yield from _comments(root)
    yield from _margins(archive.read(path))


def chart_sheets(archive: ZipFile) -> dict[str, tuple[str, bool]]:
    """The sheets that are one chart, by their titles: the path, and whether it is visible."""
    book = "xl/workbook.xml"
    paths = {
        relation.id: relation.target
        for relation in _relations(archive, book)
        if relation.kind == "chartsheet"
    }
    root = _root(archive, book)
    charts: dict[str, tuple[str, bool]] = {}
    for sheet in root.iter(f"{_S}sheet") if root is not None else ():
        path = paths.get(sheet.get(f"{_R}id", ""))
        if path is not None:
            is_visible = sheet.get("state", "visible") == "visible"
            charts[sheet.get("name", "")] = path, is_visible
    return charts


class _Relation(NamedTuple):
    """A part that belongs to another; `kind` is the last word of the type of relation."""

    target: str
    kind: str
    id: str


def _relations(archive: ZipFile, path: str) -> Iterator[_Relation]:
    folder, base = posixpath.split(path)
    root = _root(archive, f"{folder}/_rels/{base}.rels")
    for relation in root if root is not None else ():
        if relation.get("TargetMode") != "External":
            target = posixpath.join("/", folder, relation.get("Target", ""))
            kind = relation.get("Type", "").rpartition("/")[2]
            member = posixpath.normpath(target).lstrip("/")
            yield _Relation(member, kind, relation.get("Id", ""))


def _root(archive: ZipFile, member: str) -> Element | None:
    """The root of a part, whose name may be written in other capitals (OPC, 6.2.2.3)."""
    if member not in archive.NameToInfo:
        names = {name.lower(): name for name in reversed(archive.namelist())}
        member = names.get(member.lower(), member)
    try:
        return member_xml(archive, member)
    except (KeyError, ParseError):
        return None


def _drawing(archive: ZipFile, path: str, root: Element, account: Account) -> Iterator[str]:
    targets = {relation.id: relation.target for relation in _relations(archive, path)}

    def related(element: Element, attribute: str) -> Element | None:
        return _root(archive, targets.get(element.get(f"{_R}{attribute}", ""), ""))

    for element in root.iter():
        if element.tag == f"{_XDR}txBody":
            yield "\n".join(_paragraphs(element))
        elif element.tag == f"{_C}chart":
            chart = related(element, "id")
            if chart is None:
                account.leave("chart")
            else:
                yield chart_text(chart, account)
        elif element.tag == _DIAGRAM:
            diagram = related(element, "dm")
            if diagram is None:
                account.leave("diagram")
            else:
                yield diagram_text(diagram)
        elif element.tag == f"{_XDR}pic":
            properties = element.find(f"{_XDR}nvPicPr/{_XDR}cNvPr")
            title = properties.get("descr", "") if properties is not None else ""
            account.leave("picture", one_spaced(title)[:200])


def _paragraphs(body: Element) -> Iterator[str]:
    for paragraph in body.iter(f"{_A}p"):
        text = "".join(run.text or "" for run in paragraph.iter(f"{_A}t"))
        if text.strip():
            yield one_spaced(text)


def _comments(root: Element) -> Iterator[str]:
    for comment in root.iter():
        if local_name(comment.tag) not in ("comment", "threadedComment"):
            continue
        parts = (part for part in comment.iter() if local_name(part.tag) in ("t", "text"))
        words = one_spaced("".join(part.text or "" for part in parts))
        if words:
            yield f"[Comment on {comment.get('ref')}: {words}]"


def _margins(sheet: bytes) -> Iterator[str]:
    """Each different head or foot once; one that only counts pages is none."""
    seen: set[str] = set()
    for match in _MARGIN.finditer(sheet):
        code = unescape(match[3].decode("utf-8", "replace"))
        parts = (_MARGIN_CODE.sub(" ", part) for part in code.split("&&"))
        text = one_spaced("&".join(parts))
        if text not in seen and sum(map(str.isalpha, text)) >= _FEWEST_LETTERS:
            seen.add(text)
            yield f"[{match[2].decode()}] {text}"
