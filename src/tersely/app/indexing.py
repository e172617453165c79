"""The index of the files that a question is asked of: opened, and brought up to date."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pathspec import GitIgnoreSpec

from .. import documents
from ..batch import Found, Skipped, is_binary, walk
from ..errors import OF_ONE_FILE, InputError
from ..faults import foreseen
from ..records import Document
from ..retrieval import FileState, Index, Missing, Passage, passages_of
from ..retrieval.index import digest_of
from .context import Context
from .gathering import read_one
from .reading import limits_of, local_recognition_of

# What was indexed is committed so often: whatever ends the program costs so much time at most.
_COMMIT_EVERY_S = 1.0
_READING_VERSION = 1
_NEVER_NS = -1
"""A time that no file has."""

OnProgress = Callable[[int, int, str], None]
"""Told of each file: how many are done, of how many, and which one comes next."""


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Which files a question is asked of: names that match one of the patterns, and files that were
    changed since then (seconds since 1970).
    """

    where: tuple[str, ...] = ()
    since: float | None = None

    def admits(self, name: str, mtime_ns: int) -> bool:
        """Whether this file is one of them."""
        if self.since is not None and mtime_ns < self.since * 1e9:
            return False
        return not self.where or GitIgnoreSpec.from_lines(self.where).match_file(name)


@dataclass
class Corpus:
    """The files of the inputs. `names` has those that are asked, by path; `documents` holds what is
    no file on this machine: URLs and stdin.
    """

    states: list[FileState] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


def corpus_of(inputs: Sequence[str], chosen: FileFilter, context: Context) -> Corpus:
    """The files below the inputs; nothing is read but URLs and stdin.

    Raises:
        InputError: an input does not exist, or none holds a file that fits.
    """
    corpus = Corpus()
    several = len(inputs) > 1
    for text in inputs:
        if os.path.isdir(text):
            root = os.path.basename(os.path.abspath(text)) if several else ""
            for entry in walk([text], Path(os.devnull), with_images=context.reads_images):
                if isinstance(entry, Skipped):
                    corpus.skipped.append(entry)
                else:
                    name = os.path.join(root, os.path.relpath(entry.path, text))
                    _add(corpus, entry, name, chosen)
        elif os.path.isfile(text):
            status = os.stat(text)
            file = Found(text, "", status.st_size, status.st_mtime_ns)
            _add(corpus, file, os.path.basename(text) if not several else text, chosen)
        else:
            document = read_one(text, context)
            digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).digest()
            stamp = int.from_bytes(digest[:7])
            corpus.states.append(FileState(text, len(document.text), stamp))
            corpus.names[text] = document.name
            corpus.documents[text] = document
    if not corpus.names:
        raise InputError(
            "No file fits." if corpus.states else "There is no file in the inputs.",
            hint="Check the paths, --where and --since.",
        )
    return corpus


def _add(corpus: Corpus, file: Found, name: str, chosen: FileFilter) -> None:
    path = os.path.abspath(file.path)
    corpus.states.append(FileState(path, file.size, file.mtime_ns))
    if chosen.admits(name, file.mtime_ns):
        corpus.names[path] = documents.legible(name)


def index_path(inputs: Sequence[str], context: Context) -> Path | None:
    """Where the index of these inputs is kept, as they are read with these settings; None with
    --no-cache.
    """
    if not context.settings.cache:
        return None
    paths = sorted(os.path.abspath(path) for path in inputs)
    places = "\0".join([*paths, _reading_of(context)])
    name = hashlib.sha256(places.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return context.paths.index_folder / f"{name}.sqlite"


def update(index: Index, corpus: Corpus, context: Context, on_progress: OnProgress) -> Missing:
    """Read what is new or has changed among the files that are asked, and forget what is gone.

    What it returns was missing before. Interrupted, it goes on where it was.
    """
    missing = index.missing(corpus.states)
    index.drop(missing.gone)
    outdated = [state for state in missing.outdated if state.path in corpus.names]
    committed = time.monotonic()
    for number, state in enumerate(outdated):
        on_progress(number, len(outdated), corpus.names[state.path])
        _read_into(index, state, corpus, context)
        if time.monotonic() - committed > _COMMIT_EVERY_S:
            index.commit()
            committed = time.monotonic()
    index.commit()
    if outdated:
        on_progress(len(outdated), len(outdated), "")
    return Missing(tuple(outdated), missing.gone)


def _reading_of(context: Context) -> str:
    """How files are read: other settings find other text in them, or none."""
    settings = context.settings
    recognition = f"{settings.ocr} {settings.ocr_languages}"
    return f"{_READING_VERSION} {settings.encoding} {recognition} {settings.max_input_mb}"


def _read_into(index: Index, state: FileState, corpus: Corpus, context: Context) -> None:
    try:
        with foreseen():
            _put(index, state, corpus, context)
    except InputError as error:
        index.put_problem(state, error.message.rstrip("."))
    except OF_ONE_FILE as error:
        _put_for_now(index, state, error.message.rstrip("."))


def _put_for_now(index: Index, state: FileState, problem: str) -> None:
    """Keep a problem that can pass though the file stays as it is: a part that is installed by
    then, other rights, a mended program. It is tried again each time.
    """
    index.put_problem(replace(state, mtime_ns=_NEVER_NS), problem)


def _put(index: Index, state: FileState, corpus: Corpus, context: Context) -> None:
    reading = _reading_of(context)
    if state.path in corpus.documents:
        document = corpus.documents[state.path]
        data = document.text.encode("utf-8", "surrogatepass")
        index.put(state, digest_of(data, reading), passages_of(document))
        return
    max_bytes = limits_of(context.settings).max_bytes
    if state.size > max_bytes:
        raise InputError(f"larger than the limit of {max_bytes / 1e6:,.0f} MB")
    try:
        if is_binary(state.path):
            index.put_problem(state, "binary")
            return
        data = Path(state.path).read_bytes()
    except OSError as error:
        _put_for_now(index, state, f"unreadable: {error.strerror}")
        return
    digest = digest_of(data, reading)
    # All of them before the first is kept: a text is in the index as a whole or not at all.
    passages = [] if index.holds(digest) else list(_passages(data, state.path, context))
    index.put(state, digest, passages)


def _passages(data: bytes, path: str, context: Context) -> Iterator[Passage]:
    settings = context.settings
    document = documents.read_bytes(
        data,
        name=documents.legible(os.path.basename(path)),
        limits=limits_of(settings),
        encoding=settings.encoding,
        recognition=local_recognition_of(context),
    )
    return passages_of(document)
