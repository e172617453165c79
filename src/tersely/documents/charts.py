"""Charts and diagrams of Office files (DrawingML) as text: a title and a table, or a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..language.words import one_spaced
from .account import Account
from .tables import markdown_table

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MOST_POINTS = 500


def chart_text(root: Any, account: Account) -> str:
    """A chart as "Chart: title" and a table with a column for each series."""
    series = list(root.iter(f"{_C}ser"))
    title = root.find(f".//{_C}chart/{_C}title")
    name = _words(title) if title is not None else ""
    columns = [_points(one, ("val", "yVal", "bubbleSize")) for one in series]
    labels = _first_labels(series)
    if not any(columns):
        account.leave("chart", name, reason="without stored values")
        return ""
    places = sorted(set(labels).union(*columns))
    if len(places) > _MOST_POINTS:
        account.leave("chart value", name, count=len(places) - _MOST_POINTS)
    names = [_name(one, number) for number, one in enumerate(series, 1)]
    rows = [["", *names]]
    for place in places[:_MOST_POINTS]:
        values = [column.get(place, "") for column in columns]
        rows.append([labels.get(place, ""), *values])
    title_words = f"Chart: {name}" if name else "Chart"
    head = ", ".join([title_words, *_axes(root)])
    labels_by_hand = "\n".join(_labels(root))
    blocks = (head, markdown_table(rows), labels_by_hand)
    return "\n\n".join(filter(None, blocks))


def _first_labels(series: Sequence[Any]) -> dict[int, str]:
    """What stands below the points: as the first of the series that has it says."""
    for one in series:
        if labels := _points(one, ("cat", "xVal")):
            return labels
    return {}


def _axes(root: Any) -> Iterator[str]:
    """What is written beside the axes of a chart."""
    for kind in ("catAx", "dateAx", "valAx", "serAx"):
        for title in root.iterfind(f".//{_C}{kind}/{_C}title"):
            if words := _words(title):
                yield f"axis: {words}"


def _labels(root: Any) -> Iterator[str]:
    """What somebody wrote at single points; fields repeat their values."""
    for label in root.iter(f"{_C}dLbl"):
        runs = (run.findtext(f"{_A}t") or "" for run in label.iter(f"{_A}r"))
        if words := one_spaced("".join(runs)):
            yield f"- {words}"


def _words(element: Any) -> str:
    """The words of a title, paragraph after paragraph, or those that it takes from a cell."""
    words = one_spaced(" ".join(_paragraphs(element)))
    values = (value.text or "" for value in element.iterfind(f"{_C}tx//{_C}v"))
    return words or " ".join(values)


def _paragraphs(element: Any) -> Iterator[str]:
    for paragraph in element.iter(f"{_A}p"):
        yield "".join(run.text or "" for run in paragraph.iter(f"{_A}t"))


def drawn_text(root: Any) -> str:
    """The text in the shapes of a drawing, a line for each paragraph."""
    lines = map(one_spaced, _paragraphs(root))
    return "\n".join(filter(None, lines))


def diagram_text(root: Any) -> str:
    """The texts of a diagram (SmartArt) as a list."""
    points = [
        one_spaced(" ".join(_paragraphs(point)))
        for point in root.iter(f"{_DGM}pt")
        if point.get("type", "node") in ("node", "asst")
    ]
    return "\n".join(f"- {words}" for words in points if words)


def _name(series: Any, number: int) -> str:
    name = series.find(f"{_C}tx")
    if name is None:
        return f"Series {number}"
    values = (value.text or "" for value in name.iter(f"{_C}v"))
    return " ".join(values) or f"Series {number}"


def _points(series: Any, names: tuple[str, ...]) -> dict[int, str]:
    """The stored values of the first of these members that there is, by their place."""
    for name in names:
        member = series.find(f"{_C}{name}")
        if member is None:
            continue
        points: dict[int, str] = {}
        formats = (form.text or "" for form in member.iter(f"{_C}formatCode"))
        percent = any("%" in form for form in formats)
        for point in member.iter(f"{_C}pt"):
            place = point.get("idx", "")
            value = point.find(f"{_C}v")
            if value is not None and place.isdecimal() and len(place) < 8:
                text = _shown(one_spaced(value.text or ""), percent=percent)
                # Levels of categories come from the inside out: the outer one goes before.
                inner = points.get(int(place), "")
                points[int(place)] = " ".join(filter(None, (text, inner)))
        return points
    return {}


def _shown(text: str, *, percent: bool) -> str:
    try:
        number = float(text) if len(text) < 40 else None
    except ValueError:
        number = None
    if number is None or "n" in text.lower():
        return text
    return f"{100 * number:.10g}%" if percent else f"{number:.12g}"
