"""URLs of objects, told from paths and from pages of the web; nothing is imported or asked here."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from ..errors import InputError, UsageError

DRIVERS = {"s3": "s3fs", "gs": "gcsfs", "memory": ""}
"""The schemes that are read, and the package behind each; fsspec itself has memory://."""

_REMOTE = re.compile(rf"({'|'.join(DRIVERS)})://", re.IGNORECASE)
_FILE = re.compile(r"file://", re.IGNORECASE)
_PASSWORD = re.compile(r"//[^/@]*@")


def is_remote(text: str) -> bool:
    """Whether `text` is the URL of an object or of a folder of objects."""
    return bool(_REMOTE.match(text))


def local_path(text: str) -> str:
    """The path that a file:// URL names; any other text as it is.

    Raises:
        UsageError: it names another host.
    """
    if not _FILE.match(text):
        return text
    host, slash, path = text[len("file://") :].partition("/")
    if host not in ("", "localhost") or not slash:
        raise UsageError(
            f"{text} names another host.", hint="A file of this machine: file:///path/to/file"
        )
    return "/" + unquote(path)


def refuse_offline(url: str, *, offline: bool) -> None:
    """Let a URL pass.

    Raises:
        InputError: --offline is set, and it leads away from this machine.
    """
    if offline and not url.startswith("memory:"):
        raise InputError(
            f"{url} was not reached: --offline is set.",
            hint="Copy the files to this machine and give their path.",
        )


def divided(url: str) -> tuple[str, str, str]:
    """Scheme, bucket and key of a URL.

    Raises:
        UsageError: there is no bucket, or it holds a password (which is then shown nowhere).
    """
    if _PASSWORD.search(url):
        raise UsageError(
            "The URL of an object holds a name or a password.",
            hint="Credentials come from the environment or the files of the service's own tools.",
        )
    scheme = urlsplit(url).scheme.lower()
    bucket, _, key = url[len(scheme) + len("://") :].partition("/")
    if not bucket:
        raise UsageError(f"{url} names no bucket.", hint=f"E.g. {scheme}://bucket/folder")
    return scheme, bucket, key


def joined(url: str, name: str) -> str:
    """The URL of what is called `name` below `url`."""
    return f"{url.rstrip('/')}/{name}"
