"""The texts of the last run."""

from __future__ import annotations

from pathlib import Path

from tersely.batch import Snapshot
from tersely.batch.snapshot import NAME
from tersely.records import Document, Mark

DOCUMENT = Document(
    "a.md",
    "# Fees\n\nTen EUR. \ud800",
    media_type="text/markdown",
    marks=(Mark("heading", 0, "Fees", 1),),
)


def test_a_text_comes_back_as_it_was(tmp_path: Path) -> None:
    """With its marks, and with what no encoding takes."""
    with Snapshot(tmp_path) as snapshot:
        snapshot.put({"/x/a.md": ((17, 5), DOCUMENT), "/x/b.md": ((1, 1), DOCUMENT)}, [])
    with Snapshot(tmp_path) as snapshot:
        assert snapshot.document("/x/a.md") == DOCUMENT
        snapshot.put({}, ["/x/b.md"])
        assert snapshot.stamps() == {"/x/a.md": (17, 5)}
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_a_damaged_one_is_made_anew(tmp_path: Path) -> None:
    """Nothing is known then."""
    (tmp_path / NAME).write_bytes(b"damaged" * 1000)
    with Snapshot(tmp_path) as snapshot:
        assert snapshot.stamps() == {}
