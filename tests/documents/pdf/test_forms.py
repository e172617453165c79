"""Values of form fields, comments, and files inside a PDF."""

from __future__ import annotations

from .conftest import Pdf, Read, at, lines

LABELS = at(72, 700, "Name of the vessel:") + at(72, 670, "Length in metres:")


def widget(pdf: Pdf, kind: str, value: str, box: str, more: str = "") -> str:
    return pdf.add(
        f"<< /Type /Annot /Subtype /Widget /FT /{kind} /T (f{len(pdf.objects)}) /V {value}"
        f" /Rect [{box}] /F 4 {more} >>"
    )


def form(pdf: Pdf, fields: list[str]) -> Pdf:
    pdf.annotations += fields
    pdf.catalog += f"/AcroForm << /Fields [{' '.join(fields)}] /DA (/F 10 Tf 0 g) >>"
    return pdf


def test_values_stand_beside_their_labels(read_pdf: Read) -> None:
    """On the right of a label at the same height; a value below its label on a line of its own."""
    pdf = Pdf([LABELS + at(72, 640, "Reason:") + at(72, 500, "Signed at the quay.")])
    form(
        pdf,
        [
            widget(pdf, "Tx", "(14.2)", "200 665 300 682"),
            widget(pdf, "Tx", "(Albatros)", "200 695 300 712"),
            widget(pdf, "Tx", "(The keel is broken)", "72 600 400 630", "/Ff 4096"),
        ],
    )
    text = " ".join(read_pdf(pdf).text.replace("|", " ").replace("---", " ").split())
    assert text == (
        "Name of the vessel: Albatros Length in metres: 14.2 Reason: The keel is broken"
        " Signed at the quay."
    )


def test_boxes_show_whether_they_are_ticked(read_pdf: Read) -> None:
    pdf = Pdf([at(100, 700, "I agree") + at(100, 670, "I do not agree")])
    state = "/AP << /N << /Yes {0} /Off {0} >> >>"
    blank = state.format(pdf.stream("", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"))
    form(
        pdf,
        [
            widget(pdf, "Btn", "/Yes", "80 698 92 710", f"/AS /Yes {blank}"),
            widget(pdf, "Btn", "/Off", "80 668 92 680", f"/AS /Off {blank}"),
        ],
    )
    assert read_pdf(pdf).text.splitlines() == ["[x] I agree", "[ ] I do not agree"]


def test_passwords_and_hidden_fields_are_not_read(read_pdf: Read) -> None:
    pdf = Pdf([LABELS])
    form(
        pdf,
        [
            widget(pdf, "Tx", "(secret)", "200 695 300 712", "/Ff 8192"),
            widget(pdf, "Tx", "(OBEY)", "200 665 300 682").replace("/F 4", "/F 2"),
        ],
    )
    pdf.objects[-1] = pdf.objects[-1].replace("/F 4", "/F 2")
    document = read_pdf(pdf)
    assert "secret" not in document.text
    assert "OBEY" not in document.text
    assert document.removed == (("hidden text runs", 1),)


def test_comments_are_marked_and_free_text_stands_in_its_place(read_pdf: Read) -> None:
    pdf = Pdf([lines("The price is 45,000 euros.") + at(72, 500, "The end.")])
    note = "<< /Type /Annot /Subtype /{} /Contents ({}) /Rect [{}] {} >>"
    pdf.annotations = [
        pdf.add(note.format("Text", "This must be checked", "300 760 320 780", "/T (Ayla)")),
        pdf.add(note.format("FreeText", "Added by hand", "72 590 200 610", "")),
        pdf.add(note.format("Link", "no text", "72 590 200 610", "")),
    ]
    assert [part for part in read_pdf(pdf).text.split("\n") if part] == [
        "The price is 45,000 euros.",
        "Added by hand",
        "The end.",
        "[Comment by Ayla: This must be checked]",
    ]


def test_files_inside_are_named(read_pdf: Read) -> None:
    """In the table of the document, and pinned to a page."""
    pdf = Pdf([lines("The budget is in the annex.")])
    file = pdf.stream("The annex.", "/Type /EmbeddedFile")
    entry = f"<< /Type /Filespec /F ({{}}) /UF ({{}}) /EF << /F {file} >> >>"
    table = pdf.add(entry.format("annex.txt", "annex.txt"))
    pinned = pdf.add(entry.format("plan.xlsx", "plan.xlsx"))
    pdf.catalog = f"/Names << /EmbeddedFiles << /Names [(annex.txt) {table}] >> >>"
    pdf.annotations = [
        pdf.add(f"<< /Type /Annot /Subtype /FileAttachment /FS {pinned} /Rect [9 9 20 20] >>")
    ]
    document = read_pdf(pdf)
    assert [part.sentence for part in document.unread] == [
        "2 attachments are named but not read: annex.txt, plan.xlsx"
    ]
    assert document.unread_share == 0
