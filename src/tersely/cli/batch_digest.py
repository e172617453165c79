"""The digest of a batch (`--since-last`): what is new, written to OUT/.tersely/digest.md."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from .. import endings
from ..app import digesting, entrypoints
from ..app.batching import FolderWorker
from ..app.differing import STYLE, changes_document
from ..app.model_selection import EXTRACTIVE, choose_model
from ..app.session import Session
from ..batch import FOLDER, Found, Jobs, Skipped
from ..redaction import redact
from . import output
from .batch_screen import BatchScreen

NAME = f"{FOLDER}/digest.md"


async def write_digest(
    files: Sequence[Found | Skipped],
    jobs: Jobs,
    worker: FolderWorker,
    session: Session,
    screen: BatchScreen,
) -> None:
    """Compare with the last time, write what is new, then keep what there is for the next time.

    Raises:
        TerselyError: OUT takes nothing more, or the model failed; the next run tells the same news.
    """
    looked = await asyncio.to_thread(digesting.look, files, jobs.out, worker.read)
    digest = looked.digest
    written = ""
    if digest.changes.differences and choose_model(session.context).ref != EXTRACTIVE:
        written = await _summary(digest, session)
    text = digesting.as_markdown(digest, written)
    jobs.out.put(NAME, redact(output.shown(text)))
    looked.keep()
    what = "the first look, nothing to compare with" if digest.is_first else digest.counts
    screen.note(f"digest: {jobs.out.name}/{NAME} ({what})")


async def _summary(digest: digesting.Digest, session: Session) -> str:
    """What the changes come to, by the model, with footnotes; only touched passages are sent."""
    document = changes_document(digest.changes)
    summary = await session.summarize(document, style=STYLE, name="digest")
    if summary.plan.strategy == "none":
        return ""
    if error := endings.unusable(summary):
        raise error
    return entrypoints.cite(summary, document)
