"""A name before words that the source says of another one."""

from __future__ import annotations

from tersely.grounding import check

SOURCE = (
    "Lessee retains all rights to materials that it brings. "
    "Lessor retains all rights to its existing tools, plans and know-how. Both sign in May."
)


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
