"""How the doors without a bill of pages read scans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tersely import config
from tersely.app.context import Context
from tersely.app.gathering import read_one
from tersely.app.reading import local_recognition_of, recognition_of
from tersely.app.sources import Roots, Source, document_at
from tersely.errors import UsageError


def context(home: Path, **flags: object) -> Context:
    environment = {"XDG_CACHE_HOME": str(home / "c"), "XDG_CONFIG_HOME": str(home / "f")}
    return Context(config.load(flags, environment, None), environment, config.paths(environment))


def test_what_was_recognized_is_kept_for_the_next_run(tmp_path: Path) -> None:
    """In the folder that summaries keep it in, unless there is no cache."""
    kept = local_recognition_of(context(tmp_path))
    assert kept == recognition_of(context(tmp_path))
    assert kept.cache_folder == str(context(tmp_path).paths.recognized_folder)
    assert not local_recognition_of(context(tmp_path, cache=False)).cache_folder


READERS: dict[str, Callable[[str, Context], object]] = {
    "files": read_one,
    "paths of servers": lambda path, context: document_at(
        Source(path=path), context, Roots.of([Path(path).parent])
    ),
    "uploads": lambda path, context: document_at(
        Source(data=Path(path).read_bytes(), name="a.md"), context, Roots.of([])
    ),
}


@pytest.mark.parametrize("reader", READERS)
def test_no_model_reads_images_unseen_by_the_bill(tmp_path: Path, reader: str) -> None:
    path = tmp_path / "a.md"
    path.write_text("The harbour was busy all day long.")
    READERS[reader](str(path), context(tmp_path))
    with pytest.raises(UsageError, match="Only summaries and --extract let a model read images"):
        READERS[reader](str(path), context(tmp_path, ocr="vision"))
