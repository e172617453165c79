"""What is asked of an object store: a listing page by page, bytes, a put."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import ConfigError, InputError, MissingExtra, TerselyError
from .address import DRIVERS, divided, joined

PAGE = 1000  # the most that S3 and Google give at once


@dataclass(frozen=True, slots=True)
class Item:
    """One object: its URL, its name below the URL that was listed, its size, and what the service
    calls its version (an ETag or a generation).
    """

    url: str
    name: str
    size_bytes: int
    version: str

    @property
    def fingerprint(self) -> int:
        """The version as a number of 63 bits."""
        digest = hashlib.sha256(self.version.encode()).digest()
        return int.from_bytes(digest[:8], "big") >> 1


class Storage:
    """The objects below one URL, which may be that of a single one. May be used from any thread.

    Every method raises InputError for what is missing or refused, ConfigError where credentials are
    missing, and MissingExtra where the driver is.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._scheme, self._bucket, self._key = divided(self.url)

    def item(self) -> Item | None:
        """The object at the URL itself; None where there is none (it may be a folder)."""
        if not self._key:
            return None
        with _told(self._scheme, self.url):
            try:
                facts = _driver(self._scheme).info(f"{self._bucket}/{self._key}")
            except FileNotFoundError:
                return None
        if facts.get("type") != "file":
            return None
        return Item(self.url, Path(self._key).name, facts["size"] or 0, _version_of(facts))

    def items(self) -> Iterator[Item]:
        """The objects below the URL in the order of their keys. One page is held, and the next one
        is on its way.
        """
        prefix = f"{self._key}/" if self._key else ""
        pages = _PAGES.get(self._scheme, _whole)(self._bucket, prefix)
        with ThreadPoolExecutor(1) as ahead:
            coming = ahead.submit(self._next_page, pages)
            while page := coming.result():
                coming = ahead.submit(self._next_page, pages)
                for key, size_bytes, version in page:
                    name = key[len(prefix) :]
                    yield Item(joined(self.url, name), name, size_bytes, version)

    def _next_page(self, pages: Iterator[list[tuple[str, int, str]]]) -> list[tuple[str, int, str]]:
        with _told(self._scheme, self.url):
            return next((page for page in pages if page), [])

    def read(self, most_bytes: int) -> bytes:
        """The first bytes of the object at the URL."""
        with _told(self._scheme, self.url):
            driver = _driver(self._scheme)
            data: bytes = driver.cat_file(f"{self._bucket}/{self._key}", start=0, end=most_bytes)
            return data

    def _place(self, name: str) -> str:
        return "/".join(part for part in (self._bucket, self._key, name) if part)

    def put(self, name: str, data: bytes) -> None:
        """Replace an object below the URL in one step: others see the old one or the new one."""
        with _told(self._scheme, joined(self.url, name)):
            place = self._place(name)
            _driver(self._scheme).pipe_file(place, data)

    def upload(self, name: str, file: Path) -> None:
        """`put` of a file of any size."""
        with _told(self._scheme, joined(self.url, name)):
            place = self._place(name)
            _driver(self._scheme).put_file(str(file), place)

    def download(self, name: str, file: Path) -> bool:
        """Write the object of this name to `file`; False where there is none."""
        with _told(self._scheme, joined(self.url, name)):
            place = self._place(name)
            try:
                _driver(self._scheme).get_file(place, str(file))
            except FileNotFoundError:
                file.unlink(missing_ok=True)
                return False
        return True

    def delete(self, name: str) -> None:
        """Delete an object below the URL."""
        with _told(self._scheme, joined(self.url, name)):
            place = self._place(name)
            _driver(self._scheme).rm_file(place)


@cache
def _driver(scheme: str) -> Any:
    """The file system of fsspec, which finds credentials where the service's own tools do."""
    try:
        import fsspec
    except ImportError:
        raise _missing(scheme) from None
    # Its cache of listings would hold a whole bucket.
    options = {} if scheme == "memory" else {"use_listings_cache": False}
    try:
        if scheme != "gs":
            return fsspec.filesystem(scheme, **options)
        # Not what fsspec offers as "gs": that one looks up the kind of the bucket by another API,
        # which needs rights of its own, and complains on stderr at each call where it may not.
        from gcsfs.core import GCSFileSystem
    except ImportError:
        raise _missing(scheme) from None
    logging.getLogger("gcsfs").setLevel(logging.CRITICAL)  # what fails is told in our words
    return GCSFileSystem(**options)


