"""Which model is asked, where, and how long it may take."""

from __future__ import annotations

import pytest

from tersely import config
from tersely.api.choice import LOCAL_CALL_S, endpoint, on_this_machine
from tersely.provider import Endpoint
from tersely.records import ModelRef


@pytest.mark.parametrize(
    ("ref", "flags", "call_s"),
    [
        (ModelRef("local", "m.gguf"), {}, LOCAL_CALL_S),
        (ModelRef("local", "m.gguf"), {"timeout_s": 5.0}, 5.0),
        (ModelRef("local", "m.gguf"), {"timeout_s": 600.0}, 600.0),
        (ModelRef("ollama", "llama"), {}, 600.0),
        (ModelRef("ollama", "llama"), {"timeout_s": 5.0}, 5.0),
    ],
)
def test_a_model_in_this_process_has_an_hour_for_a_call(ref: ModelRef, flags: dict[str, float], call_s: float) -> None:
    """It may read for many minutes; a limit that the user has set holds, were it the default of the others."""
    environment = config.process_environment()
    paths = config.paths(environment)
    settings = config.load(flags, environment, paths.config_file).settings
    assert endpoint(ref, settings, environment, paths).timeouts.call_s == call_s


def test_no_key_is_looked_for_on_behalf_of_a_local_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking the system's keyring takes longer than refusing a file."""

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a key was looked for")

    monkeypatch.setattr(config, "find_key", asked)
    environment = config.process_environment()
    paths = config.paths(environment)
    settings = config.load({}, environment, paths.config_file).settings
    assert endpoint(ModelRef("local", "m.gguf"), settings, environment, paths).key is None


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
    """--offline lets loopback addresses through and none that only looks like one; a password in the URL is not shown."""
    found = Endpoint("mine", "m", base_url).host
    assert (found, on_this_machine(found)) == (host, here)
