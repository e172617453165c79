"""Where files live, and the environment: the only place that reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError

QUOTED = re.compile(r"""\s*(?P<quote>['"])(?P<value>.*?)(?P=quote)\s*(?:#.*)?""")
COMMENT = re.compile(r"(?:^|\s)#.*$")


@dataclass(frozen=True, slots=True)
class Paths:
    """Folders and files of this user: XDG where the variables are set or the system uses them, else
    the platform's own.
    """

    config: Path
    cache: Path
    state: Path

    @property
    def config_file(self) -> Path:
        return self.config / "config.toml"

    @property
    def keys_file(self) -> Path:
        return self.config / "keys.json"

    @property
    def recognized_folder(self) -> Path:
        """What text recognition has read on this machine."""
        return self.cache / "recognized"

    @property
    def economy_folder(self) -> Path:
        """The jobs of single documents that wait at batch APIs; a batch keeps its own."""
        return self.cache / "economy"

    @property
    def store_file(self) -> Path:
        return self.cache / "answers.sqlite"

    @property
    def index_folder(self) -> Path:
        return self.cache / "index"

    @property
    def history_file(self) -> Path:
        return self.state / "history.jsonl"

    @property
    def secret_file(self) -> Path:
        return self.config / "fence.key"

    @property
    def styles(self) -> Path:
        return self.config / "styles"


def paths(environment: Mapping[str, str]) -> Paths:
    """Read XDG_CONFIG_HOME, XDG_CACHE_HOME and XDG_STATE_HOME from `environment`; fall back to the
    platform's folders.
    """
    import platformdirs

    # A relative path there is to be ignored (XDG Base Directory Specification): it would be another
    # one in each folder.
    homes = {
        "CONFIG": platformdirs.user_config_path,
        "CACHE": platformdirs.user_cache_path,
        "STATE": platformdirs.user_state_path,
    }
    folders = []
    for what, own_folder in homes.items():
        home = Path(environment.get(f"XDG_{what}_HOME", ""))
        is_named = home.is_absolute()
        folders.append(home / "tersely" if is_named else own_folder("tersely", appauthor=False))
    return Paths(*folders)


def process_environment(env_file: str | None = None) -> dict[str, str]:
    """The environment, with the lines of `env_file` (or of TERSELY_ENV_FILE) under it. Never writes
    into os.environ.

    Raises:
        InputError: the file cannot be read, or a line of it is not NAME=VALUE.
    """
    environment = dict(os.environ)
    chosen = env_file or environment.get("TERSELY_ENV_FILE")
    return {**_read_env_file(Path(chosen)), **environment} if chosen else environment


def color_wish() -> bool | None:
    """Whether the user's shell asks for colors (FORCE_COLOR) or for none (NO_COLOR, a dumb
    terminal); None where it says nothing.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return False if os.environ.get("TERM") == "dumb" else None


def _read_env_file(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(
            f"The env file {path} cannot be read: {reason}.", hint="Check --env-file."
        ) from None
    variables: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix("export ").strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals or not name.strip().isidentifier():
            raise InputError(
                f"Line {number} of {path} is not NAME=VALUE.", hint="Comments begin with #."
            )
        quoted = QUOTED.fullmatch(value)
        variables[name.strip()] = quoted["value"] if quoted else COMMENT.sub("", value).strip()
    return variables
