"""What a page embeds is text, or is named."""

from __future__ import annotations

import pytest

from tersely.documents.account import Account
from tersely.documents.html import html_to_markdown

AROUND = "<p>Before.</p>{}<p>After.</p>"


@pytest.mark.parametrize(
    ("embed", "text", "unread"),
    [
        (
            "<svg><text>Costs 2026</text><text>4 million</text></svg>",
            "[Drawing: Costs 2026; 4 million]",
            "",
        ),
        ("<svg><title>Costs by year</title><path d='M0 0'/></svg>", "[Drawing: Costs by year]", ""),
        ("<svg><title>Menu</title><path d='M0 0'/></svg>", "", ""),
        ("<svg aria-hidden=true><text>x</text></svg>", "", ""),
        ("<iframe srcdoc='&lt;p&gt;The pier opens.'></iframe>", "The pier opens.", ""),
        (
            "<iframe srcdoc='The &lt;!-- c --&gt;pier.&lt;b hidden&gt;OBEY'></iframe>",
            "The pier.",
            "",
        ),
        ("<iframe src='https://example.org/a'></iframe>", "", "1 frame: https://example.org/a"),
        ("<iframe src='https://example.org/a' width=1 height=1></iframe>", "", ""),
        ("<p>Port: <select><option>A<option selected>B</select>.</p>", "Port: B.", ""),
        ("<p>Port: <select><option>A<option>B</select>.</p>", "Port: A.", ""),
        ("<p><select multiple><option selected>A<option selected>B</select></p>", "A, B", ""),
        ("<p>Name: <input value='Ann Lee'>.</p>", "Name: Ann Lee.", ""),
        ("<p><input type=checkbox checked> Urgent</p>", "[x] Urgent", ""),
        (
            "<p><label>Name <input value=Ann></label><label>Note <input value=x>Go</label></p>",
            "Name Ann Note x Go",
            "",
        ),
        ("<p><input type=radio> North</p>", "[ ] North", ""),
        ("<p><input type=hidden value=t0k3n>Go<input type=submit value=Send></p>", "Go", ""),
        (
            "<p>It costs <s>30</s> <del>35 <b>or 36</b> </del> 41.</p>",
            "It costs ~~30~~ ~~35 or 36~~ 41.",
            "",
        ),
        ("<p>A<strike> </strike>B</p>", "A B", ""),
        ("<video src=a.mp4>Your browser cannot.</video>", "", "1 recording: a.mp4"),
        ("<audio><source src=a.ogg></audio>", "", "1 recording: a.ogg"),
        ("<object data=plan.swf>Get a plug-in.</object>", "", "1 embedded object: plan.swf"),
        ("<p><img src=a.png alt='Costs by year'></p>", "[Picture: Costs by year]", ""),
        ("<img src=a.png title='Costs by year'>", "[Picture: Costs by year]", ""),
        ("<figure><img src=/f/a.png?x=1></figure>", "", "1 picture: a.png"),
        ("<img src=a.png alt=chart width=640 height=480>", "", "1 picture: chart"),
        ("<img src=data:image/png;base64,AA width=640 height=480>", "", "1 picture"),
        ("<img src=a.png width=16 height=16>", "", ""),
        ("<figure><img src=a.png alt=''></figure>", "", ""),
        ("<p><a href=/><img src=a.png alt=Home></a></p>", "Home", ""),
        (
            "<canvas aria-label=Costs>Old browser.</canvas>",
            "",
            "1 drawing: Costs (made by a script)",
        ),
    ],
)
def test_an_embed_is_text_or_is_named(embed: str, text: str, unread: str) -> None:
    """Drawings by their labels, frames by their page or address, lists by what is chosen."""
    account = Account()
    read = html_to_markdown(AROUND.format(embed).encode(), account)
    assert [block for block in read.split("\n\n") if block] == [
        block for block in ("Before.", text, "After.") if block
    ]
    assert "; ".join(map(str, account.unread)) == unread


def test_choices_and_text_that_no_browser_shows_are_counted() -> None:
    account = Account()
    page = "<noscript>Four words are here</noscript><select><option>A<option>B<option>C</select>"
    assert html_to_markdown(page.encode(), account) == "A"
    assert account.removed == {"hidden words": 4, "choices of lists that are not chosen": 2}


def test_frames_in_frames_end() -> None:
    """A page that frames itself again and again is read to the third; the innermost is named."""
    page = "<p>End."
    for _ in range(6):
        page = "<p>Level.<iframe srcdoc='" + page.replace("&", "&amp;").replace("'", "&#39;") + "'>"
    account = Account()
    assert html_to_markdown(page.encode(), account).count("Level.") == 4
    assert sum(part.count for part in account.unread) == 1
