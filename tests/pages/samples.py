"""The three pages, each with everything that can stand on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from comparison_samples import HOSTILE, full_comparison
from tersely import batch, comparison, evaluation
from tersely.batch import Jobs, Row, RowFlag
from tersely.evaluation import Configuration, Evaluation
from tersely.evaluation.run import Outcome
from tersely.records import ModelRef

LONG = """The board asks for **2.4 million**.

## Costs

1. Energy cost *more*.
2. See [the annex](http://evil.example/x) and <http://evil.example/y> ![p](http://evil.example/p.png)

| branch | visits |
|---|--:|
| Central | 61,000 |

```
for (;;) {}
```
"""


def compare_page(_folder: Path) -> str:
    """A flagged, a clean, a verbatim, a failed and a hostile column."""
    return comparison.html_page(full_comparison())


def evaluation_page(_folder: Path) -> str:
    """Three configurations over four rows, one of a model with a hostile name."""
    models = [ModelRef("openai", "gpt-6-luna"), ModelRef("extractive"), ModelRef("own", HOSTILE)]
    configurations = tuple(Configuration(model, ()) for model in models)
    rows = ("a", "b", "c", HOSTILE)
    outcomes = tuple(
        Outcome(
            row,
            configuration.label,
            {"ROUGE-1": 0.3 + 0.1 * i + 0.01 * j, "ROUGE-Lsum": 0.2 + 0.02 * j, "words": 80.0 + j},
            0.0004 if i == 0 else 0.0,
        )
        for i, configuration in enumerate(configurations)
        for j, row in enumerate(rows)
    )
    result = Evaluation(
        rows, configurations, outcomes, (("ROUGE", "F1, stemmed <b>"), ("own", HOSTILE)), 4, 0
    )
    return evaluation.html_page(result, evaluation.tabulate(result), title="Evaluation of <data>")


def batch_page(folder: Path) -> str:
    """Written, incomplete, failed and skipped files, some with hostile names."""
    pages: list[str] = []
    out = batch.LocalFolder(folder / "out", lambda _path, content: pages.append("".join(content)))
    jobs = Jobs(out)
    for row in (
        Row("in/a.md", "written", output="a.md.md", cost_usd=0.002, read_share=1.0, words=40,
            title="The board asks.", model="openai/gpt-6-luna", text=LONG,
            flags=(RowFlag("18 %", "1.8 %"), RowFlag("Kolwicz"))),
        Row("in/sub/b c#?.md", "partial", "Incomplete: pages 61-70 could not be read.",
            "sub/b c#?.md.md", 0.001, 0.9994, 12, "Visits rose.", "openai/gpt-6-luna",
            text="Café visits rose."),
        Row(f"in/{HOSTILE.replace('/', '')}.md", "written", output="h.md", cost_usd=0.0,
            read_share=1.0, words=3, title=HOSTILE, model=HOSTILE, text=HOSTILE,
            flags=(RowFlag(HOSTILE, HOSTILE),)),
        Row("in/scan.pdf", "failed", "no text in 14 pages"),
        Row("in/x.png", "skipped", "image"),
        Row("in/y.png", "skipped", "image"),
        Row("in/.z", "skipped", "hidden"),
    ):  # fmt: skip
        jobs.put(row)
    batch.write_index(jobs, walked=True)
    jobs.close()
    return pages[-1]


PAGES: dict[str, Callable[[Path], str]] = {
    "compare": compare_page,
    "evaluation": evaluation_page,
    "batch": batch_page,
}
