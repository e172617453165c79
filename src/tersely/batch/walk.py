"""Files below the inputs, found lazily: .gitignore, hidden, binary and special files are skipped
with a reason.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from ..documents.encoding import evident_encoding
from ..documents.formats import FORMATS
from ..storage import Storage, is_remote
from .names import OUTPUT_SUFFIXES, Found, Skipped, is_image, safe_name

SNIFF_BYTES = 4096
# Formats that hold NUL bytes and that the readers know.
READABLE_BINARY = {suffix for row in FORMATS if row.told_by_content for suffix in row.suffixes}


def walk(
    inputs: Sequence[str],
    out: str | Path,
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    with_images: bool = False,
) -> Iterator[Found | Skipped]:
    """Files of the inputs (folders, files, URLs of objects) in a stable order; nothing below `out`
    is ever an input, and images are only `with_images`.

    Raises:
        InputError, ConfigError, MissingExtra: see objects.objects.
    """
    included = GitIgnoreSpec.from_lines(include) if include else None
    excluded = GitIgnoreSpec.from_lines(exclude)
    out_folder = str(out) if is_remote(str(out)) else os.path.realpath(out)
    has_roots = len(inputs) > 1
    for text in inputs:
        if is_remote(text):
            from .objects import objects

            name = text.rstrip("/").rpartition("/")[2]
            target = safe_name(name) if has_roots else ""
            yield from objects(text, out_folder, target, included, excluded, with_images)
        elif os.path.isdir(text):
            target = safe_name(Path(text).name) if has_roots else ""
            rules = _Rules(out_folder, included, excluded, with_images)
            yield from _folder(text, "", target, rules, (), set())
        else:
            yield _file(text, safe_name(os.path.basename(text)), with_images)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is an input below a folder."""

    out_folder: str
    included: GitIgnoreSpec | None
    excluded: GitIgnoreSpec
    with_images: bool


def _folder(
    folder: str,
    below: str,
    target: str,
    rules: _Rules,
    ignores: tuple[tuple[str, GitIgnoreSpec], ...],
    seen: set[tuple[int, int]],
) -> Iterator[Found | Skipped]:
    try:
        status = os.stat(folder)
        # Their names only: a folder may have a million, and an entry is eight times its name.
        folders: set[str] = set()
        names = sorted(_names(folder, folders))
    except OSError as error:
        yield Skipped(folder, f"unreadable folder: {error.strerror}", target)
        return
    identity = (status.st_dev, status.st_ino)
    if identity in seen or os.path.realpath(folder) == rules.out_folder:
        return
    seen.add(identity)
    ignored = _gitignore(folder)
    if ignored is not None:
        ignores = (*ignores, (folder, ignored))
    for name in names:
        path, relative = os.path.join(folder, name), os.path.join(below, name)
        place = os.path.join(target, safe_name(name))
        is_folder = name in folders
        if name.startswith("."):
            if not is_folder and name != ".gitignore":
                yield Skipped(path, "hidden", place)
            continue
        matched = relative + "/" if is_folder else relative
        if rules.excluded.match_file(matched) or _ignored(path, is_folder, ignores):
            if not is_folder:
                yield Skipped(path, "excluded", place)
            continue
        if is_folder:
            place += "~" if _stands_for_a_file(path) else ""
            yield from _folder(path, relative, place, rules, ignores, seen)
        elif rules.included is None or rules.included.match_file(relative):
            yield _file(path, place, rules.with_images)


def _names(folder: str, folders: set[str]) -> Iterator[str]:
    """The names in a folder; those of its folders are added to `folders`."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if _is_folder(entry):
                folders.add(entry.name)
            yield entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """A link that cannot be followed is none, and no reason to leave what lies beside it."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _stands_for_a_file(folder: str) -> bool:
    """Whether a folder is named like the output of a file beside it ("a.md.md/" beside "a.md"),
    whose place it must not take.
    """
    stem, suffix = os.path.splitext(folder)
    return suffix in OUTPUT_SUFFIXES and os.path.lexists(stem) and not os.path.isdir(stem)


def _gitignore(folder: str) -> GitIgnoreSpec | None:
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as lines:
            return GitIgnoreSpec.from_lines(lines)
    except OSError:
        return None


def _ignored(path: str, is_folder: bool, ignores: tuple[tuple[str, GitIgnoreSpec], ...]) -> bool:
    return any(
        rules.match_file(os.path.relpath(path, folder) + ("/" if is_folder else ""))
        for folder, rules in ignores
    )


def _file(path: str, target: str, with_images: bool) -> Found | Skipped:
    try:
        status = os.stat(path)
    except OSError as error:
        dangling = os.path.islink(path)
        reason = "dangling link" if dangling else f"unreadable: {error.strerror}"
        return Skipped(path, reason, target)
    if not stat.S_ISREG(status.st_mode):
        return Skipped(path, "not a regular file", target)
    if status.st_size == 0:
        return Skipped(path, "empty", target)
    if is_image(path, with_images=with_images):
        return Skipped(path, "image", target)
    return Found(path, target, status.st_size, status.st_mtime_ns)


def head_of(path: str, most_bytes: int) -> bytes:
    """The first bytes of a file or an object."""
    if is_remote(path):
        return Storage(path).read(most_bytes)
    with open(path, "rb") as file:
        return file.read(most_bytes)


def is_binary(path: str, head: bytes | None = None) -> bool:
    """True for a file that no reader knows: NUL bytes near its start and no known suffix. `head`
    are its first bytes where they are known.
    """
    if os.path.splitext(path)[1].lower() in READABLE_BINARY:
        return False
    if head is None:
        head = head_of(path, SNIFF_BYTES)
    return (
        b"\0" in head
        and evident_encoding(head) is None
        and not head.startswith((b"%PDF", b"PK\x03\x04"))
    )
