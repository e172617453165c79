"""Subtitles of all forms are what is said, by whom, each line once."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.errors import InputError
from tersely.records import Unread


def test_subtitles_are_what_is_said() -> None:
    """Numbers, time codes, markup and the repeats of rolling captions go; voices become names; all
    of it is counted.
    """
    vtt = (
        "WEBVTT\n\nNOTE made by hand\n\n1\n00:01.000 --> 00:02.000\n<v Ines>Good <i>morning</i>.\n\n"
        "00:02.000 --> 00:03.000\nInes: Good morning.\nLet us begin.\n\n00:03.000 --> 00:04.000 align:start\nLet us begin.\n"
    )
    document = documents.read_bytes(vtt.encode(), name="talk.vtt")
    assert document.text == "Ines: Good morning.\nLet us begin."
    assert document.removed == (
        ("caption comments", 1),
        ("repeated caption lines", 2),
        ("subtitle time codes", 3),
    )
    srt = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHello.\r\n"
    assert documents.read_bytes(srt, name="talk.srt").text == "Hello."


def test_captions_that_roll_are_said_once() -> None:
    """As video platforms write them: word by word with times, each line shown again; a line of one
    blank belongs to the cue.
    """
    vtt = (
        "WEBVTT\nKind: captions\n\n00:00:00.000 --> 00:00:02.000 align:start\n \n"
        "the<00:00:00.500><c> dredging</c><00:00:01.000><c> costs</c>\n\n"
        "00:00:02.000 --> 00:00:02.010\nthe dredging costs\n \n\n"
        "00:00:02.010 --> 00:00:04.000\nthe dredging costs\nnine<c> percent</c>\n\n"
        "00:00:04.000 --> 00:00:05.000\nnine percent more\n"
    )
    document = documents.read_bytes(vtt.encode(), name="auto.vtt")
    assert document.text == "the dredging costs\nnine percent more"
    assert dict(document.removed)["repeated caption lines"] == 3


def test_what_stands_around_the_cues_is_counted() -> None:
    """The header, styles, regions, notes and the names of cues; a number is no name."""
    vtt = (
        "WEBVTT - The council\nKind: captions\nLanguage: en\n\nSTYLE\n::cue {color: red}\n\n"
        "REGION\nid:fred\nwidth:40%\n\nNOTE one\nof two lines\n\n"
        "intro\n00:01.000 --> 00:02.000\nGood morning.\n\n2\n00:02.000 --> 00:03.000\nWelcome.\n"
    )
    document = documents.read_bytes(vtt.encode(), name="talk.vtt")
    assert document.text == "Good morning.\nWelcome."
    assert dict(document.removed) == {
        "lines of the caption header": 3,
        "caption styles": 1,
        "caption regions": 1,
        "caption comments": 1,
        "names of captions": 1,
        "subtitle time codes": 2,
    }


def test_pictures_and_fonts_inside_subtitles_are_told() -> None:
    packed = "[Fonts]\nfontname: a_0.ttf\nM0!Q\n\n[Graphics]\nfilename: logo.png\nM0!Q\n\n"
    document = documents.read_bytes(
        ASS.replace("[Events]", packed + "[Events]").encode(), name="a.ass"
    )
    assert document.text.startswith("Anna: The costs rose.")
    assert document.unread == (Unread("picture", 1, ("logo.png",)),)
    assert dict(document.removed)["fonts"] == 1


ASS = """[Script Info]
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:03.00,0:00:05.00,Default,Bert,0,0,0,,The council votes\\Non Monday, all of it.
Dialogue: 0,0:00:01.00,0:00:03.00,Default,Anna,0,0,0,,{\\i1}The costs rose.{\\i0}
Comment: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,made by hand
Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}
"""
TTML = """<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"><body><div>
<p begin="00:00:01.000" end="00:00:03.000">The costs rose.</p>
<p begin="00:00:03.000" end="00:00:05.000">The council <span>votes</span><br/>on Monday.</p></div></body></tt>"""
SAMI = """<SAMI><BODY><SYNC Start=1000><P Class=ENCC>The costs rose.</P></SYNC>
<SYNC Start=3000><P Class=ENCC>The council votes<br>on Monday.</P></SYNC></BODY></SAMI>"""
SBV = "0:00:01.000,0:00:03.000\nThe costs rose.\n\n0:00:03.000,0:00:05.000\nThe council votes on Monday.\n"
MICRODVD = "{25}{75}The costs rose.\n{75}{125}The council votes|on Monday.\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.ass", ASS, "Anna: The costs rose.\nBert: The council votes on Monday, all of it."),
        ("stdin", ASS, "Anna: The costs rose.\nBert: The council votes on Monday, all of it."),
        ("a.ttml", TTML, "The costs rose.\nThe council votes on Monday."),
        ("a.xml", TTML, "The costs rose.\nThe council votes on Monday."),
        ("a.smi", SAMI, "The costs rose.\nThe council votes on Monday."),
        ("a.sbv", SBV, "The costs rose.\nThe council votes on Monday."),
        ("a.sub", MICRODVD, "The costs rose.\nThe council votes on Monday."),
    ],
)
def test_each_form_of_subtitles_is_speech(name: str, text: str, said: str) -> None:
    """In the order of time, without comments, drawings and styles."""
    assert documents.read_bytes(text.encode(), name=name).text == said


def test_what_calls_itself_subtitles_and_is_none_is_refused() -> None:
    """A torso ends in one sentence."""
    for name in ("a.ttml", "a.ass", "a.sub"):
        with pytest.raises(InputError, match="damaged"):
            documents.read_bytes(b"<tt xmlns='http://www.w3.org/ns/ttml'><body>", name=name)


def test_pictures_of_subtitles_are_named() -> None:
    """VobSub holds pictures; so do videos that begin alike."""
    with pytest.raises(InputError, match="drawn as pictures"):
        documents.read_bytes(b"\x00\x00\x01\xbaD\x02\xc4" * 9, name="film.sub")


def test_captions_that_say_nothing_name_no_zeros() -> None:
    """What was left out is told where there is any."""
    with pytest.raises(InputError, match=r"^none.vtt is empty\."):
        documents.read_bytes(b"WEBVTT\n\n", name="none.vtt")
