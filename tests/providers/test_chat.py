"""Chat answers as careless servers write them: read by what came, and never read twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from providers.harness import Bench
from tersely.errors import BadReply, ServerFailed
from tersely.providers._chat import ChatReader, ResponseReader, chat_usage
from tersely.records import Finish
from wire import Answer

BenchOf = Callable[..., Bench]
TEXT = "Costs rose by 4 %."


def choice(**fields: Any) -> dict[str, Any]:
    """A document with one choice."""
    return {"id": "x", "model": "m", "choices": [{"index": 0, **fields}]}


def delta(text: str, reason: str | None = None) -> dict[str, Any]:
    """One chunk of a stream."""
    return choice(delta={"content": text}, finish_reason=reason)


def whole(content: object, **fields: Any) -> dict[str, Any]:
    """A message in one piece."""
    return choice(message={"role": "assistant", "content": content}, finish_reason="stop", **fields)


def events(*documents: object, between: str = "\n\n", end: str = "data: [DONE]\n\n") -> bytes:
    """A stream of them; a text stands as it is."""
    said = (d if isinstance(d, str) else json.dumps(d) for d in documents)
    return ("".join(f"data: {line}{between}" for line in said) + end).encode()


HALVES = (delta("Costs rose"), delta(" by 4 %.", "stop"))
BODIES: dict[str, bytes] = {
    "the last chunk says it all again": events(delta("Costs rose"), delta(" by 4 %."), whole(TEXT)),
    "each chunk says all so far": events(choice(message={"content": "Costs rose"}), whole(TEXT)),
    "no blank line between events": events(*HALVES, between="\n", end="data: [DONE]\n"),
    "words that keep the line alive": events("null", HALVES[0], "keepalive", '"ping"', HALVES[1]),
    "done in small letters": events(*HALVES, end="data: [done]\n\ndata: what\n\n"),
    "done in quotes": events(*HALVES, end='data: "[DONE]"\n\n'),
    "done as a word": events(*HALVES, end="data: DONE\n\n"),
    "an empty object at the end": events(*HALVES, end="event: done\ndata: {}\n\n"),
    "comments before a document": b": WAIT\n\n: WAIT\n\n" + json.dumps(whole(TEXT)).encode(),
    "comments before a stream": b": WAIT\n\n" + events(*HALVES),
    "a document and a remark of a proxy": json.dumps(whole(TEXT)).encode() + b"\n<!-- cached -->",
    "parts of another type": json.dumps(whole([{"type": "output_text", "text": TEXT}])).encode(),
    "parts with a value": json.dumps(whole([{"type": "text", "text": {"value": TEXT}}])).encode(),
    "parts that are texts": json.dumps(whole(["Costs rose", " by 4 %."])).encode(),
    "a part alone": json.dumps(whole({"type": "text", "text": TEXT})).encode(),
    "a message that is a text": json.dumps(choice(message=TEXT, finish_reason=["stop"])).encode(),
    "an index that is a text": json.dumps(
        {"choices": [{"index": "1", "message": {"content": "no"}}, {**whole(TEXT)["choices"][0], "index": "0"}]}
    ).encode(),
    "numbers that JSON does not know": b'{"x": NaN, ' + json.dumps(whole(TEXT)).encode()[1:],
    "an error that is none": json.dumps({"error": {}, "code": 0, **whole(TEXT)}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("streaming", [False, True], ids=["plain", "stream"])
def test_a_careless_server(bench_of: BenchOf, name: str, streaming: bool) -> None:
    """The text stands there once, whatever was asked for and whatever it is called."""
    bench = bench_of("chat", streaming=streaming)
    bench.server.script(Answer(body=BODIES[name], headers={"content-type": "text/plain"}))
    pieces, completion = bench.run()
    assert "".join(pieces) == completion.text == TEXT
    assert completion.finish is Finish.COMPLETE
    assert len(bench.server.requests) == 1


def test_bytes_of_another_encoding(bench_of: BenchOf) -> None:
    """JSON is UTF-8; an answer that is not was paid all the same."""
    body = json.dumps(whole("Über 4 % für Kräne."), ensure_ascii=False).encode("latin-1")
    bench = bench_of("chat", streaming=False)
    bench.server.script(Answer(body=body))
    assert bench.run()[1].text == "Über 4 % für Kräne."


@pytest.mark.parametrize("streaming", [False, True])
def test_half_a_character(bench_of: BenchOf, streaming: bool) -> None:
    """A lone surrogate has no UTF-8: the answer is kept, and its size is estimated all the same."""
    bench = bench_of("chat", streaming=streaming)
    bench.server.script(Answer(body=json.dumps(whole("Costs \ud800 rose.")).encode()))
    completion = bench.run()[1]
    assert completion.text == "Costs \ud800 rose."
    assert completion.usage.estimated


@pytest.mark.parametrize(
    "documents",
    [
        ({"error": "model is loading"},),
        (delta("Costs"), {"error": {"message": "upstream died", "code": 502}}),
        (choice(error={"message": "provider died"}),),
    ],
)
def test_an_error_inside_of_a_success(bench_of: BenchOf, documents: tuple[object, ...]) -> None:
    """It is the service's failure, with its words."""
    bench = bench_of("chat", streaming=True)
    failure = bench.fail(Answer(body=events(*documents)))
    assert isinstance(failure, ServerFailed | BadReply)
    assert any(word in failure.message for word in ("loading", "died"))


