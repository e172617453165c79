"""A question to many files: the passages that answer it, and what a model makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .. import tokens
from ..batch import Skipped
from ..errors import InputError
from ..records import Document
from ..retrieval import (
    Excerpt,
    Index,
    Missing,
    Retrieved,
    choose,
    evidence_document,
    search,
)
from .context import Context
from .indexing import Corpus, FileFilter, OnProgress, corpus_of, index_path, update

STYLE = "answer"
# For a model: what all models read well at once, about fifty passages. For a reader: two screens.
_MODEL_TOKENS, _READER_TOKENS = 8_000, 1_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question: the excerpts, the best first, and the document they make.

    `files` are the names of the texts, all names of one that stands in several places. `indexed`
    is what the index lacked before, `failed` what has no text that can be read.
    """

    question: str
    excerpts: tuple[Excerpt, ...]
    document: Document
    files: dict[int, tuple[str, ...]]
    retrieved: Retrieved
    indexed: Missing
    failed: tuple[Skipped, ...]


def find(
    question: str,
    inputs: Sequence[str],
    context: Context,
    *,
    chosen: FileFilter,
    for_model: bool,
    on_progress: OnProgress,
) -> Evidence:
    """Bring the index of the inputs up to date, and choose what answers the question.

    Raises:
        InputError: no file fits, or no passage holds a word of the question.
        ConfigError: the index cannot be used.
    """
    corpus = corpus_of(inputs, chosen, context)
    with Index(index_path(inputs, context)) as index:
        indexed = update(index, corpus, context, on_progress)
        return _found(question, index, corpus, indexed, context, for_model=for_model)


def _found(
    question: str,
    index: Index,
    corpus: Corpus,
    indexed: Missing,
    context: Context,
    *,
    for_model: bool,
) -> Evidence:
    names: defaultdict[int, list[str]] = defaultdict(list)
    failed: list[Skipped] = []
    for file in index.files():
        if file.path not in corpus.names:
            continue
        if file.content is None:
            failed.append(Skipped(file.path, file.problem))
        else:
            names[file.content].append(corpus.names[file.path])
    is_whole = len(corpus.names) == len(corpus.states)
    contents = None if is_whole else frozenset(names)
    ranked = search(index, question, contents=contents)
    if not ranked:
        raise InputError(
            f"No passage of {len(corpus.names):,} files holds a word of the question.",
            hint="Ask with words that stand in the files.",
        )
    budget = context.settings.retrieve_tokens or (_MODEL_TOKENS if for_model else _READER_TOKENS)
    excerpts = choose(index, ranked, budget, tokens.counter_for("o200k").count_batch)
    counts = index.passage_counts()
    retrieved = Retrieved(
        sum(len(excerpt.passages) for excerpt in excerpts),
        sum(counts.get(content, 0) for content in names),
        len({excerpt.content for excerpt in excerpts}),
        len(corpus.names),
        unindexed=len(failed),
    )
    first = {content: sorted(files)[0] for content, files in names.items()}
    document = evidence_document(f"passages for: {question}", excerpts, first)
    return Evidence(
        question,
        tuple(excerpts),
        document,
        {content: tuple(sorted(files)) for content, files in names.items()},
        retrieved,
        indexed,
        tuple(file for file in failed if file.reason != "binary"),
    )


def answering(question: str, context: Context) -> Context:
    """The settings with which a model answers a question from its passages."""
    values = {"focus": question}
    if context.settings.style == "default":
        values["style"] = STYLE
    return context.overridden(values)
