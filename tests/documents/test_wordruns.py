"""What the runs of a Word paragraph hold."""

from __future__ import annotations

from typing import Any

import docx
import pytest

from .word_files import element, paragraph, read, run


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<m:r><m:t>E=mc2+17</m:t></m:r>", "E=mc2+17"),
        ("<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "x²"),
        ("<m:sSub><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sub><m:r><m:t>i+1</m:t></m:r></m:sub></m:sSub>", "x_(i+1)"),
        ("<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", "(a+b)/2"),
        ("<m:rad><m:deg/><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad>", "√2"),
        ('<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>a</m:t></m:r></m:e></m:d>', "[a]"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i</m:t></m:r></m:sub>'
            "<m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary>",
            "∑_iⁿ i",
        ),
        ("<m:m><m:mr><m:e><m:r><m:t>1</m:t></m:r></m:e><m:e><m:r><m:t>0</m:t></m:r></m:e></m:mr></m:m>", "[1, 0]"),
    ],
)  # fmt: skip
def test_formulas_stand_in_their_sentence(formula: str, text: str) -> None:
    """Powers, indices, fractions, roots, brackets, sums, matrices in one line."""
    document = paragraph(run("It is "), f"<m:oMath>{formula}</m:oMath>", run(" for all."))
    assert read(document).text == f"It is {text} for all."


@pytest.mark.parametrize(
    ("inner", "text", "removed"),
    [
        (run("old", "<w:strike/>") + run("new"), "new", (("struck-out text runs", 1),)),
        (run("old", "<w:dstrike/>") + run("new", '<w:strike w:val="0"/>'), "new", (("struck-out text runs", 1),)),
        (f'<w:del w:id="1" w:author="a"><w:r><w:delText>x</w:delText></w:r></w:del>{run("y")}', "y", (("deleted text runs", 1),)),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑", ()),
        ('<w:r><w:sym w:font="Symbol" w:char="0061"/></w:r>', "α", ()),
        (run("\uf0fe", '<w:rFonts w:ascii="Wingdings"/>'), "☑", ()),
        (run("\uf061", '<w:rFonts w:ascii="Symbol"/>'), "α", ()),
        (
            '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>'
            + run("x") + "</w:sdtContent></w:sdt>",
            "☒", (),
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox>'
            "</w:ffData></w:fldChar></w:r>"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run(" no"),
            "☐ no", (),
        ),
        (
            f"<w:r><w:ruby><w:rt>{run('kana')}</w:rt><w:rubyBase>{run('kanji')}</w:rubyBase></w:ruby></w:r>",
            "kanji(kana)", (),
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("clause 3") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "clause 3", (),
        ),
    ],
)  # fmt: skip
def test_what_a_run_can_be(inner: str, text: str, removed: Any) -> None:
    """Struck out, deleted, symbols, check boxes new and old, readings, results of fields."""
    document = docx.Document()
    document.element.body.insert(0, element(f"<w:p>{inner}</w:p>"))
    read_document = read(document)
    assert (read_document.text, read_document.removed) == (text, removed)
