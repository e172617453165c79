"""Keys stay with their service, private, and are never repeated."""

from __future__ import annotations

import os
import re
import stat
import sys
import time
import types
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tersely import config
from tersely.errors import ConfigError


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_the_fence_secret_is_made_once_and_never_one_that_can_be_known(tmp_path: Path) -> None:
    """It is kept for its owner only; a file cut short or a folder that cannot be made gives a
    random one.
    """
    file = tmp_path / "new" / "fence.key"
    kept = config.fence_secret(file)
    assert len(kept) == 32
    assert config.fence_secret(file) == kept
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_bytes(b"")
    for place in (file, file / "below"):
        assert len({config.fence_secret(place), config.fence_secret(place), kept}) == 3


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_the_key_file_is_private_and_the_environment_beats_it(tmp_path: Path) -> None:
    """0600 from the first byte; a file that others may read is refused."""
    file = tmp_path / "keys.json"
    config.set_key("openai", SecretStr("stored-key-1"), file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = config.find_key("openai", ["OPENAI_API_KEY"], {}, file)
    assert found is not None
    assert found.value.get_secret_value() == "stored-key-1"
    assert "stored-key-1" not in repr(found)
    other = config.find_key("openai", ["OPENAI_API_KEY"], {"OPENAI_API_KEY": "env-key-1"}, file)
    assert other is not None
    assert other.origin == "OPENAI_API_KEY"
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="Others may read"):
        config.find_key("openai", ["OPENAI_API_KEY"], {}, file)


@pytest.mark.parametrize("value", ["sk-one\nsk-two", "sk-one sk-two", "sk-ünïcode", "sk-one\x7f"])
def test_what_http_could_not_send_is_no_key(tmp_path: Path, value: str) -> None:
    """It would come back in the words of an error; the message names the place and not the key."""
    found = []
    for look in (
        lambda: config.find_key(
            "openai", ["OPENAI_API_KEY"], {"OPENAI_API_KEY": value}, tmp_path / "keys.json"
        ),
        lambda: config.set_key("openai", SecretStr(value), tmp_path / "keys.json"),
    ):
        with pytest.raises(ConfigError) as caught:
            look()
        found.append(f"{caught.value.message} {caught.value.hint}")
    assert "OPENAI_API_KEY" in found[0]
    assert not any("sk-" in text for text in found)
    spaced = config.find_key("openai", ["K"], {"K": " sk-one\n"}, tmp_path / "keys.json")
    assert spaced is not None
    assert spaced.value.get_secret_value() == "sk-one"


def test_a_key_file_that_is_nested_too_deeply_is_named(tmp_path: Path) -> None:
    """JSON of 100,000 brackets is no bug of ours."""
    file = tmp_path / "keys.json"
    file.write_text("[" * 100_000)
    file.chmod(0o600)
    with pytest.raises(ConfigError, match="cannot be read"):
        config.find_key("openai", [], {}, file)


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_a_removed_key_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    """What was not there is no error."""
    file = tmp_path / "keys.json"
    config.set_key("openai", SecretStr("sk-one"), file)
    config.set_key("grok", SecretStr("xai-two"), file)
    assert config.remove_key("openai", file) == [str(file)]
    assert config.remove_key("openai", file) == []
    assert config.find_key("openai", [], {}, file) is None
    assert config.find_key("grok", [], {}, file) is not None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_given_beats_all_and_a_stored_one_only_where_it_is_at_home(tmp_path: Path) -> None:
    """With stored=False, as for an address that is not the provider's own, none that is kept here
    is looked at.
    """
    file = tmp_path / "keys.json"
    config.set_key("openai", SecretStr("sk-kept"), file)
    variables = ["FIRST_KEY", "SECOND_KEY"]

    def found(environment: dict[str, str], **options: Any) -> tuple[str, str] | None:
        key = config.find_key("openai", variables, environment, file, **options)
        return (key.value.get_secret_value(), key.origin) if key else None

    both = {"FIRST_KEY": "sk-1", "SECOND_KEY": "sk-2"}
    assert found(both, explicit=SecretStr("sk-0")) == ("sk-0", "--api-key-file")
    assert found(both) == ("sk-1", "FIRST_KEY")
    assert found({"FIRST_KEY": " ", "SECOND_KEY": "sk-2"}) == ("sk-2", "SECOND_KEY")
    assert found({}) == ("sk-kept", str(file))
    assert found({}, stored=False) is None
    assert found(both, stored=False) == ("sk-1", "FIRST_KEY")
    assert config.find_key("other", variables, {}, file) is None


