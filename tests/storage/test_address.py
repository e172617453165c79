"""URLs of objects and files, told apart before anything is asked."""

from __future__ import annotations

import pytest

from tersely.errors import InputError, UsageError
from tersely.storage import Storage, is_remote, local_path, refuse_offline


@pytest.mark.parametrize(
    ("text", "remote"),
    [
        ("s3://bucket/a.md", True),
        ("S3://bucket/a.md", True),
        ("gs://bucket", True),
        ("memory://x/y", True),
        ("https://example.org/a", False),
        ("file:///a", False),
        ("s3:/bucket", False),
        ("notes/s3://x", False),
        ("", False),
    ],
)
def test_objects_are_told_from_files_and_pages(text: str, remote: bool) -> None:
    """By their scheme alone."""
    assert is_remote(text) is remote


def test_a_file_url_is_a_path_of_this_machine() -> None:
    """With its %20; another host is refused."""
    assert local_path("file:///a%20b/c.md") == "/a b/c.md"
    assert local_path("file://localhost/a") == "/a"
    assert local_path("a/file:///b") == "a/file:///b"
    with pytest.raises(UsageError, match="names another host"):
        local_path("file://server/a")


def test_a_password_in_a_url_is_refused_and_shown_nowhere() -> None:
    """Nor is a URL without a bucket taken."""
    with pytest.raises(UsageError) as caught:
        Storage("s3://AKID:geheim@bucket/a")
    assert "geheim" not in f"{caught.value} {caught.value.hint}"
    with pytest.raises(UsageError, match="names no bucket"):
        Storage("s3:///a")


def test_offline_reaches_no_bucket() -> None:
    """Exit 4, as for a page."""
    with pytest.raises(InputError, match="--offline is set"):
        refuse_offline("s3://bucket/a", offline=True)
    refuse_offline("s3://bucket/a", offline=False)
