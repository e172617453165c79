"""The requests of a job."""

from __future__ import annotations

from tersely.records import (
    Document,
)

from .scripted import Scripted, job_for, marked, summarize, told


def test_an_edit_elsewhere_leaves_a_map_request_as_it_was() -> None:
    """Map requests hold nothing of the rest of the document."""
    text = marked(40_000, 300)
    before, after = (
        Scripted(8192, lambda *_: told("Notes.")),
        Scripted(8192, lambda *_: told("Notes.")),
    )
    summarize(Document("a.md", text), job_for(8192), before)
    summarize(
        Document("a.md", text.replace("MARK00151 stands", "MARK00151 really stands")),
        job_for(8192),
        after,
    )
    assert len(set(after.maps) - set(before.maps)) <= 3
