"""What was read in a short text is not read again, and nobody can change what is kept."""

from __future__ import annotations

from tersely.facts.remembered import remembered

reads: list[tuple[str, bool]] = []


@remembered
def letters(text: str, *, lenient: bool = False) -> list[str]:
    reads.append((text, lenient))
    return list(text)


def test_a_short_text_is_read_once_for_each_option() -> None:
    reads.clear()
    assert letters("ab") == letters("ab") == ["a", "b"]
    assert letters("ab", lenient=True) == ["a", "b"]
    assert reads == [("ab", False), ("ab", True)]


def test_who_changes_the_list_changes_it_for_nobody_else() -> None:
    letters("cd").append("e")
    assert letters("cd") == ["c", "d"]


def test_a_source_is_not_kept() -> None:
    reads.clear()
    long = "x" * 3000
    assert letters(long) == letters(long) == list(long)
    assert len(reads) == 2
