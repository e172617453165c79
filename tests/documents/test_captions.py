"""Forms of subtitles that are rare, by any name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tersely import documents
from tersely.records import Document

SUBVIEWER = (
    "[INFORMATION]\n[TITLE]The Quay\n[AUTHOR]Anna\n[END INFORMATION]\n[SUBTITLE]\n"
    "[COLF]&HFFFFFF,[STYLE]no,[SIZE]18,[FONT]Arial\n"
    "00:00:01.00,00:00:03.00\nThe crane is down.[br]We wait.\n\n"
    "00:00:04.00,00:00:06.00\nWho pays?\n"
)
SPRUCE = (
    "//Font\n$FontName = Arial\n\n00:00:01:00 , 00:00:03:00 , The crane is down.|We wait.\n"
    "00:00:04:00 , 00:00:06:00 , ^IWho pays?^I\n"
)
YOUTUBE = (
    '<?xml version="1.0" ?><transcript><text start="0.5" dur="2">The crane is &amp;quot;down&amp;quot;.'
    '</text><text start="2.6" dur="3">Who pays?</text></transcript>'
)
YOUTUBE_3 = (
    '<?xml version="1.0" ?><timedtext format="3"><head/><body><p t="2700">Who pays?</p>'
    '<p t="500" d="2"><s>The</s><s t="200"> crane</s></p></body></timedtext>'
)
MICRODVD = "{0}{25}The crane is down.|We wait.\n{30}{60}{y:i}Who pays?\n{70}{90}The ministry.\n"
MPL2 = "[10][30]The crane is down.|We wait.\n[40][60]/Who pays?\n[70][90]The ministry.\n"
SRT = "1\r\n00:00:01,000 --> 00:00:02,000\r\nThe crane is down.\r\n"
SBV = "0:00:01.000,0:00:03.000\nThe crane is down.\n"
LRC = "[ar:Anna]\n[length: 02:30]\n\n[00:12.00]It is down\n[00:15.3][01:20]We wait\n[00:20.00]<00:20.00>And <00:20.50>sing\n"
SAMI = """<SAMI><HEAD><STYLE TYPE="text/css"><!-- P {color:white} --></STYLE></HEAD><BODY>
<SYNC Start=4000><P Class=ENCC>Who <i>pays</i>?<br>We?
<SYNC Start=1000><P Class=KRCC>크레인<P Class=ENCC ID=Source>Anna<P Class=ENCC>The crane &amp; the quay.
<SYNC Start=5000><P Class=ENCC>&nbsp;
</BODY></SAMI>"""


def read(text: str, name: str) -> Document:
    return documents.read_bytes(text.encode(), name=name)


@pytest.mark.parametrize(
    ("names", "text", "said"),
    [
        ("a.sub stdin", SUBVIEWER, "The crane is down.\nWe wait.\nWho pays?"),
        ("a.stl a.txt", SPRUCE, "The crane is down.\nWe wait.\nWho pays?"),
        ("a.xml a.srv1", YOUTUBE, 'The crane is "down".\nWho pays?'),
        ("a.xml a.srv3", YOUTUBE_3, "The crane\nWho pays?"),
        ("a.sub a.txt", MICRODVD, "The crane is down. We wait.\nWho pays?\nThe ministry."),
        ("a.mpl a.txt", MPL2, "The crane is down. We wait.\nWho pays?\nThe ministry."),
        ("a.srt stdin a.txt", SRT, "The crane is down."),
        ("a.sbv stdin a.txt", SBV, "The crane is down."),
        ("a.lrc a.txt", LRC, "Artist: Anna\nIt is down\nWe wait\nAnd sing\nWe wait"),
        ("a.smi stdin", SAMI, "크레인\nAnna: The crane & the quay.\nWho pays? We?"),
    ],
)
def test_each_form_is_speech_whatever_it_is_called(names: str, text: str, said: str) -> None:
    for name in names.split():
        assert read(text, name).text == said, name


def test_what_is_no_speech_is_counted() -> None:
    assert dict(read(SUBVIEWER, "a.sub").removed)["lines of the caption header"] == 6
    assert dict(read(SPRUCE, "a.stl").removed) == {
        "caption comments": 1,
        "caption styles": 1,
        "subtitle time codes": 2,
    }
    assert dict(read(LRC, "a.lrc").removed)["lines of the caption header"] == 1
    assert dict(read(SAMI, "a.smi").removed)["caption comments"] == 1


SEGMENT = {"id": 0, "start": 0.0, "end": 2.0, "text": " It is down.", "tokens": [50364, 440]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": "It is down.", "segments": [SEGMENT], "language": "en"}, "It is down."),
        ({"segments": [SEGMENT | {"speaker": "SPEAKER_01"}]}, "SPEAKER_01: It is down."),
        ({"wireMagic": "pb3", "events": [{"tStartMs": 0, "segs": [{"utf8": "It "}, {"utf8": "is"}]},
                                         {"tStartMs": 9, "segs": [{"utf8": "\n"}]}]}, "It is"),
        ({"results": {"transcripts": [{"transcript": "It is down."}], "items": []}}, "It is down."),
        ({"results": {"transcripts": [{"transcript": "It is."}],
                      "audio_segments": [{"speaker_label": "spk_0", "transcript": "It is."}]}}, "spk_0: It is."),
    ],
)  # fmt: skip
def test_transcripts_as_json_are_what_is_said(data: dict[str, Any], said: str) -> None:
    """Without the numbers of tokens and the likelihoods."""
    assert read(json.dumps(data), "a.json").text == said


@pytest.mark.parametrize(
    "data", [{"segments": [{"id": 1}]}, {"events": [{"name": "x"}]}, {"segments": []}]
)
def test_other_json_stays_json(data: dict[str, Any]) -> None:
    assert read(json.dumps(data), "a.json").media_type == "application/json"


@pytest.mark.parametrize(
    "text", ["[10] is a note.\n[20] too.\n", "{1} and {2}\n", "1\n\nThe text --> goes on.\n"]
)
def test_prose_is_no_subtitles(text: str) -> None:
    assert read(text, "a.txt").text == text
