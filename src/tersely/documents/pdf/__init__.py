"""PDF by pages, with pypdfium2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ...errors import InputError
from ..account import UNDECODED, Account
from ..draft import Draft, Page
from ..limits import Limits
from .columns import arranged
from .drawing import drawing_of, unseen
from .features import Features, features_of
from .forms import NO_ADDITIONS, additions_of, attach_files, with_additions
from .layout import layout
from .legible import Look, is_decodable, scanned_pages
from .lines import Line, lines_of
from .order import in_reading_order
from .pdfium import NOTHING, PageText

_HIDDEN = "hidden text runs"
_MIN_IMAGE_COVERAGE = 0.05  # of the page: smaller ones are logos, icons and rules
_XFA_NOTICE = "Please wait..."
_MAX_NOTICE_LINES = 20


@dataclass(frozen=True, slots=True)
class _PageContent:
    """One page: what it shows and its account."""

    look: Look
    problem: str = ""
    hidden: int = 0
    images: int = 0
    files: tuple[tuple[str, str, bytes], ...] = ()


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Pages as Markdown; larger type becomes headings, tables keep their columns. A page that shows
    something but holds no readable text is unread; text that nobody sees is left out.

    Raises InputError for a protected or damaged file and for an XFA form.
    """
    pdf = _opened(data, name, limits)
    features = features_of(data)
    page_count = len(pdf)
    pages = [_content(pdf, index, features) for index in range(page_count)]
    account = Account(limits.attachments)
    attach_files(pdf, account)
    for page in pages:
        for file in page.files:
            account.attach(*file)
    unread = _unread(pages)
    for index, reason in unread.items():
        account.leave("page", str(index + 1), reason=reason, share=1 / page_count)
    lines: list[list[Line]] = [[] for _ in pages]
    for index, page in enumerate(pages):
        if index not in unread:
            lines[index] = arranged(page.look.lines)
    _check_form(lines, name)
    account.remove(_HIDDEN, sum(page.hidden for page in pages))
    for index, page in enumerate(pages):
        if page.images and index not in unread:
            account.leave("image", f"page {index + 1}", count=page.images)
    texts, repeated = layout(lines)
    account.remove("repeated page headers and footers", repeated)
    numbered = [Page(text, str(number)) for number, text in enumerate(texts, 1)]
    return Draft(
        tuple(numbered),
        "application/pdf",
        removed=account.removed,
        unread=account.unread,
        attachments=tuple(account.attachments),
    )


def _opened(data: bytes, name: str, limits: Limits) -> Any:
    import pypdfium2
    from pypdfium2 import raw

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise InputError(
                f"{name} is password-protected.", hint="Save a copy without the password."
            ) from None
        raise InputError(
            f"{name} is truncated or damaged.", hint="Copy or download it again."
        ) from None
    if pdf.get_formtype() != raw.FORMTYPE_NONE:
        pdf.init_forms()
    if len(pdf) > limits.max_page_count:
        raise InputError(
            f"{name} has {len(pdf):,} pages; the limit is {limits.max_page_count:,}.",
            hint="Split it.",
        )
    return pdf


def _content(pdf: Any, index: int, features: Features) -> _PageContent:
    import pypdfium2

    try:
        page = pdf[index]
    except pypdfium2.PdfiumError:
        return _PageContent(Look([]), problem="damaged")
    text = PageText.of(page)
    drawing = drawing_of(page, features.layers)
    hidden = unseen(page, drawing)
    if hidden:
        _take_out(text, hidden)
    lines, off_page = lines_of(text, drawing.page)
    lines = in_reading_order(lines)
    additions = NO_ADDITIONS
    if features.annotations:
        additions = additions_of(page, pdf.formenv, text.rotation)
    decoded = is_decodable(text.text)
    lines = with_additions(lines, additions)
    coverage = drawing.coverage
    content = _PageContent(
        Look(
            lines,
            coverage,
            0 if lines else drawing.segments,
            is_recognized=len(drawing.invisible) > len(hidden),
        ),
        "" if decoded else UNDECODED,
        len(hidden) + off_page + additions.hidden,
        drawing.large_images(_MIN_IMAGE_COVERAGE) if coverage < 0.6 else 0,
        tuple(additions.files),
    )
    text.close()
    page.close()
    return content


def _take_out(text: PageText, hidden: set[int]) -> None:
    """Takes what the hidden text objects draw out of the text, all indices kept."""
    text.text = "".join(
        NOTHING if not character.isspace() and text.object_at(index) in hidden else character
        for index, character in enumerate(text.text)
    )


def _unread(pages: Sequence[_PageContent]) -> dict[int, str]:
    """The pages (by index) that count as not read, with the reason."""
    reasons = scanned_pages([page.look for page in pages])
    for index, page in enumerate(pages):
        if page.problem:
            reasons[index] = page.problem
    return dict(sorted(reasons.items()))


def _check_form(lines: Sequence[Sequence[Line]], name: str) -> None:
    """Raises InputError for a form that is a program: its pages ask for another viewer."""
    texts = [line.text for line in chain.from_iterable(lines)]
    says_so = any(text.startswith(_XFA_NOTICE) for text in texts)
    if says_so and len(texts) < _MAX_NOTICE_LINES:
        raise InputError(
            f"{name} is an XFA form, which only Adobe's programs show.",
            hint="Open it there and print it to a PDF.",
        )
