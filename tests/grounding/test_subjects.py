"""A name before words that the source says of another one."""

from __future__ import annotations

from tersely.grounding import check

SOURCE = (
    "Lessee retains all rights to materials that it brings. "
    "Lessor retains all rights to its existing tools, plans and know-how. Both sign in May."
)


def test_a_copied_sentence_that_ends_with_another_name_is_contradicted() -> None:
    """A name that others of the source have the words for is a person who was there, too."""
    source = "The meeting was led by Chika Obi. Present were:\n\n- Chika Obi\n- Ada Brand\n"
    (flag,) = check("The meeting was led by Ada Brand.", source).flags
    assert (flag.kind, flag.text, flag.contradicted) == ("name", "Ada Brand", True)
    assert check("The meeting was led by Chika Obi.", source).flags == ()


def test_copied_words_with_another_name_are_contradicted() -> None:
    """And the words with their own name are supported."""
    (flag,) = check(
        "Lessee retains all rights to its existing tools, plans and know-how.", SOURCE
    ).flags
    assert (flag.kind, flag.text, flag.contradicted) == ("name", "Lessee", True)
    (claim,) = check(
        "Lessor retains all rights to its existing tools, plans and know-how.", SOURCE
    ).claims
    assert claim.verdict == "supported"
