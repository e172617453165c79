"""What a PDF holds beside the drawing of its pages: values of form fields, comments, and files."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdfium2 import raw

from ...language.words import one_spaced
from ..account import Account
from .calls import HANDLE, INT, POINTER, address, bare, place_at
from .geometry import Box
from .lines import Line

# A manual has tens of thousands of links, and each is looked at.
_count = bare(raw.FPDFPage_GetAnnotCount, INT)
_get = bare(raw.FPDFPage_GetAnnot, HANDLE)
_subtype = bare(raw.FPDFAnnot_GetSubtype, INT)
_close = bare(raw.FPDFPage_CloseAnnot, None)
_next_link = bare(raw.FPDFLink_Enumerate, INT)

_IGNORED = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}
_HIDDEN = 0x02 | 0x20  # flags of an annotation: hidden, no view
_PASSWORD = 1 << 13  # flag of a text field
_MAX_FILE_BYTES = 256_000_000
_COMMENTS = {
    raw.FPDF_ANNOT_TEXT,
    raw.FPDF_ANNOT_HIGHLIGHT,
    raw.FPDF_ANNOT_UNDERLINE,
    raw.FPDF_ANNOT_SQUIGGLY,
    raw.FPDF_ANNOT_STRIKEOUT,
    raw.FPDF_ANNOT_STAMP,
    raw.FPDF_ANNOT_CARET,
    raw.FPDF_ANNOT_INK,
    raw.FPDF_ANNOT_SQUARE,
    raw.FPDF_ANNOT_CIRCLE,
    raw.FPDF_ANNOT_LINE,
    raw.FPDF_ANNOT_POLYGON,
    raw.FPDF_ANNOT_POLYLINE,
    raw.FPDF_ANNOT_FILEATTACHMENT,
}
_BOXES = {raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON}
_VALUES = {
    raw.FPDF_FORMFIELD_TEXTFIELD,
    raw.FPDF_FORMFIELD_COMBOBOX,
    raw.FPDF_FORMFIELD_LISTBOX,
}


@dataclass(slots=True)
class Additions:
    """The annotations of one page: texts with a place on it, comments, attached files (name, media
    type, bytes), and how many are hidden.
    """

    placed: list[Line]
    comments: list[str]
    files: list[tuple[str, str, bytes]]
    hidden: int = 0


NO_ADDITIONS = Additions([], [], [])


def additions_of(page: Any, form: Any, rotation: int = 0) -> Additions:
    """Looks once at each annotation of a pypdfium2 page; `form` is the document's form or None,
    and `rotation` how the page is turned for its text to stand upright.
    """
    additions = Additions([], [], [])
    handle = place_at(address(page.raw))
    count = _count(handle)
    if not count or count == _links(handle):
        return additions
    for index in range(count):
        if annotation := _get(handle, index):
            if _subtype(annotation) not in _IGNORED:
                _add(ctypes.cast(annotation, raw.FPDF_ANNOTATION), form, rotation, additions)
            _close(annotation)
    return additions


def _links(page: Any) -> int:
    """How many annotations of a page are links; counting them takes a third of looking at each."""
    position, link = ctypes.c_int(), POINTER()
    places = ctypes.byref(position), ctypes.byref(link)
    count = 0
    while _next_link(page, *places):
        count += 1
    return count


def _add(annotation: Any, form: Any, rotation: int, additions: Additions) -> None:
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind == raw.FPDF_ANNOT_WIDGET and form is not None:
        text = _value(annotation, form)
    elif kind == raw.FPDF_ANNOT_FREETEXT or kind in _COMMENTS:
        text = _string(annotation, b"Contents")
    else:
        return
    if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
        attachment = raw.FPDFAnnot_GetFileAttachment(annotation)
        name, kind_of_file, data = _file_of(attachment) if attachment else ("", "", b"")
        additions.files.append((name or text or "attachment", kind_of_file, data))
    if not text:
        return
    if raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        additions.hidden += 1
    elif kind in _COMMENTS:
        author = _string(annotation, b"T")
        additions.comments.append(f"[Comment{f' by {author}' if author else ''}: {text}]")
    else:
        additions.placed.append(_placed(annotation, text, rotation))


def _value(annotation: Any, form: Any) -> str:
    """The value of a form field; a sign for a box that is ticked or not."""
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _BOXES:
        return "[x]" if raw.FPDFAnnot_IsChecked(form, annotation) else "[ ]"
    if kind not in _VALUES or raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return ""
    return _read(raw.FPDFAnnot_GetFormFieldValue, form, annotation)


def _string(annotation: Any, key: bytes) -> str:
    return _read(raw.FPDFAnnot_GetStringValue, annotation, key)


def _read(function: Any, *arguments: Any) -> str:
    """A string of PDFium, which is asked for its length first; in UTF-16."""
    length = function(*arguments, None, 0)
    if length <= 2:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    function(*arguments, buffer, length)
    text = bytes(buffer)[: length - 2].decode("utf-16-le", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _placed(annotation: Any, text: str, rotation: int) -> Line:
    rect = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, rect)
    left, right = sorted((rect.left, rect.right))
    bottom, top = sorted((rect.bottom, rect.top))
    box = Box(left, bottom, right, top).turned(rotation)
    return Line(one_spaced(text), 0.0, box.top, box.bottom, box.left, box.right)


def with_additions(lines: Sequence[Line], additions: Additions) -> list[Line]:
    """`lines` with each value beside its label: in the line at its height, else as a line of its
    own below what stands above it; the comments follow at the end.
    """
    out = list(lines)
    for value in sorted(additions.placed, key=lambda line: (-line.top, line.left)):
        number = _beside(out, value)
        if number is None:
            number = _first_below(out, value)
            size = out[number - 1].size if number else 0.0
            out.insert(number, value._replace(size=size))
        else:
            out[number] = _with_cell(out[number], value)
    return out + [Line(comment) for comment in additions.comments]


def _first_below(lines: Sequence[Line], value: Line) -> int:
    """Where `value` belongs: behind the last line that stands above it."""
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        if line.size and line.bottom >= value.top - 2:
            return number
    return 0


def _beside(lines: Sequence[Line], value: Line) -> int | None:
    """The line at the height of `value` that is nearest to it on its left, else on its right."""
    best: tuple[float, int] | None = None
    for number, line in enumerate(lines):
        middle = (line.top + line.bottom) / 2
        if not line.size or not value.bottom - 2 <= middle <= value.top + 2:
            continue
        distance = value.left - line.right
        if distance < -line.size:  # to the right, or around it: worse than any label on the left
            distance = 10_000 + abs(line.left - value.right)
        if best is None or distance < best[0]:
            best = distance, number
    return best[1] if best else None


def _with_cell(line: Line, value: Line) -> Line:
    cells = tuple(sorted(line.as_cells() + value.as_cells(), key=lambda cell: cell.left))
    return line._replace(
        text=" ".join(cell.text for cell in cells),
        cells=cells,
        left=min(line.left, value.left),
        right=max(line.right, value.right),
    )


def attach_files(pdf: Any, account: Account) -> None:
    """The files inside a pypdfium2 document."""
    for index in range(max(0, raw.FPDFDoc_GetAttachmentCount(pdf.raw))):
        attachment = raw.FPDFDoc_GetAttachment(pdf.raw, index)
        if attachment:
            account.attach(*_file_of(attachment))


def _file_of(attachment: Any) -> tuple[str, str, bytes]:
    """Name, media type and bytes of an attached file."""
    name = _read(raw.FPDFAttachment_GetName, attachment) or "attachment"
    length = ctypes.c_ulong()
    raw.FPDFAttachment_GetFile(attachment, None, 0, length)
    buffer = ctypes.create_string_buffer(min(length.value, _MAX_FILE_BYTES))
    if not buffer or not raw.FPDFAttachment_GetFile(attachment, buffer, len(buffer), length):
        return name, "", b""
    return name, "", buffer.raw[: length.value]
