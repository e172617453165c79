"""Names that are imported when they are used: all of them are there, and a reader's child has few."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tersely import documents, records


@pytest.mark.parametrize("package", [records, documents])
def test_each_public_name_can_be_had(package: object) -> None:
    for name in package.__all__:  # type: ignore[attr-defined]
        assert getattr(package, name) is not None


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        records.Nothing  # type: ignore[attr-defined]  # noqa: B018


def test_the_child_of_a_reader_imports_no_record_that_it_does_not_need() -> None:
    """Each costs a millisecond before the first byte of a file is looked at."""
    code = "import sys, tersely.documents.child; print(*sorted(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {name for name in shown.stdout.split() if name.startswith("tersely.")}
    assert "tersely.records.unread" in modules
    assert not modules & {"tersely.records.call", "tersely.records.summary", "tersely.storage"}
    assert "tersely.documents.source" not in modules
