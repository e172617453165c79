"""Models named `hf:OWNER/REPO/FILE`: downloaded once from the Hugging Face hub, then found in its cache."""

from __future__ import annotations

from pathlib import Path

from ...errors import AuthFailed, ConnectionFailed, InputError, MissingExtra, UsageError

PREFIX = "hf:"


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
    """The file on this disk, downloaded if it is not there yet and not `offline`; a broken download is resumed.

    HF_HOME, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE are honoured by huggingface_hub itself.
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
        # hf_hub_download asks the network even for a cached file, and with local_files_only for a list of its own.
        cached = try_to_load_from_cache(repository, file)
        if isinstance(cached, str):
            return Path(cached)
        if offline:
            raise InputError(
                f"{name} has not been downloaded.", hint=f"Run without --offline: tersely local pull {name}"
            )
        return Path(hf_hub_download(repository, file))
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
            f"The hub has no file {file} in {repository}.",
            hint=f"Check the name at https://huggingface.co/{repository}/tree/main.",
        ) from None
    except (errors.HfHubHTTPError, OSError) as error:
        raise ConnectionFailed(
            f"Downloading {name} failed: {error}.", provider="local", hint="Try again; it resumes."
        ) from None
