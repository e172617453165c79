"""Models and settings over a data set with references: means with intervals, paired differences,
cost per document.
"""

from .dataset import DatasetFacts, Row, describe_rows, read_pair, read_rows
from .page import html_page
from .run import Evaluation, Outcome, SummarizeRow, evaluate
from .statistics import Difference, Mean, mean_with_interval, paired_difference
from .sweep import Configuration, grid
from .table import Table, as_json, tabulate

__all__ = [
    "Configuration",
    "DatasetFacts",
    "Difference",
    "Evaluation",
    "Mean",
    "Outcome",
    "Row",
    "SummarizeRow",
    "Table",
    "as_json",
    "describe_rows",
    "evaluate",
    "grid",
    "html_page",
    "mean_with_interval",
    "paired_difference",
    "read_pair",
    "read_rows",
    "tabulate",
]
