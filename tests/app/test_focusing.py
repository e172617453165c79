"""strategy=retrieve: what is read of a long document, and what is said of it afterwards."""

from __future__ import annotations

import asyncio
import json

import pytest

import wire
from tersely.app import entrypoints
from tersely.app.budget import budget_of
from tersely.app.context import Context
from tersely.app.focusing import Focused, focused
from tersely.app.results import summary_object
from tersely.config import Settings
from tersely.documents import read_bytes
from tersely.errors import InputError, UsageError
from tersely.events import no_events
from tersely.records import Document
from wire import Answer

TOPICS = ("harbour", "bakery", "orchard", "railway", "library", "quarry", "theatre", "mill")


def report() -> Document:
    """Eight chapters of forty paragraphs; of the water price only the fourth speaks, twice."""
    parts = []
    for topic in TOPICS:
        parts.append(f"# The {topic}\n")
        parts += [f"The {topic} was repaired in stage {n} by its own people.\n" for n in range(40)]
        if topic == "railway":
            parts.append("The water price rose to 2.31 EUR a cubic metre in May 2024.\n")
            parts.append("The council lowered the water price to 2.10 EUR in June 2025.\n")
    text = "\n".join(parts).encode()
    return read_bytes(text, name="report.md", media_type="text/markdown")


def context(**values: object) -> Context:
    settings = {"model": "openai", "strategy": "retrieve", "retrieve_tokens": 600, **values}
    return Context.of(Settings(**settings))  # type: ignore[arg-type]


def chosen(document: Document, **values: object) -> Focused | None:
    given = context(**values)
    return asyncio.run(focused(document, given, budget_of(given), no_events, dry_run=False))


def test_every_offset_leads_back_to_the_same_words() -> None:
    """Of each passage in the order of the document; of a place line to nowhere."""
    document = report()
    found = chosen(document, focus="water price")
    assert found is not None
    assert [piece.at for piece in found.pieces] == sorted(piece.at for piece in found.pieces)
    for piece in found.pieces:
        end = piece.start + piece.length
        assert found.at(piece.start, end) == (piece.at, piece.at + piece.length)
        assert found.document.text[piece.start : end] == document.text[piece.at :][: piece.length]
    assert found.at(0, 5) is None
    assert sum(b - a for a, b in found.spans(0, len(found.document.text))) == sum(
        piece.length for piece in found.pieces
    )


def test_what_fits_is_read_as_a_whole() -> None:
    """And any other strategy reads all of it."""
    document = report()
    assert chosen(document, focus="water price", retrieve_tokens=100_000) is None
    assert chosen(document, focus="water price", strategy="auto") is None


def test_what_cannot_be_looked_for() -> None:
    """No focus, and one of which no word is there."""
    with pytest.raises(UsageError, match="what to look for"):
        chosen(report())
    with pytest.raises(InputError, match="holds a word of the focus"):
        chosen(report(), focus="zeppelin")


def test_only_passages_are_sent_and_the_receipt_says_so() -> None:
    """Citations, shares and the last line are those of the whole document."""
    document = report()
    said = "The water price rose to 2.31 EUR a cubic metre in May 2024."
    with wire.serve() as server:
        server.reply = lambda _request: Answer(text=said)
        environment = server.environment()
        summary = entrypoints.summarize(
            document,
            context(focus="water price", length="short").settings,
            environment=environment,
        )
        (request,) = server.requests
    assert said in request.text
    assert "The bakery was repaired in stage 7" not in request.text
    assert summary.check is not None
    citation = summary.check.claims[0].citations[0]
    assert document.text[citation.start : citation.end].startswith(said)
    values = json.loads(json.dumps(summary_object(summary)))
    receipt = values["receipt"]
    assert receipt["retrieved"]["passages"] < receipt["retrieved"]["passages_total"]
    assert 0 < receipt["read_share"] < 0.5
    assert receipt["sections_total"] == len(TOPICS)
    assert receipt["strip"].index(1.0) in (4, 5)
    assert values["source_words"] > 2_000
    assert entrypoints.cite(summary, document).endswith("the rest was not read.]")
    assert "§ The railway" in entrypoints.cite(summary, document)


def test_a_few_passages_are_no_short_text_that_is_printed_unchanged() -> None:
    """The model answers from them, however few they are."""
    with wire.serve() as server:
        server.reply = lambda _request: Answer(text="It rose.")
        given = context(focus="2.31", length="long").settings
        summary = entrypoints.summarize(report(), given, environment=server.environment())
    assert (summary.text, summary.plan.strategy) == ("It rose.", "stuff")


def test_without_the_setting_all_of_it_is_read() -> None:
    """Never by default, whatever the focus."""
    document = report()
    with wire.serve() as server:
        server.reply = lambda _request: Answer(text="The water price rose.")
        entrypoints.summarize(
            document,
            context(focus="water price", strategy="auto").settings,
            environment=server.environment(),
        )
        sent = "".join(request.text for request in server.requests)
    assert "The bakery was repaired in stage 7" in sent


def test_vectors_of_the_document_are_kept() -> None:
    """A second question embeds only itself; the price is the command's."""
    pytest.importorskip("faiss", reason="the extra `search` is not installed")
    from wire.embeddings import Embeddings

    document = report()
    with wire.serve() as server:
        service = Embeddings(synonyms={"tariff": "price"})
        server.reply = lambda request: (
            service(request) if request.path.endswith("/embeddings") else Answer(text="It rose.")
        )
        given = context(focus="water tariff", embed="openai").settings
        first = entrypoints.summarize(document, given, environment=server.environment())
        embedded = len(service.texts)
        again = entrypoints.summarize(document, given, environment=server.environment())
    assert embedded > 1
    assert len(service.texts) == embedded + 1
    assert first.plan.retrieved == again.plan.retrieved
    assert first.plan.retrieved is not None
    assert first.plan.retrieved.model == "openai/text-embedding-3-small"
