"""What can be used now is listed whatever the settings are, and what cannot with its reason."""

from __future__ import annotations

import pytest

from tersely.app.context import Context
from tersely.app.listing import list_models

KEYS = {"OPENAI_API_KEY": "sk-x", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}


def states(**settings: object) -> dict[str, str]:
    """Each provider with the words for its state."""
    rows = list_models(Context.load(settings))
    return {row.ref.partition("/")[0]: row.state for row in rows}


def test_a_missing_key_is_named() -> None:
    """And nothing else is needed but that."""
    assert states()["openai"] == "needs OPENAI_API_KEY"
    assert states()["extractive"].startswith("yes")


def test_offline_leaves_what_is_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a hosted service's adapter, where its address leads to this machine."""
    offline = states(offline=True)
    assert {offline[name] for name in ("openai", "anthropic", "gemini")} == {"not with --offline"}
    assert all(offline[name].startswith("yes") for name in ("ollama", "extractive"))
    # Where the extra is not installed that is the reason, and not --offline.
    assert offline["local"] != "not with --offline"
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    assert states(offline=True)["openai"].startswith("yes")