def _missing(scheme: str) -> MissingExtra:
    return MissingExtra(
        f"{scheme}:// needs the package {DRIVERS[scheme] or 'fsspec'}.",
        hint='Install it: pip install "tersely[cloud]"',
    )


def _s3_pages(bucket: str, prefix: str) -> Iterator[list[tuple[str, int, str]]]:
    # fsspec's own listings gather everything first.
    more: dict[str, str] = {}
    while True:
        answer = _driver("s3").call_s3(
            "list_objects_v2", Bucket=bucket, Prefix=prefix, MaxKeys=PAGE, **more
        )
        yield [(o["Key"], o["Size"], o.get("ETag", "")) for o in answer.get("Contents", [])]
        if not answer.get("IsTruncated"):
            return
        more = {"ContinuationToken": answer["NextContinuationToken"]}


def _gs_pages(bucket: str, prefix: str) -> Iterator[list[tuple[str, int, str]]]:
    more: dict[str, str] = {}
    while True:
        answer = _driver("gs").call(
            "GET", "b/{}/o", bucket, prefix=prefix, maxResults=PAGE, json_out=True, **more
        )
        items = answer.get("items", [])
        yield [(o["name"], int(o["size"]), str(o.get("generation", ""))) for o in items]
        if not (token := answer.get("nextPageToken")):
            return
        more = {"pageToken": token}


def _whole(bucket: str, prefix: str) -> Iterator[list[tuple[str, int, str]]]:
    """For the file system in this process's memory: there everything is held anyway."""
    listing = _driver("memory").find(f"/{bucket}/{prefix}", detail=True)
    before = len(bucket) + 2
    rows = ((name[before:], facts["size"], _version_of(facts)) for name, facts in listing.items())
    yield sorted(rows)


_PAGES: Mapping[str, Callable[[str, str], Iterator[list[tuple[str, int, str]]]]] = {
    "s3": _s3_pages,
    "gs": _gs_pages,
}


def _version_of(facts: Mapping[str, Any]) -> str:
    """What changes with the content, in the words of each driver."""
    for name in ("generation", "ETag", "etag", "created"):
        if facts.get(name):
            return str(facts[name])
    return ""


def _failures(scheme: str) -> tuple[type[Exception], ...]:
    """What the driver raises beside the errors of Python."""
    if scheme == "s3":
        from aiohttp import ClientError
        from botocore.exceptions import BotoCoreError
        from botocore.exceptions import ClientError as Refused

        return (BotoCoreError, Refused, ClientError)
    if scheme == "gs":
        from aiohttp import ClientError
        from gcsfs.credentials import gauth
        from gcsfs.retry import HttpError

        return (HttpError, gauth.exceptions.GoogleAuthError, ClientError)
    return ()


@contextmanager
def _told(scheme: str, url: str) -> Iterator[None]:
    """Errors of the driver in the user's words; never the driver's own error, which may hold the
    request with its signature.
    """
    error: TerselyError
    try:
        _driver(scheme)
        failures = _failures(scheme)
        try:
            yield
            return
        except FileNotFoundError:
            error = InputError(f"{url} does not exist.", hint="Check the bucket and the key.")
        except PermissionError:
            error = InputError(
                f"{url} may not be used with these credentials.",
                hint="Check the rights of the account that the environment names.",
            )
        except failures as failure:
            error = _explained(scheme, url, failure)
        except OSError as failure:
            reason = failure.strerror or type(failure).__name__
            error = InputError(f"{url} cannot be reached: {reason}.", hint="Try again later.")
    except ImportError:
        error = _missing(scheme)
    raise error from None


def _explained(scheme: str, url: str, failure: Exception) -> TerselyError:
    name = type(failure).__name__
    if "Credential" in name or "RefreshError" in name:
        public = f"; for a public bucket: export FSSPEC_{scheme.upper()}_ANON=true"
        tool = "gcloud auth application-default login" if scheme == "gs" else "aws configure"
        return ConfigError(f"There are no credentials for {url}.", hint=f"Run {tool}{public}")
    return InputError(
        f"{url} cannot be reached: {name}.", hint="Check the address and the network; try again."
    )
