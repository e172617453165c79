"""Plots as SVG text, the same bytes for the same table, for light and for dark paper. Extra `eval`
(matplotlib).
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..errors import MissingExtra
from ..screen_text import excerpt, shown
from .statistics import Mean
from .sweep import Configuration
from .table import Table

_LABEL_CHARACTERS = 40
_PANELS = ("ROUGE-1", "ROUGE-2", "ROUGE-Lsum", "chrF")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colors of a plot, those of the page's stylesheet."""

    ink: str
    accent: str
    line: str


LIGHT = Palette("#1d2329", "#0b6b74", "#dcdad3")
DARK = Palette("#e6e8ea", "#6cc7cf", "#343b42")


def interval_plot(table: Table, palette: Palette = LIGHT) -> str:
    """One panel a measure: each configuration's mean as a dot with its 95 % interval."""
    panels = [name for name in _PANELS if all(name in line.means for line in table.lines)]
    height = 1.2 + 0.32 * len(table.lines)
    with _figure(len(panels), height, palette) as (figure, axes, svg):
        labels = [_label(line.configuration) for line in table.lines]
        for axis, name in zip(axes, panels, strict=True):
            means = [line.means[name] for line in table.lines]
            axis.errorbar(
                [mean.mean for mean in means],
                range(len(means)),
                xerr=_spread(means),
                fmt="o",
                color=palette.accent,
                capsize=3,
            )
            axis.set_title(name)
            shown = labels if axis is axes[0] else [""] * len(labels)
            axis.set_yticks(range(len(labels)), shown)
            axis.invert_yaxis()
            axis.grid(axis="x", color=palette.line)
        figure.tight_layout()
        return svg()


def _spread(means: Sequence[Mean]) -> tuple[list[float], list[float]]:
    """How far each interval reaches below and above its mean."""
    return [mean.mean - mean.low for mean in means], [mean.high - mean.mean for mean in means]


def sweep_plot(
    table: Table, configurations: Sequence[Configuration], palette: Palette = LIGHT
) -> str:
    """ROUGE-Lsum over the one swept setting, a line for each model; empty unless that setting is a
    number.
    """
    points: defaultdict[str, list[tuple[float, Mean]]] = defaultdict(list)
    for configuration, line in zip(configurations, table.lines, strict=True):
        if len(configuration.values) != 1 or not _is_number(configuration.values[0][1]):
            return ""
        points[str(configuration.model)].append(
            (float(configuration.values[0][1]), line.means["ROUGE-Lsum"])
        )
    with _figure(1, 2.8, palette) as (figure, axes, svg):
        for model, values in points.items():
            values.sort(key=lambda point: point[0])
            means = [mean for _, mean in values]
            axes[0].errorbar(
                [setting for setting, _ in values],
                [mean.mean for mean in means],
                yerr=_spread(means),
                marker="o",
                capsize=3,
                label=_label(model),
            )
        axes[0].set_xlabel(configurations[0].values[0][0])
        axes[0].set_ylabel("ROUGE-Lsum")
        axes[0].legend(frameon=False)
        figure.tight_layout()
        return svg()


@contextmanager
def _figure(
    panels: int, height: float, palette: Palette
) -> Iterator[tuple[Any, Sequence[Any], Callable[[], str]]]:
    """A figure `panels` wide and `height` inches high, its axes, and a function that gives its SVG."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra(
            "the plots need matplotlib", hint='pip install "tersely[eval]"'
        ) from None

    with matplotlib.rc_context(_style(palette)):
        figure = Figure(figsize=(max(6.0, 2.6 * panels + 1.5), height))
        axes = figure.subplots(1, panels, squeeze=False)[0]

        def svg() -> str:
            out = io.StringIO()
            figure.savefig(out, format="svg", metadata={"Date": None}, transparent=True)
            text = out.getvalue()
            return text[text.index("<svg") :]

        yield figure, axes, svg


def _style(palette: Palette) -> dict[Any, Any]:
    inks = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
    return {
        "svg.hashsalt": "tersely",
        "svg.fonttype": "none",
        "text.parse_math": False,  # a name may hold two dollar signs
        "font.family": "sans-serif",
        "font.size": 9,
        **dict.fromkeys(inks, palette.ink),
    }


def _label(text: str) -> str:
    """What fits beside a panel, of a name that somebody else may have made."""
    return excerpt(shown(text), _LABEL_CHARACTERS)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
