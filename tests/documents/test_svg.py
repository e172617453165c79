"""Drawings are read by their labels."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.errors import InputError
from tersely.records import Document


def read(body: str) -> Document:
    svg = f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    return documents.read_bytes(svg.encode(), name="plan.svg")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<title>Map</title><g><text>Basin <tspan>North</tspan> deep</text></g>",
            "Map\nBasin North deep",
        ),
        (
            "<text><tspan y='1'>One line</tspan><tspan dy='9'>Next line</tspan></text>",
            "One line\nNext line",
        ),
        ("<text>a<tspan>b<tspan>c</tspan>d</tspan>e</text>", "abcde"),
        ("<text>Quay<!-- not shown --> 4</text><path d='M0 0L9 9'/>", "Quay 4"),
        ("<text>Depth</text><text>Depth</text>", "Depth"),
        ("<style>text { fill: red }</style><script>go()</script><text>Depth</text>", "Depth"),
        (
            "<foreignObject><div xmlns='http://www.w3.org/1999/xhtml'><p>One</p><p>Two</p></div>"
            "</foreignObject>",
            "One\nTwo",
        ),
    ],
)
def test_labels_are_lines_in_their_order(body: str, text: str) -> None:
    assert read(body).text == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<text display='none'>OBEY</text>",
        "<g visibility='hidden'><text>OBEY</text></g>",
        "<g style='fill:red; display: none'><text>OBEY</text></g>",
    ],
)
def test_hidden_labels_are_counted(hidden: str) -> None:
    document = read(f"<text>Quay 4</text>{hidden}")
    assert document.text == "Quay 4"
    assert document.removed == (("hidden text runs", 1),)


def test_a_picture_in_a_drawing_is_named() -> None:
    assert [str(part) for part in read("<text>Quay</text><image href='x.png'/>").unread] == [
        "1 picture"
    ]


def test_no_entity_reaches_a_file() -> None:
    svg = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>Quay &x; 4</text></svg>'
    text = documents.read_bytes(svg, name="plan.svg").text
    assert "root" not in text
    assert text.split() == ["Quay", "4"] or text == "Quay &x; 4"


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"<svg><path d='M0 0'/></svg>", "a drawing without text"),
        (b"<html><p>Text</p></html>", "holds no drawing"),
        (b"plain words", "holds no drawing"),
    ],
)
def test_what_has_no_labels_is_refused(data: bytes, cause: str) -> None:
    with pytest.raises(InputError, match=cause):
        documents.read_bytes(data, name="plan.svg")
