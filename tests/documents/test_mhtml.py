"""A page saved with what it shows: the root page first, then what is framed in it."""

from __future__ import annotations

import pytest

from tersely.documents.limits import DEFAULT_LIMITS
from tersely.documents.mhtml import read
from tersely.errors import InputError

HEAD = (
    'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html";\r\n'
    '\tboundary="b"; start="<root>"\r\n\r\n'
)
ROOT = (
    "<p>The council met about the quay.</p>"
    '<iframe src="cid:costs"></iframe><iframe src="https://example.org/map"></iframe>'
)


def part(identifier: str, body: str) -> str:
    return f"--b\r\nContent-Type: text/html\r\nContent-ID: <{identifier}>\r\n\r\n{body}\r\n"


def saved(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + "--b--\r\n").encode()


def test_framed_pages_follow_the_root_and_other_frames_stay_unread() -> None:
    """Wherever they stand in the file; what no page of it is stays unread."""
    costs = part("costs", "<p>Costs rose by 4 percent.</p><!-- draft -->")
    empty = part("banner", "<script>draw()</script><div id='root'></div>")
    data = saved(costs, empty, part("root", ROOT))
    draft = read(data, name="a.mhtml", charset=None, limits=DEFAULT_LIMITS)
    texts = [page.text for page in draft.pages]
    assert texts == ["The council met about the quay.", "Costs rose by 4 percent."]
    assert [(left.kind, left.count, left.places) for left in draft.unread] == [
        ("frame", 1, ("https://example.org/map",))
    ]
    assert draft.removed["frames without text"] == 1
    assert draft.removed["HTML comments"] == 1
    assert draft.media_type == "text/html"


def test_a_page_without_text_is_refused() -> None:
    """As the page alone would be."""
    with pytest.raises(InputError, match="filled by a script"):
        read(
            saved(part("root", "<script>draw()</script><div id='root'></div>")),
            name="a.mhtml",
            charset=None,
            limits=DEFAULT_LIMITS,
        )
