"""The config file: read as TOML, written so that all that was not meant stays."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from tersely import config, history
from tersely.errors import ConfigError, DiskFull, UsageError


def test_saving_a_setting_keeps_comments_and_tables(tmp_path: Path) -> None:
    """Only the line of that setting changes; a wrong value leaves the file alone."""
    file = tmp_path / "config.toml"
    file.write_text(
        '# mine\nlength = "long"  \n\n[providers.work]\nbase_url = "http://localhost:1"\n'
    )
    config.save(file, "length", "short")
    config.save(file, "seed", 7)
    text = file.read_text()
    assert text.startswith('# mine\nlength = "short"')
    assert config.read_file(file)["seed"] == 7
    assert config.read_file(file)["providers"]["work"]["base_url"] == "http://localhost:1"
    for name, value in (("seed", "many"), ("length", "huge")):
        with pytest.raises(UsageError):
            config.save(file, name, value)
    assert file.read_text() == text


def test_saving_a_setting_replaces_a_value_of_many_lines_and_nothing_that_looks_like_it(
    tmp_path: Path,
) -> None:
    """The file stays one that can be read, and says everything else as before."""
    file = tmp_path / "config.toml"
    file.write_text(
        'prompt = """\nfallback = none\n[no table]\n"""\nfallback = [\n  "a",  # first\n  "b",\n]\nmax-cost = 2\n'
        "\n[models.x]\n"
    )
    before = config.read_file(file)
    config.save(file, "fallback", ["c"])
    config.save(file, "max_cost_usd", 3.0)
    config.save(file, "seed", 7)
    assert config.read_file(file) == before | {"fallback": ["c"], "max_cost_usd": 3.0, "seed": 7}
    assert file.read_text().count("max") == 1


HOSTILE_CONFIGS = {
    "deep arrays": ("seed = 1\nstop = " + "[" * 5000, "line 2 is nested too deeply"),
    "deep tables": ("seed = 1\n\nstop = " + "{a=" * 5000, "line 3 is nested too deeply"),
    "a huge number": ("seed = 1\nrpm = " + "7" * 5000 + "\n", "line 2 holds a number of too many"),
    "a huge number with signs": ("seed = " + "7_" * 5000 + "7", "line 1 holds a number"),
}


@pytest.mark.parametrize(("text", "words"), HOSTILE_CONFIGS.values(), ids=HOSTILE_CONFIGS.keys())
def test_a_hostile_config_is_named_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    """Whatever tomllib raises is a mistake in the file and no bug."""
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=words):
        config.load({}, {}, file)


def test_unsetting_gives_the_default_back_and_keeps_the_rest(tmp_path: Path) -> None:
    """Under whatever name it stands there; what is not set is said."""
    file = tmp_path / "config.toml"
    file.write_text("# mine\nmax-cost = 2  # a lot\nseed = 7\n\n[models.x]\n")
    assert config.unset(file, "max_cost_usd")
    assert not config.unset(file, "max_cost_usd")
    assert file.read_text() == "# mine\nseed = 7\n\n[models.x]\n"


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    """Many keep their settings and keys in a folder of their own and link to them."""
    for name in ("config.toml", "keys.json"):
        (tmp_path / f"real-{name}").write_text("{}" if name == "keys.json" else "")
        (tmp_path / f"real-{name}").chmod(0o600)
        (tmp_path / name).symlink_to(f"real-{name}")
    config.save(tmp_path / "config.toml", "seed", 7)
    config.set_key("openai", SecretStr("sk-one"), tmp_path / "keys.json")
    for name in ("config.toml", "keys.json"):
        assert (tmp_path / name).is_symlink()
    assert "seed" in (tmp_path / "real-config.toml").read_text()
    assert "sk-one" in (tmp_path / "real-keys.json").read_text()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Exit 3, whether a key or a setting was to be kept there."""
    (tmp_path / "file").write_text("")
    below = tmp_path / "file"
    with pytest.raises(ConfigError, match=r"config.toml cannot be"):
        config.save(below / "config.toml", "seed", 7)
    with pytest.raises(ConfigError, match=r"keys.json cannot be"):
        config.set_key("openai", SecretStr("sk-one"), below / "keys.json")


def test_a_full_disk_is_no_matter_of_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for settings nor for keys."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(DiskFull, match=r"No space left on device: .*config\.toml") as caught:
        config.save(tmp_path / "config.toml", "seed", 7)
    assert "make room" in caught.value.hint
    with pytest.raises(DiskFull, match=r"No space left on device: .*keys\.json"):
        config.set_key("openai", SecretStr("sk-one"), tmp_path / "keys.json")


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Some editors write one; it is read over, and gone when the file is written again."""
    file = tmp_path / "config.toml"
    file.write_text('\ufefflength = "short"\n', encoding="utf-8")
    assert config.read_file(file) == {"length": "short"}
    config.save(file, "style", "tldr")
    assert file.read_text(encoding="utf-8") == 'length = "short"\nstyle = "tldr"\n'


def test_a_home_that_is_no_folder_has_no_config_file() -> None:
    """E.g. HOME=/dev/null, as services have it: nothing is set there, and everything works."""
    home = Path(os.devnull)
    assert config.load({}, {}, home / "config.toml").origins == {}
    assert history.entries(home / "history.jsonl") == []
    assert history.clear(home / "history.jsonl") == 0
