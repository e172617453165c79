"""What is new in a folder since the last run: files that came, went or changed, and how."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .. import differences, documents
from ..batch import Folder, Found, Skipped, Snapshot, Stamp, is_binary
from ..batch.jobs import key_of, unwritable
from ..differences import Changes
from ..errors import OF_ONE_FILE
from ..extractive import Target, bullets, extract
from ..records import Document

_SENTENCES_OF_A_NEW_FILE = 2

Read = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that was not there, with its key sentences; `before` is its old name, if it has one."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new. `changes` are those within files that were there before, and what moved between
    files; `is_first`: there was nothing to compare with.
    """

    added: tuple[NewFile, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    changes: Changes
    unchanged: int
    failed: tuple[Skipped, ...] = ()
    is_first: bool = False

    @property
    def changed(self) -> tuple[str, ...]:
        """The files with a difference, in their order."""
        files = (difference.file for difference in self.changes.differences)
        return tuple(dict.fromkeys(files))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is new."""
        return not (self.added or self.removed or self.renamed or self.changes.differences)

    @property
    def counts(self) -> str:
        """E.g. "2 files added, 1 changed, 38 unchanged"."""
        counted = {
            "added": len(self.added),
            "removed": len(self.removed),
            "renamed": len(self.renamed),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
        }
        parts = [f"{count:,} {what}" for what, count in counted.items() if count]
        if not parts:
            return "no file"
        number, _, what = parts[0].partition(" ")
        return ", ".join([f"{number} file{'s' * (number != '1')} {what}", *parts[1:]])


@dataclass(frozen=True, slots=True)
class Looked:
    """A digest, and what `keep` writes down so that the next run compares with it."""

    digest: Digest
    out: Folder
    documents: dict[str, tuple[Stamp, Document]]
    gone: tuple[str, ...]

    def keep(self) -> None:
        """From now on only what comes later is new.

        Raises:
            ConfigError, TerselyError: the folder takes nothing more.
        """
        try:
            with Snapshot(self.out.state) as snapshot:
                snapshot.put(self.documents, self.gone)
        except (OSError, sqlite3.Error) as error:
            raise unwritable(self.out, error) from None


def look(files: Sequence[Found | Skipped], out: Folder, read: Read) -> Looked:
    """Compare the files with those of the last run, of which the texts are kept beside
    the job table of `out`. Only
    files of another size or time are read. Deterministic.

    Raises:
        ConfigError, TerselyError: the texts of the last run cannot be used.
    """
    try:
        with Snapshot(out.state) as snapshot:
            return _looked(files, out, snapshot, read)
    except (OSError, sqlite3.Error) as error:
        raise unwritable(out, error) from None


def _looked(
    files: Sequence[Found | Skipped], out: Folder, snapshot: Snapshot, read: Read
) -> Looked:
    known = snapshot.stamps()
    fresh: dict[str, tuple[Stamp, Document]] = {}
    failed: list[Skipped] = []
    present: set[str] = set()
    for file in files:
        path = key_of(file.path)
        present.add(path)
        if isinstance(file, Skipped):
            continue
        stamp = (file.size, file.mtime_ns)
        if known.get(path) == stamp:
            continue
        try:
            if is_binary(file.path):
                continue
            document = read(file.path)
        except OF_ONE_FILE as error:
            failed.append(Skipped(file.path, error.message.rstrip(".")))
        except OSError as error:
            failed.append(Skipped(file.path, f"unreadable: {error.strerror}"))
        else:
            fresh[path] = (stamp, replace(document, name=documents.legible(file.target)))
    gone = tuple(sorted(set(known) - present))
    old = {path: snapshot.document(path) for path in (*fresh, *gone) if path in known}
    unchanged = len(known) - len(old)
    digest = _digest(old, {path: document for path, (_, document) in fresh.items()}, unchanged)
    digest = replace(digest, failed=tuple(failed), is_first=not known)
    return Looked(digest, out, fresh, gone)


def _digest(old: dict[str, Document], new: dict[str, Document], unchanged: int) -> Digest:
    """What changed from the old texts to the new ones, both by their paths."""
    names = {path: document.name for path, document in (old | new).items()}
    changes = differences.compare(old, new)
    added = [file.new for file in changes.files if file.kind == "added"]
    removed = [file.old for file in changes.files if file.kind == "removed"]
    renamed = [(file.old, file.new) for file in changes.files if file.kind == "renamed"]
    # Of a file that came or went as a whole its name says enough, unless text moved from or to it.
    whole = {*added, *removed}
    inside = [
        difference
        for difference in changes.differences
        if difference.kind == "moved" or difference.file not in whole
    ]
    touched = {*added, *(new_path for _, new_path in renamed), *(each.file for each in inside)}
    untouched = sum(path not in touched for path in new)
    named = [replace(difference, file=names[difference.file]) for difference in inside]
    return Digest(
        tuple(NewFile(names[path], _key_sentences(new[path])) for path in added),
        tuple(sorted(names[path] for path in removed)),
        tuple((names[old_path], names[new_path]) for old_path, new_path in renamed),
        replace(changes, differences=tuple(named), files=(), old="the last run", new="now"),
        unchanged + untouched,
    )


def _key_sentences(document: Document) -> tuple[str, ...]:
    chosen = extract(document.text, Target("bullets", _SENTENCES_OF_A_NEW_FILE))
    return tuple(" ".join(line.split()) for line, _ in bullets(document.text, chosen))


def as_markdown(digest: Digest, summary: str = "") -> str:
    """The digest: files first, then each change with both passages. `summary` is that of a model."""
    lines = ["# What is new", "", f"{_first_line(digest)}.", ""]
    lines += [summary.strip(), ""] if summary else []
    if digest.added and not digest.is_first:
        lines += ["## Added", ""]
        for file in digest.added:
            lines += [f"- **{file.name}**", *(f"  - {one}" for one in file.sentences)]
        lines.append("")
    if digest.removed:
        lines += ["## Removed", "", *(f"- {name}" for name in digest.removed), ""]
    if digest.renamed:
        lines += ["## Renamed", "", *(f"- {old} → {new}" for old, new in digest.renamed), ""]
    if digest.changed:
        lines += ["## Changed", ""]
        for name in digest.changed:
            lines += [f"### {name}", "", _entries(digest.changes, name), ""]
    if digest.failed:
        lines += ["## Not read", "", *(f"- {f.path} ({f.reason})" for f in digest.failed), ""]
    return "\n".join(lines).rstrip() + "\n"


def _entries(changes: Changes, name: str) -> str:
    """The differences in one file, without the title and the counts of `diff`."""
    within = tuple(one for one in changes.differences if one.file == name)
    return differences.as_markdown(replace(changes, differences=within)).split("\n", 4)[4].strip()


def _first_line(digest: Digest) -> str:
    if digest.is_first:
        return f"The first look: {len(digest.added):,} files, and nothing to compare with"
    return "Nothing is new" if digest.is_empty else digest.counts
