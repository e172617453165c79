"""A question to many files: the passages that answer it, and what a model makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .. import tokens
from ..batch import Skipped
from ..errors import InputError
from ..events import Emit, no_events
from ..middleware import Budget
from ..records import Document, Retrieved
from ..retrieval import (
    Excerpt,
    Index,
    Missing,
    choose,
    evidence_document,
    search,
    vectors,
)
from .context import Context
from .embedding import embedder, embedding_ref
from .entrypoints import in_loop
from .focusing import MODEL_TOKENS
from .indexing import Corpus, FileFilter, OnProgress, corpus_of, index_path, update
from .nearness import OnVectors, nearest_passages

STYLE = "answer"
_READER_TOKENS = 1_000  # two screens


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question: the excerpts, the best first, and the document they make.

    `files` are the names of the texts, all names of one that stands in several places. `indexed` is
    what the index lacked before, `failed` what has no text that can be read, `vectors_usd` what the
    vectors have cost now.
    """

    question: str
    excerpts: tuple[Excerpt, ...]
    document: Document
    files: dict[int, tuple[str, ...]]
    retrieved: Retrieved
    indexed: Missing
    failed: tuple[Skipped, ...]
    vectors_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears how the work goes on: files and passages that are done, of how many; notices; and
    the events of calls.
    """

    on_file: OnProgress = lambda _done, _total, _name: None
    on_vectors: OnVectors = lambda _done, _total: None
    say: Callable[[str], None] = lambda _: None
    emit: Emit = no_events


def find(
    question: str,
    inputs: Sequence[str],
    context: Context,
    *,
    chosen: FileFilter,
    for_model: bool,
    listener: Listener,
    budget: Budget,
    dry_run: bool = False,
) -> Evidence:
    """Bring the index of the inputs up to date, and choose what answers the question. What vectors
    cost is of the command's `budget`.

    With `dry_run` nothing is sent: vectors are planned, and words alone choose.

    Raises:
        InputError: no file fits, or no passage holds a word of the question.
        ConfigError: the index cannot be used, or FAISS is needed and not installed.
        BudgetExceeded: the vectors would cost more than the limit.
    """
    ref = embedding_ref(context)
    spent_before_usd = budget.spent_usd
    if ref:
        vectors.require()
    corpus = corpus_of(inputs, chosen, context)
    with Index(index_path(inputs, context)) as index:
        indexed = update(index, corpus, context, listener.on_file)
        texts = _texts(index, corpus)
        nearest = None
        if ref:
            work = nearest_passages(
                question,
                index,
                embedder(ref, context, listener.emit, budget),
                say=listener.say,
                contents=None if texts.are_all else texts.contents,
                on_vectors=listener.on_vectors,
                dry_run=dry_run,
            )
            nearest = in_loop(lambda: work, "asyncio.to_thread")
        ranked = search(
            index, question, contents=None if texts.are_all else texts.contents, nearest=nearest
        )
        if not ranked:
            raise InputError(
                f"No passage of {len(corpus.names):,} files holds a word of the question.",
                hint="Ask with words that stand in the files.",
            )
        room = context.settings.retrieve_tokens or (MODEL_TOKENS if for_model else _READER_TOKENS)
        excerpts = choose(index, ranked, room, tokens.counter_for("o200k").count_batch)
        chooser = str(ref) if ref and nearest is not None else ""
        evidence = _evidence(question, index, texts, excerpts, indexed, chooser)
        return replace(evidence, vectors_usd=budget.spent_usd - spent_before_usd)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts that are asked: their files by text, and the files that have none. `are_all`: the
    index holds no others.
    """

    names: dict[int, tuple[str, ...]]
    failed: tuple[Skipped, ...]
    files_total: int
    are_all: bool

    @property
    def contents(self) -> frozenset[int]:
        return frozenset(self.names)


def _texts(index: Index, corpus: Corpus) -> _Texts:
    names: defaultdict[int, list[str]] = defaultdict(list)
    failed: list[Skipped] = []
    for file in index.files():
        if file.path not in corpus.names:
            continue
        if file.content is None:
            failed.append(Skipped(file.path, file.problem))
        else:
            names[file.content].append(corpus.names[file.path])
    in_order = {content: tuple(sorted(files)) for content, files in names.items()}
    are_all = len(corpus.names) == len(corpus.states)
    return _Texts(in_order, tuple(failed), len(corpus.names), are_all)


def _evidence(
    question: str,
    index: Index,
    texts: _Texts,
    excerpts: Sequence[Excerpt],
    indexed: Missing,
    model: str,
) -> Evidence:
    counts = index.passage_counts()
    retrieved = Retrieved(
        sum(len(excerpt.passages) for excerpt in excerpts),
        sum(counts.get(content, 0) for content in texts.names),
        len({excerpt.content for excerpt in excerpts}),
        texts.files_total,
        model,
        len(texts.failed),
    )
    first = {content: files[0] for content, files in texts.names.items()}
    return Evidence(
        question,
        tuple(excerpts),
        evidence_document(f"passages for: {question}", excerpts, first),
        texts.names,
        retrieved,
        indexed,
        tuple(file for file in texts.failed if file.reason != "binary"),
    )


def answering(question: str, context: Context) -> Context:
    """The settings with which a model answers a question from its passages."""
    # The passages are chosen already.
    chosen = context.settings.strategy == "retrieve"
    values = {"focus": question} | ({"strategy": "auto"} if chosen else {})
    if context.settings.style == "default":
        values["style"] = STYLE
    return context.overridden(values)
