"""doctor, keys and models: what is there, what is missing, and where a key may go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import wire

from .conftest import Run

STORED = "sk-stored-0123456789"
ACME = 'model = "acme/big"\n[providers.acme]\nbase_url = "{url}"\nkey_variable = "ACME_KEY"\n'


def next_step(tersely: Run, *arguments: str) -> str:
    """What the doctor says is to be done next."""
    ended = tersely("doctor", "--json", *arguments)
    assert ended.code == 0, ended.err
    return str(json.loads(ended.out)["next_step"])


def configure(home: Path, text: str) -> None:
    """Write the user's config file."""
    (home / "config/tersely").mkdir(parents=True, exist_ok=True)
    (home / "config/tersely/config.toml").write_text(text)


def test_the_next_step_without_anything(tersely: Run) -> None:
    """An empty machine is told how to set a key, and that it need not."""
    assert "tersely keys set openai" in next_step(tersely)
    assert "extractive" in next_step(tersely)


def test_a_configured_model_without_a_key_is_not_ready(tersely: Run, empty_home: Path) -> None:
    """The next step is the key, with the commands that set it."""
    configure(empty_home, 'model = "anthropic"\n')
    step = next_step(tersely)
    assert step.startswith("no key for anthropic")
    assert "tersely keys set anthropic" in step


def test_a_mistake_in_the_config_is_the_next_step(tersely: Run, empty_home: Path) -> None:
    """A diagnosis survives what it has to name."""
    configure(empty_home, 'model = "opnai"\n')
    assert "Did you mean openai?" in next_step(tersely)


def test_a_probe_asks_every_service_that_can_be_asked(
    tersely: Run, server: wire.WireServer
) -> None:
    """What answers is counted; what does not is named; a refused key is the next step."""
    found = json.loads(tersely("doctor", "--probe", "--json").out)
    answers = {row["name"]: row["answer"] for row in found["providers"]}
    assert {name for name, answer in answers.items() if answer == "answers, 2 models"} == {
        "openai", "anthropic", "gemini", "grok"
    }  # fmt: skip
    assert answers["vllm"] == "not running"
    assert answers["mistral"] == ""
    assert "Ready: openai/gpt-6-luna" in found["next_step"]
    server.key = "another"
    assert "openai refused the key (401)" in next_step(tersely, "--probe")
    assert not server.requests


def test_each_provider_is_a_line_of_its_group(tersely: Run, server: wire.WireServer) -> None:
    """What is ready with key, default model and endpoint; then what is missing for the others."""
    out = tersely("doctor").out
    ready = ["anthropic", "ANTHROPIC_API_KEY", "claude-haiku-5-5", server.url("anthropic")]
    assert ready in [line.split() for line in section(out, "Can be used")]
    assert "  mistral      MISTRAL_API_KEY not set" in section(out, "Need a key")
    assert "  bedrock            AWS_REGION not set" in section(out, "Cannot be used")
    assert any(line.startswith("  ollama") for line in section(out, "Servers on this machine"))
    assert out.startswith("tersely ")
    assert any("config.toml" in line for line in section(out, "Files"))


def section(out: str, title: str) -> list[str]:
    """The lines of one group."""
    (group,) = (part for part in out.split("\n\n") if part.startswith(title))
    return group.splitlines()[1:]


def test_a_service_of_the_config_has_keys_like_any_other(
    tersely: Run, server: wire.WireServer, report: str, empty_home: Path
) -> None:
    """keys set, keys, models and doctor know it; its stored key goes to it."""
    configure(empty_home, ACME.format(url=server.url("acme")))
    assert tersely(report).code == 3
    assert tersely("keys", "set", "acme", "--stdin", stdin=STORED.encode()).code == 0
    (line,) = (line for line in tersely("keys").out.splitlines() if line.startswith("acme"))
    assert "keys.json" in line
    assert tersely(report).code == 0
    assert server.requests[0].key == STORED
    assert "acme/wire-model-mini" in tersely("models", "-p", "acme", "--refresh").out


@pytest.mark.parametrize("way", ["variable", "row"])
def test_a_stored_key_goes_to_the_providers_own_address_only(
    tersely: Run,
    server: wire.WireServer,
    report: str,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    empty_home: Path,
) -> None:
    """An address from the environment or the config does not get the key that was stored for the
    real service.
    """
    monkeypatch.delenv("XAI_API_KEY")
    assert tersely("keys", "set", "grok", "--stdin", stdin=STORED.encode()).code == 0
    if way == "row":
        monkeypatch.delenv("XAI_BASE_URL")
        configure(
            empty_home,
            f'[providers.grok]\nbase_url = "{server.url("grok")}"\nkey_variable = "MY_KEY"\n',
        )
    ended = tersely(report, "-m", "grok")
    assert ended.code == 3
    assert "go to https://api.x.ai/v1 only" in ended.err
    assert not server.requests
    monkeypatch.delenv("XAI_BASE_URL", raising=False)
    configure(empty_home, "")
    lines = section(tersely("doctor").out, "Can be used")
    (line,) = (line for line in lines if line.startswith("  grok"))
    assert line.endswith("https://api.x.ai/v1")
    assert "keys.json" in line


