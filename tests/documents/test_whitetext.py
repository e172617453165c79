"""White letters in Word files: dropped and counted on white paper, kept on any paint."""

from __future__ import annotations

from typing import Any

import docx
import pytest

from .word_files import element, read

WHITE = '<w:color w:val="FFFFFF"/>'


def paragraph(properties: str = WHITE, around: str = "") -> str:
    run = f"<w:r><w:rPr>{properties}</w:rPr><w:t>secret</w:t></w:r>"
    return f"<w:p><w:pPr>{around}</w:pPr><w:r><w:t>seen</w:t></w:r>{run}</w:p>"


def cell(shading: str = "", style: str = "") -> str:
    table = f"<w:tbl><w:tblPr>{style}</w:tblPr><w:tr><w:tc><w:tcPr>{shading}</w:tcPr>"
    return f"{table}{paragraph()}</w:tc></w:tr></w:tbl>"


def read_with(xml: str) -> Any:
    document = docx.Document()
    document.element.body.insert(0, element(xml))
    return read(document)


@pytest.mark.parametrize(
    "xml",
    [
        paragraph(),
        paragraph('<w:color w:val="fefefe" w:themeColor="background1"/>'),
        paragraph(WHITE + '<w:shd w:val="clear" w:fill="auto"/>'),
        paragraph(WHITE, '<w:shd w:val="clear" w:color="auto" w:fill="FFFFFF"/>'),
        cell(),
        cell('<w:shd w:val="clear" w:fill="FFFFFF"/>', '<w:tblStyle w:val="TableGrid"/>'),
    ],
    ids=["bare", "nearly white", "no fill", "white fill", "cell", "white cell"],
)
def test_white_on_white_is_dropped_and_counted(xml: str) -> None:
    document = read_with(xml)
    assert "secret" not in document.text
    assert "seen" in document.text
    assert document.removed == (("white text runs", 1),)


@pytest.mark.parametrize(
    "xml",
    [
        paragraph('<w:color w:val="auto"/>'),
        paragraph('<w:color w:val="F0E000"/>'),
        paragraph(WHITE + '<w:highlight w:val="black"/>'),
        paragraph(WHITE + '<w:shd w:val="clear" w:fill="1F3864"/>'),
        paragraph(WHITE + '<w:shd w:val="solid" w:color="000000"/>'),
        paragraph(WHITE, '<w:shd w:val="clear" w:fill="1F3864"/>'),
        cell('<w:shd w:val="clear" w:fill="1F3864"/>'),
        cell(style='<w:tblStyle w:val="GridTable4"/>'),
    ],
)
def test_white_letters_on_paint_are_read(xml: str) -> None:
    document = read_with(xml)
    assert "secret" in document.text
    assert document.removed == ()


def test_a_style_can_be_white_and_a_page_can_be_dark() -> None:
    document = docx.Document()
    style = document.styles.add_style("Quiet", 1)
    style.element.append(element(f"<w:rPr>{WHITE}</w:rPr>"))
    document.add_paragraph("secret", style="Quiet")
    document.add_paragraph("seen")
    assert read(document).text == "seen"
    document.element.insert(0, element('<w:background w:color="000000"/>'))
    assert "secret" in read(document).text
