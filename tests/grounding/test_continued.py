"""The same words that lead to another value."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = (
    "Release 4.1 was published on 9 March as planned. We are ten fixes away from release 4.2 on 12 April. "
    "The default for the cache has been set to 640 in this release. The default for the log is still 128. "
    "The lock at Denby was opened on 3 May 1988, and the weir at Oxley on 9 June 1994.\n\n"
    "Seats in the old hall cost 3,100 euros and seats in the new hall 1,900 euros."
)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Release 4.1 was published on 12 April.", "12 April"),
        ("The default for the cache has been set to 128 in this release.", "128"),
        ("The lock at Denby was opened on 9 June 1994.", "9 June 1994"),
    ],
)
def test_a_value_that_belongs_to_something_else_is_contradicted(sentence: str, text: str) -> None:
    """Also where both values stand in one sentence."""
    (flag,) = check(sentence, SOURCE).flags
    assert (flag.text, flag.contradicted) == (text, True)


@pytest.mark.parametrize(
    "sentence",
    [
        "Release 4.1 was published on 9 March.",
        "Release 4.2 is planned for 12 April.",
        "The cache default is now 640, while that of the log stays at 128.",
        "The weir at Oxley was opened on 9 June 1994.",
        "Seats in both halls together cost 5,000 euros.",
    ],
)
def test_the_value_itself_and_what_follows_from_it_are_none(sentence: str) -> None:
    """A sum has the same words before it as its parts."""
    assert check(sentence, SOURCE).flags == ()
