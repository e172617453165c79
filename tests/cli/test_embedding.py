"""Vectors of the passages: batches, limits, faults, and that models are never mixed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tersely.app.context import Context
from tersely.app.embedding import embedder
from tersely.cli import app
from tersely.events import no_events
from tersely.middleware import Budget
from tersely.records import ModelRef
from tersely.retrieval import Index
from wire import Answer, WireRequest, WireServer
from wire.embeddings import Embeddings, answered, openai_reply

pytest.importorskip("faiss", reason="the extra `search` is not installed")

TEXTS = {
    "cars.md": "The automobile was parked behind the harbour office.",
    "boats.md": "Seven boats were counted by the keeper of the lighthouse.",
    "bread.md": "The bakery sells bread and cakes until noon.",
}


@pytest.fixture
def service(server: WireServer) -> Embeddings:
    """An embedding service at every address."""
    service = Embeddings(synonyms={"vehicle": "automobile", "stood": "parked"})
    server.reply = service
    return service


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files, and a hundred that bear on nothing."""
    place = tmp_path / "files"
    place.mkdir()
    for name, text in TEXTS.items():
        (place / name).write_text(text + "\n", "utf-8")
    for number in range(100):
        (place / f"{number}.txt").write_text(f"Minutes number {number} of the choir.\n", "utf-8")
    return place


def asked(folder: Path, ref: str, *more: str, code: int = 0) -> list[str]:
    """The command line of a question whose answer has other words."""
    command = ["ask", "Where stood the vehicle?", str(folder), "-m", "extractive", "--json"]
    command += ["--set", f"embed={ref}"]
    assert app.run([*command, *more]) == code
    return command


def passages(capsys: pytest.CaptureFixture[str]) -> list[str]:
    values = json.loads(capsys.readouterr().out)
    return [passage["text"] for passage in values["passages"]]


