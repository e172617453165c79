"""Recognized text, kept by the content of the page: a second run does not recognize it again.

One file a page, readable by its owner only, beside the store of answers; `--no-cache` neither reads
nor writes any, `tersely cache clear` deletes them.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...files import PRIVATE, replace_file
from .raster import Raster

_SUFFIX = ".json"
_DAY_S = 86_400.0
_FIELDS = {"text": str, "confidence": float, "engine": str, "languages": str}


@dataclass(frozen=True, slots=True)
class RecognitionCache:
    """The folder, and after how many days a page is forgotten."""

    folder: str
    max_age_days: float = 30.0

    def key_of(self, raster: Raster, engine: str, languages: str) -> str:
        """Changes with the pixels, the engine and its version, and the languages asked for ("" lets
        the engine detect them).
        """
        digest = hashlib.sha256(json.dumps([engine, languages, raster.width, raster.dpi]).encode())
        digest.update(raster.pixels)
        return digest.hexdigest()

    def get(self, key: str) -> dict[str, Any] | None:
        """What was recognized; None for what is not there, too old or damaged."""
        path = Path(self.folder, key + _SUFFIX)
        try:
            if time.time() - path.stat().st_mtime > self.max_age_days * _DAY_S:
                return None
            answer = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        fits = isinstance(answer, dict) and all(
            isinstance(answer.get(name), kind) for name, kind in _FIELDS.items()
        )
        return answer if fits else None

    def put(self, key: str, answer: dict[str, Any]) -> None:
        """Keep what was recognized; a disk that is full or read-only costs only the second time."""
        folder = Path(self.folder)
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            kept = {name: answer[name] for name in _FIELDS}
            replace_file(folder / (key + _SUFFIX), json.dumps(kept), mode=PRIVATE)

    def prune(self) -> None:
        """Delete the pages that are too old."""
        oldest = time.time() - self.max_age_days * _DAY_S
        with suppress(OSError):
            for path in Path(self.folder).glob("*" + _SUFFIX):
                if path.stat().st_mtime < oldest:
                    path.unlink()

    def clear(self) -> int:
        """Delete all pages; how many there were."""
        paths = list(Path(self.folder).glob("*" + _SUFFIX))
        for path in paths:
            path.unlink(missing_ok=True)
        return len(paths)
