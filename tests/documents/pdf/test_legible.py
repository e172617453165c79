"""Whether text can be what a page shows."""

from __future__ import annotations

import pytest

from tersely.documents.pdf.legible import is_decodable, undecoded

ENGLISH = "The harbour authority reviewed the annual report and found that dredging costs rose. "
GERMAN = "Die Hafenbehörde prüfte schließlich den Jahresbericht; Angstschweiß und Schifffahrt. "
POLISH = "Zarząd portu sprawdził wczoraj roczne sprawozdanie; wszystkie przedsiębiorstwa. "
VIETNAMESE = (
    "Cơ quan quản lý cảng đã xem xét báo cáo thường niên và nhận thấy chi phí nạo vét tăng. "
)
RUSSIAN = "Управление порта рассмотрело годовой отчёт и установило рост расходов. "


LONG = (
    "The harbour authority reviewed the annual report and found that dredging costs rose by nine"
    " percent; several members asked for another survey before the council decides about new"
    " cranes, because two invoices were missing and the ministry pays only one third of them."
)


def shifted(text: str, by: int) -> str:
    """Glyph numbers taken for characters, as fonts without a table of letters give."""
    return "".join(chr(ord(c) + by) if not c.isspace() else c for c in text)


@pytest.mark.parametrize(
    "text",
    [ENGLISH, GERMAN, POLISH, VIETNAMESE, RUSSIAN, "港湾局は年次報告書を検討した。", "412.50 550.00 ",
     "for (i = 0; i < n; i++) { total += prices[i]; } ", "XXXXXXXX LLC ", "3f9ab2 77de01 bbcf ", ""],
)  # fmt: skip
def test_texts_of_all_kinds_are_plausible(text: str) -> None:
    assert is_decodable(text * 12)


@pytest.mark.parametrize(
    "text",
    [
        shifted(LONG, -29),
        shifted(LONG, 1),
        "\x01\x02\x03 \x04\x05\x06 ",
        "\ue001\ue002\ue003 abc ",
        "\ufffd\ufffd\ufffd\ufffd ab ",
        RUSSIAN.encode("cp1251").decode("cp1252"),
    ],
    ids=["glyph numbers", "shifted by one", "controls", "private use", "unknown", "wrong table"],
)
def test_what_no_language_writes_is_not(text: str) -> None:
    assert not is_decodable(text * 12)


def test_a_few_signs_of_symbol_fonts_are_no_reason() -> None:
    assert is_decodable("\uf0b7 " + ENGLISH)
    assert undecoded("\uf0b7 " + ENGLISH) == 1