@pytest.mark.parametrize("content", ["[]", "{"], ids=["list", "no JSON"])
def test_a_damaged_key_file_is_named(tmp_path: Path, content: str) -> None:
    """It is no missing key."""
    file = tmp_path / "keys.json"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(ConfigError, match=re.escape(str(file))):
        config.find_key("openai", [], {}, file)


def test_a_key_file_of_its_own_holds_the_key_on_its_first_line(tmp_path: Path) -> None:
    """Empty, missing, or no key: named, and nothing of it is repeated."""
    file = tmp_path / "key"
    file.write_text("  sk-one  \nsk-two\n")
    assert config.key_file(file).get_secret_value() == "sk-one"
    for content in (b"", b"\n", b"\xff\xfe", b"sk-one sk-two"):
        file.write_bytes(content)
        with pytest.raises(ConfigError, match=re.escape(str(file))) as caught:
            config.key_file(file)
        assert "sk-" not in f"{caught.value.message} {caught.value.hint}"
    with pytest.raises(ConfigError):
        config.key_file(tmp_path / "none")


def test_a_key_command_is_run_once_in_half_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first line is the key; when the token is old it is run again."""
    count = tmp_path / "count"
    script = (
        "import pathlib, sys; p = pathlib.Path(sys.argv[1]);"
        "n = len(p.read_text()) if p.exists() else 0; p.write_text('x' * (n + 1));"
        "print(f'token-{n}'); print('more')"
    )
    command = [sys.executable, "-c", script, str(count)]
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert config.key_from_command(command).value.get_secret_value() == "token-0"
    now += 1799
    assert config.key_from_command(command).value.get_secret_value() == "token-0"
    now += 2
    key = config.key_from_command(command)
    assert (key.value.get_secret_value(), key.origin) == ("token-1", "key_command")


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import sys; print('sk-secret'); sys.exit(3)", "exit code 3"),
        ("print()", "gave no key"),
        ("print('sk-secret and more')", "key_command"),
    ],
)
def test_a_key_command_that_fails_is_said_without_its_words(script: str, words: str) -> None:
    """What it printed may be a key."""
    with pytest.raises(ConfigError, match=words) as caught:
        config.key_from_command([sys.executable, "-c", script])
    assert "sk-secret" not in f"{caught.value.message} {caught.value.hint}".replace(script, "")


def test_a_key_command_that_does_not_exist_is_named() -> None:
    with pytest.raises(ConfigError, match="'/no/such/command' failed") as caught:
        config.key_from_command(["/no/such/command"])
    assert caught.value.hint.startswith("Run it by hand")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """What a keyring holds that is installed (the package is an extra and not here)."""
    kept: dict[tuple[str, str], str] = {}
    ring = types.SimpleNamespace(
        get_password=lambda *name: kept.get(name),
        set_password=lambda service, name, value: kept.update({(service, name): value}),
        delete_password=lambda *name: kept.pop(name),
    )
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", types.SimpleNamespace(KeyringError=KeyError))
    return kept


def test_a_keyring_is_used_where_there_is_one(
    tmp_path: Path, keyring: dict[tuple[str, str], str]
) -> None:
    """In place of the file, which stays unwritten; removing a key looks in both."""
    file = tmp_path / "keys.json"
    assert config.set_key("openai", SecretStr("sk-ring"), file) == "keyring"
    assert keyring == {("tersely", "openai"): "sk-ring"}
    assert not file.exists()
    found = config.find_key("openai", [], {}, file)
    assert found is not None
    assert (found.value.get_secret_value(), found.origin) == ("sk-ring", "keyring")
    assert config.remove_key("openai", file) == ["keyring"]
    assert keyring == {}
    assert config.remove_key("openai", file) == []


def test_a_keyring_that_is_locked_leaves_the_key_to_the_file(
    tmp_path: Path, keyring: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key is called kept that nobody has."""
    file = tmp_path / "keys.json"
    for error in (KeyError("locked"), RuntimeError("no backend")):

        def refused(*_: str, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(sys.modules["keyring"], "set_password", refused)
        assert config.set_key("openai", SecretStr("sk-kept"), file) == str(file)
        assert (keyring, "sk-kept" in file.read_text()) == ({}, True)
        file.unlink()


def test_without_a_way_to_keep_keys_none_is_looked_for(tmp_path: Path) -> None:
    """What saves half of the start of a run without a model."""
    paths = config.paths({"XDG_CONFIG_HOME": str(tmp_path)})
    assert not config.may_hold_keys({"OPENAI_BASE_URL": "x"}, paths)
    assert config.may_hold_keys({"OPENAI_API_KEY": "x"}, paths)
    config.set_key("openai", SecretStr("sk-one"), paths.keys_file)
    assert config.may_hold_keys({}, paths)
