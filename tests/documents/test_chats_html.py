"""Chats that were exported as a page."""

from __future__ import annotations

from tersely import documents
from tersely.records import Unread

DISCORD = """<!DOCTYPE html><html><head><title>quay</title><style>.a{b:c}</style></head><body>
<div class="preamble"><img src="x" alt="Guild icon"><div class="preamble__entry">Harbour</div>
<div class="preamble__entry">Text / quay</div><div class="preamble__entry">All of it</div></div>
<div class="chatlog"><div class="chatlog__message-group">
<div class="chatlog__message-container"><div class="chatlog__message">
<div class="chatlog__message-aside"><img class="chatlog__avatar" src="a" alt="Avatar"></div>
<div class="chatlog__message-primary"><div class="chatlog__reply"><div class="chatlog__reply-author">
Bert</div><div class="chatlog__reply-content">Quoted before.</div></div>
<div class="chatlog__header"><span class="chatlog__author" title="anna#1">Anna</span>
<span class="chatlog__timestamp" title="Monday"><a href="#1">02/03/2026 13:52</a></span></div>
<div class="chatlog__content"><span>The crane is down.<br>We wait <img class="chatlog__emoji" alt=":)"
 src="e">.</span><span class="chatlog__edited-timestamp">(edited)</span></div>
<div class="chatlog__attachment"><a href="x"><img src="x" alt="Image" title="Image: plan.png"></a></div>
<div class="chatlog__reactions"><div class="chatlog__reaction"><span>2</span></div></div>
</div></div></div>
<div class="chatlog__message-container"><div class="chatlog__message">
<div class="chatlog__message-aside"><div class="chatlog__short-timestamp">13:53</div></div>
<div class="chatlog__message-primary"><div class="chatlog__content">Two weeks.</div></div></div></div>
</div><div class="chatlog__message-group"><div class="chatlog__message-container">
<div class="chatlog__message"><span class="chatlog__system-notification-author">Bert</span>
<span class="chatlog__system-notification-content">pinned a message.</span></div></div></div></div>
<div class="postamble"><div class="postamble__entry">Exported 3 message(s)</div></div></body></html>"""
TELEGRAM = """<!DOCTYPE html><html><body><div class="page_header"><div class="text bold">Quay</div></div>
<div class="history"><div class="message service"><div class="body details">2 March 2026</div></div>
<div class="message default clearfix"><div class="userpic_wrap"><div class="initials">A</div></div>
<div class="body"><div class="pull_right date details" title="02.03.2026 13:07:42 UTC+01:00">13:07</div>
<div class="from_name">Anna</div><div class="text">The crane is down.<br>We wait.</div></div></div>
<div class="message default clearfix joined"><div class="body">
<div class="pull_right date details" title="02.03.2026 13:08:42 UTC+01:00">13:08</div>
<div class="media_wrap"><a class="photo_wrap"><img class="photo" src="p"></a></div>
<div class="text">The photo.</div></div></div>
<div class="message default clearfix"><div class="body">
<div class="pull_right date details" title="03.03.2026 08:01:00 UTC+01:00">08:01</div>
<div class="from_name">Bert</div><div class="reply_to details">In reply to this message</div>
<div class="forwarded body"><div class="from_name">Ministry</div><div class="text">We pay.</div></div>
<div class="media_wrap"><div class="media_poll"><div class="question">Who is for it?</div></div></div>
</div></div></div></body></html>"""


def test_a_page_of_discord_is_speech() -> None:
    document = documents.read_bytes(DISCORD.encode(), name="chat.html")
    assert document.text == (
        "# Harbour / Text / quay\n\nTopic: All of it\n\n## 02/03/2026\n\n"
        "Anna: The crane is down. We wait :).\nAnna: Two weeks.\nBert: pinned a message."
    )
    assert document.unread == (Unread("attachment", 1, ("Image: plan.png",)),)
    assert dict(document.removed)["reactions"] == 1


def test_a_page_of_telegram_is_speech() -> None:
    document = documents.read_bytes(TELEGRAM.encode(), name="messages.html")
    assert document.text == (
        "# Quay\n\n## 02.03.2026\n\nAnna: The crane is down. We wait.\nAnna: The photo.\n\n"
        "## 03.03.2026\n\nBert: We pay. Who is for it?"
    )
    assert document.unread == (Unread("attachment", 1, ("a photo",)),)
    assert dict(document.removed)["notices of the chat program"] == 1
