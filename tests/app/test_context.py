"""One context: settings, environment, folders and providers, built once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from tersely import config
from tersely.app.context import Context
from tersely.app.model_selection import endpoint
from tersely.errors import MissingKey, UsageError
from tersely.records import ModelRef

KEY = "sk-canary-0123456789"


def test_a_caller_may_give_nothing_settings_or_all_of_it(empty_home: Path) -> None:
    """The user's own file holds where nothing is given, and only there; overrides lie above all."""
    file = empty_home / "config" / "tersely" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('style = "tldr"\nlength = "long"\n')
    whole = Context.of()
    assert (whole.settings.style, whole.loaded.origins["style"]) == ("tldr", str(file))
    assert Context.of(whole) is whole
    assert Context.of(config.Settings(style="bullets")).settings.length == "medium"
    for base in (None, whole):
        settings = Context.of(base, overrides={"style": "minutes"}).settings
        assert (settings.style, settings.length) == ("minutes", "long")
    with pytest.raises(UsageError, match="stile"):
        Context.of(overrides={"stile": "tldr"})


def test_a_context_shows_no_key() -> None:
    """Neither of the environment nor of --api-key-file, in no repr."""
    context = Context.of(config.Settings(model="openai"), {"OPENAI_API_KEY": KEY})
    assert endpoint(ModelRef("openai", "m"), context).key is not None
    assert KEY not in repr(context)


def test_a_known_provider_elsewhere_gets_no_key_of_the_vendor() -> None:
    """The key in OPENAI_API_KEY was made for the vendor: an address in the config gets the key that
    its row names, or none.
    """
    elsewhere = {"base_url": "https://llm.example.com/v1"}
    environment = {"OPENAI_API_KEY": KEY, "MY_KEY": "mine"}
    ref = ModelRef("openai", "m")

    def key(**row: str) -> str | None:
        tables = {"openai": config.ProviderRow(**{**elsewhere, **row})}  # type: ignore[arg-type]  # of a test
        where = endpoint(ref, Context.of(config.Settings(providers=tables), environment))
        return where.key.get_secret_value() if where.key else None

    assert key() is None
    assert key(key_variable="MY_KEY") == "mine"
    with pytest.raises(MissingKey, match="OTHER is not set"):
        key(key_variable="OTHER")


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_a_stored_key_goes_to_the_address_that_it_was_stored_for(tmp_path: Path) -> None:
    """Neither a row of the config nor a variable that leads elsewhere gets it."""
    ref = ModelRef("openai", "m")
    places = {"XDG_CONFIG_HOME": str(tmp_path)}
    config.set_key("openai", SecretStr(KEY), config.paths(places).keys_file)

    def key(url: str = "", **variables: str) -> str | None:
        tables = {"openai": config.ProviderRow(base_url=url)} if url else {}
        context = Context.of(config.Settings(providers=tables), places | variables)
        try:
            where = endpoint(ref, context)
        except MissingKey:
            return None
        return where.key.get_secret_value() if where.key else None

    assert key() == KEY
    assert key(OPENAI_BASE_URL="https://api.openai.com/v1/") == KEY
    assert key(OPENAI_BASE_URL="https://llm.example.com/v1") is None
    assert key("https://llm.example.com/v1") is None


def test_the_services_of_one_config_are_unknown_to_another() -> None:
    """Nothing is registered anywhere: each context knows its own."""
    row = config.ProviderRow(base_url="http://127.0.0.1:9/v1")
    mine = Context.of(config.Settings(providers={"acme": row}))
    assert "acme" in mine.providers.names()
    assert "acme" not in Context.of(config.Settings()).providers.names()
    assert "acme" not in mine.with_settings(config.Settings()).providers.names()


def test_only_a_limit_that_the_user_named_is_explicit(empty_home: Path) -> None:
    """Flag, variable or file: each is the user's word; the default is not."""
    assert not Context.of(environment={}).settings.max_cost_explicit
    assert Context.load({"max_cost_usd": 1.0}, environment={}).settings.max_cost_explicit
    named = Context.of(environment={"TERSELY_MAX_COST": "1"}).settings
    assert (named.max_cost_usd, named.max_cost_explicit) == (1.0, True)
