"""The frozen tokenizer of the metrics."""

import pytest

from tersely.metrics import unicode_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Café's 1.5 %", ["the", "café", "s", "1", "5"]),
        ("訪問者は14%増", ["訪", "問", "者", "は", "14", "増"]),
        ("Посещений: 193", ["посещений", "193"]),
        ("👍 – …", []),
    ],
)
def test_words_of_every_script_survive(text: str, words: list[str]) -> None:
    """Unspaced scripts are cut by character, others by runs; punctuation and emoji vanish."""
    assert unicode_words(text) == words
