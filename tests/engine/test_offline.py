"""Summaries that need no model."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tersely.endings import last_line
from tersely.engine.offline import (
    is_short,
    offline_plan,
    summarize_extractive,
    summarize_unchanged,
)
from tersely.events import Event, Reading
from tersely.extractive import content_of, plain
from tersely.language.words import count_words
from tersely.records import Document, Length, Status, Unread

SENTENCES = st.lists(
    st.sampled_from(
        [
            "The *quay* of Lindmouth sank in March. ",
            "Two piles\nbroke. ",
            "ANNA: We close it. It is [pause] old.\n",
            "BEN: [See](http://a.b/c) the plan of 2019.\n",
            "- Boats moved.\n",
            "<img src=x>\n\n",
        ]
    ),
    max_size=40,
)


def bare(sentence: str) -> str:
    return sentence.replace("[pause]", "").replace(" ", "")


@settings(max_examples=60, deadline=None)
@given(SENTENCES.map("".join), st.integers(min_value=1, max_value=80))
@example(
    "<img src=x>\n\n" * 8 + "- Boats moved.\n" * 2 + "The *quay* of Lindmouth sank in March. ", 1
)
def test_each_bullet_is_a_claim_that_cites_its_own_sentence(text: str, words: int) -> None:
    """The claims are the bullets, in place; the cited span holds the words of the bullet, behind
    its speaker.
    """
    summary = summarize_extractive(Document("d", text), Length.parse(f"{words}w"))
    assert summary.check
    claims = summary.check.claims
    bullets = "".join(f"- {claim.text}\n" for claim in claims).strip()
    assert summary.text.removeprefix(content_of(text).description).strip() == bullets
    for claim in claims:
        (citation,) = claim.citations
        assert summary.text[claim.start : claim.end] == claim.text
        said = claim.text.removeprefix("ANNA: ").removeprefix("BEN: ")
        assert bare(said) in bare(plain(text[citation.start : citation.end]))
        assert claim.verdict == "supported"


def test_a_long_document_tells_how_far_it_got() -> None:
    """First the sentences, then the ranking, each from its beginning towards the end."""
    text = "\n\n".join(
        f"Ship {i} brought {i * 7 % 31} tons of grain to quay {i % 13}." for i in range(5000)
    )
    told: list[Event] = []
    summarize_extractive(Document("d", text), Length.parse("50w"), emit=told.append)
    details = [event.detail.rsplit(maxsplit=2) for event in told if isinstance(event, Reading)]
    stages = [stage for stage, _, _ in details]
    assert stages == sorted(stages)
    assert set(stages) == {"finding sentences", "ranking"}
    for stage in ("finding sentences", "ranking"):
        shares = [int(share) for name, share, _ in details if name == stage]
        assert len(shares) > 4
        assert all(a <= b for a, b in pairwise(shares))
        assert shares[0] == 0
        assert 75 <= shares[-1] <= 100


def test_what_the_reader_could_not_read_is_in_the_receipt() -> None:
    """Pages count by their share and are named; what stands beside the text is no part of it."""
    pages = Unread("page", 2, ("4", "5"), "scanned", 0.25)
    attachment = Unread("attachment", 1, ("annex.txt",))
    removed = (("hidden text runs", 2),)
    document = Document("a", "A short text. " * 9, unread=(pages, attachment), removed=removed)
    summary = summarize_extractive(document, Length.parse("1s"))
    receipt = summary.receipt
    assert (receipt.read_share, receipt.unread, receipt.removed) == (0.75, document.unread, removed)
    assert summary.status is Status.PARTIAL
    assert last_line(summary) == "[Incomplete: pages 4-5 (scanned) could not be read.]"
    beside = summarize_extractive(replace(document, unread=(attachment,)), Length.parse("1s"))
    assert (beside.status, beside.receipt.read_share) == (Status.COMPLETE, 1.0)


@pytest.mark.parametrize(
    ("length", "short"),
    [
        ("medium", True),
        ("short", True),
        ("30w", True),
        ("3s", True),
        ("5b", True),
        ("20w", False),
        ("2s", False),
        ("50%", False),
    ],
)
def test_a_text_as_short_as_its_summary_is_told(length: str, short: bool) -> None:
    """In the unit that was asked for."""
    text = "The bridge was closed to all in 2021 after a storm. It reopened in the spring of 2023. Nobody was hurt by it."
    assert is_short(text, Length.parse(length), count_words(text)) is short


@pytest.mark.parametrize(
    ("media_type", "line"),
    [
        ("application/jsonl", '{{"id": {k}, "name": "lamp {k}", "state": "lit"}}'),
        ("text/csv", "{k},lamp {k},lit"),
        ("text/x-log", "2026-03-02 10:00:{k:02} lamp {k} lit"),
        ("application/jsonl", '{{"time": "10:00:{k:02}", "level": "info", "msg": "lamp {k} lit"}}'),
        ("text/x-log", '10.0.0.1 - - [02/Mar/2026:10:00:{k:02} +0000] "GET /{k} HTTP/1.1" 200 5'),
    ],
)
def test_many_records_are_no_short_text(media_type: str, line: str) -> None:
    """Though no full stop ends one."""
    text = "\n".join(line.format(k=k) for k in range(40))
    assert not is_short(text, Length.parse("3s"), count_words(text), media_type)
    document = Document("d", text, media_type=media_type)
    summary = summarize_extractive(document, Length.parse("3s"))
    assert summary.check
    assert len(summary.check.claims) == 3


def test_a_row_of_a_table_is_more_than_a_word() -> None:
    """Sixty rows without a space are no text of sixty words."""
    rows = "day,quay,tons\n" + "".join(f"2026-03-{n:02},North,{n}\n" for n in range(60))
    medium = Length.parse("medium")
    assert count_words(rows) < medium.amount
    assert not is_short(rows, medium, count_words(rows), "text/csv")
    assert is_short(rows[:400], medium, count_words(rows[:400]), "text/csv")


def test_speech_without_full_stops_is_shortened() -> None:
    """It is cut where the speaker goes on."""
    said = " and ".join(f"the lamp at quay number {k} was lit by the keeper" for k in range(12))
    assert not is_short(said, Length.parse("2s"), count_words(said))
    summary = summarize_extractive(Document("d", said), Length.parse("2s"))
    assert summary.check
    assert len(summary.check.claims) == 2
    assert summary.words < count_words(said) / 2


def test_one_sentence_is_never_shortened() -> None:
    """Two statements of one sentence's length belong together."""
    text = "The bridge was closed in 2021. It reopened in 2023."
    assert all(
        is_short(text, Length.parse(length), count_words(text)) for length in ("1s", "1b", "50%")
    )


