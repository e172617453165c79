"""The length of a style."""

from __future__ import annotations

import pytest

from tersely import prompts
from tersely.app.context import Context
from tersely.app.styles import length_of, load_style


@pytest.mark.parametrize(("style", "words"), [("tldr", 40), ("detailed", 400), ("default", 150)])
def test_a_style_has_a_usual_length_which_an_asked_one_replaces(style: str, words: int) -> None:
    """It is no contract."""
    usual = Context.load(environment={})
    length = length_of(load_style(style, usual), usual)
    assert (length.unit, length.amount) == ("preset", words)
    asked = Context.load({"length": "5s"}, environment={})
    assert length_of(load_style(style, asked), asked).text == "5s"


def test_no_style_names_a_number_of_bullets_or_words_beside_its_length() -> None:
    """`-l` is followed by all of them."""
    for name in prompts.names():
        style = prompts.load(name)
        assert "$length" in style.single
        assert "$length" in style.map
