"""One reply, however its bytes are cut, framed and spoiled."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Literal

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wire
from providers.harness import EVERY, KINDS, REQUEST, Bench, ask
from tersely import providers
from tersely.errors import BadReply
from tersely.provider import Endpoint
from tersely.providers._ollama import OllamaReader
from tersely.providers._reader import Growing, NotAnAnswer
from tersely.providers._reply import Clock, Flood, Reply
from tersely.providers._secrets import Secrets
from tersely.providers._thinking import TextFilter
from tersely.records import Finish, Usage
from wire import Answer
from wire.answer import Twist
from wire.reply import Cut, steps
from wire.request import parse

BenchOf = Callable[..., Bench]
# What str.splitlines takes for the end of a line, and a stream of events does not.
SEPARATORS = "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e"


@pytest.fixture(
    params=[(kind, form) for kind in EVERY for form in ("plain", "stream")], ids="-".join
)
def bench(server: wire.WireServer, request: pytest.FixtureRequest) -> Bench:
    """Every way to write an answer, in both forms."""
    kind, form = request.param
    return Bench(server, kind, form == "stream")


async def _read(chunks: Sequence[bytes], kind: str, output_tokens: int = 500) -> list[Any]:
    async def body() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    response = httpx2.Response(
        200,
        headers={"content-type": kind},
        content=body(),
        request=httpx2.Request("POST", "http://127.0.0.1/"),
    )
    reply = Reply(response, Clock.start(5, 5), output_tokens)
    return [document async for document in reply.documents()]


def documents(chunks: Sequence[bytes], kind: str = "text/event-stream") -> list[object]:
    """The JSON documents of a body that comes in these chunks."""
    return asyncio.run(_read(chunks, kind))


def cut(data: bytes, places: Sequence[int]) -> list[bytes]:
    """`data` in chunks that end at these places."""
    ends = sorted({place % (len(data) + 1) for place in places})
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True)]


TEXT = st.text(st.characters(codec="utf-8") | st.sampled_from(SEPARATORS + "\r\n\ufeff"))


@given(
    texts=st.lists(TEXT, min_size=1, max_size=4),
    places=st.lists(st.integers(0, 10_000), max_size=12),
    end=st.sampled_from(["\n", "\r", "\r\n"]),
    space=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_any_text_survives_any_cutting(
    texts: list[str], places: list[int], end: str, space: bool
) -> None:
    """Lines end at CR, LF and CRLF only, wherever the network cuts; what JSON holds is JSON's."""
    field = "data: " if space else "data:"
    written = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    body = "".join(f"{field}{one}{end}{end}" for one in written).encode("utf-8", "surrogatepass")
    assert documents(cut(body, places)) == [{"text": text} for text in texts]


def _replied(kind: str, answer: Answer, *, streaming: bool) -> bytes:
    """The bytes of the body that the fake server writes, without HTTP's own framing."""
    provider = KINDS[kind][0]
    verb = "streamGenerateContent?alt=sse" if streaming else "generateContent"
    paths = {
        "gemini": f"/gemini/v1/models/wire-model:{verb}",
        "anthropic": "/anthropic/v1/messages",
        "responses": "/openai/v1/responses",
        "ollama-native": "/ollama/api/chat",
    }
    path = paths.get(kind, f"/{provider}/v1/chat/completions")
    body = {"model": "wire-model", "stream": streaming, "stream_options": {"include_usage": True}}
    request = parse("POST", path, {}, json.dumps(body).encode())
    whole = b"".join(step for step in steps(answer, request) if not isinstance(step, Cut))
    head, _, rest = whole.partition(b"\r\n\r\n")
    return _unchunked(rest) if b"chunked" in head else rest


def _unchunked(data: bytes) -> bytes:
    body = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size, 16)
        body, data = body + data[:length], data[length + 2 :]
        if not length:
            break
    return body


@pytest.mark.thorough
@pytest.mark.parametrize("kind", [kind for kind in EVERY if kind != "grok"])  # it is chat
def test_a_thousand_cuttings_of_each_stream_are_one_answer(kind: str) -> None:
    """The chunks of the network have no meaning, for any vendor."""
    text = f"Größe: 5 µm{SEPARATORS}数字 \U0001f4c8 [link](http://x) a < b.\n\n\tEnd.<|im_end|>"
    answer = Answer(text=text, pieces=3, reasoning="Hm.", twist="raw", input_tokens=70)
    body = _replied(kind, answer, streaming=True)
    adapter = providers.create(_endpoint(kind))
    dice = random.Random(f"cut {kind}")

    async def once(chunks: list[bytes]) -> tuple[str, object]:
        reader = OllamaReader() if kind == "ollama-native" else adapter._reader()  # type: ignore[attr-defined]
        visible = TextFilter(Secrets(_endpoint(kind)))
        shown = ""
        for document in await _read(chunks, "text/event-stream"):
            shown += visible.feed(reader.feed(document))
        shown += visible.flush()
        return shown, (reader.word, reader.usage, reader.model, reader.reasoned)

    async def all_of_them() -> None:
        expected = await once([body])
        assert expected[0] == text.removesuffix("<|im_end|>")
        for _ in range(1000):
            places = [dice.randrange(len(body)) for _ in range(dice.randrange(1, 30))]
            assert await once(cut(body, places)) == expected
        await adapter.aclose()

    asyncio.run(all_of_them())


