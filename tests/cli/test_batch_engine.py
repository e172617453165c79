"""Which engine does the work of a batch."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One file."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text("The harbour is deep. Ships come in winter.")
    return tmp_path / "in"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--engine", "dask"), "'dask' is not an engine."),
        (("--address", "auto"), "belong to a cluster"),
        (("--engine", "ray", "--economy"), "--economy does not work on a cluster."),
    ],
)
def test_options_of_a_cluster_that_do_not_fit_are_refused(
    tersely: Run, folder: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    """Exit 2, before anything is read."""
    ended = tersely("batch", str(folder), "-o", str(tmp_path / "out"), *options)
    assert (ended.code, said in ended.err) == (2, True), ended.err
