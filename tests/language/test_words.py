"""Words, counts and terms of any language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.language.words import STOP_WORDS, count_words, stem, terms, words


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_words_are_lower_case_and_hold_no_white_space(text: str) -> None:
    """Every word is lower-cased, not empty and free of spaces; terms come from the same text twice
    alike.
    """
    for word in words(text):
        assert word
        assert word == word.lower()
        assert not any(c.isspace() for c in word)
    assert terms(text) == terms(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.from_regex(r"[a-z]{1,9}(-[a-z]{1,5})?", fullmatch=True)))
def test_count_of_plain_words_is_the_number_of_space_separated_tokens(tokens: list[str]) -> None:
    """On plain text the count agrees with `wc -w`."""
    assert count_words(" ".join(tokens)) == len(tokens)


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text())
def test_counts_add_up_over_lines(left: str, right: str) -> None:
    """A text's words are those of its lines."""
    assert count_words(left + "\n" + right) == count_words(left) + count_words(right)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aB3.,'’_-–—… \n\t\x1c\x1f“”‘\"é\xa0"))
def test_neighbours_of_another_script_change_nothing(text: str) -> None:
    """Plain text has its own, faster way through; it gives the same words as the way for all
    scripts.
    """
    assert words(text) == words(text + " 中")[:-1]
    assert count_words(text) == count_words(text + " 中") - 1
    assert terms(text) == terms(text + " 中")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose 2.4 %, to 1,200!", ["it", "rose", "2.4", "to", "1,200"]),
        ("don't DON’T", ["don't", "don't"]),
        ("日本 x東京", ["日", "本", "x", "東", "京"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("snake_case café", ["snake", "case", "café"]),
    ],
)
def test_words_of_several_scripts(text: str, expected: list[str]) -> None:
    """Numbers and contractions stay whole, Han is one character a word, marks stay with their
    letters.
    """
    assert words(text) == expected


def test_composed_and_decomposed_letters_are_the_same_word() -> None:
    """Unicode normal forms do not split a word."""
    assert words("cafe\u0301") == words("caf\u00e9")


def test_a_cjk_character_counts_as_one_word() -> None:
    """Lengths of Chinese and Japanese are counted in characters."""
    assert count_words("私は東京に住む。") == 7
    assert count_words("a state-of-the-art result — 2.4 %") == 4


def test_terms_stem_english_cut_other_words_and_pair_cjk() -> None:
    """Inflected forms meet in one term; stop-words are gone."""
    assert terms("The models were running") == terms("model run")
    assert terms("решение решения") == ["решен", "решен"]
    assert terms("東京都") == ["東京", "京都"]
    assert not set(terms("this is the one of them")) & STOP_WORDS


def test_stem_keeps_numbers_exact() -> None:
    """A number is never cut: 2.4 and 2.5 stay apart, a thousands comma does not matter."""
    assert stem("1,200") == "1200"
    assert stem("123456789") == "123456789"
