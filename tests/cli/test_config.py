"""config and keys: what is set, where it stands, and how to be rid of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .conftest import Run

KEY = "sk-stored-0123456789"


def config_file(home: Path) -> Path:
    """Where the config of the test's home is."""
    return home / "config/tersely/config.toml"


def test_a_setting_is_set_read_and_unset(tersely: Run, empty_home: Path) -> None:
    """`get` prints what `set` takes; after `unset` the default holds."""
    assert tersely("config", "set", "length", "long").code == 0
    assert tersely("config", "set", "stop", "END,STOP").code == 0
    assert tersely("config", "get", "length").out == "long\n"
    assert tersely("config", "get", "stop").out == "END,STOP\n"
    assert tersely("config", "get", "seed").out == "\n"
    assert tersely("config", "get", "max-cost").out == "1\n"
    assert tersely("config", "unset", "length").code == 0
    assert tersely("config", "get", "length").out == "medium\n"
    assert "long" not in config_file(empty_home).read_text()


@pytest.mark.parametrize("command", ["get", "set", "unset"])
def test_an_unknown_setting_gets_a_suggestion(tersely: Run, command: str) -> None:
    """Exit 2 and the name that was meant."""
    value = ["7"] if command == "set" else []
    ended = tersely("config", command, "lenght", *value)
    assert ended.code == 2
    assert "Did you mean length?" in ended.err


def test_unsetting_what_is_not_set_is_said(tersely: Run) -> None:
    """Nothing is written."""
    ended = tersely("config", "unset", "seed")
    assert ended.code == 3
    assert "seed is not set in" in ended.err


def test_a_wrong_value_is_told_in_plain_words(tersely: Run) -> None:
    """Not in those of a library."""
    ended = tersely("config", "set", "retries", "many")
    assert ended.code == 2
    assert "retries must be a whole number, not 'many'" in ended.err
    assert "Input should" not in ended.err


def test_the_editor_opens_the_file_and_what_it_leaves_is_checked(
    tersely: Run, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """$VISUAL comes before $EDITOR and may have arguments; a mistake is told at once."""
    write = "import sys, pathlib; pathlib.Path(sys.argv[2]).write_text(sys.argv[1])"
    monkeypatch.setenv("EDITOR", "false")
    for text, code in (("seed = 7", 0), ("sed = 7", 3)):
        monkeypatch.setenv("VISUAL", f"{sys.executable} -c '{write}' '{text}'")
        assert tersely("config", "edit").code == code
        assert config_file(empty_home).read_text() == text


@pytest.mark.parametrize(
    ("editor", "words"), [("", "No editor"), ("/no/such", "cannot be started")]
)
def test_without_an_editor_the_file_is_named(
    tersely: Run, monkeypatch: pytest.MonkeyPatch, editor: str, words: str
) -> None:
    """Exit 3 with the way out."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    ended = tersely("config", "edit")
    assert ended.code == 3
    assert words in ended.err


def test_a_key_is_stored_listed_and_removed(tersely: Run) -> None:
    """Its value is shown by none of them."""
    assert tersely("keys", "set", "openai", "--stdin", stdin=KEY.encode()).code == 0
    listed = tersely("keys", "list")
    assert listed.out == tersely("keys").out
    assert "\nopenai             set (" in listed.out
    removed = tersely("keys", "remove", "openai")
    assert removed.code == 0
    assert KEY not in listed.out + removed.out + removed.err
    assert "\nopenai             not set" in tersely("keys", "list").out
    again = tersely("keys", "remove", "openai")
    assert again.code == 3
    assert "No key for openai is stored" in again.err


@pytest.mark.parametrize("words", [("help",), ("--help",), ("-h",), ("help", "help")])
def test_help_can_be_asked_for_as_a_command(tersely: Run, words: tuple[str, ...]) -> None:
    """The same text in each form."""
    ended = tersely(*words)
    assert ended.code == 0
    assert ended.out.startswith("Usage: tersely")


@pytest.mark.parametrize("command", ["batch", "config", "check"])
def test_help_of_a_command(tersely: Run, command: str) -> None:
    """`tersely help batch` is `tersely batch --help`."""
    ended = tersely("help", command)
    assert (ended.code, ended.out) == (0, tersely(command, "--help").out)
    assert command in ended.out


def test_help_of_what_is_no_command(tersely: Run) -> None:
    """It is not taken for a file called "help"."""
    ended = tersely("help", "bacth")
    assert ended.code == 2
    assert "error: There is no command 'bacth'." in ended.err
    assert "Did you mean batch?" in ended.err


def test_the_version_can_be_asked_for_as_a_command(tersely: Run) -> None:
    """As -V."""
    assert tersely("version").out == tersely("-V").out


@pytest.mark.parametrize("text", ["stop = " + "[" * 5000, "seed = " + "7" * 5000])
def test_a_hostile_config_is_a_mistake_of_the_file(
    tersely: Run, empty_home: Path, report: str, text: str
) -> None:
    """Exit 3 with the file and the line, whatever command meets it."""
    config_file(empty_home).parent.mkdir(parents=True, exist_ok=True)
    config_file(empty_home).write_text(text)
    ended = tersely(report)
    assert ended.code == 3
    assert "config.toml cannot be read: line 1" in ended.err


def test_a_negative_value_is_a_value(tersely: Run) -> None:
    """And is refused as one, with its limit."""
    ended = tersely("config", "set", "max_cost", "-1")
    assert ended.code == 2
    assert "max_cost must be at least 0.0, not -1." in ended.err
    assert tersely("keys", "set", "openai", "--key", "x").err.startswith("error: No such option")
