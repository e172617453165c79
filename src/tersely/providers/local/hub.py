"""Models named `hf:OWNER/REPO/FILE`: downloaded once from the Hugging Face hub, then found in its
cache.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
from pathlib import Path

from ...errors import AuthFailed, ConnectionFailed, InputError, MissingExtra, UsageError

PREFIX = "hf:"
_SHA256_DIGITS = 64


def parse(name: str) -> tuple[str, str]:
    """("OWNER/REPO", "FILE") of `hf:OWNER/REPO/FILE`; FILE may hold folders. Raises UsageError."""
    owner, _, rest = name.removeprefix(PREFIX).partition("/")
    repository, _, file = rest.partition("/")
    if not (owner and repository and file.endswith(".gguf")):
        raise UsageError(
            f"{name} does not name a GGUF file on the hub.",
            hint="Write hf:OWNER/REPO/FILE.gguf; the files are listed at https://huggingface.co/OWNER/REPO/tree/main.",
        )
    return f"{owner}/{repository}", file


def cache_folder() -> Path:
    """Where downloaded models lie, whether or not the folder exists yet."""
    try:
        from huggingface_hub.constants import HF_HUB_CACHE
    except ImportError:
        return Path.home() / ".cache" / "huggingface" / "hub"
    return Path(HF_HUB_CACHE)


def fetch(name: str, *, offline: bool = False) -> Path:
    """The file on this disk, downloaded if it is not there yet and not `offline`; a broken download
    is resumed.

    HF_HOME, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE are honoured by huggingface_hub itself. A full
    disk is an OSError.
    """
    repository, file = parse(name)
    try:
        from huggingface_hub import errors, hf_hub_download, try_to_load_from_cache
    except ImportError:
        raise MissingExtra(
            f"{name} needs huggingface_hub, which is not installed.",
            hint="pip install huggingface_hub, or download the file yourself and give its path.",
        ) from None
    try:
        # hf_hub_download asks the network even for a cached file, and with local_files_only for a
        # list of its own.
        cached = try_to_load_from_cache(repository, file)
        if isinstance(cached, str):
            return Path(cached)
        if offline:
            raise InputError(
                f"{name} has not been downloaded.",
                hint=f"Run without --offline: tersely local pull {name}",
            )
        hf_hub_download(
            repository, file, dry_run=True
        )  # whatever is wrong with the name or the hub shows here
        _download(repository, file)
        return Path(hf_hub_download(repository, file))  # finds the data and links the name to them
    except errors.LocalEntryNotFoundError:
        raise ConnectionFailed(
            f"{name} is not in the cache and the hub cannot be reached.",
            provider="local",
            hint="Check the connection (HF_HUB_OFFLINE and HF_ENDPOINT matter too), or give a path to a file.",
        ) from None
    except errors.GatedRepoError:
        raise AuthFailed(
            f"https://huggingface.co/{repository} wants its licence accepted first.",
            provider="huggingface",
            hint="Accept it on that page and set HF_TOKEN, or choose an open copy of the model.",
        ) from None
    except (errors.RepositoryNotFoundError, errors.EntryNotFoundError, errors.HFValidationError):
        raise InputError(
            f"The hub has no file {file} in {repository}, or wants a token for it.",
            hint=f"Check the name at https://huggingface.co/{repository}/tree/main; for a private one set HF_TOKEN.",
        ) from None
    except _transport_errors() as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # this machine's own: a full disk, a folder that may not be written
        raise ConnectionFailed(
            f"Downloading {name} failed: {str(error).splitlines()[0]}.",
            provider="local",
            hint="Try again; it resumes.",
        ) from None


def _download(repository: str, file: str) -> None:
    """Put the file where huggingface_hub looks for its data, going on with what an earlier download
    left there.

    huggingface_hub itself throws away what it has when it is interrupted. Raises ConnectionFailed
    for a wrong checksum.
    """
    from filelock import FileLock
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.file_download import http_get, repo_folder_name
    from huggingface_hub.utils._headers import build_hf_headers

    url = hf_hub_url(repository, file)
    facts = get_hf_file_metadata(url)
    data = (
        cache_folder()
        / repo_folder_name(repo_id=repository, repo_type="model")
        / "blobs"
        / str(facts.etag)
    )
    data.parent.mkdir(parents=True, exist_ok=True)
    partial = data.with_name(f"{data.name}.partial")
    with FileLock(f"{partial}.lock"):
        if data.exists():
            return
        partial.touch()
        with partial.open("r+b") as out:
            begun = out.seek(0, os.SEEK_END)
            if facts.size and shutil.disk_usage(data.parent).free < facts.size - begun:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(data.parent))
            http_get(
                url,
                out,
                resume_size=begun,
                headers=build_hf_headers(),
                expected_size=facts.size,
                displayed_filename=Path(file).name,
            )
        if not _sound(partial, data.name):
            partial.unlink()
            raise ConnectionFailed(
                f"{file} arrived damaged: its checksum is not the one that the hub names.",
                provider="local",
                hint="Run the same command again: it downloads all of it anew.",
            )
        partial.replace(data)


def _sound(path: Path, tag: str) -> bool:
    """Whether the file has the checksum that its tag is: SHA-256 for large files, as all models
    are; others are trusted.
    """
    if len(tag) != _SHA256_DIGITS:
        return True
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest() == tag


def _transport_errors() -> tuple[type[Exception], ...]:
    """What a broken connection raises: huggingface_hub lets the errors of its HTTP client through,
    whichever it uses.
    """
    from huggingface_hub.errors import HfHubHTTPError

    clients = [sys.modules[name] for name in ("httpx2", "httpx") if name in sys.modules]
    return (HfHubHTTPError, OSError, *(client.HTTPError for client in clients))
