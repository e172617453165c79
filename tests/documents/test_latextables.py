"""Tables of LaTeX are tables of Markdown, each head once."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.chunking import heads
from tersely.records import Document

HEAD = "Quay & Cost \\\\ \\midrule\n"
ROWS = "North & 41,000 \\\\\nSouth & 12,000 \\\\\n"
MARKDOWN = "| Quay | Cost |\n| --- | --- |\n| North | 41,000 |\n| South | 12,000 |"


def read(body: str) -> Document:
    text = f"\\begin{{document}}\n{body}\n\\end{{document}}"
    return documents.read_bytes(text.encode(), name="a.tex")


@pytest.mark.parametrize(
    "table",
    [
        f"\\begin{{tabular}}{{|l|r|}}\\hline {HEAD}{ROWS}\\end{{tabular}}",
        f"\\begin{{tabularx}}{{\\textwidth}}{{lX}}{HEAD}{ROWS}\\end{{tabularx}}",
        f"\\begin{{longtable}}[]{{@{{}}lr@{{}}}}\\toprule {HEAD}\\endhead \\bottomrule \\endlastfoot {ROWS}\\end{{longtable}}",
        f"\\begin{{longtable}}{{lr}}{HEAD}\\endfirsthead {HEAD}\\endhead {ROWS}\\end{{longtable}}",
        "\\begin{tabular}{lr}\\begin{minipage}[b]{\\linewidth}Quay\n\\end{minipage} & Cost \\tabularnewline\n"
        f"{ROWS}\\end{{tabular}}",
    ],
)
def test_each_kind_of_table_is_one(table: str) -> None:
    assert read(table).text == MARKDOWN


def test_a_caption_stands_above_and_what_pages_repeat_is_counted() -> None:
    table = (
        f"\\begin{{longtable}}{{lr}}\\caption{{By quay}} \\\\ {HEAD}\\endfirsthead "
        f"Quay & goes on \\\\ \\endhead Next page & \\\\ \\endfoot Sum & 53,000 \\\\ \\endlastfoot {ROWS}\\end{{longtable}}"
    )
    document = read(table)
    assert document.text == f"By quay\n\n{MARKDOWN}\n| Sum | 53,000 |"
    assert document.removed == (("repeated heads and feet of tables", 2),)


def test_settings_of_cells_are_no_words() -> None:
    table = (
        "\\begin{tabular}{lrr}& \\multicolumn{2}{c}{Cost} \\\\ \\cmidrule(lr){2-3}\n"
        "\\multirow{2}*{North} & \\textcolor{red}{1} & \\begin{tabular}{c}3\\\\4\\end{tabular} \\\\[2pt] \\end{tabular}"
    )
    assert read(table).text == "|  | Cost |  |\n| --- | --- | --- |\n| North | 1 | 3 4 |"


def test_a_table_that_never_ends_is_read() -> None:
    assert read(f"\\begin{{tabular}}{{lr}} {HEAD}{ROWS}").text == MARKDOWN


def test_a_part_of_a_longtable_knows_its_head() -> None:
    text = read(f"\\begin{{longtable}}{{lr}}{HEAD}\\endhead {ROWS}\\end{{longtable}}").text
    (known,) = heads(text, [text.index("| South")], "text/markdown")
    assert known.endswith("| Quay | Cost |\n| --- | --- |")
