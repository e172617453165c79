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
