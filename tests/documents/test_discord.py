"""Exports of Discord as text and as a table: speech, with files and reactions told apart."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.documents.discord import file_name
from tersely.records import Document, Unread

RULE = "=" * 62
TEXT = f"""{RULE}
Guild: Harbour
Channel: Text / quay
Topic: All about the quay
{RULE}

[{{day}} 05:23 PM] anna#1234
The crane is down.
We wait.

{{{{Attachments}}}}
https://cdn.example/1/plan%20b.pdf?ex=1
https://cdn.example/1/p.jpg

{{{{Reactions}}}}
+1 (2) !


[{{day}} 05:25 PM] bert (pinned)
Who pays?

{{{{Embed}}}}
Port authority
https://port.example/costs
Costs 2020
Crane
41,000
The ministry pays one third.
Last changed in May
The council votes on Monday.


[{{day}} 05:26 PM] anna#1234


{{{{Forwarded Message}}}}
It has decided.

{RULE}
Exported 1,204 message(s)
{RULE}
"""


def read(text: str, name: str) -> Document:
    return documents.read_bytes(text.encode(), name=name)


@pytest.mark.parametrize("day", ["14-Jul-20", "7/14/2020", "14.07.2020"])
def test_text_is_speech_under_the_name_of_its_channel(day: str) -> None:
    document = read(TEXT.format(day=day), "chat.txt")
    assert document.text == (
        f"# Harbour / Text / quay\n\nTopic: All about the quay\n\n## {day}\n\n"
        "anna#1234: The crane is down. We wait.\n"
        "bert: Who pays? Port authority https://port.example/costs Costs 2020 Crane 41,000 "
        "The ministry pays one third. Last changed in May The council votes on Monday.\n"
        "anna#1234: It has decided."
    )
    assert document.unread == (Unread("attachment", 2, ("plan b.pdf", "p.jpg")),)
    assert dict(document.removed) == {"reactions": 2, "times of messages": 3}


@pytest.mark.parametrize("name", ["chat.csv", "stdin"])
def test_a_table_is_speech_too(name: str) -> None:
    """A cell may hold commas, quotation marks and line ends."""
    table = (
        "AuthorID,Author,Date,Content,Attachments,Reactions\n"
        '"1","Anna","2026-03-02T13:52:23.5100000+07:00","Down, ""again"".\nWe wait.",'
        '"https://cdn.example/plan.pdf,https://cdn.example/p.jpg","+1 (2)"\n'
        '"2","Bert","2026-03-03T13:52:23.5100000+07:00","Who pays?","",""\n'
    )
    document = read(table, name)
    assert document.text == (
        '## 2026-03-02\n\nAnna: Down, "again". We wait.\n\n## 2026-03-03\n\nBert: Who pays?'
    )
    assert document.unread == (Unread("attachment", 2, ("plan.pdf", "p.jpg")),)
    assert dict(document.removed)["reactions"] == 1


def test_other_tables_stay_tables() -> None:
    table = "Author,Date,Content\nAnna,2026-03-02,Down\n"
    assert read(table, "a.csv").text == table


@pytest.mark.parametrize(
    ("address", "name"), [("https://x.org/a/b%C3%A4r.pdf?c=d#e", "bär.pdf"), ("", "a file")]
)
def test_a_file_is_called_by_the_last_part_of_its_address(address: str, name: str) -> None:
    assert file_name(address) == name
