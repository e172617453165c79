"""Reasoning in front of the answer is taken out, however the stream is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from tersely.provider import Endpoint
from tersely.providers._secrets import Secrets
from tersely.providers._thinking import MARKS, TextFilter, ThinkFilter, is_part_of_mark, leftovers


def run(pieces: list[str], *, unopened: bool = False, cut: bool = False) -> tuple[str, bool, bool]:
    """All that a filter lets through, whether there was a block, and whether one leaked."""
    thoughts = ThinkFilter(unopened=unopened)
    text = "".join(thoughts.feed(piece) for piece in pieces) + thoughts.flush(cut=cut)
    return text, thoughts.found, thoughts.leaked


def cut(text: str, places: list[int]) -> list[str]:
    """`text` cut at these places."""
    ends = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(ends)]


TAGGED = st.lists(
    st.sampled_from(["<think>", "</think>", "</thinking>", "<", "think>", "a", "\n", " b "]),
    max_size=9,
)


@given(TAGGED.map("".join), st.lists(st.integers(0, 100), max_size=8), st.booleans(), st.booleans())
@settings(max_examples=300)
def test_cuts_do_not_matter(text: str, places: list[int], unopened: bool, limited: bool) -> None:
    """The same text gives the same result in one piece and in many."""
    assert run(cut(text, places), unopened=unopened, cut=limited) == run(
        [text], unopened=unopened, cut=limited
    )


@given(st.text(max_size=60).filter(lambda text: not text.lstrip().startswith(("<", "[", "◁"))))
@settings(max_examples=100)
def test_text_without_a_block_is_untouched(text: str) -> None:
    """Ordinary text passes as it is, blank lines included."""
    assert run([text])[0] == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<think>Hm.</think>\n\nThree things.", "Three things."),
        ("\n<thinking>a < b</thinking>Yes", "Yes"),
        ("<think>one</think><think>two</think>three", "three"),
        ("<think>never closed", ""),
        ("<thin ice", "<thin ice"),
        ("The tag <think> opens a block </think>.", "The tag <think> opens a block </think>."),
    ],
)
def test_worked_examples(text: str, expected: str) -> None:
    """Only blocks at the very beginning are reasoning; an open one hides the rest."""
    assert run([text]) == (expected, expected != text, False)


@pytest.mark.parametrize(
    ("text", "cut_short", "expected"),
    [
        ("First, the user\n</think>\n\nThree things.", False, "Three things."),
        ("<think>It did open</think>Three things.", False, "Three things."),
        ("It did not think this time.", False, "It did not think this time."),
        ("First, the user wants a", True, ""),
    ],
)
def test_a_block_that_the_template_has_opened(text: str, cut_short: bool, expected: str) -> None:
    """All is held back until the block ends; without an end it is an answer, or reasoning that met
    the limit.
    """
    assert run([text], unopened=True, cut=cut_short)[0] == expected


@pytest.mark.parametrize(
    ("text", "leaked"),
    [
        ("First, the user\n</think>\n\nThree things.", True),
        ("The tag <think> opens and </think> closes.", False),
        ("<think>one</think>It says </think> once more.", False),
    ],
)
def test_a_leak_is_noticed(text: str, leaked: bool) -> None:
    """A closing tag with none before it ends reasoning that had passed as text."""
    assert run([text])[2] == leaked


@pytest.mark.parametrize(("opener", "closers"), MARKS)
@pytest.mark.parametrize("size", [1, 5, 10_000])
def test_every_mark_hides_its_reasoning(opener: str, closers: tuple[str, ...], size: int) -> None:
    """In any case, cut anywhere; a block that is never closed hides all that follows."""
    for opening in (opener, opener.upper()):
        text = f"{opening} The user wants a summary. {closers[0]}\n\nThree things."
        assert run([text[i : i + size] for i in range(0, len(text), size)]) == (
            "Three things.",
            True,
            False,
        )
    assert run([f"{opener} and on and on"])[:2] == ("", True)


def filtered(text: str, size: int, key: str = "") -> str:
    """What goes out of an answer that comes in pieces of `size`."""
    secrets = Secrets(Endpoint("openai", "m", key=SecretStr(key) if key else None))
    visible = TextFilter(secrets)
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    return "".join(map(visible.feed, pieces)) + visible.flush()


HARMONY = (
    "<|channel|>analysis<|message|>We need to be short.<|end|><|start|>assistant<|channel|>final"
    "<|message|>Three things.<|return|>"
)


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HARMONY, "Three things."),
        ("<|channel|>final<|message|>Three things.<|return|>", "Three things."),
        ("analysisWe need to be short.assistantfinalThree things.", "Three things."),
        ("analysis", "analysis"),
        ("analysis of costs", "analysis of costs"),
        ("Analysis shows three things.", "Analysis shows three things."),
        ("Three things.<|im_end|>", "Three things."),
        ("Three things.\n<|im_end|>\n", "Three things."),
        ("Three things.</s><|eot_id|>", "Three things."),
        ("Three things.<end_of_turn>\n", "Three things."),
        ("Three things.<｜end▁of▁sentence｜>", "Three things."),
        ("a < b and [1] and <em>c</em>", "a < b and [1] and <em>c</em>"),
        ("See [the page](http://x) <", "See [the page](http://x) <"),
        ("One.<|im_end|> Two.", "One.<|im_end|> Two."),
    ],
)
def test_control_tokens_at_the_end_go(text: str, expected: str, size: int) -> None:
    """And nothing else does, however the stream is cut."""
    assert filtered(text, size) == expected


@pytest.mark.parametrize(
    ("token", "is_part"),
    [("<|channel|>", True), ("<|START_THINKING|>", True), ("<|im_start|>", False), ("<s>", False)],
)
def test_which_control_tokens_are_seen(token: str, is_part: bool) -> None:
    """A local model's tokens that belong to a mark, and no others."""
    assert is_part_of_mark(token) is is_part


@given(st.text(st.sampled_from("ab<|[]>/ \nim_end"), max_size=60), st.integers(1, 7))
@settings(max_examples=200)
def test_text_is_the_same_in_any_pieces(text: str, size: int) -> None:
    """What is held back comes out in the end."""
    assert filtered(text, size) == filtered(text, 10_000)


@given(st.text(st.sampled_from("sk-1234 x"), max_size=40), st.integers(1, 6))
@settings(max_examples=200)
def test_no_piece_holds_the_key(text: str, size: int) -> None:
    """Not even half of it at the end of one and half at the beginning of the next."""
    assert "sk-1234" not in filtered(f"{text}sk-1234{text}", size, key="sk-1234")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.<|im_start|>user\nTwo.", ("<|im_start|>",)),
        ("Reasoning </think> One.", ("</think>",)),
        ("The token `<|im_end|>` ends a turn.", ()),
        ("```\n<|im_start|>\n```", ()),
        ("Plain [1] text < with > signs.", ()),
    ],
)
def test_what_is_left_over_is_noticed(text: str, expected: tuple[str, ...]) -> None:
    """Outside of code; such an answer is told of and never stored."""
    assert leftovers(text) == expected
