"""Keys: where one is found, and storing one. A key goes to the service it belongs to and nowhere
else.

Also the secret of this installation, behind the marker lines that fence a text.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ConfigError
from ..faults import explained
from ..files import PRIVATE, cause_of, disk_is_full, replace_file
from .paths import Paths

if TYPE_CHECKING:
    from pydantic import SecretStr

SERVICE = "tersely"


@dataclass(frozen=True, slots=True)
class Key:
    """A key and where it was found; the value is in no repr."""

    value: SecretStr
    origin: str


def may_hold_keys(environment: Mapping[str, str], paths: Paths) -> bool:
    """False where no key of a provider can be found, which saves looking for each: no variable is
    named like one, and there is neither a key file nor a keyring.
    """
    named = any(name.endswith("_API_KEY") for name in environment)
    return named or paths.keys_file.exists() or find_spec("keyring") is not None


def find_key(
    provider: str,
    variables: Sequence[str],
    environment: Mapping[str, str],
    file: Path,
    *,
    explicit: SecretStr | None = None,
    stored: bool = True,
) -> Key | None:
    """--api-key-file, else the variables in order, else the keyring (if that extra is installed),
    else the key file.

    With `stored` False the last two are not looked at.

    Raises:
        ConfigError: the key file is readable by others or is not JSON, or what was found cannot be
        a key.
    """
    if explicit is not None:
        return Key(explicit, "--api-key-file")
    for variable in variables:
        if value := environment.get(variable, "").strip():
            return Key(_checked(value, variable), variable)
    if not stored:
        return None
    if kept := _from_keyring(provider):
        return Key(_checked(kept, "keyring"), "keyring")
    if value := _read(file).get(provider, ""):
        return Key(_checked(value, str(file)), str(file))
    return None


def set_key(provider: str, value: SecretStr, file: Path) -> str:
    """Store a key in the keyring where there is one, else in the key file (0600); returns where it
    went.

    Raises:
        ConfigError: it cannot be a key, or the key file cannot be read or written.
    """
    key = _checked(value.get_secret_value(), "input").get_secret_value()
    if _to_keyring(provider, key):
        return "keyring"
    _write({**_read(file), provider: key}, file)
    return str(file)


def remove_key(provider: str, file: Path) -> list[str]:
    """Forget the stored key of a provider; the places where one was.

    Raises:
        ConfigError: the key file cannot be read or written.
    """
    places = ["keyring"] if _from_keyring_removed(provider) else []
    keys = _read(file)
    if keys.pop(provider, None) is not None:
        _write(keys, file)
        places.append(str(file))
    return places


def _write(keys: Mapping[str, str], file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, json.dumps(keys, indent=2), mode=PRIVATE)
    except OSError as error:
        if disk_is_full(error):
            raise explained(error) from None
        raise ConfigError(
            f"The key file {file} cannot be written: {cause_of(error)}.",
            hint="Check the permissions of that folder, or set the key in the environment.",
        ) from None


def _checked(value: str, origin: str) -> SecretStr:
    """A key as HTTP can send it. What cannot be sent would come back in the words of an error,
    unmasked.
    """
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ConfigError(
            f"The key ({origin}) holds a blank, a line break or another character that no key has.",
            hint="Set it anew: the key alone, on one line.",
        )
    from pydantic import SecretStr

    return SecretStr(value)


def key_file(path: Path) -> SecretStr:
    """The key in a file of its own (--api-key-file): its first line.

    Raises:
        ConfigError: it cannot be read, is empty or cannot be a key.
    """
    try:
        value = path.read_text(encoding="utf-8").strip().splitlines()[0].strip()
    except (OSError, UnicodeDecodeError, IndexError):
        raise ConfigError(
            f"The key file {path} cannot be read or is empty.", hint="Check --api-key-file."
        ) from None
    return _checked(value, str(path))


# Tokens of the clouds last an hour; one of half that age is asked for anew.
TOKEN_AGE_S = 1800.0
COMMAND_TIMEOUT_S = 60.0
_tokens: dict[tuple[str, ...], tuple[float, SecretStr]] = {}


def key_from_command(command: Sequence[str]) -> Key:
    """What `key_command` prints on its first line, kept for half an hour.

    Raises:
        ConfigError: it cannot be run, fails, or prints no key. What it says is not repeated.
    """
    name = tuple(command)
    known = _tokens.get(name)
    if known is None or time.monotonic() - known[0] >= TOKEN_AGE_S:
        known = _tokens[name] = (time.monotonic(), _run(name))
    return Key(known[1], "key_command")


def _run(command: tuple[str, ...]) -> SecretStr:
    hint = "Run it by hand: it must print the key alone on the first line."
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=COMMAND_TIMEOUT_S, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        why = error.strerror if isinstance(error, OSError) else "it takes too long"
        raise ConfigError(f"key_command {command[0]!r} failed: {why}.", hint=hint) from None
    lines = ended.stdout.strip().splitlines()
    if ended.returncode or not lines:
        raise ConfigError(
            f"key_command {command[0]!r} gave no key (exit code {ended.returncode}).", hint=hint
        )
    return _checked(lines[0].strip(), "key_command")


def fence_secret(file: Path) -> bytes:
    """What makes the marker lines unguessable: made once and kept in `file` (0600), or random where
    it cannot be kept.
    """
    kept = b""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with (
            suppress(FileExistsError),
            os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out,
        ):
            out.write(secrets.token_bytes(32))
        kept = file.read_bytes()
    # Empty while another process is writing it.
    return kept or secrets.token_bytes(32)


def _read(file: Path) -> dict[str, str]:
    try:
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise ConfigError(
                f"Others may read the key file {file}.", hint=f"Run: chmod 600 {file}"
            )
        stored = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # HOME=/dev/null has no files
        return {}
    except (OSError, ValueError, RecursionError):
        raise ConfigError(
            f"The key file {file} cannot be read.", hint="Fix it or delete it."
        ) from None
    if not isinstance(stored, dict):
        raise ConfigError(f"The key file {file} is not a JSON object.", hint="Fix it or delete it.")
    return {str(k): str(v) for k, v in stored.items()}


def _from_keyring(provider: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        key: str | None = keyring.get_password(SERVICE, provider)
    except (KeyringError, RuntimeError):
        return None
    return key


def _to_keyring(provider: str, value: str) -> bool:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return False
    try:
        keyring.set_password(SERVICE, provider, value)
    except (KeyringError, RuntimeError):
        return False
    return True


def _from_keyring_removed(provider: str) -> bool:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return False
    try:
        keyring.delete_password(SERVICE, provider)
    except (KeyringError, RuntimeError):
        return False
    return True
