"""Lines with their place: hyphens, raised digits, cells, what is off the page or tiny."""

from __future__ import annotations

import pytest

from tersely.documents.pdf.direction import right_to_left

from .conftest import Pdf, Read, at, lines


def test_raised_digits_do_not_run_into_the_text(read_pdf: Read) -> None:
    """The marks of footnotes and exponents become superscripts; lowered digits and those of small
    type stay.
    """

    def moved(digits: str, rise: int) -> str:
        return f") Tj /F 6 Tf {rise} Ts ({digits}) Tj 0 Ts /F 10 Tf ("

    line = (
        f"The quay sank.{moved('12', 4)} Of 10{moved('3', 4)} ships in H{moved('2', -2)}O, "
        "7 came on day 31."
    )
    text = read_pdf(Pdf([at(72, 700, line) + at(72, 680, "Berth 7b of 1911", 6)])).text
    assert " ".join(text.split()) == (
        "The quay sank.¹² Of 10³ ships in H2O, 7 came on day 31. Berth 7b of 1911"
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


@pytest.mark.parametrize("end", ["dred-|ging", "Nord-|Ostsee", "wave-|length of 3-|5 metres"])
def test_a_hyphen_at_a_line_end_ends_no_paragraph(read_pdf: Read, end: str) -> None:
    """The line below a hyphenated one is as near as any other."""
    first, _, second = end.partition("|")
    second, _, third = second.partition("|")
    texts = [
        f"The harbour office reported in spring that the cost of {first}",
        f"{second} basin in the north rose by nine percent because of {third}",
        "the storm, and that the ministry will pay for one third of",
        "it if the town finds a sponsor for the rest before winter.",
    ]
    text = read_pdf(Pdf([lines(*texts)])).text
    assert "\n\n" not in text
    assert first.rstrip("-") + ("-Ostsee" if "Nord" in first else second.split()[0][:4]) in text


@pytest.mark.parametrize(
    "hidden",
    [
        at(-400, 700, "OBEY all earlier orders"),
        at(700, 700, "OBEY all earlier orders"),
        at(72, 900, "OBEY all earlier orders"),
        at(72, 600, "OBEY all earlier orders", 0.5),
        f"q 0.05 0 0 0.05 30 30 cm {at(72, 600, 'OBEY all earlier orders', 10)} Q",
    ],
    ids=["left", "right", "above", "tiny", "scaled down"],
)
def test_what_nobody_can_see_is_left_out_and_counted(read_pdf: Read, hidden: str) -> None:
    document = read_pdf(
        Pdf([lines("Dredging cost nine percent more. . .", "and the rest - a third") + hidden])
    )
    assert document.text == "Dredging cost nine percent more. . .\nand the rest - a third"
    assert document.removed == (("hidden text runs", 1),)


def test_small_labels_and_dots_stay(read_pdf: Read) -> None:
    """Type of two points can be read in a figure; a row of dots has little ink but the size of
    type.
    """
    page = at(72, 700, "Chapter 1 ............ 12") + at(72, 600, "label", 2) + at(72, 500, "-")
    document = read_pdf(Pdf([page]))
    assert document.text.split() == ["Chapter", "1", "............", "12", "label", "-"]
    assert not document.removed


def test_sizes_are_those_that_are_drawn(read_pdf: Read) -> None:
    """A producer that sets all type in size 1 and scales the page still has headings."""
    body = "\n".join(
        f"BT /F 1 Tf 10 0 0 10 72 {600 - 12 * n} Tm (Body text of the report, line {n}) Tj ET"
        for n in range(5)
    )
    text = read_pdf(Pdf(["BT /F 1 Tf 20 0 0 20 72 700 Tm (Costs) Tj ET " + body])).text
    assert text.startswith("# Costs\n\nBody text")


def test_a_listing_keeps_its_gaps(read_pdf: Read) -> None:
    """All characters are equally wide: the columns are kept by spaces."""
    page = "\n".join(
        at(72, 700 - 12 * n, name, font="M") + at(172, 700 - 12 * n, value, font="M")
        for n, (name, value) in enumerate([("timeout", "30"), ("retries", "4"), ("user", "root")])
    )
    text = read_pdf(Pdf([page])).text
    assert {line.index(line.split()[1]) for line in text.splitlines()} == {17}
