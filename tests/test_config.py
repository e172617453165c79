"""Settings come from where they say, wrong ones are named, and keys stay with their service."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from tersely import config
from tersely.errors import ConfigError, InputError, UsageError


def test_flag_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    """And each value knows its origin."""
    file = tmp_path / "config.toml"
    file.write_text('length = "long"\nstyle = "tldr"\nseed = 1\n')
    loaded = config.load(
        {"length": "short"}, {"TERSELY_LENGTH": "xl", "TERSELY_STYLE": "bullets"}, file
    )
    settings = loaded.settings
    assert (settings.length, settings.style, settings.seed, settings.lang) == (
        "short",
        "bullets",
        1,
        "",
    )
    assert loaded.origins["length"] == "flag"
    assert loaded.origins["style"] == "TERSELY_STYLE"
    assert loaded.origins["seed"] == str(file)
    assert "lang" not in loaded.origins


@pytest.mark.parametrize(
    ("flags", "environment", "text", "error", "words"),
    [
        ({}, {}, "lenght = 1", ConfigError, "lenght"),
        ({}, {"TERSELY_LENGHT": "short"}, "", UsageError, "lenght"),
        ({}, {}, "max_cost = -1", ConfigError, "max_cost"),
        ({"temperature": 9.0}, {}, "", UsageError, "temperature"),
        ({}, {}, "cache_mb = inf", ConfigError, "cache_mb"),
        ({}, {"TERSELY_MAX_INPUT_MB": "inf"}, "", ConfigError, "max_input_mb"),
        ({}, {}, "not toml", ConfigError, "cannot be read"),
        ({}, {}, 'length = "huge"', ConfigError, "config.toml: 'huge' is not a valid length"),
        ({"length": "huge"}, {}, "", UsageError, "'huge' is not a valid length"),
    ],
)
def test_a_wrong_name_or_value_is_named(
    tmp_path: Path,
    flags: dict[str, object],
    environment: dict[str, str],
    text: str,
    error: type[Exception],
    words: str,
) -> None:
    """Nothing unknown is ignored."""
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(error, match=words):
        config.load(flags, environment, file)


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


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Exit 3, whether a key or a setting was to be kept there."""
    (tmp_path / "file").write_text("")
    below = tmp_path / "file"
    with pytest.raises(ConfigError, match=r"config.toml cannot be"):
        config.save(below / "config.toml", "seed", 7)
    with pytest.raises(ConfigError, match=r"keys.json cannot be"):
        config.set_key("openai", SecretStr("sk-one"), below / "keys.json")


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


@pytest.mark.parametrize("text", ["7" * 5000, "[" * 5000, "1e999999"])
def test_a_hostile_flag_is_a_wrong_value(text: str) -> None:
    """--set seed=777... is refused as a value."""
    field, value = config.parse_assignment(f"seed={text}")
    with pytest.raises(UsageError, match="seed must be a"):
        config.load({field: value}, {}, None)


def test_a_key_file_that_is_nested_too_deeply_is_named(tmp_path: Path) -> None:
    """JSON of 100,000 brackets is no bug of ours."""
    file = tmp_path / "keys.json"
    file.write_text("[" * 100_000)
    file.chmod(0o600)
    with pytest.raises(ConfigError, match="cannot be read"):
        config.find_key("openai", [], {}, file)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("retries", "many", "retries must be a whole number, not 'many'"),
        ("retries", 1.5, r"retries must be a whole number, not 1\.5"),
        ("retries", 99, "retries must be at most 20, not 99"),
        ("temperature", "hot", "temperature must be a number, not 'hot'"),
        ("cache", "maybe", "cache must be true or false, not 'maybe'"),
        ("strategy", "best", "strategy must be 'auto', 'stuff' or 'map-reduce', not 'best'"),
        ("stop", 7, "stop must be a list, not 7"),
        ("providers", {"x": {"base": 1}}, r"providers\.x\.base is not a setting"),
    ],
)
def test_a_wrong_value_is_explained_in_plain_words(name: str, value: object, words: str) -> None:
    """Not in those of a validation library."""
    with pytest.raises(UsageError, match=words):
        config.load({name: value}, {}, None)


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


@pytest.mark.parametrize("name", ["LOCAL", "BROWSER", "OCR", "ANYTHING"])
def test_switches_of_the_test_suite_are_no_settings(name: str) -> None:
    """CI sets them for every test."""
    assert config.load({}, {f"TERSELY_TEST_{name}": "1"}, None).origins == {}


def test_zero_is_a_choice_and_not_an_absence() -> None:
    """gpu_layers=0 reaches the local model; what was not set does not."""
    assert config.load({"gpu_layers": 0}, {}, None).settings.local_options() == {"gpu_layers": 0}