@pytest.mark.parametrize("ref", ["openai", "openai/text-embedding-3-large", "gemini", "grok/e"])
def test_a_passage_in_other_words_is_found(
    ref: str, service: Embeddings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By OpenAI, Gemini and a compatible service; the receipt names the model."""
    asked(folder, ref)
    values = json.loads(capsys.readouterr().out)
    assert values["passages"][0]["text"] == TEXTS["cars.md"]
    assert values["receipt"]["chosen_by"] == ["bm25", "vectors"]
    assert values["receipt"]["embedding_model"].startswith(ref.partition("/")[0])
    assert len(service.texts) == 104


def test_each_passage_is_embedded_once(
    service: Embeddings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second question costs its own vector; a changed file its own."""
    asked(folder, "openai")
    asked(folder, "openai")
    assert len(service.texts) == 105
    (folder / "7.txt").write_text("A vehicle stood here, too.\n", "utf-8")
    capsys.readouterr()
    asked(folder, "openai")
    assert len(service.texts) == 107
    assert "A vehicle stood here, too." in passages(capsys)


@pytest.mark.parametrize("limits", [{"most_texts": 3}, {"most_characters": 300}])
def test_what_a_service_refuses_as_too_much_is_halved(
    limits: dict[str, int],
    service: Embeddings,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Batches by their number; of a text that is too long its beginning stands for it."""
    (folder / "long.md").write_text("The vehicle stood. " + "It rained all day. " * 40, "utf-8")
    for name, value in limits.items():
        setattr(service, name, value)
    asked(folder, "openai")
    found = passages(capsys)
    assert any("vehicle stood" in text for text in found)
    assert any(text == TEXTS["cars.md"] for text in found)


def test_what_may_succeed_later_is_tried_again(
    server: WireServer, service: Embeddings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rate limit and a failure of the server; it is told."""
    server.script(
        Answer.failure("rate_limit", retry_after="0"), Answer.failure("overloaded", retry_after="0")
    )
    asked(folder, "openai")
    assert passages(capsys)[0] == TEXTS["cars.md"]


@pytest.mark.parametrize(
    "body",
    [
        {"object": "list", "data": [], "model": "m", "usage": None},
        openai_reply([[1.0, 2.0], [1.0]], "m", 1),
        openai_reply([[0.0] * 64], "m", 1),
        {"data": [{"index": 0, "embedding": [float("nan")] * 64}]},
        {"nothing": "at all"},
        [],
    ],
)
def test_a_reply_that_is_none_is_an_error(
    body: dict[str, object],
    server: WireServer,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit 5, and nothing of it is kept."""
    server.reply = lambda _request: answered(body)
    asked(folder, "openai", "--set", "retries=0", code=5)
    assert json.loads(capsys.readouterr().out)["status"] == "error"


def test_vectors_of_another_length_are_another_model(
    service: Embeddings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All passages are embedded anew; the old vectors are never compared with the new question."""
    asked(folder, "openai")
    before = len(service.texts)
    service.dimensions = 32
    asked(folder, "openai")
    assert len(service.texts) == 2 * before


def test_dimensions_that_change_on_the_way_are_an_error(
    server: WireServer, service: Embeddings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The question had 64, the passages have 32."""
    server.script(answered(openai_reply([[1.0] * 64], "m", 1)))
    service.dimensions = 32
    asked(folder, "openai", code=5)
    assert "dimensions" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_what_was_paid_is_kept_when_the_service_fails(
    server: WireServer, service: Embeddings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first batch is committed; the next command asks for the rest only."""
    question = answered(openai_reply([service.vector("Where stood the vehicle?")], "m", 1))
    calls = iter([question, None, Answer.failure("auth")])
    server.reply = lambda request: next(calls) or service(request)
    asked(folder, "openai", code=3)
    paid = len(service.texts)
    assert paid == 64
    server.reply = service
    asked(folder, "openai")
    assert len(service.texts) == 104


def test_a_dry_run_sends_nothing_and_names_the_work(
    server: WireServer, service: Embeddings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """How many passages, how many tokens, for how much."""
    assert app.run(["ask", "boats?", str(folder), "-n", "--set", "embed=openai"]) == 0
    assert not server.requests
    assert "103 passages to embed with openai/text-embedding-3-small" in capsys.readouterr().err


def test_no_other_host_with_offline(
    server: WireServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Usage, before anything is sent."""
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.openai.com/v1")
    asked(folder, "openai", "--offline", code=2)
    assert not server.requests


def test_a_provider_without_embeddings_says_so(
    server: WireServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anthropic has none."""
    asked(folder, "anthropic", code=2)
    assert "embed" in json.loads(capsys.readouterr().out)["error"]["message"]
    asked(folder, "anthropic/claude-haiku-5-5", code=2)


def test_vectors_of_one_model_are_those_of_its_name(tmp_path: Path) -> None:
    """In the index itself."""
    with Index(tmp_path / "i.sqlite") as index:
        first, second = index.model_number("a", 2), index.model_number("a", 3)
        index.put_vectors(first, [1], [[1.0, 0.0]])
        assert index.vectors(first)[0] == [1]
        assert index.vectors(second) == ([], b"")
        assert index.model_number("a", 2) == first


def test_vectors_and_answer_share_the_limit_of_the_command(
    server: WireServer, service: Embeddings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the vectors have cost is not left for the answer: exit 7 before it is asked for."""
    long = " ".join(f"The vehicle {n} stood in row {n}." for n in range(150))
    (folder / "rows.md").write_text(long, "utf-8")

    def reply(request: WireRequest) -> Answer:
        # Vectors billed for a million tokens ($0.02), then an answer that costs less than the
        # limit.
        if not request.path.endswith("/embeddings"):
            return Answer(text="The vehicle stood in row 7.")
        values = [service.vector(text) for text in service.asked(request)]
        return answered(openai_reply(values, request.model, 1_000_000))

    server.reply = reply
    command = ["ask", "Where stood the vehicle?", str(folder), "-m", "openai/gpt-5-mini"]
    command += ["--set", "embed=openai", "--no-cache"]
    assert app.run([*command, "--max-cost", "0.07"]) == 7
    assert all(request.path.endswith("/embeddings") for request in server.requests)
    assert "spent" in capsys.readouterr().err
    assert app.run([*command, "--max-cost", "0.30"]) == 0
    assert "The vectors have cost $0.060." in capsys.readouterr().err


def test_a_named_limit_needs_a_known_price(
    server: WireServer, service: Embeddings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Usage, before anything is sent; the default limit only warns."""
    asked(folder, "openai/new-embeddings", "--max-cost", "1", code=2)
    assert not service.texts
    capsys.readouterr()
    asked(folder, "openai/new-embeddings")
    assert "so the $1.00 limit cannot be enforced" in capsys.readouterr().err


def test_what_was_answered_without_use_is_billed_too(
    service: Embeddings, server: WireServer
) -> None:
    """A reply that holds no vectors is asked for once more, and both have been paid."""
    ref = ModelRef("openai", "text-embedding-3-small")

    async def cost_usd() -> float:
        budget = Budget(1.0, explicit=True)
        async with embedder(ref, Context.load(), no_events, budget) as model:
            await model.vectors(["The choir met."] * 20)
        return budget.spent_usd

    once_usd = asyncio.run(cost_usd())
    useless = iter([answered({"nothing": "at all"})])
    server.reply = lambda request: next(useless, None) or service(request)
    assert asyncio.run(cost_usd()) > 1.9 * once_usd > 0
