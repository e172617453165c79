"""What a chunk knows of the text before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import tokens
from tersely.chunking import chunk, heads

COUNT = tokens.counter_for("o200k")
HEADER = "| branch | visits |\n|---|---:|\n"
TABLE = "# Visits\n\nCounted at the door.\n\n" + HEADER
TABLE += "".join(f"| Branch {i} | {i * 317 % 9001:,} |\n" for i in range(300))
SPEECH = "Chair: Ms. Okafor has the floor.\n\nOkafor: I speak about the quay.\n\n"
SPEECH += "".join(f"I also oppose point {i}, for its cost of {i} million.\n\n" for i in range(200))


def test_every_part_of_a_table_has_its_header() -> None:
    """The rule below it as well; the first part holds it already."""
    first, *later = chunk(TABLE, 400, COUNT, media_type="text/markdown")
    assert first.head == ""
    assert len(later) > 3
    assert all(part.head.endswith(HEADER.strip()) for part in later)


def test_text_behind_a_table_has_no_header_of_it() -> None:
    """And the second table has its own."""
    text = f"{TABLE}\nOther words.\n\n| year |\n|---|\n| 2025 |\n| 2026 |\n"
    start = text.index("Other")
    known = heads(text, [start, text.index("| 2026")], "text/markdown")
    assert known == ["", "[a table goes on here; its header:]\n| year |\n|---|"]


@pytest.mark.parametrize(
    "label",
    [
        "Okafor:",
        "OKAFOR:",
        "**Okafor:**",
        "[00:12:31] Okafor:",
        "Speaker 2:",
        "SPEAKER_02:",
        ">> OKAFOR:",
        "Ada Okafor, Treasurer:",
        "Ada Okafor (Treasurer):",
        "Ms. OKAFOR.",
        "OKAFOR\n",
        "冈崎：",
    ],
)
def test_every_part_of_a_speech_names_who_speaks(label: str) -> None:
    """However the transcript writes it."""
    speech = SPEECH.replace("Okafor:", label)
    _, *later = chunk(speech, 400, COUNT)
    assert len(later) > 3
    assert all(label.strip() in part.head for part in later)


@pytest.mark.parametrize("marker", ["- ", "* ", "• ", "1. "])
def test_every_part_of_a_list_knows_what_it_stands_under(marker: str) -> None:
    """Also behind blank lines and the second line of an item, and until the list is over."""
    items = [f"{marker}{n} euros for stage {n},\n  and no more" for n in range(30)]
    text = (
        "The buyer is to pay by June:\n\n" + "\n\n".join(items) + "\n\nThat is all.\n\n- One\n- Two"
    )
    starts = [text.index(item) for item in items]
    known = heads(text, starts, "text/markdown")
    assert known == ["[a list goes on here, under: The buyer is to pay by June:]"] * 30
    assert (
        heads(text, [text.index("That is"), text.index("- One"), text.index("- Two")], "")
        == [""] * 3
    )


@pytest.mark.parametrize(
    "header",
    [
        "From: Ada Moor <ada@harbour.example>\nTo: all\nDate: Mon, 1 Jun 2026\nSubject: Stage 1",
        "Von: Ada Moor\nGesendet: Montag, 1. Juni 2026\nAn: alle\nBetreff: Stufe 1",
    ],
)
def test_every_part_of_a_mail_knows_who_writes(header: str) -> None:
    """Not its subject; what is said below in it counts as before."""
    said = [f"I agree to pay {n} euros." for n in range(5)]
    text = "\n\n".join([header, *said, "BEN: I do not.", "At all."])
    sender = header.split("\n", 1)[0]
    starts = [text.index(sentence) for sentence in said]
    assert heads(text, starts, "text/plain") == [f"[goes on from: {sender}]"] * 5
    assert heads(text, [text.index("At all")], "text/plain") == ["[goes on from: BEN: I do not.]"]


def test_a_heading_ends_a_speech_and_a_new_speaker_begins_one() -> None:
    """Prose has no speakers."""
    text = "Ana: Yes.\n\nIt is so.\n\n# Costs\n\nThey rose.\n\nBen: No.\n\nNever again.\n"
    places = [text.index(word) for word in ("It is", "They", "Ben", "Never")]
    known = heads(text, places, "text/markdown")
    assert ["Ana" in known[0], known[1], known[2], "Ben" in known[3]] == [True, "", "", True]
    named_by_a_letter = "Ana: Yes.\n\nIt is so.\n\nX: No.\n"
    assert heads(named_by_a_letter, [named_by_a_letter.index("X")], "text/markdown") == [""]
    prose = "The ships came in late and left early again. " * 400
    assert not any(part.head for part in chunk(prose, 200, COUNT))


def test_rows_of_separated_values_know_their_columns() -> None:
    """The first line of the file."""
    rows = "branch,visits\n" + "".join(f"North {i},{i * 7}\n" for i in range(400))
    _, *later = chunk(rows, 300, COUNT, media_type="text/csv")
    assert later
    assert all("branch,visits" in part.head for part in later)


def test_a_cut_inside_a_row_keeps_the_header() -> None:
    """A cell of a page or more is cut."""
    start = len(HEADER) + 20
    text = HEADER + "| long | " + "words and " * 50 + "|\n"
    assert HEADER.strip() in heads(text, [start], "text/markdown")[0]


def test_the_headings_of_a_chunk_are_all_that_begin_in_it() -> None:
    """Those above its start are its path."""
    text = "# A\n\nOne.\n\n## B\n\nTwo.\n\n## C\n\nThree.\n"
    (whole,) = chunk(text, 400, COUNT, media_type="text/markdown")
    assert (whole.heading_path, whole.headings) == (("A",), ("B", "C"))


def test_an_edit_of_a_row_changes_no_head() -> None:
    """A head depends on the header alone."""
    places = [TABLE.index(f"| Branch {i} ") for i in (50, 100, 200)]
    edited = TABLE.replace("| Branch 10 | 3", "| Branch 10 | 4")
    assert heads(TABLE, places, "text/markdown") == heads(edited, places, "text/markdown")


@given(
    st.text(alphabet="|-: \nAa#>*.", max_size=200),
    st.lists(st.integers(0, 200), max_size=6),
    st.sampled_from(["text/plain", "text/markdown", "text/csv"]),
)
def test_any_text_at_any_place(text: str, places: list[int], media_type: str) -> None:
    """One head for each place, of bounded length."""
    starts = sorted(min(place, len(text)) for place in places)
    known = heads(text, starts, media_type)
    assert len(known) == len(starts)
    assert all(len(head) < 1500 for head in known)


@pytest.mark.parametrize(
    ("lines", "header"),
    [
        (["| a | b |", "|---|---|", "| 1 | 2 |", "| 3 | 4 |"], "| a | b |\n|---|---|"),
        (["| a | b |", "| 1 | 2 |", "| 3 | 4 |", "| 5 | 6 |"], "| a | b |"),
        (["| a | b |", "| 1 | 2 |", "|---|---|", "| 5 | 6 |"], "| a | b |"),
    ],
    ids=["with a rule", "without", "a rule further down"],
)
def test_the_header_of_a_table_is_its_first_row_and_a_rule_below_it(
    lines: list[str], header: str
) -> None:
    text = "\n".join(lines) + "\n"
    (head,) = heads(text, [text.index(lines[3])], "text/markdown")
    assert head == f"[a table goes on here; its header:]\n{header}"


GRID = """+------+-------+
| Mill | Depth |
|      | in m  |
+======+=======+
| A    | 1     |
+------+-------+
| B    | 2     |
+------+-------+
"""


@pytest.mark.parametrize(
    ("text", "row", "header"),
    [
        (GRID, "| B ", "| Mill | Depth |\n|      | in m  |"),
        ("| Mill | Size | |\n|---|---|---|\n| | Depth | By |\n| A | 1 | x |\n| B | 2 | x |\n",
         "| B ", "| Mill | Size | |\n|---|---|---|\n| | Depth | By |"),
        ("| Mill | By |\n|---|---|\n| A1 | x |\n\n| B2 | y |\n|---|---|\n| C3 | z |\n",
         "| C3", "| Mill | By |\n|---|---|"),
        ("| Mill | By |\n|---|---|\n| A1 | the |\n\nauthority\n\n| B2 | y |\n|---|---|\n",
         "| B2", "| Mill | By |\n|---|---|"),
        ("| Mill | By |\n|---|---|\n| A1 | x |\n\n| Cost | 2024 |\n|---|---|\n| C3 | z |\n",
         "| C3", "| Cost | 2024 |\n|---|---|"),
        ("| Mill | By |\n|---|---|\n| A1 | x |\n\nTable 2\n\n| B2 | y |\n|---|---|\n| C3 | z |\n",
         "| C3", "| B2 | y |\n|---|---|"),
    ],
    ids=["grid", "two lines", "page break", "cell over a page break", "years", "caption"],
)  # fmt: skip
def test_headers_of_several_lines_and_over_page_breaks(text: str, row: str, header: str) -> None:
    (head,) = heads(text, [text.index(row)], "text/markdown")
    assert head == f"[a table goes on here; its header:]\n{header}"