def test_an_unknown_window_is_not_shown_as_known(tersely: Run, server: wire.WireServer) -> None:
    """What is only assumed is a dash; and the list without --refresh says how to see all."""
    (line,) = (
        row
        for row in tersely("models", "-p", "openai", "--refresh").out.splitlines()
        if "wire-model " in row
    )
    assert line.split()[1:3] == ["-", "unknown"]
    assert "tersely models -p openai --refresh" in tersely("models", "-p", "openai").out


def test_the_engine_without_a_model_is_in_the_list(tersely: Run) -> None:
    """Among all, and alone when it is named."""
    line = "extractive       -  free          yes, offline, verbatim sentences"
    assert "extractive" in tersely("models").out
    assert line in tersely("models", "-p", "extractive").out.splitlines()


def test_a_service_that_does_not_run_is_a_row_and_hides_no_other(
    tersely: Run, server: wire.WireServer
) -> None:
    """`models --refresh` asks everybody; one who is named must answer, and who has no list says so."""
    ended = tersely("models", "--refresh")
    assert ended.code == 0, ended.err
    assert "openai/wire-model" in ended.out
    assert any(
        "no answer" in row for row in ended.out.splitlines() if row.startswith("llama-server")
    )
    assert tersely("models", "-p", "llama-server", "--refresh").code == 5
    assert tersely("models", "-p", "local", "--refresh").code == 2


def test_a_broken_config_file_can_be_found(tersely: Run, empty_home: Path) -> None:
    """`config path` and `cache` need no setting."""
    configure(empty_home, "length = ")
    assert "config.toml" in tersely("config", "path").out
    assert tersely("cache", "show").code == 0
    assert tersely("styles").code == 3


def test_a_value_that_cannot_work_is_not_saved(tersely: Run, empty_home: Path) -> None:
    """Better at `config set` than at every later command."""
    for name, value in (
        ("style", "minuts"),
        ("length", "huge"),
        ("fallback", "opnai"),
        ("model", "opnai"),
    ):
        assert tersely("config", "set", name, value).code == 2
    assert tersely("config", "set", "style", "minutes").code == 0


def test_a_misspelt_provider_is_suggested(tersely: Run) -> None:
    """As a model is."""
    ended = tersely("models", "-p", "opnai")
    assert ended.code == 2
    assert "Did you mean openai?" in ended.err


def test_models_shows_what_the_config_says_of_a_model(tersely: Run, empty_home: Path) -> None:
    """The window and the prices that plans are made with."""
    service = '[providers.work]\nbase_url = "http://localhost:1/v1"\ndefault_model = "house"\n'
    configure(
        empty_home,
        service
        + '[models."work/house"]\nwindow_tokens = 32000\ninput_usd = 0.2\noutput_usd = 0.8\n',
    )
    row = tersely("models", "-p", "work").out.splitlines()[1]
    assert row.split()[:5] == ["work/house", "32,000", "0.20", "/", "0.80"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [("OPENAI_BASE_URL", "api.example.com/v1"), ("OPENAI_API_KEY", "sk-one\nsk-two")],
)
def test_the_doctor_survives_what_he_finds(
    tersely: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """A wrong address or key is the finding of its row and the next step; the other rows stand."""
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv(variable, value)
    found = json.loads(tersely("doctor", "--json").out)
    (row,) = (row for row in found["providers"] if row["name"] == "openai")
    assert variable in row["answer"]
    assert variable in found["next_step"]
    assert len(found["providers"]) > 10
    for command in ("keys", "models"):
        ended = tersely(command)
        assert f"({variable})" in next(
            line for line in ended.out.splitlines() if line.startswith("openai")
        )
        assert "\ntogether" in ended.out


def test_a_style_that_cannot_be_used_is_a_line_of_the_list(tersely: Run, empty_home: Path) -> None:
    """The others are listed all the same."""
    (empty_home / "config/tersely/styles/mine").mkdir(parents=True)
    (empty_home / "config/tersely/styles/mine/single.md").write_text("")
    ended = tersely("styles")
    assert ended.code == 0
    assert "mine       cannot be used: " in ended.out
    assert "\ntldr " in ended.out


@pytest.mark.parametrize("name", ["extractive", "local"])
def test_what_works_on_this_machine_takes_no_key(tersely: Run, name: str) -> None:
    """Nothing is stored."""
    ended = tersely("keys", "set", name, stdin=b"sk-x\n")
    assert ended.code == 2
    assert f"-m {name}" in ended.err
