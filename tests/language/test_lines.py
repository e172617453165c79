"""What a line is by its shape."""

from __future__ import annotations

import pytest

from tersely.language.lines import kind_of, lines

LOG = """commit 8ebd4b5d110f807d749c28ef176a175d12bc8b3d
Author: Ada Moor <ada@example.org>
Date:   Sun Nov 22 08:49:39 2026 +0000

    Quays sink more slowly

    The sand was pressed before the piles were set.

    Signed-off-by: Ada Moor <ada@example.org>

diff --git a/quay.py b/quay.py
index 3dc0836..1f8a368 100644
--- a/quay.py
+++ b/quay.py
@@ -1,4 +1,3 @@ class Quay:
 sand = 3

-The sand is wet.
+The sand is dry.
\\ No newline at end of file

commit 75eaccc807d749c28ef176a175d12bc8b3d2fb98
Merge: 8ebd4b5 75eaccc

    Ships pay less
"""


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("8ebd4b5 Quays sink more slowly", "entry"),
        ("1234567 people live here", "text"),
        ("From: Ada Moor <ada@example.org>", "table"),
        ("Betreff: Sand", "table"),
        ("Co-authored-by: Ada Moor <ada@example.org>", "table"),
        ("Ada: the sand is wet.", "turn"),
        ("Hon. Ada Van der Berg (Minister of Quays, Harbours and the Coast Guard): yes", "turn"),
        ("Mr. Chris d'Entremont: yes", "turn"),
        ("The Chair (Mr. Otto Lind (Moor East, Lib.)): yes", "turn"),
        ("Ada said to the men of the quay: yes", "text"),
        ("2.1 The quay . . . . . . . . . . 7", "table"),
        ("Wait..... what?", "text"),
        ("- 4.2. The ship . . . . . . . . . . 21", "table"),
        ("- the ship", "item"),
        ("commit to the plan", "text"),
        ("diff --git a/x b/x", "record"),
        (" src/quay.c | 12 +++---", "table"),
        ("quay.png | Bin 0 -> 912 bytes", "table"),
        ("2 files changed, 9 insertions(+)", "table"),
        ("the files changed | 12 of them", "text"),
        ("Classifier: Development Status", "table"),
        ("~~~~~", "table"),
        ("+++ b/x", "code"),
        ("-m, --merge", "code"),
        ("--onto <newbase>", "code"),
        ("--empty={drop,keep,ask}", "code"),
        ("--merge is the default and", "text"),
        ("[12/03/2025, 10:22:01] Ada Moor: the sand is wet", "turn"),
        ("12.3.25, 9:05 PM - Ada: the sand is wet", "turn"),
        ("2025-03-12 10:22:01 WARN sand is wet", "item"),
        ("> The sand is wet.", "quote"),
        ("> > From: Ada Moor", "table"),
        (">", "blank"),
        ("}, {", "code"),
        ('"note": "The sand is wet.",', "item"),
        ("Returns: the depth", "table"),
        ("*From:* Ada Moor [mailto:ada@quay.example]", "table"),
        ("*Betreff*: der Sand", "table"),
        ("*To: the quay*", "text"),
        ("index cards are cheap", "text"),
    ],
)
def test_kind_of_a_line(line: str, kind: str) -> None:
    """Metadata, leaders to a page and patches are told from prose that begins alike."""
    assert kind_of(line) == kind


def test_a_log_offers_its_messages_only() -> None:
    """Of `git log -p` the subjects are entries and the bodies prose; headers, trailers and patches
    are not.
    """
    found = [(LOG[start:end].strip(), kind) for start, end, kind in lines(LOG)]
    assert [line for line, kind in found if kind == "entry"] == [
        "Quays sink more slowly",
        "Ships pay less",
    ]
    assert [line for line, kind in found if kind == "text"] == [
        "The sand was pressed before the piles were set."
    ]


def test_a_log_with_its_graph_offers_the_subjects() -> None:
    """The strokes of `git log --graph` belong to no subject."""
    graph = "*   commit 8ebd4b5d1\n|\\  Merge: 75eaccc 1a2b3c4\n| |\n| |     Ships pay less\n| |\n* | commit 75eaccc80\n|/\n|\n"
    graph += "|     Sand is dry\n"
    found = [graph[start:end] for start, end, kind in lines(graph) if kind == "entry"]
    assert found == ["Ships pay less", "Sand is dry"]


def test_comments_of_html_are_no_prose() -> None:
    """A comment ends with its mark, in its own line or further down; what stands beside one is
    prose.
    """
    page = "<!-- one -->\nSand.\n<!-- two\n- three\n-->\nQuay.\n<!-- four --> Ships.\n"
    assert [kind for _, _, kind in lines(page)] == [
        "code",
        "text",
        "code",
        "code",
        "code",
        "text",
        "text",
    ]


def test_a_one_line_log_is_a_list_of_entries() -> None:
    """Every line of `git log --oneline` is one, also one whose hash is a number."""
    log = "8ebd4b5 Quays sink\n5981954 Ships pay less\n75eaccc Sand is dry\n"
    assert [kind for _, _, kind in lines(log)] == ["entry"] * 3


def test_half_a_fence_hides_nothing() -> None:
    """Code begins where a fence is closed, also in a list; a line of tildes below a title is no
    fence.
    """
    text = (
        "Ships\n~~~~~\n\nSand.\n\n- Quay:\n\n    ```sh\n    dig\n    ```\n\nWall.\n\n```\nGate.\n"
    )
    found = [
        (text[start:end].strip(), kind)
        for start, end, kind in lines(text)
        if kind in ("text", "code")
    ]
    assert [line for line, kind in found if kind == "text"] == [
        "Ships",
        "Sand.",
        "Wall.",
        "```",
        "Gate.",
    ]
    assert [line for line, kind in found if kind == "code"] == ["```sh", "dig", "```"]
