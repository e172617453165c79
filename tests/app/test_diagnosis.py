"""`tersely doctor` as the library gives it: a finding for each provider, and the one next step."""

from __future__ import annotations

import pytest

import wire
from tersely.app.context import Context
from tersely.app.diagnosis import Finding, diagnose
from tersely.config import ProviderRow

SECRET = "sk-canary-0123456789abcdef"


def findings(*, probe: bool = False, **settings: object) -> dict[str, Finding]:
    """The findings by provider."""
    diagnosis = diagnose(Context.load(settings), probe=probe)
    return {one.name: one for one in diagnosis.providers}


def next_step(*, probe: bool = False, **settings: object) -> str:
    """What is to be done next."""
    return diagnose(Context.load(settings), probe=probe).next_step


def test_every_provider_has_one_finding_and_no_key_is_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a key its origin is told, of an address neither name nor password."""
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("OPENAI_BASE_URL", f"https://me:{SECRET}@llm.example.com/v1")
    context = Context.load({})
    diagnosis = diagnose(context)
    assert [one.name for one in diagnosis.providers] == list(context.providers.names())
    assert SECRET not in f"{diagnosis} {diagnosis.as_dict()}"
    found = {one.name: one for one in diagnosis.providers}
    assert found["openai"].endpoint == "https://llm.example.com/v1"
    assert (found["openai"].key, found["openai"].has_key) == ("OPENAI_API_KEY", True)
    assert (found["grok"].key, found["grok"].has_key) == ("XAI_API_KEY not set", False)
    assert (found["ollama"].key, found["ollama"].has_key) == ("none needed", True)
    assert found["local"].endpoint == "this machine"
    assert found["openai"].package.startswith("openai ")


def test_what_stands_in_the_way_is_the_answer() -> None:
    """A variable of the address, an address that is none, --offline; without asking anybody."""
    broken = {"acme": ProviderRow(base_url="llm.example.com")}
    found = findings(providers=broken)
    assert (found["azure"].answer, found["azure"].answers) == (
        "AZURE_OPENAI_ENDPOINT not set",
        False,
    )
    assert "is no address (base_url under [providers.acme])" in found["acme"].answer
    assert (found["openai"].answer, found["openai"].answers) == ("", None)


def test_the_diagnosis_is_the_same() -> None:
    """`tersely doctor` says it of each provider, and what to do next."""
    found = diagnose(Context.load({"offline": True}))
    answers = {one.name: one.answer for one in found.providers}
    assert answers["anthropic"] == "not with --offline"
    assert answers["ollama"] == ""
    assert "extractive" in found.next_step


def test_files_that_are_not_there_are_said_to_be_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the place where they would be."""
    context = Context.load({})
    files = diagnose(context).files
    assert list(files) == ["config", "store", "keys", "styles"]
    assert files["config"] == f"{context.paths.config_file} (not there)"
    context.paths.config_file.parent.mkdir(parents=True)
    context.paths.config_file.touch()
    assert diagnose(context).files["config"] == str(context.paths.config_file)


@pytest.fixture
def two_services(server: wire.WireServer, monkeypatch: pytest.MonkeyPatch) -> wire.WireServer:
    """Keys for two services of one SDK: to load the others takes longer than to ask them."""
    for name in ("ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.delenv(name)
    return server


def test_a_probe_asks_only_who_can_be_asked(two_services: wire.WireServer) -> None:
    """With a key and an address; the others keep what was known of them."""
    before, after = findings(), findings(probe=True)
    assert (after["openai"].answer, after["openai"].answers) == ("answers, 2 models", True)
    assert (after["vllm"].answer, after["vllm"].answers) == ("not running", False)
    for name in ("anthropic", "mistral", "local", "azure"):
        assert after[name] == before[name]
    assert {request.provider for request in two_services.others} == {"openai", "grok"}


def test_the_next_step_from_an_empty_machine_to_one_that_is_ready(
    two_services: wire.WireServer,
) -> None:
    """What stands in the way first; then how to make the choice last."""
    assert next_step().startswith("Ready: openai/gpt-6-luna will be used. Make it the default: ")
    assert next_step().endswith("tersely config set model openai/gpt-6-luna")
    assert next_step(model="openai") == "Ready: openai/gpt-6-luna is configured."
    assert next_step(model="extractive").startswith("Ready: the extractive engine")
    assert "tersely keys set mistral" in next_step(model="mistral")
    two_services.key = "another"
    refused = next_step(probe=True, model="openai")
    assert refused.startswith("openai/gpt-6-luna cannot be used now: ")
    assert "refused the key" in refused
    assert next_step(probe=False, model="openai").startswith("Ready")
