"""Which model is asked, where, and how long it may take."""

from __future__ import annotations

from typing import Any

import pytest

from tersely import catalog, config
from tersely.app.context import Context
from tersely.app.model_selection import LOCAL_CALL_S, choose_model, endpoint, overrides, resolve
from tersely.errors import ConfigError
from tersely.provider import Endpoint, on_loopback
from tersely.providers import Registry
from tersely.records import ModelRef


@pytest.mark.parametrize(
    ("ref", "flags", "call_s"),
    [
        (ModelRef("local", "m.gguf"), {}, LOCAL_CALL_S),
        (ModelRef("local", "m.gguf"), {"timeout_s": 5.0}, 5.0),
        (ModelRef("local", "m.gguf"), {"timeout_s": 600.0}, 600.0),
        (ModelRef("ollama", "llama"), {}, LOCAL_CALL_S),
        (ModelRef("openai", "gpt-6-luna"), {}, 600.0),
        (ModelRef("ollama", "llama"), {"timeout_s": 5.0}, 5.0),
    ],
)
def test_a_model_in_this_process_has_an_hour_for_a_call(
    ref: ModelRef, flags: dict[str, float], call_s: float
) -> None:
    """It may read for many minutes; a limit that the user has set holds, were it the default of the
    others.
    """
    where = endpoint(ref, Context.load(flags), key_needed=False)
    assert where.timeouts.call_s == call_s


@pytest.mark.parametrize(
    "base_url",
    [
        "host/v1",
        "127.0.0.1:80/v1",
        "ftp://host/v1",
        "http://host:99999/v1",
        "http://[::1/v1",
        "http://a b/",
        "http://",
        "u:pw@h",
    ],
)
def test_an_address_that_is_none_is_told_before_anything_is_sent(base_url: str) -> None:
    """Of a variable and of the config alike, with where it stands; a password in it is not shown."""
    row = {"providers": {"openai": {"base_url": base_url}}}
    for flags, environment, place in (
        ({}, {"OPENAI_BASE_URL": base_url, "OPENAI_API_KEY": "k"}, "OPENAI_BASE_URL"),
        (row, {}, r"base_url under \[providers.openai\]"),
    ):
        context = Context.load({"model": "openai", **flags}, environment=environment)
        with pytest.raises(ConfigError, match=place) as caught:
            endpoint(ModelRef("openai", "m"), context)
        assert "pw" not in caught.value.message


def test_no_key_is_looked_for_on_behalf_of_a_local_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking the system's keyring takes longer than refusing a file."""

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a key was looked for")

    monkeypatch.setattr(config, "find_key", asked)
    assert endpoint(ModelRef("local", "m.gguf"), Context.load()).key is None


@pytest.mark.parametrize(
    ("base_url", "host", "here"),
    [
        ("http://localhost:11434/v1", "localhost:11434", True),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", True),
        ("http://[::1]:8080/v1", "[::1]:8080", True),
        ("http://[::1]", "[::1]", True),
        ("https://localhost.example.org/v1", "localhost.example.org", False),
        ("https://127.0.0.1.example.org", "127.0.0.1.example.org", False),
        ("https://localhost:x@example.org/v1", "example.org", False),
        ("https://example.org?@localhost/", "example.org", False),
        ("https://example.org#@127.0.0.1", "example.org", False),
        ("https://10.0.0.1/v1", "10.0.0.1", False),
    ],
)
def test_only_this_machine_is_taken_for_it(base_url: str, host: str, here: bool) -> None:
    """--offline lets loopback addresses through and none that only looks like one; a password in
    the URL is not shown.
    """
    found = Endpoint("mine", "m", base_url).host
    assert (found, on_loopback(found)) == (host, here)


@pytest.mark.parametrize(
    ("keys", "flags", "where"),
    [
        ("openai grok", {}, "api.openai.com"),
        ("openai grok", {"fallback": ["grok"]}, "api.openai.com (if that fails, to api.x.ai)"),
        ("openai", {"fallback": ["grok"]}, "api.openai.com"),
        ("grok", {"fallback": ["grok"]}, "api.x.ai"),
        ("openai grok", {"map_model": "grok"}, "api.openai.com and api.x.ai"),
        ("openai", {"fallback": ["./m.gguf"]}, "api.openai.com"),
        ("grok", {}, None),
        ("", {"fallback": ["grok"]}, None),
        ("openai", {"map_model": "grok"}, None),
    ],
)
def test_the_line_names_every_host_that_gets_the_text_and_no_other(
    keys: str, flags: dict[str, object], where: str | None
) -> None:
    """A model without a key is asked nothing; where nobody can be asked the error stands alone."""
    variables = {"openai": "OPENAI_API_KEY", "grok": "XAI_API_KEY"}
    environment = config.process_environment() | {variables[name]: "k" for name in keys.split()}
    line = choose_model(Context.load({"model": "openai", **flags}, environment=environment)).line
    assert line == (f"openai/gpt-6-luna; text goes to {where}." if where else "")


def test_a_row_has_its_default_model_and_its_windows_with_it() -> None:
    """One table of compatible.toml is all that a new service needs; the user's own words win."""
    row = {
        "base_url": "http://127.0.0.1:9/v1",
        "default_model": "a-1",
        "models": {"a-1": {"window_tokens": 4096, "max_output_tokens": 512}},
    }

    def known(**settings: Any) -> tuple[str, int, int]:
        context = Context.of(config.Settings(**settings))
        vars(context)["providers"] = Registry({"acme": row})
        ref = resolve(ModelRef("acme"), context)
        info = catalog.model(ref, overrides(context))
        return str(ref), info.window_tokens, info.max_output_tokens

    assert known() == ("acme/a-1", 4096, 512)
    assert known(models={"acme/a-1": {"window_tokens": 8192}}) == ("acme/a-1", 8192, 512)
    assert known(providers={"acme": {"default_model": "b-2"}})[0] == "acme/b-2"
