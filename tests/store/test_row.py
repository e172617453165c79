"""The key of an answer, and the row that holds it."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.records import Completion, Finish, Request, Sampling, Usage
from tersely.store import Store, key_of
from tersely.store.row import answer_of, checksum, columns_of

REQUEST = Request("m", "Summarize.", "MARK-1\n<document>text</document>", 400, fence="MARK-1")


ANSWER = Completion(
    "A summary.", Usage(100, 20, 5, 3, 2), Finish.COMPLETE, "m-1", "openai", "req_1", elapsed_s=2.0
)


def key(request: Request = REQUEST) -> bytes:
    """The key of `request` at one fixed endpoint."""
    return key_of(request, "openai", "https://api.openai.com/v1", "responses")


def put(store: Store, *answers: tuple[bytes, Completion]) -> None:
    """Put all answers at once and wait for their commit."""

    async def all_of_them() -> None:
        await asyncio.gather(*(store.put(*answer) for answer in answers))

    asyncio.run(all_of_them())


@pytest.mark.parametrize(
    "change",
    [
        {"model": "m2"},
        {"system": "Other."},
        {"user": "MARK-1\n<document>other</document>"},
        {"max_output_tokens": 401},
        {"sampling": Sampling(temperature=0.0)},
        {"sampling": Sampling(seed=0)},
        {"stop": ("END",)},
        {"reasoning": "low"},
        {"schema": "{}"},
        {"sample": 1},
    ],
)
def test_whatever_changes_the_answer_changes_the_key(change: dict[str, object]) -> None:
    """Every field that reaches the model is in the key."""
    assert key(replace(REQUEST, **change)) != key()  # type: ignore[arg-type]  # one field at a time, of its own type


def test_the_endpoint_is_in_the_key() -> None:
    """Provider, base URL and API kind tell answers apart; a slash at the end of the URL does not."""
    url = "https://api.openai.com/v1"
    others = [
        ("grok", url, "responses"),
        ("openai", "http://localhost:8000/v1", "responses"),
        ("openai", url, "chat"),
    ]
    assert len({key(), *(key_of(REQUEST, *other) for other in others)}) == 4
    assert key_of(REQUEST, "openai", f"{url}/", "responses") == key()


def test_the_fence_marker_and_the_token_estimate_are_not_in_the_key() -> None:
    """Another installation's marker, or a better count, finds the same answer."""
    other = replace(
        REQUEST, user=REQUEST.user.replace("MARK-1", "MARK-2"), fence="MARK-2", input_tokens=77
    )
    assert key(other) == key()


@given(st.text(), st.text())
@settings(max_examples=100)
def test_keys_do_not_run_into_each_other(system: str, user: str) -> None:
    """Moving text from one field to the next is another request; any Unicode, lone surrogates too,
    has a key.
    """
    moved = key(Request("m", system + user, "", 400)) == key(Request("m", system, user, 400))
    assert moved == (user == "")
    assert len(key(Request("m", "\ud800", user, 400))) == 32


DAMAGES = {
    "text changed": "UPDATE answer SET text = 'Another summary.'",
    "text cut": "UPDATE answer SET text = substr(text, 1, 3)",
    "text is no UTF-8": "UPDATE answer SET text = CAST(x'41ff42' AS TEXT)",
    "text is a blob": "UPDATE answer SET text = x'4120'",
    "text is a number": "UPDATE answer SET text = 7",
    "model changed": "UPDATE answer SET model = 'm-2'",
    "provider and model swapped": "UPDATE answer SET model = provider, provider = model",
    "usage is no JSON": "UPDATE answer SET usage = '{'",
    "usage is deeply nested": f"UPDATE answer SET usage = '{'[' * 100_000}'",
    "usage is changed": "UPDATE answer SET usage = '[1, 1, 0, 0, 0, false]'",
    "the date is no number": "UPDATE answer SET at = 'yesterday', usage = 'x'",
    "no checksum": "UPDATE answer SET checksum = NULL",
    "another row's checksum": "UPDATE answer SET checksum = zeroblob(16)",
}