def _endpoint(kind: str) -> Endpoint:
    provider, api, options = KINDS[kind]
    return Endpoint(provider, "wire-model", "http://127.0.0.1:9/v1", api=api, options=options)


FRAMINGS: tuple[Literal["json"], Literal["events"]] = ("json", "events")
TWISTS: list[Twist] = [
    "bom",
    "comments",
    "cr",
    "crlf",
    "drop_after_reason",
    "no_blank_line",
    "no_space",
    "raw",
    "usage_strings",
]


def test_careless_bytes_are_read(bench: Bench) -> None:
    """An answer whose ending was told is whole, however carelessly its bytes are written."""
    text = f"Costs rose.{SEPARATORS}Sales fell."

    async def run() -> None:
        adapter = await bench.open()
        for number, twist in enumerate(TWISTS, 1):
            bench.server.script(Answer(text=text, twist=twist, input_tokens=700, output_tokens=9))
            _, completion = await ask(adapter, REQUEST, streaming=bench.streaming)
            assert (completion.text, completion.finish) == (text, Finish.COMPLETE), twist
            assert len(bench.server.requests) == number, twist
            # Chat tells its usage after the ending: a line that drops there takes it along.
            dropped = twist == "drop_after_reason" and bench.streaming
            lost = dropped and bench.kind in ("chat", "grok")
            assert completion.usage.estimated == lost, twist
            if not lost:
                assert completion.usage == Usage(700, 9), twist
        await adapter.aclose()

    asyncio.run(run())


def test_the_framing_that_came_is_read(bench: Bench) -> None:
    """JSON where events were asked for and the reverse, under any name."""

    async def run() -> None:
        adapter = await bench.open()
        for content_type in ("", "application/json", "text/plain", "text/event-stream"):
            headers = {"content-type": content_type} if content_type else {}
            for framing in FRAMINGS:
                bench.server.script(Answer(text="One two.", framing=framing, headers=headers))
                _, completion = await ask(adapter, REQUEST, streaming=bench.streaming)
                assert (completion.text, completion.finish) == ("One two.", Finish.COMPLETE)
                unasked = bench.kind in ("chat", "grok") and not bench.streaming
                assert not completion.usage.estimated or unasked
        assert len(bench.server.requests) == 8
        await adapter.aclose()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a": 1}', [{"a": 1}]),
        (b'[{"a": 1},\n{"b": 2}]', [{"a": 1}, {"b": 2}]),
        (b'{"a": 1}\n{"b": 2}\n', [{"a": 1}, {"b": 2}]),
        (b'{"a": 1}\r\n\r\n{"b": 2}', [{"a": 1}, {"b": 2}]),
        (b'{\n "a": 1\n}\n', [{"a": 1}]),
        (b'\xef\xbb\xbf \n{"a": 1}', [{"a": 1}]),
        (b'event: x\ndata: {"a":\ndata: 1}\n\ndata: [DONE]\n\ndata: no', [{"a": 1}]),
        (b': comment\n\ndata:\n\ndata: {"a": 1}', [{"a": 1}]),
    ],
)
def test_every_framing(body: bytes, expected: list[object]) -> None:
    """One document, a list, one a line, events; in one piece and byte by byte."""
    assert documents([body]) == expected
    assert documents([body[i : i + 1] for i in range(len(body))]) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("form", ["{}", "data: {}\n\ndata: [DONE]\n\n"])
def test_wide_encodings_are_read(encoding: str, form: str) -> None:
    """With a mark in front or without, in one piece and byte by byte."""
    written = {"text": "Größe \u2028 数字 \U0001f4c8"}
    body = form.format(json.dumps(written, ensure_ascii=False)).encode(encoding)
    assert documents([body]) == [written]
    assert documents([body[i : i + 1] for i in range(len(body))]) == [written]


@pytest.mark.parametrize("name", ["data", "result"])
def test_an_answer_in_a_wrapper_is_read(bench: Bench, name: str) -> None:
    """Some gateways put the service's document, or each of a stream, into one of their own."""
    answer = Answer(text="Costs rose. Sales fell.", input_tokens=700, output_tokens=9)
    body = _replied(bench.kind, answer, streaming=False)
    whole = json.dumps({"success": True, "errors": [], name: json.loads(body)})
    bench.server.script(Answer(body=whole.encode()))
    completion = bench.run()[1]
    assert (completion.text, completion.finish) == (answer.text, Finish.COMPLETE)
    assert completion.usage == Usage(700, 9)


GROWN = ["The", "The report", "The report says: no", "The report says: no-one paid.", ""]


