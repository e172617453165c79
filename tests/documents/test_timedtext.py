"""TTML and DFXP: every paragraph is said, wherever its times stand."""

from __future__ import annotations

import pytest

from tersely.documents.timedtext import is_timed_text, timed_cues

NAMESPACE = "http://www.w3.org/ns/ttml"
HEAD = (
    '<head><metadata><ttm:agent xmlns:ttm="m" xml:id="a"><ttm:name>Ines</ttm:name></ttm:agent>'
    "</metadata></head>"
)


def _said(body: str, namespace: str = NAMESPACE) -> list[str]:
    text = f'<tt xmlns="{namespace}">{HEAD}<body>{body}</body></tt>'
    assert is_timed_text(text)
    return [cue.text for cue in timed_cues(text)]


@pytest.mark.parametrize(
    "body",
    [
        "<div><p>The costs rose.</p></div>",
        "<div begin='2s' end='4s'><p>The costs rose.</p></div>",
        "<div><p><span begin='2s' dur='1s'>The costs</span> <span>rose.</span></p></div>",
        "<div timeContainer='seq'><p dur='2s'>The costs<br/>rose.</p></div>",
        "<div><div><p begin='00:00:02:12' end='00:00:03:01'>The costs rose.</p></div></div>",
        "<div><p begin='24f' dur='8f'><metadata>x</metadata>The <!-- no -->costs rose.</p></div>",
        "<div><p begin='soon'>The costs rose.</p></div>",
    ],
)
def test_every_paragraph_is_said(body: str) -> None:
    """Times of divisions and spans, durations, frames, ticks, or none at all."""
    assert _said(body) == ["The costs rose."]
    assert _said(body, "http://www.w3.org/2006/10/ttaf1") == ["The costs rose."]


def test_cues_come_in_the_order_of_time_with_their_speakers() -> None:
    """Times count from those of the division."""
    late = "<div begin='1m'><p begin='2s'>Good night.</p></div>"
    early = "<div><p begin='3000ms'><span>Well.</span></p><p begin='10000000t' agent='a'>Hello.</p></div>"
    assert _said(late + early) == ["Ines: Hello.", "Well.", "Good night."]


def test_only_who_is_named_speaks() -> None:
    """An agent without an identifier is nobody's speaker; one may have two."""
    agents = (
        "<head><metadata><agent><name>Nobody</name></agent>"
        '<agent id="b" xml:id="c"><name>Ada</name></agent></metadata></head>'
    )
    body = (
        "<body><p>Hello.</p><p agent='b'>Well.</p><p agent='c'>Yes.</p><p agent='x'>No.</p></body>"
    )
    cues = timed_cues(f'<tt xmlns="{NAMESPACE}">{agents}{body}</tt>')
    assert [cue.text for cue in cues] == ["Hello.", "Ada: Well.", "Ada: Yes.", "No."]


def test_deep_nesting_loses_nothing() -> None:
    """Hostile files nest thousands deep."""
    assert _said("<div>" * 5000 + "<p>Hello.</p>" + "</div>" * 5000) == ["Hello."]
