"""The extractive engine: verbatim, in order, of the wished length, readable."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.extractive import Target, extract, render
from tersely.language.words import count_words, words

STORY = """# The harbour

The harbour of Lindmouth closed in March after the northern quay sank by forty centimetres. Engineers found that the
quay had been built on river sand in 1911. However, nobody had known. This made the repair expensive.

| year | ships |
|------|-------|
| 2019 | 412   |

The city council voted to rebuild the quay for 38 million euros. The new quay will stand on steel piles driven into the
rock below the sand. It will open in autumn.

- Fishing boats moved to the southern basin in April.
- The ferry company lost a third of its passengers.

The ferry company asked the city for compensation of two million euros. The city council refused the compensation and
offered a lower harbour fee instead. Fishing boats pay no harbour fee until the quay is rebuilt.

Home > About > Contact

[1] Smith, J. (2012). Sand and quays. Journal of Harbours, pp. 12-19.
"""
WORDS = st.sampled_from(
    [
        "the",
        "quay",
        "city",
        "sank.",
        "However",
        "This",
        "fee?",
        "港",
        "閉",
        "。",
        "|",
        "-",
        "#",
        "\n\n",
    ]
)
MARKS = st.sampled_from(
    ["<a>", "</a>", "<?xml ", '{"a"', ":", "[", "]", "}", ",", '"', "a,b\n", "a = b\n", "word"]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(WORDS, max_size=200).map(" ".join),
    st.lists(MARKS, max_size=60).map("".join),
)
TARGETS = st.builds(
    Target,
    st.sampled_from(["words", "sentences", "bullets", "percent"]),
    st.integers(min_value=1, max_value=120),
)


def chosen(text: str, target: Target, focus: str = "") -> list[str]:
    return [text[s.start : s.end] for s in extract(text, target, focus=focus)]


@settings(max_examples=60, deadline=None)
@given(TEXTS, TARGETS, st.text(max_size=20))
def test_spans_are_trimmed_ordered_and_disjoint(text: str, target: Target, focus: str) -> None:
    """What comes back is the source's own text, in its order, and the same each time."""
    spans = extract(text, target, focus=focus)
    assert spans == extract(text, target, focus=focus)
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] != "" for s in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert bool(spans) == bool(words(text))


@settings(max_examples=10, deadline=None)
@given(st.integers(min_value=1, max_value=230), st.integers(min_value=1, max_value=260))
def test_sentence_and_bullet_targets_are_exact(available: int, wanted: int) -> None:
    """N sentences are given whenever the text has N, also beyond the size that is ranked at once."""
    text = " ".join(
        f"Ship number {i} brought {i * 7 % 31} tons of grain." for i in range(available)
    )
    assert len(extract(text, Target("sentences", wanted))) == min(wanted, available)
    assert len(extract(text, Target("bullets", wanted))) == min(wanted, available)


@settings(max_examples=8, deadline=None)
@given(st.integers(min_value=30, max_value=900))
def test_word_targets_are_met_within_half_a_sentence(wanted: int) -> None:
    """With sentences of 9 to 13 words the total is never further off than the longest half
    sentence.
    """
    text = " ".join(
        f"Ship {i} brought{' very' * (i % 5)} much grain from port {i} to Lindmouth."
        for i in range(200)
    )
    total = sum(count_words(sentence) for sentence in chosen(text, Target("words", wanted)))
    assert abs(total - wanted) <= 7


def test_per_cent_is_of_the_source() -> None:
    """Twenty per cent of the words, give or take half a sentence."""
    total = sum(count_words(sentence) for sentence in chosen(STORY, Target("percent", 20)))
    assert abs(total - 0.2 * count_words(STORY)) <= 9


@pytest.mark.parametrize("wanted", range(1, 8))
def test_a_summary_reads_alone(wanted: int) -> None:
    """No heading, table row, navigation, reference or sentence that points back, while there are
    others.
    """
    for sentence in chosen(STORY, Target("sentences", wanted)):
        assert not sentence.startswith(("#", "|", "Home", "[1]", "However", "This", "It "))


def test_unreadable_units_come_before_nothing() -> None:
    """A text of table rows alone still gives what was asked for."""
    rows = "\n".join(f"| ship {i} | {i} tons |" for i in range(10))
    assert len(extract(rows, Target("bullets", 3))) == 3


def test_headings_never_fill_up_words() -> None:
    """A word target larger than the prose takes all the prose and no heading."""
    assert chosen("# Quay\n\nIt sank.", Target("words", 100)) == ["It sank."]


def test_titles_of_contents_are_headings() -> None:
    """A list item that is a heading elsewhere is left out, however much of the text returns to it."""
    contents = "- Sand under the northern quay\n- Ships of Lindmouth and their captains\n\n"
    text = (
        contents
        + "# Sand under the northern quay\n\n"
        + STORY
        + "\n# Ships of Lindmouth and their captains\n\nNo."
    )
    assert not any(
        "Sand under" in s or "their captains" in s for s in chosen(text, Target("words", 100))
    )


def test_a_near_duplicate_is_not_chosen_twice() -> None:
    """The same news in other words appears once."""
    text = STORY + "\n\nThe city council has voted to rebuild the quay for 38 million euros.\n"
    assert sum("38 million" in sentence for sentence in chosen(text, Target("sentences", 9))) == 1


