"""Agreement between summaries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.metrics import agreement_matrix, idf_jaccard, inverse_frequency, unigram_f

texts = st.text(alphabet="ab 日é", max_size=30)


@given(st.lists(texts, max_size=4))
def test_the_matrix_is_symmetric(candidates: list[str]) -> None:
    """Agreement does not depend on who is asked first, and lies within 0..1."""
    matrix = agreement_matrix(candidates)
    assert matrix == tuple(zip(*matrix, strict=True))
    assert all(0 <= value <= 1 for row in matrix for value in row)


def test_identical_texts_agree_fully_in_any_script() -> None:
    """Identical Chinese texts score 1.0, which rouge-score's own tokenizer gives 0."""
    assert unigram_f("访问量增长", "访问量增长") == 1.0
    assert idf_jaccard("访问量增长", "访问量增长", {}) == 1.0


def test_worked_example() -> None:
    """Two of three words are shared; a word that is everywhere weighs less than a rare one."""
    assert unigram_f("a b c", "a b d") == pytest.approx(2 / 3)
    idf = inverse_frequency("the cat the dog", passage_words=2)
    assert idf["the"] < idf["cat"]
    assert idf_jaccard("the cat", "the dog", idf) < idf_jaccard("the cat", "a cat", idf)
