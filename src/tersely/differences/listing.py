"""Changes as values for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .change import Changes, Difference


def as_json(changes: Changes) -> dict[str, Any]:
    """The changes; offsets are into the text of the document that a passage names."""
    return {
        "old": changes.old,
        "new": changes.new,
        "counts": changes.counts,
        "kept": round(changes.kept, 4),
        "files": [asdict(file) for file in changes.files],
        "differences": [_difference(difference) for difference in changes.differences],
        "form": [_difference(difference) for difference in changes.form],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "file": difference.file,
        "moved": difference.kind == "moved" or difference.is_moved,
        "old": asdict(difference.old) if difference.old else None,
        "new": asdict(difference.new) if difference.new else None,
        "facts": [asdict(fact) for fact in difference.facts],
        "negated": difference.negated,
    }
