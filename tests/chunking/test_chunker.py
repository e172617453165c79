"""Chunks: nothing lost, nothing over the limit, true counts, good places, stable under edits."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from statistics import mean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.chunking import chunk
from tersely.errors import UsageError
from tersely.records import Chunk, Mark
from tersely.tokens import TokenCounter, counter_for

O200K = counter_for("o200k")
LIMITS = [16, 64, 500, 2000]


class Characters:
    """A tokenizer with one token for each character and one for the start of a text: its counts do
    not add up.
    """

    def count_batch(self, texts: Sequence[str]) -> list[int]:
        return [len(text) + 1 for text in texts]


class Greedy:
    """A tokenizer that merges nothing across the middle of a text: joined counts exceed the sum of
    the parts.
    """

    def count_batch(self, texts: Sequence[str]) -> list[int]:
        return [len(text) + len(text) // 7 for text in texts]


COUNTERS = [
    O200K,
    counter_for("claude", "words"),
    counter_for("gemini", "words"),
    Characters(),
    Greedy(),
]
TROUBLE = [
    "\r\n",
    "\n\n",
    "\n",
    " ",
    "  ",
    "\xa0",
    "\u3000",
    "//",
    "\n/",
    "\n  /",
    "# T\n\n",
    "- x\n",
    "👩\u200d👩\u200d👧\u200d👦",
    "ẹ́",
    "\u200d",
    "。",
    "。」",
    "漢字、仮名。\n",
    "Dr. No. ",
    "He said. ",
    "'s",
    "123456",
    "\x00",
    "\t",
    "\x1c",
    "\u2028",
]
RUNNING = [" ", "\n", "\r\n", "=", "a", "漢", "👍🏽", "\u0301", "\t"]
PIECES = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from([*TROUBLE, "<|endoftext|>", "|a|b|\n"]),
    st.builds(lambda c, n: c * n, st.sampled_from(RUNNING), st.integers(50, 900)),
    st.builds(lambda n: "The reserve fell to 11 weeks, it said. " * n, st.integers(1, 20)),
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@settings(max_examples=250, deadline=None)
@given(TEXTS, st.sampled_from(LIMITS), st.sampled_from(COUNTERS), st.booleans())
def test_chunks_join_to_the_text_fit_and_tell_their_true_count(
    text: str, limit: int, counter: TokenCounter, stable: bool
) -> None:
    """The three promises, for any text, limit and tokenizer."""
    chunks = chunk(text, limit, counter, stable=stable)
    assert "".join(text[c.start : c.end] for c in chunks) == text
    assert [c.tokens for c in chunks] == counter.count_batch(
        [text[c.start : c.end] for c in chunks]
    )
    assert all(c.tokens <= limit and c.start < c.end for c in chunks)
    assert [c.index for c in chunks] == list(range(len(chunks)))
    assert all(a.end == b.start for a, b in pairwise(chunks))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.just("。次の文。")), max_size=40).map("".join),
    st.lists(st.integers(0, 900), max_size=6),
)
def test_heading_marks_anywhere_do_not_harm(text: str, offsets: list[int]) -> None:
    """Marks at any offset, even inside a word, keep all promises."""
    marks = [Mark("heading", offset, f"h{offset}", 1 + offset % 3) for offset in sorted(offsets)]
    chunks = chunk(text, 24, O200K, marks=marks)
    assert "".join(text[c.start : c.end] for c in chunks) == text
    assert [c.tokens for c in chunks] == O200K.count_batch([text[c.start : c.end] for c in chunks])
    assert all(c.tokens <= 24 for c in chunks)


RUNS = {
    "letters": "a", "spaces": " ", "newlines": "\n", "crlf": "\r\n", "equals": "=", "han": "漢字仮名", "zwj": "👩‍👩‍👧‍👦",
    "marks": "e\u0301\u0323\u0302", "nul": "\x00", "base64": "QmFzZTY0IGlzIGEg", "nbsp": "\u00a0",
}  # fmt: skip


@pytest.mark.thorough
@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("limit", [64, 2000])
def test_a_long_run_is_cut_within_the_limit(name: str, limit: int) -> None:
    """Text without any boundary is cut between graphemes, never over the limit and never lost."""
    text = RUNS[name] * (60_000 // len(RUNS[name]))
    chunks = chunk(text, limit, O200K)
    assert sum(c.end - c.start for c in chunks) == len(text)
    assert max(O200K.count_batch([text[c.start : c.end] for c in chunks])) <= limit


def test_no_grapheme_is_cut() -> None:
    """A family emoji stays whole where nothing but graphemes can be told apart."""
    family = "👩‍👩‍👧‍👦"
    assert all((c.end - c.start) % len(family) == 0 for c in chunk(family * 300, 100, O200K))


def report(paragraphs: int, seed: int = 1) -> list[str]:
    """Paragraphs of a made-up report, none like another."""
    rng = random.Random(seed)
    words = [
        "reserve",
        "branch",
        "visits",
        "cost",
        "evening",
        "energy",
        "year",
        "reader",
        "report",
        "of",
        "the",
        "in",
        "and",
        "fell",
    ]
    return [
        " ".join(
            " ".join(rng.choice(words) for _ in range(rng.randint(6, 22))).capitalize()
            + f" {rng.randint(1, 999)}."
            for _ in range(rng.randint(1, 9))
        )
        for _ in range(paragraphs)
    ]


def spans(text: str, chunks: list[Chunk]) -> set[str]:
    return {text[c.start : c.end] for c in chunks}


def test_sizes_are_balanced_and_near_the_bound() -> None:
    """Ordinary text: few more chunks than possible, no small rest, all cuts at paragraphs or
    sentences.
    """
    text = "\n\n".join(report(900))
    total = O200K.count(text)
    for stable, allowed in ((True, 1.12), (False, 1.05)):
        chunks = chunk(text, 1000, O200K, stable=stable)
        tokens = [c.tokens for c in chunks]
        assert len(chunks) <= allowed * ceil(total / 1000) + 1
        assert min(tokens) >= 0.7 * mean(tokens)
        assert {c.reason for c in chunks[:-1]} <= {"paragraph", "sentence"}
        assert chunks[-1].reason == "end"


def test_an_edit_changes_only_chunks_around_it() -> None:
    """Replacing, inserting or deleting one paragraph of a long document leaves all but a stretch
    around it as it was.
    """
    paragraphs = report(1300)
    text = "\n\n".join(paragraphs)
    before = spans(text, chunk(text, 2000, O200K))
    assert len(before) > 50
    rng = random.Random(3)
    changed = []
    for k in range(18):
        at, new = rng.randrange(len(paragraphs)), report(1, seed=100 + k)
        edited = [*paragraphs[:at], *(new if k % 3 < 2 else []), *paragraphs[at + (k % 3 != 1) :]]
        after = "\n\n".join(edited)
        place = len("\n\n".join(paragraphs[:at]))
        new_chunks = [c for c in chunk(after, 2000, O200K) if after[c.start : c.end] not in before]
        assert not new_chunks or new_chunks[0].start <= place + 2 <= new_chunks[-1].end + 2
        changed.append(len(new_chunks))
    assert median(changed) <= 3
    assert max(changed) <= len(before) // 3


def test_cuts_are_made_at_the_best_class() -> None:
    """Headings win over paragraphs; a heading stays with its text and gives the heading path."""
    body = "\n\n".join(report(3))
    text = "# Costs\n\n" + body + "\n\n## Energy\n\n" + body + "\n\n# Use\n\n" + body
    chunks = chunk(text, O200K.count(body) + 20, O200K, media_type="text/markdown", stable=False)
    assert [c.heading_path for c in chunks] == [("Costs",), ("Costs", "Energy"), ("Use",)]
    assert [c.reason for c in chunks] == ["heading", "heading", "end"]


def test_marks_give_heading_paths_of_plain_text() -> None:
    """Headings that only the reader knows about are used like Markdown ones."""
    body = "\n".join(report(4))
    text = f"Costs\n{body}\nUse\n{body}"
    marks = [Mark("heading", 0, "Costs", 1), Mark("heading", text.rindex("Use\n"), "Use", 1)]
    chunks = chunk(text, O200K.count(text) // 2 + 20, O200K, marks=marks, stable=False)
    assert [c.heading_path for c in chunks] == [("Costs",), ("Use",)]


def test_table_rows_and_code_lines_stay_whole() -> None:
    """Rows and lines are cut at their ends while that is possible."""
    table = "".join(f"| row {i} | 12.5. Then more | {i * 7} |\n" for i in range(400))
    code = "".join(f"    total += rows[{i}].cost  # see below. And there\n" for i in range(400))
    for text in (table, code):
        assert all(text[c.end - 1] == "\n" for c in chunk(text, 300, O200K))


def test_chinese_is_cut_behind_the_full_stop() -> None:
    """A sentence keeps its closing mark, and the next chunk does not begin with it."""
    text = "".join(f"图书馆第{i}年买了许多新地图集，每一本都被借走了。" for i in range(300))
    chunks = chunk(text, 200, O200K)
    assert {c.reason for c in chunks[:-1]} == {"sentence"}
    assert all(text[c.end - 1] == "。" for c in chunks)


def test_what_repeats_itself_is_counted_once() -> None:
    """A form that is filled in a thousand times costs the tokenizer hardly more than one."""

    class Counted(Characters):
        additive = True
        characters = 0

        def count_batch(self, texts: Sequence[str]) -> list[int]:
            self.characters += sum(map(len, texts))
            return [len(text) for text in texts]

    counter = Counted()
    text = "\n\n".join(report(4)) + "\n\n"
    chunks = chunk(text * 100, 4000, counter)
    assert sum(c.tokens for c in chunks) == len(text) * 100
    assert counter.characters < 10 * len(text)


def test_a_short_text_is_one_chunk_and_no_text_is_none() -> None:
    """The limits of the range."""
    assert chunk("", 100, O200K) == []
    assert chunk("Hello world", 100, O200K) == [Chunk(0, 0, 11, 2, True, (), "end")]


def test_estimates_are_marked() -> None:
    """Chunks say when their counts are estimates."""
    assert [c.exact for c in chunk("Hello world", 100, counter_for("claude", "Hello"))] == [False]


def test_a_limit_below_one_character_is_refused() -> None:
    """A limit that a single character could pass is a usage error with a remedy."""
    with pytest.raises(UsageError, match="15 tokens"):
        chunk("text", 15, O200K)
