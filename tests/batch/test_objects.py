"""Objects of a bucket as files of a batch: which are read, which are skipped, where summaries go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.batch import Found, Skipped, walk
from tersely.batch.names import OUTPUT_SUFFIXES, safe_name
from tersely.batch.objects import _place
from tersely.errors import InputError

NUMBERS = count()
KEYS = st.lists(
    st.sampled_from(["", ".", "..", "a", "a.md", "b.txt", "~", "\x07"]) | st.text(max_size=4),
    min_size=1,
    max_size=4,
).map("/".join)


@pytest.fixture
def url() -> Iterator[str]:
    """A new folder of objects in this process's memory."""
    url = f"memory://objects-{next(NUMBERS)}/in"
    put(url.rpartition("/")[0], "elsewhere.md")
    yield url
    fsspec.filesystem("memory").rm(url.rpartition("/")[0], recursive=True)


def put(url: str, *names: str, text: str = "The harbour is deep.") -> None:
    for name in names:
        fsspec.filesystem("memory").pipe_file(f"{url}/{name}", text.encode())


def walked(
    *urls: str,
    include: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    with_images: bool = False,
) -> list[Found | Skipped]:
    return list(walk(urls, "/out", include=include, exclude=exclude, with_images=with_images))


def test_every_object_is_read_or_skipped_for_a_reason(url: str) -> None:
    """In the order of their keys, each with its address and the place of its summary."""
    put(url, "b.md", "a/c.txt", ".hidden.md", "a/.git/x.md", "drafts/d.md", "e.png", "z.ico")
    put(url, "empty.md", text="")
    items = walked(url, exclude=("drafts/",))
    assert {item.path: getattr(item, "reason", "read") for item in items} == {
        f"{url}/.hidden.md": "hidden",
        f"{url}/a/.git/x.md": "hidden",
        f"{url}/a/c.txt": "read",
        f"{url}/b.md": "read",
        f"{url}/drafts/d.md": "excluded",
        f"{url}/e.png": "image",
        f"{url}/empty.md": "empty",
        f"{url}/z.ico": "image",
    }
    assert [item.path for item in items] == sorted(item.path for item in items)
    assert [item.target for item in items] == [item.path.removeprefix(f"{url}/") for item in items]
    assert {item.size for item in items if isinstance(item, Found)} == {20}


def test_what_is_included_is_matched_below_the_url(url: str) -> None:
    """And what is excluded is told, where what is not included is not."""
    put(url, "a.md", "b.txt", "sub/c.md", "sub/d.txt")
    items = walked(url, include=("*.md",), exclude=("sub/d*",))
    assert [(item.target, isinstance(item, Found)) for item in items] == [
        ("a.md", True),
        ("sub/c.md", True),
        ("sub/d.txt", False),
    ]


def test_images_are_read_where_they_can_be_recognized(url: str) -> None:
    """Icons never are."""
    put(url, "a.png", "b.ico")
    items = walked(url, with_images=True)
    assert [isinstance(item, Found) for item in items] == [True, False]


def test_summaries_are_no_inputs(url: str) -> None:
    """Those of an OUT inside of what is read, and of no other folder that begins alike."""
    put(url, "a.md", "out/a.md.md", "outer/b.md")
    for out in (f"{url}/out", f"{url}/out/"):
        items = walk([url], out)
        assert [item.target for item in items] == ["a.md", "outer/b.md"]


def test_an_object_may_be_named_itself(url: str) -> None:
    """Its summary then has its name; several inputs have a folder each."""
    put(url, "a/b.md", "a/c.md")
    assert [item.target for item in walked(f"{url}/a/b.md")] == ["b.md"]
    both = [item.target for item in walked(f"{url}/a", f"{url}/a/c.md")]
    assert both == ["a/b.md", "a/c.md", "c.md"]


def test_a_new_version_is_another_file_to_the_job_table(url: str) -> None:
    """Two walks of the same objects agree; what was written again does not."""
    put(url, "a.md")
    first, second = walked(url), walked(url)
    assert first == second
    put(url, "a.md", text="The harbour is DEEP.")
    (changed,) = walked(url)
    assert isinstance(changed, Found)
    assert changed not in first
    assert changed.path == first[0].path


def test_no_object_is_an_error(url: str) -> None:
    """Nobody takes an empty folder for a batch that is done."""
    with pytest.raises(InputError, match="There is no object at or below") as caught:
        walked(f"{url}/nothing")
    assert caught.value.hint == "Check the bucket and the prefix."


@given(KEYS, KEYS)
def test_a_summary_stays_below_out_whatever_the_key(one: str, other: str) -> None:
    """No part climbs, no two keys share a place, and no folder has the name of a summary."""
    *folders, name = _place(one).split("/")
    assert len(folders) == one.count("/")
    assert not {"", ".", ".."} & set(folders)
    assert not OUTPUT_SUFFIXES & {os.path.splitext(folder)[1] for folder in folders}
    assert name == safe_name(one.rpartition("/")[2])
    assert (one == other) == (_place(one) == _place(other))