PIER = """\
Lindmouth opened its new pier on Monday, four years after the storm had taken the old one.
The storm of 2021 broke forty of the sixty piles.
Engineers found that the sand under them had been washed away.
A first plan, to drive longer piles, was given up in 2022.
The council then asked three firms for a pier on rock.
Moor and Sons offered the pier for nine million euros.
The pier on rock stands forty metres further north.
Fishermen had asked for a pier near the market.
The new pier has room for nine boats and a crane.
The pier, the piles and the crane of the new pier cost nine million euros in all.
Half of the nine million euros came from the state.
The mayor cut a ribbon of blue cloth.
Children threw bread to the gulls.
A choir from the school sang two songs.
The ferry to the island leaves from the old quay as before.
Next year the old piles will be pulled out.
Divers will look for the bell of the old pier.
Shops near the market hope for more guests.
"""


def test_one_sentence_for_a_report_of_some_length_comes_from_its_opening() -> None:
    """Though later ones hold more of what is repeated: of a few sentences the densest is chosen."""
    (chosen,) = extract(PIER, Target("sentences", 1))
    assert PIER[chosen.start : chosen.end] == PIER.split("\n", 1)[0]
    few = "\n".join(PIER.splitlines()[:8])
    (chosen,) = extract(few, Target("sentences", 1))
    assert chosen.start > 0


def test_focus_draws_its_sentences() -> None:
    """A focus brings in what a general summary of that length leaves out."""
    target = Target("sentences", 2)
    assert not any("passengers" in sentence for sentence in chosen(STORY, target))
    assert any(
        "passengers" in sentence for sentence in chosen(STORY, target, focus="lost passengers")
    )


def test_other_scripts_need_no_spaces() -> None:
    """Chinese sentences are split, ranked and counted in characters."""
    text = "港口在三月关闭了。码头下沉了四十厘米。市议会决定重建码头。天气很好。码头的重建费用是三千八百万欧元。"
    sentences = chosen(text, Target("sentences", 2))
    assert len(sentences) == 2
    assert any("码头" in sentence for sentence in sentences)


def test_long_documents_draw_from_every_part() -> None:
    """A long summary of a long text takes sentences from each third of it."""
    text = "\n\n".join(
        f"In chapter {i} captain {i} sailed {i * 13 % 97} miles to port {i % 17}."
        for i in range(1200)
    )
    spans = extract(text, Target("percent", 8))
    assert {3 * span.start // len(text) for span in spans} == {0, 1, 2}


RUNS = [
    *(
        "[](",
        "[[",
        ".[",
        "<!--",
        "*_",
        "a{",
        '."',
        "| a |\n",
        "Smith, A. ",
        "港",
        "12:00:00 ",
        "'a ",
        "x: 5\n",
    ),
    *(
        "Q: a?\n",
        "&amp;",
        "{a}`",
        ":::",
        "1. ",
        "- **a**",
        "a/",
        "--a ",
        "I'm A ",
        "[1 ",
        "a: ",
        "\n\n? ",
    ),
]


@pytest.mark.thorough
@pytest.mark.parametrize("run", RUNS)
def test_long_runs_are_no_trouble(run: str) -> None:
    """A run of 50,000 characters is summarized and rendered; a quadratic pattern would take
    minutes.
    """
    text = run * (50_000 // len(run))
    assert render(text, extract(text, Target("words", 20))) or not words(text)


@given(st.integers(min_value=200, max_value=400), st.integers(min_value=6, max_value=200))
def test_of_a_table_the_head_and_rows_up_to_the_last_are_shown(
    rows: int, words_wanted: int
) -> None:
    """Few enough to be read, however long the table is."""
    lines = ["ship,hours", *(f"Lomvi {k},{k}" for k in range(rows))]
    found = chosen("\n".join(lines), Target("words", words_wanted))
    assert (found[0], found[-1]) == (lines[0], lines[-1])
    assert len(set(found)) == len(found) <= max(6, words_wanted / 15 + 1)


def test_the_sentences_among_data_come_first() -> None:
    """A description, then as many members as fit; a focus picks the members that hold it."""
    text = (
        '{"name": "quay", "ships": [{"id": "lomvi"}, {"id": "alke"}, {"id": "teist"}], "built": 1911, "about": '
        + ('"The northern quay was built on river sand in the year of the flood."}')
    )
    assert any("river sand" in found for found in chosen(text, Target("sentences", 3)))
    assert '{"id": "alke"}' in chosen(text, Target("sentences", 2), focus="alke")


def test_rows_of_a_table_are_shown_where_sentences_are_few() -> None:
    """The only sentence, and the head with some rows; beside enough sentences no row is."""
    table = "| Branch | Visits |\n|---|---|\n" + "".join(
        f"| Mill {k} | {k}00 |\n" for k in range(90)
    )
    few = chosen(f"The table shows all visits of the year.\n\n{table}", Target("words", 60))
    assert few[:2] == ["The table shows all visits of the year.", "| Branch | Visits |"]
    assert few[-1] == "| Mill 89 | 8900 |"
    many = chosen(f"{STORY}\n{table}", Target("words", 60))
    assert not any(part.startswith("|") for part in many)


def test_rows_of_empty_cells_are_no_examples() -> None:
    """Where there are others."""
    rows = ["ship,gate,hours", *(f"Lomvi {k},north,{k}" if k % 2 else f"{k},," for k in range(100))]
    found = chosen("\n".join(rows), Target("bullets", 8))
    assert sum(row.endswith(",,") for row in found) <= 1
