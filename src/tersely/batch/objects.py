"""The objects below a URL as files to summarize."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

from pathspec import GitIgnoreSpec

from ..errors import InputError
from ..storage import Item, Storage
from .names import OUTPUT_SUFFIXES, Found, Skipped, is_image, safe_name


def objects(
    url: str,
    out: str,
    root: str,
    included: GitIgnoreSpec | None,
    excluded: GitIgnoreSpec,
    with_images: bool = False,
) -> Iterator[Found | Skipped]:
    """The object at `url`, or those below it, in the order of their keys; none below `out`. `root`
    is the folder of their summaries.

    Raises:
        InputError: there is none, or the bucket cannot be read.
    """
    storage = Storage(url)
    if single := storage.item():
        yield _judged(single, safe_name(single.name), with_images)
        return
    begun = False
    for item in storage.items():
        begun = True
        if item.url.startswith(f"{out.rstrip('/')}/"):
            continue
        place = os.path.join(root, _place(item.name))
        parts = item.name.split("/")
        if any(part.startswith(".") for part in parts):
            yield Skipped(item.url, "hidden", place)
        elif excluded.match_file(item.name):
            yield Skipped(item.url, "excluded", place)
        elif parts[-1] and (included is None or included.match_file(item.name)):
            # A name that ends with "/" stands for a folder.
            yield _judged(item, place, with_images)
    if not begun:
        raise InputError(
            f"There is no object at or below {url}.", hint="Check the bucket and the prefix."
        )


def _judged(item: Item, place: str, with_images: bool) -> Found | Skipped:
    if item.size_bytes == 0:
        return Skipped(item.url, "empty", place)
    if is_image(item.name, with_images=with_images):
        return Skipped(item.url, "image", place)
    return Found(item.url, place, item.size_bytes, item.fingerprint)


def _place(name: str) -> str:
    """Where a summary goes below OUT. A key may hold what no path can: empty parts and dots.

    A folder named like an output ("a.md/" beside "a") must not take its place; keys do not tell
    beforehand whether it will.
    """
    *folders, last = name.split("/")
    parts = [_folder(folder) for folder in folders]
    return os.path.join(*parts, safe_name(last))


def _folder(name: str) -> str:
    if name in ("", ".", ".."):
        return f"_~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return safe_name(name) + ("~" if os.path.splitext(name)[1] in OUTPUT_SUFFIXES else "")
