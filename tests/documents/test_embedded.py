"""Pictures inside a text are neither sent nor paid: data: URIs, base64, notebooks."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import documents
from tersely.documents.account import Account
from tersely.documents.embedded import without_embedded
from tersely.records import Unread

PICTURE = base64.b64encode(random.Random(7).randbytes(6_000)).decode()


WRAPPED = base64.encodebytes(random.Random(7).randbytes(6_001)).decode()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"See ![the chart](data:image/png;base64,{PICTURE}) here.", "See the chart here."),
        (f'![a](data:image/png;base64,{PICTURE} "title") b', "a b"),
        (f"[chart]: data:image/png;base64,{PICTURE}\nEnd.", "[chart]: \nEnd."),
        (f"p {{ background: url(data:image/gif;base64,{PICTURE}) }}", "p { background: url() }"),
        (f'{{"png": "data:image/png;base64,{WRAPPED}"}}', '{"png": "\n"}'),
        ("x data:image/svg+xml;utf8," + "%3Csvg%20" * 40 + " y", "x  y"),
    ],
)
def test_a_picture_in_a_text_leaves_its_title(text: str, kept: str) -> None:
    """In Markdown, style sheets, JSON; it is counted as unread."""
    document = documents.read_bytes(text.encode(), name="a.txt")
    assert document.text == kept
    assert [(part.kind, part.count) for part in document.unread] == [("picture", 1)]


def test_base64_without_a_name_is_left_out() -> None:
    """One long run, or many lines of an encoder's length; the text around it stays."""
    for block in (PICTURE, WRAPPED):
        document = documents.read_bytes(f"Before.\n\n{block}\n\nAfter.".encode(), name="a.txt")
        assert document.text.split() == ["Before.", "After."]
        assert document.unread == (Unread("block", 1, reason="base64"),)


@pytest.mark.parametrize(
    "text",
    [
        "The field data:image is described in data: tables, e.g. data:text/plain,hello.",
        "ACGT" * 1_000,
        "deadbeef42" * 200,
        "\n".join(f"{number:064x}" for number in range(30)),
        "Donaudampfschifffahrtsgesellschaft" * 40,
    ],
)
def test_what_is_no_base64_stays(text: str) -> None:
    """Words about data, sequences of bases, hexadecimal digits, long words."""
    assert documents.read_bytes(text.encode(), name="a.txt").text == text


@given(before=st.integers(0, 2_000), length=st.integers(990, 2_100), words=st.integers(0, 700))
def test_a_run_is_seen_wherever_it_stands(before: int, length: int, words: int) -> None:
    """The quick look at every 500th place misses none that is long enough."""
    run = "".join(random.Random(length).choices("ABCdef012+/", k=length))
    text = f"{' ' * before}{run}{' word' * words}"
    assert (run not in without_embedded(text, Account())) == (length >= 1_000)


@given(
    st.integers(0, 900),
    st.integers(60, 76),
    st.integers(0, 8),
    st.integers(10, 14),
    st.sampled_from(["\n", "\r\n"]),
)
def test_lines_of_an_encoder_are_seen_wherever_they_begin(
    before: int, width: int, indent: int, count: int, line_end: str
) -> None:
    """Of any width that encoders write, behind any text."""
    code = PICTURE[: width * count]
    rows = [" " * indent + code[at : at + width] for at in range(0, len(code), width)]
    account = Account()
    text = "x " * (before // 2) + "\n" + line_end.join(rows) + line_end + "End."
    assert without_embedded(text, account).split() == ["x"] * (before // 2) + ["End."]
    assert [part.kind for part in account.unread] == ["block"]
