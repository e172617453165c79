"""PDF by pages: headings, paragraphs, hyphens, running heads; scanned, protected and damaged files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tersely import documents
from tersely.documents.pdf import right_to_left
from tersely.documents.pdflayout import Line, layout
from tersely.errors import InputError

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
    document = documents.read_bytes(make_pdf(pages), name="mixed.pdf")
    (scans,) = document.unread
    assert (document.pages, scans.kind, scans.places) == (10, "page", ("3", "6", "9"))
    assert document.unread_share == pytest.approx(0.3)


@pytest.mark.parametrize("pages", [[None] * 14, [[("7", 10.0)]] * 3])
def test_a_scan_is_refused_with_a_remedy(
    make_pdf: MakePdf, pages: list[list[tuple[str, float]] | None]
) -> None:
    """Fewer than twenty letters a page: nothing almost empty is ever summarized."""
    with pytest.raises(
        InputError, match=f"almost no text in {len(pages)} pages: scanned"
    ) as caught:
        documents.read_bytes(make_pdf(pages), name="scan.pdf")
    assert "ocrmypdf" in caught.value.hint


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


def test_running_heads_and_page_numbers_go() -> None:
    """Dropped and counted where they repeat or count the pages; the text between them is whole."""
    pages = [
        [
            Line("Annual report"),
            Line(f"First line of page {n}."),
            Line(f"Last line {'x' * n}."),
            Line(f"Chapter {n % 3} {n + 4}"),
        ]
        for n in range(6)
    ]
    texts, dropped = layout(pages)
    assert dropped == 12
    assert texts[2] == "First line of page 2.\nLast line xx."


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["infor-", "mation"], "information"),
        (["dis\xadtribution"], "distribution"),
        (["US\xadASCII"], "US-ASCII"),
        (["a long-", "term plan; long-term"], "a long-term plan; long-term"),
        (["pages 3-", "5"], "pages 3-\n5"),
        (["in /usr/", "sbin and/", "or / ", "no"], "in /usr/sbin and/or / \nno"),
        (["# a comment"], "\\# a comment"),
    ],
)
def test_broken_words_are_made_whole(lines: list[str], joined: str) -> None:
    """A hyphen at a line end goes, unless the word is spelt with it or a capital or a number
    follows.
    """
    assert layout([[Line(line) for line in lines]])[0] == [joined]


def test_list_items_and_gaps_start_paragraphs() -> None:
    """A bullet, and a line that stands further down than usual, start a paragraph."""
    tops = [700.0, 688.0, 676.0, 650.0, 638.0]
    words = [
        "one line of the text",
        "a second line here",
        "• an item of a list",
        "after the gap a line",
        "goes on here",
    ]
    lines = [Line(text, 10.0, top, top - 10) for text, top in zip(words, tops, strict=True)]
    assert layout([lines])[0][0].split("\n\n") == [
        "one line of the text\na second line here",
        "• an item of a list",
        "after the gap a line\ngoes on here",
    ]


def test_raised_digits_do_not_run_into_the_text(make_pdf: MakePdf) -> None:
    """The marks of footnotes and exponents become superscripts; lowered digits and those of small
    type stay.
    """

    def moved(digits: str, rise: int) -> str:
        return f") Tj /F 6 Tf {rise} Ts ({digits}) Tj 0 Ts /F 10 Tf ("

    line = f"The quay sank.{moved('12', 4)} Of 10{moved('3', 4)} ships in H{moved('2', -2)}O, 7 came on day 31."
    text = documents.read_bytes(
        make_pdf([[(line, 10.0), ("Berth 7b of 1911", 6.0)]]), name="a.pdf"
    ).text
    assert (
        " ".join(text.split())
        == "The quay sank.¹² Of 10³ ships in H2O, 7 came on day 31. Berth 7b of 1911"
    )


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        (
            "הוא גר ב-City York New משנת 2019 )עם משפחתו(, ועבד ב-IBM.",
            "הוא גר ב-New York City משנת 2019 (עם משפחתו), ועבד ב-IBM.",
        ),
        ("בסוף השורה( )ובתחילתה", "בסוף השורה( )ובתחילתה"),
        ("The word שלום is Hebrew )sic(", "The word שלום is Hebrew )sic("),
    ],
)
def test_lines_from_right_to_left(drawn: str, read: str) -> None:
    """Latin words and brackets in them are put in their order; brackets that go on from another
    line stay.
    """
    assert right_to_left(drawn) == read
