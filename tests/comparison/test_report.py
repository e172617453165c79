"""JSON, Markdown and CSV of a comparison."""

import csv
import io
import json

from comparison_samples import full_comparison
from tersely.comparison import as_csv, as_json, as_markdown


def test_json_holds_every_column_and_what_was_done() -> None:
    """One entry per candidate, failures included; the whole survives json."""
    data = json.loads(json.dumps(as_json(full_comparison())))
    assert [c["status"] for c in data["columns"]] == [
        "complete",
        "complete",
        "complete",
        "error",
        "cut",
    ]
    first = data["columns"][0]
    assert first["usage"]["input_tokens"] == 3104
    assert first["flags"][0]["text"] == "18 %"
    assert first["description"]["longest_copied_words"] > 0
    assert data["columns"][3]["error"]["hint"] == "tersely keys set gemini"
    assert data["exit_code"] == 6
    assert len(data["agreement"]["rouge1_f"]) == len(data["agreement"]["idf_jaccard"]) == 4
    assert data["agreement"]["labels"][-1] == "grok/grok-9"


def test_csv_has_one_row_per_candidate_and_no_formulas() -> None:
    """A bullet list does not begin with a character that a spreadsheet would compute."""
    rows = list(csv.DictReader(io.StringIO(as_csv(full_comparison()))))
    assert [row["label"] for row in rows][3] == "gemini/gemini-3.8-flash"
    assert rows[2]["text"].startswith("'- Visits")
    assert rows[3]["error"] == "GEMINI_API_KEY is not set."
    assert all("\x1b" not in cell for row in rows for cell in row.values())


def test_markdown_reads_in_order() -> None:
    """Columns first, then what differs; terminal controls are gone."""
    text = as_markdown(full_comparison())
    order = [
        "# report.md",
        "## openai/gpt-6-luna",
        "failed · missing key",
        "## Not in the source",
        "## Said by only one",
    ]
    assert sorted(order, key=text.index) == order
    assert "\x1b" not in text
    assert "“18 %”; nearest: “rose by 1.8 %” (§ Costs, line 6)" in text
