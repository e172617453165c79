"""Where files live, and the environment with an env file under it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tersely import config
from tersely.errors import InputError


def test_a_relative_folder_of_the_environment_is_ignored() -> None:
    """It would be another one in each folder (XDG Base Directory Specification)."""
    own = config.paths({})
    assert config.paths({"XDG_CONFIG_HOME": "here", "XDG_CACHE_HOME": "here"}) == own
    assert config.paths({"XDG_CONFIG_HOME": "/there"}).config == Path("/there/tersely")


def test_an_env_file_is_an_overlay_under_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never changes the process, quotes and comments are read, a bad line is named."""
    file = tmp_path / "my.env"
    file.write_text(
        "# keys\nexport A_KEY='one' # mine\nB_KEY=two  # too\nSEEN=file\nC_KEY=a#b\nD_KEY= # none\n"
    )
    monkeypatch.setenv("SEEN", "process")
    found = config.process_environment(str(file))
    assert (found["A_KEY"], found["B_KEY"], found["SEEN"]) == ("one", "two", "process")
    assert (found["C_KEY"], found["D_KEY"]) == ("a#b", "")
    assert "A_KEY" not in os.environ
    file.write_text("no equals sign")
    with pytest.raises(InputError, match="Line 1"):
        config.process_environment(str(file))


def test_a_env_file_in_the_folder_is_not_read_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A foreign one could redirect a key."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("OPENAI_API_KEY=foreign\n")
    assert "OPENAI_API_KEY" not in config.process_environment()


def test_every_file_of_this_user_lies_in_one_of_two_folders() -> None:
    """Settings, keys, the secret and styles beside each other; answers in the cache."""
    paths = config.paths({"XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k"})
    beside = (paths.config_file, paths.keys_file, paths.secret_file, paths.styles)
    assert {path.parent for path in beside} == {Path("/c/tersely")}
    assert len({path.name for path in beside}) == len(beside)
    assert paths.store_file.parent == Path("/k/tersely")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=1", "1"),
        (" export A = 1 ", "1"),
        ("A='a # b' # c", "a # b"),
        ('A="a\'b"', "a'b"),
        ("A=a#b", "a#b"),
        ("A=a #b", "a"),
        ("A=", ""),
        ("A=b=c", "b=c"),
        ("A='open", "'open"),
    ],
)
def test_a_line_of_an_env_file(tmp_path: Path, line: str, value: str) -> None:
    """As shells and python-dotenv read it."""
    file = tmp_path / "my.env"
    file.write_text(f"\ufeff# first\n\n{line}\n", encoding="utf-8")
    assert config.process_environment(str(file))["A"] == value


@pytest.mark.parametrize("content", [b"=x", b"a b=1", b"1A=x", b"\xff=x"])
def test_an_env_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "my.env"
    file.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(str(file))):
        config.process_environment(str(file))
    with pytest.raises(InputError, match="cannot be read"):
        config.process_environment(str(tmp_path / "none"))


def test_the_env_file_may_be_named_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flag beats TERSELY_ENV_FILE."""
    for name in ("one", "two"):
        (tmp_path / name).write_text(f"A={name}")
    monkeypatch.setenv("TERSELY_ENV_FILE", str(tmp_path / "one"))
    assert config.process_environment()["A"] == "one"
    assert config.process_environment(str(tmp_path / "two"))["A"] == "two"


@pytest.mark.parametrize(
    ("variables", "wish"),
    [
        ({}, None),
        ({"NO_COLOR": ""}, None),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "xterm"}, None),
    ],
)
def test_what_the_shell_says_about_colors(
    variables: dict[str, str], wish: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR above all (no-color.org: present and not empty)."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert config.color_wish() is wish
