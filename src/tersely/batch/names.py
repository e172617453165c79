"""A file that the walk has met, and the name of its summary."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from ..documents.formats import FORMATS

# Many folders of text have pictures beside it, which nobody wants to be read one by one.
IMAGES = {suffix for row in FORMATS if row.name in ("image", "svg") for suffix in row.suffixes}
DRAWINGS = {".ico"}
OUTPUT_SUFFIXES = {".md", ".txt", ".json"}
JOINERS = "\u200c\u200d"  # part of Persian words and of emoji


@dataclass(frozen=True, slots=True)
class Found:
    """A file to summarize: where it is (a path, or the URL of an object), where its summary goes
    below OUT (without suffix), and its quick test: the size, and the time of the last change. An
    object has a number made of its version in place of the time.
    """

    path: str
    target: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not summarized, and why; `target` as of one that is."""

    path: str
    reason: str
    target: str = ""


def safe_name(name: str) -> str:
    """A name for the output tree: what does not print is replaced, with a hash so that two such
    names stay two.
    """
    clean = "".join(sign if sign.isprintable() or sign in JOINERS else "_" for sign in name)
    encoded = os.fsencode(name)
    if clean == name and len(encoded) < 200:
        return name
    beginning = clean.encode()[:120].decode(errors="ignore")
    return f"{beginning}~{hashlib.sha256(encoded).hexdigest()[:8]}"


def is_image(name: str, *, with_images: bool) -> bool:
    """Whether a file is a picture to skip; `with_images` if those that can be recognized are read."""
    suffix = os.path.splitext(name)[1].lower()
    return suffix in DRAWINGS or (suffix in IMAGES and not with_images)
