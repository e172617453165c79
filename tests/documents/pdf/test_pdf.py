"""PDF by pages: marks and the account; scanned, undecodable, protected and damaged files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tersely import documents
from tersely.errors import InputError

from .conftest import PICTURE, Pdf, Read, at, lines

BODY = "The branches counted more visits than in any year before this one"
MakePdf = Callable[[Sequence[Sequence[tuple[str, float]] | None]], bytes]


def test_pages_and_larger_type_become_marks(make_pdf: MakePdf) -> None:
    """Two pages, two headings of different size, a title over two lines; a sentence runs over the
    page break.
    """
    pages = [
        [("A year", 20.0), ("of growth", 20.0), (BODY, 10.0), (BODY + ",", 10.0)],
        [("and even more than that.", 10.0), ("Costs", 14.0), (BODY + ".", 10.0)],
    ]
    document = documents.read_bytes(make_pdf(pages), name="report.pdf")
    assert document.text == (
        f"# A year of growth\n\n{BODY}\n{BODY},\nand even more than that.\n\n## Costs\n\n{BODY}."
    )
    assert (document.pages, document.unread) == (2, ())
    assert document.page_at(document.text.index("and even")) == "2"
    assert document.headings_at(len(document.text)) == ("A year of growth", "Costs")


def test_scanned_pages_are_named_and_blank_ones_are_not(make_pdf: MakePdf) -> None:
    """Pages 3, 6 and 9 of ten hold only a picture: they count as unread. An empty page has nothing
    to read.
    """
    pages: list[list[tuple[str, float]] | None] = [[(f"{BODY} {n}.", 10.0)] for n in range(10)]
    pages[2] = pages[5] = pages[8] = None
    pages[3] = []
    document = documents.read_bytes(
        make_pdf(pages), name="mixed.pdf", recognition=documents.Recognition("off")
    )
    (scans,) = document.unread
    assert (document.pages, scans.kind, scans.places) == (10, "page", ("3", "6", "9"))
    assert document.unread_share == pytest.approx(0.3)


def test_damaged_and_long_files_are_refused(make_pdf: MakePdf) -> None:
    """A head without a body; more pages than the limit. The content is a PDF whatever the name
    says.
    """
    whole = make_pdf([[(BODY, 10.0)]] * 3)
    with pytest.raises(InputError, match="truncated or damaged"):
        documents.read_bytes(whole[:60], name="cut.txt")
    with pytest.raises(InputError, match="3 pages; the limit is 2"):
        documents.read_bytes(whole, name="long.pdf", limits=documents.Limits(max_page_count=2))


def test_a_password_is_said(make_pdf: MakePdf) -> None:
    """A file with an encryption dictionary that the empty password does not open."""
    lock = f"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >>"
    locked = make_pdf([[(BODY, 10.0)]]).replace(b"/Root 1 0 R", f"/Root 1 0 R {lock}".encode())
    with pytest.raises(InputError, match=r"locked\.pdf is password-protected"):
        documents.read_bytes(locked, name="locked.pdf")


SENTENCES = (
    "The council votes on the dredging of the northern basin,",
    "which costs nine percent more.",
)


@pytest.mark.parametrize(
    "stamps",
    [
        [""] * 4,
        [at(60, 800, f"CONFIDENTIAL - ORVA-2026-{n:06} Scanned with PaperLens") for n in range(4)],
        [at(300, 20, f"Page {n} of 4") for n in range(4)],
        [at(60, 800, "Harbour Authority, Quay 7, Lindmouth, Telephone 0123 456789, Fax 98")] * 4,
        [at(60, 400, "DRAFT", 60)] * 4,
    ],
    ids=["bare", "stamp", "page number", "letterhead", "watermark"],
)
def test_a_scan_is_refused_with_a_remedy(read_pdf: Read, stamps: list[str]) -> None:
    """A picture over the page is what it shows, whatever a scanner printed on it."""
    with pytest.raises(InputError, match=r"pages 1-4 \(scanned\)") as caught:
        read_pdf(Pdf([f"{PICTURE} {stamp}" for stamp in stamps]))
    assert "Text recognition" in caught.value.hint


def test_scanned_pages_among_others_are_named_and_their_stamps_are_no_text(read_pdf: Read) -> None:
    """Two of four pages: half of the document is not read."""
    scan = f"{PICTURE} {at(300, 20, 'Page 2 of 4')}"
    document = read_pdf(Pdf([lines(*SENTENCES), scan, scan, lines(*SENTENCES)]))
    assert [str(part) for part in document.unread] == ["pages 2-3 (scanned)"]
    assert document.unread_share == 0.5
    assert "Page 2" not in document.text


@pytest.mark.parametrize(
    "page",
    [
        at(72, 700, "Offer accepted."),
        "\n".join(at(72, 800 - 20 * n, f"{n * 412.5:,.2f}") for n in range(9)),
        at(72, 700, "7"),
        PICTURE + at(60, 400, "A year of growth", 40),
        PICTURE + lines(*SENTENCES * 4),
        "q 200 0 0 200 0 0 cm /Im Do Q" + at(72, 700, "Fig. 1"),
    ],
    ids=["two words", "numbers", "a digit", "title on a picture", "text on a picture", "figure"],
)
def test_a_page_of_little_text_is_text(read_pdf: Read, page: str) -> None:
    """Few letters, or none, are no sign of a scan; a picture behind real text is not, either."""
    document = read_pdf(Pdf([page]))
    assert document.unread_share == 0
    assert len(document.text) >= 1


def test_pictures_beside_the_text_are_counted(read_pdf: Read) -> None:
    """They are no part of the text, and logos do not count."""
    figure, logo = "q 300 0 0 300 72 72 cm /Im Do Q", "q 40 0 0 40 500 790 cm /Im Do Q"
    document = read_pdf(Pdf([logo + figure + lines(*SENTENCES * 4), logo + lines(*SENTENCES)]))
    assert [part.sentence for part in document.unread] == ["1 image is not read: page 1"]


def test_text_drawn_as_shapes_is_unread(read_pdf: Read) -> None:
    """Outlines of letters: the page shows something that no character stands for. Rules are not."""
    outlines = "\n".join(f"{n} {n} m {n} 9 l 9 {n} l 5 5 l f" for n in range(99))
    document = read_pdf(Pdf([outlines, "72 72 m 500 72 l S", lines(*SENTENCES)]))
    assert [str(part) for part in document.unread] == ["page 1 (drawn as shapes)"]


def with_a_wrong_table(*pages: str) -> Pdf:
    """The table of the font says control characters for its small letters."""
    codes = "".join(f"<{code:02x}> <{code - 96:04x}>\n" for code in range(97, 123))
    pdf = Pdf(pages)
    table = pdf.stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"26 beginbfchar\n{codes}endbfchar endcmap end end"
    )
    pdf.font = pdf.font.replace(">>", f"/ToUnicode {table} >>")
    return pdf


def test_fonts_that_hide_their_letters_make_a_page_unread(read_pdf: Read) -> None:
    """One page of two, or the only one."""
    capitals = "READ THIS, IT IS IN CAPITALS: 1 2 3 4 5 6 7 8 9."
    document = read_pdf(with_a_wrong_table(lines(*SENTENCES), at(72, 700, capitals)))
    assert [str(part) for part in document.unread] == ["page 1 (its text cannot be decoded)"]
    assert document.text == capitals
    with pytest.raises(InputError, match="cannot be decoded") as caught:
        read_pdf(with_a_wrong_table(lines(*SENTENCES)))
    assert "Text recognition" in caught.value.hint