@pytest.mark.parametrize(("length", "is_said"), [("90w", True), ("90%", True), ("75w", False)])
def test_more_than_half_of_a_text_is_not_selected_and_that_is_said(
    length: str, *, is_said: bool
) -> None:
    """A summary is at most half as long as its source."""
    text = " ".join(f"The quay number {n} of Lindmouth sank by {n} feet." for n in range(15))
    summary = summarize_extractive(Document("d", text), Length.parse(length))
    told = [warning for warning in summary.warnings if "more than half of the text" in warning]
    assert bool(told) == is_said
    assert all(f"{length} is more" in warning and "75 words" in warning for warning in told)


def test_a_missed_length_is_said() -> None:
    """Sentences are kept whole, and there may be fewer than were asked for."""
    text = (
        f"The quay of Lindmouth sank {'very ' * 40}deep.\n\n# Sand\n\n"
        + "Sand gave way below it. " * 3
    )
    few = summarize_extractive(Document("d", text), Length.parse("9s"))
    assert few.warnings == ("The text offers 3 sentences; 9s was asked for.",)
    long = summarize_extractive(Document("d", f"{'The quay sank ' * 30}."), Length.parse("20w"))
    assert long.warnings[0].startswith("The summary has 90 words")
    assert summarize_extractive(Document("d", text), Length.parse("2s")).warnings == ()


def test_tldr_is_one_or_two_sentences_without_bullets() -> None:
    """Its claims are in place all the same."""
    text = " ".join(
        f"Ship {i} brought {i * 7 % 31} tons of grain to quay {i % 13}." for i in range(90)
    )
    summary = summarize_extractive(Document("d", text), Length("preset", 40, "tldr"), style="tldr")
    assert 10 <= summary.words <= 50
    assert summary.text.startswith("Ship 0 ")  # where writers put their point
    assert "- " not in summary.text
    assert summary.check
    assert "\n".join(claim.text for claim in summary.check.claims) == summary.text


@pytest.mark.parametrize("unread", [0.0, 0.25])
def test_a_short_text_is_printed_as_it_is(unread: float) -> None:
    """Without the blank lines around it, checked against itself; what the reader left out is said."""
    text = "\n\nThe bridge was closed in 2021.\n\nIt reopened in 2023.\n"
    parts = (Unread("images", 1, share=unread),) if unread else ()
    document = Document("a.md", text, source="file:a.md", unread=parts)
    plan = offline_plan(document, Length.parse("short"))
    summary = summarize_unchanged(document, plan, style="bullets")
    assert summary.text == text.strip()
    assert summary.words == 10
    assert summary.style == "bullets"
    assert (summary.document, summary.source) == ("a.md", "file:a.md")
    assert summary.cost_usd == 0
    assert summary.check is not None
    assert [claim.verdict for claim in summary.check.claims] == ["supported", "supported"]
    assert summary.status is (Status.PARTIAL if unread else Status.COMPLETE)