@pytest.mark.parametrize("statement", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_row_that_is_not_what_was_stored_is_a_miss(tmp_path: Path, statement: str) -> None:
    """Neither an error nor an answer; asked for again, it is stored anew."""
    path = tmp_path / "s.sqlite"
    store = Store.open(path)
    put(store, (key(), ANSWER))
    store.close()
    with sqlite3.connect(path) as theirs:
        theirs.execute(statement)
    theirs.close()
    store = Store.open(path)
    assert store.get(key()) is None
    put(store, (key(), ANSWER))
    assert store.get(key()) is not None
    store.close()


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "ends in \u2028", ""])
def test_odd_texts_come_back_as_they_were(tmp_path: Path, text: str) -> None:
    """NUL, lone surrogates and line separators are part of an answer."""
    store = Store.open(tmp_path / "s.sqlite")
    put(store, (key(), replace(ANSWER, text=text)))
    stored = store.get(key())
    assert stored is not None
    assert stored.text == text
    store.close()


def test_the_key_of_an_answer_stays_what_it_was() -> None:
    """Another one would be a miss for every answer that anybody has paid; KEY_VERSION is for that."""
    request = Request(
        "m",
        "Summarize.",
        "MARK-1\n<document>text ü</document>",
        400,
        fence="MARK-1",
        sampling=Sampling(temperature=0.3, seed=7),
        stop=("END",),
        reasoning="low",
        schema="{}",
        sample=2,
    )
    found = key_of(request, "openai", "https://api.openai.com/v1/", "responses").hex()
    assert found == "5e6e73e043ef8038a3999279f2996125c983132e19d1c1dcb18eb23f6c4d8fcb"
    assert checksum(b"k" * 32, [b"a", None, b"bc"]).hex() == "cd8236f440031de82dd1f2e69db9b7c3"


COLUMN = st.none() | st.binary(max_size=4)


@given(st.lists(COLUMN, min_size=2, max_size=3), st.lists(COLUMN, min_size=2, max_size=3))
def test_a_checksum_tells_columns_apart(one: list[bytes | None], other: list[bytes | None]) -> None:
    """Also where their bytes run on into the next, and nothing from an empty text."""
    assert (checksum(b"k", one) == checksum(b"k", other)) is (one == other)
    assert checksum(b"k", one) != checksum(b"l", one)


@given(st.text(max_size=30), st.none() | st.text(max_size=5), st.integers(0, 10**6))
def test_a_row_gives_the_answer_back(text: str, request_id: str | None, tokens: int) -> None:
    """Marked as reused and free; with another key, or one bit changed, it gives none."""
    answer = replace(
        ANSWER, text=text, request_id=request_id, usage=Usage(tokens, 1, 2, 3, 4, estimated=True)
    )
    columns = columns_of(answer)
    row = (*columns, checksum(b"k", columns))
    back = answer_of(b"k", row)
    assert back is not None
    assert (back.text, back.request_id, back.usage) == (text, request_id, answer.usage)
    assert (back.model, back.provider) == (answer.model, answer.provider)
    assert (back.reused, back.cost_usd, back.finish) == (True, 0.0, Finish.COMPLETE)
    assert answer_of(b"l", row) is None
    assert answer_of(b"k", ("not bytes", *row[1:])) is None
    assert answer_of(b"k", (*columns, b"")) is None


def test_a_row_without_text_or_with_odd_tokens_is_none() -> None:
    """Its checksum is right, and still nobody has answered that."""
    for columns in (
        (None, b"m", b"p", None, b"[1, 2]"),
        (b"text", b"m", b"p", None, b"no JSON"),
        (b"text", b"m", b"p", None, None),
        (b"text", b"m", b"p", None, b"[1, 2, 3, 4, 5, 6, 7, 8]"),
    ):
        assert answer_of(b"k", (*columns, checksum(b"k", columns))) is None
    bare = (b"text", None, None, None, b"[1, 2]")
    found = answer_of(b"k", (*bare, checksum(b"k", bare)))
    assert found is not None
    assert (found.model, found.provider, found.request_id) == ("", "", None)


@pytest.mark.parametrize("words", [0, 60])
def test_the_end_at_enough_words_is_in_the_key_where_it_is_asked_for(words: int) -> None:
    """Answers that were stored before there was such a thing stay."""
    assert (key(replace(REQUEST, enough_words=words)) == key()) is (words == 0)
