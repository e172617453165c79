"""Charts and diagrams as text: titles, axes, values, labels that somebody wrote, assistants."""

from __future__ import annotations

from xml.etree import ElementTree

from tersely.documents.account import Account
from tersely.documents.charts import chart_text, diagram_text, drawn_text

SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)
POINT = '<c:pt idx="0"><c:v>{}</c:v></c:pt>'


def root(xml: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<c:chartSpace {SPACES}>{xml}</c:chartSpace>")


def title(*paragraphs: str) -> str:
    inner = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
    return f"<c:title><c:tx><c:rich>{inner}</c:rich></c:tx></c:title>"


def series(value: str, more: str = "") -> str:
    category = f"<c:cat>{POINT.format('2026')}</c:cat>"
    return f"<c:ser>{more}{category}<c:val>{POINT.format(value)}</c:val></c:ser>"


def test_what_is_written_beside_the_values() -> None:
    """Both axes, the title of two lines, a label of somebody's; a label that repeats a value and
    an axis without a title say nothing.
    """
    by_hand = "<c:dLbls><c:dLbl><a:p><a:r><a:t>storm</a:t></a:r></a:p></c:dLbl>"
    repeated = "<c:dLbl><a:p><a:fld><a:t>[VALUE]</a:t></a:fld></a:p></c:dLbl></c:dLbls>"
    chart = root(
        f"<c:chart>{title('Visits', 'by branch')}<c:plotArea>{series('5', by_hand + repeated)}"
        f"<c:catAx>{title('Year')}</c:catAx><c:valAx>{title('Thousands')}</c:valAx><c:valAx/>"
        "</c:plotArea></c:chart>"
    )
    assert chart_text(chart, Account()) == (
        "Chart: Visits by branch, axis: Year, axis: Thousands\n\n"
        "|  | Series 1 |\n| --- | --- |\n| 2026 | 5 |\n\n- storm"
    )


def test_a_title_from_a_cell_and_no_values() -> None:
    """The stored text of the cell is the title; a chart without values is unread by its name."""
    cell = "<c:title><c:tx><c:strRef><c:strCache><c:v>{}</c:v></c:strCache></c:strRef></c:tx></c:title>"
    chart = root(f"<c:chart>{cell.format('Revenue')}<c:ser/></c:chart>")
    account = Account()
    assert chart_text(chart, account) == ""
    assert [str(part) for part in account.unread] == ["1 chart: Revenue (without stored values)"]


def test_diagrams_and_drawings() -> None:
    """An assistant in an organization chart is a person too; the shapes of a drawing are lines."""
    point = "<dgm:pt{}><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:pt>"
    kinds = ("", ' type="asst"', ' type="pres"')
    diagram = root("".join(point.format(k, t) for k, t in zip(kinds, "ABC", strict=True)))
    assert diagram_text(diagram) == "- A\n- B"
    assert drawn_text(diagram) == "A\nB\nC"
