"""Objects of an S3 server: listed by pages, read, put, and what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.errors import ConfigError, InputError
from tersely.storage import Item, Storage
from tersely.storage import bucket as module


def filled(bucket: str, *names: str) -> Storage:
    """The folder `in` of the bucket with a text of each name."""
    storage = Storage(f"{bucket}/in/")
    for name in names:
        storage.put(name, f"text of {name}".encode())
    return storage


@pytest.mark.parametrize("most", [2, 1000])
def test_a_listing_of_any_pages_is_whole_and_in_order(
    bucket: str, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Each object once, nothing of a neighbour whose name begins alike."""
    monkeypatch.setattr(module, "PAGE", most)
    names = ["a b.md", "c/d/e.md", "c/ä.md", "f.md", "z&<>.md"]
    storage = filled(bucket, *names)
    Storage(bucket).put("in-other/x.md", b"not below it")
    items = list(storage.items())
    assert [item.name for item in items] == names
    assert items[2].url == f"{bucket}/in/c/ä.md"
    assert items[3] == Item(f"{bucket}/in/f.md", "f.md", 12, items[3].version)
    assert Storage(items[2].url).read(4) == b"text"


def test_a_version_changes_with_the_content_alone(bucket: str) -> None:
    """In a listing and when one object is asked for."""
    storage = filled(bucket, "a.md")
    (before,) = storage.items()
    storage.put("a.md", b"text of a.md")
    (same,) = storage.items()
    storage.put("a.md", b"text of b.md")
    (after,) = storage.items()
    assert before.fingerprint == same.fingerprint != after.fingerprint
    single = Storage(f"{bucket}/in/a.md").item()
    assert single
    assert single.fingerprint == after.fingerprint


@given(st.text(max_size=20))
def test_a_fingerprint_fits_a_column(version: str) -> None:
    """Of sqlite: 63 bits."""
    assert 0 <= Item("", "", 0, version).fingerprint < 2**63


def test_files_come_and_go_whole(bucket: str, tmp_path: Path) -> None:
    """Upload, download, delete; what is not there leaves no file."""
    storage, file = filled(bucket), tmp_path / "table"
    file.write_bytes(b"x" * 1_000_000)
    storage.upload("t/able", file)
    assert storage.download("t/able", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == file.read_bytes()
    storage.delete("t/able")
    assert not storage.download("t/able", tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_what_is_not_there_is_said(bucket: str) -> None:
    """No object, a folder, no bucket."""
    filled(bucket, "a.md")
    assert Storage(f"{bucket}/in").item() is None
    assert Storage(bucket).item() is None
    assert list(Storage(f"{bucket}/nothing").items()) == []
    for url in (f"{bucket}/none.md", "s3://no-such-bucket-anywhere/a.md"):
        with pytest.raises(InputError, match=f"{url} does not exist"):
            Storage(url).read(10)
    with pytest.raises(InputError, match="does not exist"):
        list(Storage("s3://no-such-bucket-anywhere").items())


def test_failures_of_the_driver_are_told_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing credentials are exit 3; the driver's own error, which may hold a signed request, is
    not passed on.
    """
    from botocore.exceptions import EndpointConnectionError, NoCredentialsError

    class Driver:
        error: Exception = NoCredentialsError()

        def cat_file(self, *_: object, **__: object) -> bytes:
            raise self.error

    driver = Driver()
    monkeypatch.setattr(module, "_driver", lambda _scheme: driver)
    with pytest.raises(ConfigError, match="no credentials for s3://b/k") as caught:
        Storage("s3://b/k").read(1)
    assert "FSSPEC_S3_ANON" in caught.value.hint
    for error in (EndpointConnectionError(endpoint_url="http://x?sig=1"), OSError("sig=1")):
        driver.error = error
        with pytest.raises(InputError, match="cannot be reached") as refused:
            Storage("s3://b/k").read(1)
        assert "sig" not in str(refused.value)
        assert refused.value.__cause__ is None
    driver.error = PermissionError("AccessDenied")
    with pytest.raises(InputError, match="may not be used with these credentials"):
        Storage("s3://b/k").read(1)


def test_memory_is_read_alike() -> None:
    """The same interface over another driver of fsspec."""
    storage = filled("memory://made", "b/c.md", "a.md")
    assert [item.name for item in storage.items()] == ["a.md", "b/c.md"]
    assert Storage("memory://made/in/a.md").read(4) == b"text"
    assert Storage("memory://made/in").item() is None
