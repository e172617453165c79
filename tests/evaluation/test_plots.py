"""Plots are SVG text: the same for the same table, on light and on dark paper."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from tersely.evaluation.plots import DARK, LIGHT, interval_plot, sweep_plot
from tersely.evaluation.statistics import Mean
from tersely.evaluation.sweep import Configuration
from tersely.evaluation.table import Line, Table
from tersely.records import ModelRef

pytest.importorskip("matplotlib")
MEASURES = ("ROUGE-1", "ROUGE-2", "ROUGE-Lsum", "chrF", "words")


def line(name: str, at: float) -> Line:
    """One configuration with an interval around each mean."""
    means = {measure: Mean(at, at - 0.02, at + 0.03) for measure in MEASURES}
    return Line(name, means, {}, 0.1, 0)


TABLE = Table((line("openai a<b>&", 0.3), line("grok", 0.4), line("local", 0.35)), 9, 0)


def texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return ["".join(element.itertext()) for element in root.iter() if element.tag.endswith("text")]


@pytest.mark.thorough
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [r"own/$\\frac$ x", "own/" + "m" * 400, "own/\x1b]0;t\x07<b>", ""])
def test_any_name_of_a_model_can_be_drawn(name: str) -> None:
    """It is no formula, and a long one leaves the panels their room."""
    written = texts(interval_plot(Table((line(name, 0.3), line("grok", 0.4)), 9, 0)))
    assert "grok" in written
    assert not name or any(text.startswith(name[:4]) for text in written)


@pytest.mark.thorough
def test_an_interval_plot_names_each_configuration_and_measure_once() -> None:
    """As text that can be found and read aloud; what is no score has no panel."""
    written = texts(interval_plot(TABLE))
    for name in ("openai a<b>&", "grok", "local", "ROUGE-1", "ROUGE-2", "ROUGE-Lsum", "chrF"):
        assert written.count(name) == 1
    assert "words" not in written


def test_the_same_table_gives_the_same_bytes() -> None:
    """Pages that are made twice differ in nothing; paper differs in its colors only."""
    light, dark = interval_plot(TABLE), interval_plot(TABLE, DARK)
    assert light == interval_plot(TABLE, LIGHT)
    assert light != dark
    assert texts(light) == texts(dark)
    for palette, svg in ((LIGHT, light), (DARK, dark)):
        assert palette.accent in svg
        assert palette.ink in svg
    assert DARK.accent not in light


def configuration(model: str, **values: str) -> Configuration:
    return Configuration(ModelRef(model, "m"), tuple(values.items()))


def test_a_sweep_is_plotted_over_its_numbers_with_a_line_a_model() -> None:
    """In the order of the numbers, whatever the order of the runs."""
    swept = [
        configuration("openai", temperature="0.9"),
        configuration("openai", temperature="0.1"),
        configuration("grok", temperature="0.5"),
    ]
    svg = sweep_plot(TABLE, swept)
    written = texts(svg)
    assert "temperature" in written
    assert "ROUGE-Lsum" in written
    assert [name for name in written if name.endswith("/m")] == ["openai/m", "grok/m"]
    assert re.search(r"<svg[^>]*>", svg)


@pytest.mark.parametrize(
    "values", [{}, {"style": "tldr"}, {"temperature": "0.1", "seed": "1"}], ids=str
)
def test_what_is_no_number_is_not_plotted(values: dict[str, str]) -> None:
    """Neither is a sweep of two settings."""
    assert sweep_plot(TABLE, [configuration("openai", **values)] * 3) == ""
