"""Outcomes as a table: one line per configuration, every difference against the first one."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import ProviderError
from .run import Evaluation, Outcome
from .statistics import Difference, Mean, mean_with_interval, paired_difference

SCHEMA_VERSION = 1
CHOOSE_BY = "ROUGE-Lsum"


@dataclass(frozen=True, slots=True)
class Line:
    """Means of one configuration over the rows that all configurations finished. `against` is empty
    for the first.
    """

    configuration: str
    means: dict[str, Mean]
    against: dict[str, Difference]
    cost_usd: float | None
    failed: int


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` were counted, `left_out` failed somewhere. With a development part, `chosen` was best
    on `dev_rows`.
    """

    lines: tuple[Line, ...]
    rows: int
    left_out: int
    chosen: str = ""
    dev_rows: int = 0


def tabulate(evaluation: Evaluation, *, seed: int = 0, dev_fraction: float = 0.0) -> Table:
    """Pair the rows and average. With `dev_fraction`, the configuration is chosen on that part of
    the rows by ROUGE-Lsum and all figures are of the other part; which part a row is in depends on
    its id and the seed only.

    Raises:
        ProviderError: no row was finished by all configurations.
    """
    by_pair = {(outcome.row, outcome.configuration): outcome for outcome in evaluation.outcomes}
    labels = [configuration.label for configuration in evaluation.configurations]
    whole = [row for row in evaluation.rows if all(by_pair[row, label].values for label in labels)]
    dev = _development(whole, dev_fraction, seed)
    counted = [row for row in whole if row not in dev]
    if not counted:
        reason = next(
            (outcome.error for outcome in evaluation.outcomes if outcome.error),
            "all rows are development rows",
        )
        raise ProviderError(f"no row was finished by every configuration: {reason}", provider="")
    columns = {label: [by_pair[row, label] for row in counted] for label in labels}
    chosen = ""
    if dev:
        dev_columns = {label: [by_pair[row, label] for row in dev] for label in labels}
        chosen = max(labels, key=lambda label: _mean(_values(dev_columns[label], CHOOSE_BY)))
    failures = Counter(each.configuration for each in evaluation.outcomes if each.error)
    return Table(
        lines=tuple(
            _line(label, columns[label], columns[labels[0]], failures[label], seed)
            for label in labels
        ),
        rows=len(counted),
        left_out=len(evaluation.rows) - len(whole),
        chosen=chosen,
        dev_rows=len(dev),
    )


def _line(
    label: str, column: Sequence[Outcome], first: Sequence[Outcome], failed: int, seed: int
) -> Line:
    """One configuration beside the first one, which is not compared with itself."""
    outcomes = (*column, *first)
    names = [
        name for name in column[0].values if all(name in outcome.values for outcome in outcomes)
    ]
    means: dict[str, Mean] = {}
    against: dict[str, Difference] = {}
    for name in names:
        values = _values(column, name)
        means[name] = mean_with_interval(values, seed=seed)
        if column is not first:
            against[name] = paired_difference(_values(first, name), values, seed=seed)
    costs = [outcome.cost_usd for outcome in column if outcome.cost_usd is not None]
    return Line(
        configuration=label,
        means=means,
        against=against,
        cost_usd=_mean(costs) if len(costs) == len(column) else None,
        failed=failed,
    )


def _values(outcomes: Iterable[Outcome], name: str) -> list[float]:
    return [outcome.values[name] for outcome in outcomes]


def _development(rows: Sequence[str], fraction: float, seed: int) -> Collection[str]:
    """The rows whose hash comes first: adding rows to a data set moves few others."""
    ranked = sorted(rows, key=lambda row: hashlib.sha256(f"{seed}:{row}".encode()).digest())
    return frozenset(ranked[: round(fraction * len(rows))])


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return math.fsum(numbers) / len(numbers)


def as_json(evaluation: Evaluation, table: Table) -> dict[str, Any]:
    """The table and every outcome, ready for json.dumps. Costs in USD per document."""
    return {
        "schema_version": SCHEMA_VERSION,
        "rows": table.rows,
        "left_out": table.left_out,
        "dev_rows": table.dev_rows,
        "chosen": table.chosen,
        "baseline": evaluation.configurations[0].label,
        "scoring": dict(evaluation.scoring),
        "configurations": [asdict(line) for line in table.lines],
        "outcomes": [asdict(outcome) for outcome in evaluation.outcomes],
        "calls": evaluation.calls,
        "reused": evaluation.reused,
    }