def item(phase: str = "", kind: str = "message", name: str = "m1") -> dict[str, Any]:
    """An item of a Response."""
    parts = [{"type": "output_text", "text": f"{phase or 'the'} text. "}]
    return {"type": kind, "id": name, "content": parts, **({"phase": phase} if phase else {})}


@pytest.mark.parametrize("phase", ["commentary", "analysis"])
@pytest.mark.parametrize("place", ["id", "place"])
def test_commentary_is_no_answer(phase: str, place: str) -> None:
    """A message beside the answer counts as reasoning, in one piece and in pieces."""
    output = [item(phase, name="m0"), item(), item("final_answer", name="m2")]
    body = {"status": "completed", "output": output}
    reader = ResponseReader()
    assert reader.feed(body) == "the text. final_answer text. "
    assert reader.reasoned
    reader = ResponseReader()
    texts = []
    for number, one in enumerate(output):
        known = {"item_id": one["id"]} if place == "id" else {"output_index": number}
        opened = {"type": "response.output_item.added", "item": one, "output_index": number}
        text = one["content"][0]["text"]
        texts.append(reader.feed(opened))
        texts.append(reader.feed({"type": "response.output_text.delta", "delta": text, **known}))
    texts.append(reader.feed({"type": "response.completed", "response": body}))
    assert "".join(texts) == "the text. final_answer text. "
    assert reader.reasoned
    assert reader.ending() is Finish.COMPLETE


def test_a_completed_response_alone_is_the_answer() -> None:
    """Some gateways send no pieces of it."""
    reader = ResponseReader()
    body = {"status": "completed", "output": [item()]}
    assert reader.feed({"type": "response.completed", "response": body}) == "the text. "


def test_what_is_no_usage() -> None:
    """Not an object, or without a number that can be."""
    assert chat_usage([1, 2]) is None
    assert chat_usage({"prompt_tokens": True, "completion_tokens": -1}) == chat_usage({})


def test_another_choice_is_not_read() -> None:
    """Only the one with the index 0, be it the last in the list."""
    choices = [{"index": 1, "delta": {"content": "no"}}, {"index": 0, "delta": {"content": "yes"}}]
    assert ChatReader().feed({"choices": choices}) == "yes"
    assert ChatReader().feed({"choices": choices[:1]}) == ""
