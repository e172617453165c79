"""The export of a Slack workspace is one text: channels, days, people by their names."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest

from tersely import documents
from tersely.records import Unread

USERS = [
    {"id": "U024BE7LH", "name": "bert", "profile": {"display_name": "Bert"}},
    {"id": "U024BE7LI", "name": "anna", "real_name": "Anna Berg", "profile": {"display_name": ""}},
]
CHANNELS = [
    {"id": "C1", "name": "quay", "topic": {"value": "The crane"}, "purpose": {"value": ""}},
]
TALKS = [{"id": "D1", "members": ["U024BE7LH", "U024BE7LI"]}]


def message(user: str, text: str, ts: str) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts}


DAYS = {
    "quay/2026-03-03.json": [message("U024BE7LI", "Yes, <@U024BE7LH>.", "1772532012.000100")],
    "quay/2026-03-02.json": [
        message("U024BE7LH", "Is it down?", "1772445612.000100"),
        {"bot_id": "B1", "type": "message", "ts": "1772445613.000100", "text": "",
         "bot_profile": {"name": "Deploy"},
         "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Done in 3 s"}},
                    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
                        {"type": "text", "text": "by "}, {"type": "user", "user_id": "U024BE7LH"}]}]}]},
        {"type": "message", "user": "U024BE7LI", "ts": "1772445614.000100", "text": "",
         "files": [{"name": "plan.pdf"}], "reactions": [{"name": "tada"}]},
    ],
    "D1/2026-03-02.json": [message("U024BE7LI", "Between us.", "1772445612.000100")],
}  # fmt: skip


@pytest.mark.parametrize("folder", ["", "Harbour Slack export/"])
def test_an_export_is_read_as_a_whole(folder: str) -> None:
    """With names from its list of people; other files stand behind it, settings are named."""
    packed = BytesIO()
    files = {"users.json": USERS, "channels.json": CHANNELS, "dms.json": TALKS, **DAYS}
    files["integration_logs.json"] = [{"user_id": "U024BE7LH"}]
    with zipfile.ZipFile(packed, "w") as archive:
        for name, rows in files.items():
            archive.writestr(folder + name, json.dumps(rows))
    document = documents.read_bytes(packed.getvalue(), name="export.zip")
    assert document.text == (
        "# Bert, Anna Berg\n\n## 2026-03-02\n\nAnna Berg: Between us.\n\n"
        "# quay\n\nTopic: The crane\n\n## 2026-03-02\n\nBert: Is it down?\n"
        "Deploy: Done in 3 s by @Bert\n\n## 2026-03-03\n\nAnna Berg: Yes, @Bert."
    )
    assert document.unread == (
        Unread("attachment", 1, ("plan.pdf",)),
        Unread("file", 1, (f"{folder}integration_logs.json",), "no messages"),
    )
    assert dict(document.removed)["reactions"] == 1
    assert document.notes[0] == "7 of 7 files of the archive"


def test_an_archive_of_other_json_stays_one() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("users.json", json.dumps([{"id": 1, "name": "Anna"}]))
        archive.writestr("data/2026-03-02.json", json.dumps([{"price": 3}]))
    text = documents.read_bytes(packed.getvalue(), name="a.zip").text
    assert '"price": 3' in text
    assert '"Anna"' in text
