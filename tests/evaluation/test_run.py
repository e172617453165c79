"""Whole evaluations over scripted candidates."""

import asyncio
import json
from dataclasses import replace

import pytest

from comparison_samples import GPT, summary_of
from tersely.errors import BudgetExceeded, ProviderError, ServerFailed
from tersely.evaluation import (
    Configuration,
    Evaluation,
    Row,
    as_json,
    evaluate,
    grid,
    html_page,
    tabulate,
)
from tersely.evaluation.run import IN_FLIGHT
from tersely.records import (
    Ended,
    ModelRef,
    Status,
    Summary,
)

pytest.importorskip("rouge_score", reason="extra eval is not installed")
pytest.importorskip("sacrebleu", reason="extra eval is not installed")

ROWS = tuple(
    Row(
        str(i),
        f"Branch {i} saw visits rise. Costs rose by {i} percent. Nothing else happened.",
        (f"Visits rose in {i}.",),
    )
    for i in range(1, 13)
)
GOOD, BAD = ModelRef("grok", "good"), ModelRef("grok", "bad")


async def scripted(row: Row, configuration: Configuration) -> Summary:
    """The good model repeats the reference, the bad one writes about something else."""
    text = row.references[0] if configuration.model == GOOD else f"Costs rose by {row.id} percent."
    return summary_of(text, configuration.model)


def run(*models: ModelRef, rows: tuple[Row, ...] = ROWS) -> Evaluation:
    """Evaluate the scripted models."""
    return asyncio.run(evaluate(rows, grid(models, []), scripted))


def test_a_bug_in_one_row_ends_no_other() -> None:
    """It is a failed row with the reason."""

    async def broken(row: Row, configuration: Configuration) -> Summary:
        if row.id == "3":
            raise ZeroDivisionError
        return await scripted(row, configuration)

    outcomes = asyncio.run(evaluate(ROWS, grid([GOOD], []), broken)).outcomes
    failed = [outcome for outcome in outcomes if outcome.error]
    assert [outcome.row for outcome in failed] == ["3"]
    assert failed[0].error.startswith("This is a bug in tersely: ZeroDivisionError")
    assert len(outcomes) == len(ROWS)


@pytest.mark.thorough
def test_the_table_repeats_to_the_digit() -> None:
    """A second run gives the same JSON and the same page, byte for byte."""
    one, other = run(BAD, GOOD), run(BAD, GOOD)
    assert json.dumps(as_json(one, tabulate(one))) == json.dumps(as_json(other, tabulate(other)))
    pytest.importorskip("matplotlib", reason="extra eval is not installed")
    assert html_page(one, tabulate(one), title="data") == html_page(
        other, tabulate(other), title="data"
    )


def test_the_better_model_is_better_significantly() -> None:
    """Perfect summaries score 1, and the paired difference to the others is positive with a small
    p.
    """
    table = tabulate(run(BAD, GOOD))
    bad, good = table.lines
    assert good.means["ROUGE-1"].mean == pytest.approx(1.0)
    difference = good.against["ROUGE-1"]
    assert difference.low > 0
    assert difference.p < 0.01
    assert bad.against == {}
    assert good.cost_usd == pytest.approx(0.0004)


def test_failed_rows_are_left_out_for_all_and_counted() -> None:
    """A failure and a cut answer never enter a mean, and pairs stay pairs."""

    async def sometimes(row: Row, configuration: Configuration) -> Summary:
        if row.id == "3" and configuration.model == GOOD:
            raise ServerFailed("503 after 5 tries", provider="grok")
        summary = await scripted(row, configuration)
        return replace(summary, ended=Ended(Status.CUT)) if row.id == "4" else summary

    table = tabulate(asyncio.run(evaluate(ROWS, grid([BAD, GOOD], []), sometimes)))
    assert (table.rows, table.left_out) == (10, 2)
    assert [line.failed for line in table.lines] == [1, 2]


def test_nothing_finished_is_an_error_with_the_reason() -> None:
    """No table of nothing."""

    async def never(_row: Row, _configuration: Configuration) -> Summary:
        raise ServerFailed("503 after 5 tries", provider="grok")

    evaluation = asyncio.run(evaluate(ROWS, grid([GOOD], []), never))
    with pytest.raises(ProviderError, match="503 after 5 tries"):
        tabulate(evaluation)


def test_an_exhausted_budget_ends_the_run_and_keeps_what_is_in_flight() -> None:
    """What has begun will be paid, so it ends; what has not begun would only collect refusals."""
    rows = tuple(replace(ROWS[0], id=str(number)) for number in range(3 * IN_FLIGHT))
    ended: list[str] = []

    async def broke(row: Row, configuration: Configuration) -> Summary:
        await asyncio.sleep(0)
        if row.id == "0":
            raise BudgetExceeded("limit reached", limit_usd=1.0)
        await asyncio.sleep(0)
        ended.append(row.id)
        return await scripted(row, configuration)

    with pytest.raises(BudgetExceeded):
        asyncio.run(evaluate(rows, grid([GOOD], []), broke))
    assert ended == [str(number) for number in range(1, IN_FLIGHT)]


def test_choosing_and_reporting_use_different_rows() -> None:
    """The choice falls on the better one, on a third of the rows; the figures are of the rest."""
    evaluation = run(BAD, GOOD)
    table = tabulate(evaluation, dev_fraction=1 / 3)
    assert (table.chosen, table.dev_rows, table.rows) == (str(GOOD), 4, 8)
    assert tabulate(evaluation, dev_fraction=1 / 3, seed=1) != table


def test_an_unknown_price_stays_unknown() -> None:
    """One unknown price makes the mean cost unknown."""

    async def unpriced(row: Row, configuration: Configuration) -> Summary:
        return replace(await scripted(row, configuration), cost_usd=None if row.id == "5" else 0.1)

    table = tabulate(asyncio.run(evaluate(ROWS, grid([GPT], []), unpriced)))
    assert table.lines[0].cost_usd is None


@pytest.mark.thorough
def test_the_page_has_a_plot_for_a_numeric_sweep_and_no_script() -> None:
    """Two plots with a numeric sweep, one without; model names are escaped."""
    pytest.importorskip("matplotlib", reason="extra eval is not installed")
    evaluation = asyncio.run(evaluate(ROWS, grid([GOOD], ["temperature=0,0.3"]), scripted))
    page = html_page(evaluation, tabulate(evaluation), title="<data>")
    assert page.count("<figure>") == 2
    assert "&lt;data&gt;" in page
    assert "<script" not in page
    flat = run(BAD, GOOD)
    assert html_page(flat, tabulate(flat), title="data").count("<figure>") == 1
