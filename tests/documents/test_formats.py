"""The table of formats: each row has a reader, and no two rows claim the same file."""

from __future__ import annotations

from collections import Counter

import pytest

from tersely.documents.formats import BY_MEDIA_TYPE, BY_NAME, BY_SUFFIX, FORMATS, PLAIN, Format


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_each_row_has_a_reader(row: Format) -> None:
    """A function of its module; rows of text are not told by bytes that encodings change."""
    assert callable(row.reader())
    assert BY_NAME[row.name] is row
    assert not (row.is_text and row.told_by_content)


def test_no_two_rows_claim_the_same() -> None:
    """Suffixes with their dot and in small letters, media types without parameters."""
    suffixes = Counter(suffix for row in FORMATS for suffix in row.suffixes)
    media_types = Counter(kind for row in FORMATS for kind in row.media_types)
    assert set(suffixes.values()) == set(media_types.values()) == {1}
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)
    assert all("/" in kind and ";" not in kind for kind in media_types)
    assert (len(BY_SUFFIX), len(BY_MEDIA_TYPE)) == (len(suffixes), len(media_types))
    assert FORMATS[-1] is PLAIN


def test_only_readers_without_a_parser_run_in_this_process() -> None:
    assert {row.name for row in FORMATS if not row.isolated} == {
        "legacy", "calendar", "subtitles", "markup", "plain",
    }  # fmt: skip