def test_a_stream_that_repeats_all_so_far_is_read_once() -> None:
    """Whole texts that grow are told from pieces that look alike."""
    growing = Growing()
    assert [growing.new(text) for text in GROWN] == [
        "The",
        " report",
        " says: no",
        "-one paid.",
        "",
    ]
    for pieces in (
        ["---", "---", "-----"],
        ["ha", "haha", "ha ha"],
        ["1", "1", "12"],
        ["Bana", "Bananas"],
        ["The cat sat. ", "The cat sat. ", "The cat sat."],
    ):
        growing = Growing()
        assert [growing.new(piece) for piece in pieces] == pieces


@given(st.text(min_size=1), st.lists(st.integers(1, 9)))
def test_any_text_in_small_pieces_is_itself(text: str, sizes: list[int]) -> None:
    """Pieces shorter than what stands before them are never taken for repetitions."""
    growing, at, pieces = Growing(), 0, []
    for size in [*sizes, len(text)]:
        pieces.append(text[at : at + min(size, max(1, at))])
        at += len(pieces[-1])
    pieces.append(text[at:])
    if len(pieces[-1]) < at:
        assert "".join(map(growing.new, pieces)) == text


@pytest.mark.parametrize("kind", ["gemini", "chat", "anthropic"])
def test_each_vendor_may_repeat_all_so_far(server: wire.WireServer, kind: str) -> None:
    """Through the whole adapter, with the answer once."""
    event = {
        "gemini": lambda t: {"candidates": [{"content": {"parts": [{"text": t}]}}]},
        "chat": lambda t: {"choices": [{"index": 0, "delta": {"content": t}}]},
        "anthropic": lambda t: {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": t},
        },
    }[kind]
    end = {
        "gemini": {"candidates": [{"finishReason": "STOP"}]},
        "chat": {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        "anthropic": {"type": "message_delta", "delta": {"stop_reason": "end_turn"}},
    }[kind]
    events = [*map(event, GROWN[:-1]), end]
    body = "".join(f"data: {json.dumps(one)}\n\n" for one in events)
    server.script(Answer(body=body.encode(), headers={"content-type": "text/event-stream"}))
    pieces, completion = Bench(server, kind, streaming=True).run()
    assert "".join(pieces) == completion.text == GROWN[-2]
    assert completion.finish is Finish.COMPLETE


@pytest.mark.parametrize(
    "body", [b"", b"<html>Log in</html>", b"502 Bad Gateway", b"\x1f\x8b\x08\x00zzzzzzzzzzzzzzzzzz"]
)
def test_what_is_no_answer_is_named(body: bytes) -> None:
    """A page or an empty body is no JSON, and says so by its beginning."""
    with pytest.raises(NotAnAnswer):
        documents([body])


@pytest.mark.parametrize(
    "body",
    [
        b'data: {"a": tru\n\n',
        b'{"a": ',
        b'{"a": 1}\n{"b"',
        b"[" * 200_000,
        b"data: " + b'{"a":' * 200_000 + b"\n\n",
        b'data: "text"\n\n',
        b'{"n": ' + b"9" * 5000 + b"}",
    ],
)
def test_broken_json_is_an_error_and_no_crash(body: bytes) -> None:
    """Cut, nested 200,000 deep, or with a number that nobody can mean."""
    with pytest.raises(ValueError, match=r"."):
        documents([body])


def test_a_flood_is_not_taken() -> None:
    """A body far beyond any answer is left in the line, in events and in JSON."""
    chunk = b" " * 1_000_000
    for begin in (b'data: {"a": "', b'{"a": "'):
        taken = 0

        async def flood(begin: bytes = begin) -> None:
            nonlocal taken

            async def body() -> AsyncIterator[bytes]:
                nonlocal taken
                yield begin
                for _ in range(100):
                    taken += len(chunk)
                    yield chunk

            response = httpx2.Response(
                200, content=body(), request=httpx2.Request("POST", "http://127.0.0.1/")
            )
            async for _ in Reply(response, Clock.start(5, 5), 500).documents():
                pass

        with pytest.raises(Flood):
            asyncio.run(flood())
        assert taken < 12_000_000


def test_a_flood_ends_a_call_without_another_try(bench: Bench) -> None:
    """Exit 5, and nothing more is asked: it would come again."""
    kind = "text/event-stream" if bench.streaming else "application/json"
    body = (b"data: " if bench.streaming else b"") + b'{"x": "' + b"y" * 10_000_000 + b'"}'
    failure = bench.fail(Answer(body=body, headers={"content-type": kind}))
    assert isinstance(failure, BadReply)
    assert not failure.retryable
    assert failure.exit_code == 5


def test_the_request_is_not_touched(bench_of: BenchOf) -> None:
    """What the border adds is one header: a body that is not compressed can be measured."""
    bench = bench_of("chat")
    bench.run(REQUEST)
    assert bench.server.requests[0].headers["accept-encoding"] == "identity"
